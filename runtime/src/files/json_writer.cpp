#include "bodo/rt/json_writer.h"

#include <cmath>
#include <string>
#include <vector>

#include "bodo/rt/dictionary.h"
#include "columns/column_count.h"
#include "columns/flat_lists.h"
#include "files/csv_text.h"
#include "files/text_output.h"

namespace bodo::rt {
namespace {

void append_string(std::string& out, std::string_view s) {
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (const char c : s) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20) {
          out += c;
        } else {
          out += "\\u00";
          out += digits[static_cast<unsigned char>(c) >> 4];
          out += digits[c & 15];
        }
    }
  }
  out += '"';
}

// A value that is not missing. JSON has no infinities and no NaN: they are null.
void append_json(std::string& out, const column_view& values, const field& as, std::uint32_t row) {
  switch (as.type.id) {
    case kind::string:
      return append_string(out, as.coded ? coded_column(values)[row].view() : column<text>(values)[row].view());
    case kind::boolean: out += column<std::uint8_t>(values)[row] != 0 ? "true" : "false"; return;
    case kind::float32:
      if (!std::isfinite(column<float>(values)[row])) break;
      return files::append_value(out, values, as, row);
    case kind::float64:
      if (!std::isfinite(column<double>(values)[row])) break;
      return files::append_value(out, values, as, row);
    case kind::timestamp: {
      // as ISO 8601 has it
      out += '"';
      const std::size_t begin = out.size();
      files::append_value(out, values, as, row);
      out[out.find(' ', begin)] = 'T';
      out += '"';
      return;
    }
    case kind::date:
    case kind::duration:
      out += '"';
      files::append_value(out, values, as, row);
      out += '"';
      return;
    case kind::list: {
      const type element = element_of(as.type);
      const flat_lists list = flatten_all(values, row, 1, element);
      const column_view all = list.view();
      for (std::int64_t i = 0; i < list.size(); ++i) {
        const auto k = static_cast<std::uint32_t>(i);
        out += i == 0 ? '[' : ',';
        if (all.known(k))
          append_json(out, all, {"", element}, k);
        else
          out += "null";
      }
      out += list.size() == 0 ? "[]" : "]";
      return;
    }
    default: return files::append_value(out, values, as, row);
  }
  out += "null";
}

}  // namespace

struct json_writer::impl {
  impl(const site& at, std::string_view path, std::span<const field> columns)
      : output(at, path, "JSON"), fields(columns.begin(), columns.end()) {
    for (const field& f : fields) {
      std::string& before = titles.emplace_back(titles.empty() ? "{" : ",");
      append_string(before, f.name);
      before += ':';
    }
  }

  files::text_output output;
  std::vector<field> fields;
  std::vector<std::string> titles;  // before the columns' values
};

json_writer::json_writer(const site& at, std::string_view path, std::span<const field> columns)
    : impl_(new impl(at, path, columns)) {}

json_writer::~json_writer() { delete impl_; }

void json_writer::add(std::span<const column_view> columns, rows at) {
  impl& w = *impl_;
  check_column_count(w.output.at(), columns.size(), w.fields.size());
  std::string& out = w.output.buffer();
  for (std::uint32_t k = 0; k < at.count; ++k) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      out += w.titles[c];
      if (columns[c].known(at[k]))
        append_json(out, columns[c], w.fields[c], at[k]);
      else
        out += "null";
    }
    out += columns.empty() ? "{}\n" : "}\n";
  }
  w.output.flush_if_full();
}

void json_writer::finish(layout of_rows) { impl_->output.finish("", of_rows); }

}  // namespace bodo::rt
