#include "bodo/rt/csv_writer.h"

#include <string>
#include <vector>

#include "bodo/rt/dictionary.h"
#include "columns/column_count.h"
#include "files/csv_text.h"
#include "files/text_output.h"

namespace bodo::rt {
namespace {

// Quoted if the text would be read as something else; so is an empty string, as an empty field is missing.
void append_field(std::string& out, std::string_view s) {
  if (!s.empty() && s.find_first_of(",\"\n\r") == std::string_view::npos) {
    out += s;
    return;
  }
  out += '"';
  for (const char c : s) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

struct csv_writer::impl {
  impl(const site& at, std::string_view path, std::span<const field> columns)
      : output(at, path, "CSV"), fields(columns.begin(), columns.end()) {}

  files::text_output output;
  std::vector<field> fields;
};

csv_writer::csv_writer(const site& at, std::string_view path, std::span<const field> columns)
    : impl_(new impl(at, path, columns)) {}

csv_writer::~csv_writer() { delete impl_; }

void csv_writer::add(std::span<const column_view> columns, rows at) {
  impl& w = *impl_;
  check_column_count(w.output.at(), columns.size(), w.fields.size());
  std::string& out = w.output.buffer();
  for (std::uint32_t k = 0; k < at.count; ++k) {
    const std::uint32_t i = at[k];
    const std::size_t begin = out.size();
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (c != 0) out += ',';
      if (!columns[c].known(i)) continue;
      if (w.fields[c].type.id == kind::string)
        append_field(out, w.fields[c].coded ? coded_column(columns[c])[i].view() : column<text>(columns[c])[i].view());
      else
        files::append_value(out, columns[c], w.fields[c], i);
    }
    if (out.size() == begin) out += "\"\"";  // an empty line would be no row
    out += '\n';
  }
  w.output.flush_if_full();
}

void csv_writer::finish(layout of_rows) {
  impl& w = *impl_;
  std::string header;
  for (const field& f : w.fields) {
    if (&f != w.fields.data()) header += ',';
    append_field(header, f.name);
  }
  header += '\n';
  w.output.finish(header, of_rows);
}

}  // namespace bodo::rt
