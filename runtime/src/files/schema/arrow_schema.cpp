#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <arrow/json/reader.h>

#include <algorithm>
#include <optional>

#include "bodo/rt/arrow_format.h"
#include "bodo/rt/file_schema.h"
#include "files/schema/arrow_units.h"
#include "files/schema/csv_header.h"
#include "files/schema/file_error.h"
#include "files/schema/json_text.h"
#include "files/schema/source_list.h"
#include "files/schema/text_file.h"
#include "files/schema/value_collector.h"

namespace bodo::rt {
namespace files {
namespace {

std::vector<schema_column> columns_of(const arrow::Schema& schema) {
  std::vector<schema_column> columns;
  for (const auto& from : schema.fields()) {
    const arrow_form form = form_of(*from->type());
    schema_column c;
    c.name = from->name();
    c.type = form.type;
    c.nullable = from->nullable();
    c.coded = form.coded;
    c.unsupported = form.refused;
    columns.push_back(std::move(c));
  }
  return columns;
}

std::string whole_text(const text_file& file) {
  std::string text;
  constexpr std::size_t piece = std::size_t{1} << 20;
  for (std::size_t n = piece; n == piece;) {
    const std::size_t before = text.size();
    text.resize(before + piece);
    n = file.read(static_cast<std::int64_t>(before), text.data() + before, piece);
    text.resize(before + n);
  }
  return text;
}

std::shared_ptr<arrow::Table> table_in(std::string text, const arrow::json::ParseOptions& parse) {
  auto read = arrow::json::ReadOptions::Defaults();
  read.use_threads = false;
  // in one block: types found in a later one would be errors
  read.block_size = static_cast<std::int32_t>(std::min<std::size_t>(text.size() + 1, std::size_t{1} << 30));
  auto reader = arrow::json::TableReader::Make(
      arrow::default_memory_pool(),
      std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(std::move(text))), read, parse);
  must(reader.status());
  auto table = (*reader)->Read();
  if (!table.ok()) throw file_error(json_failure(table.status().message()));
  return *table;
}

// The text of a file from its first object on.
std::string objects_in(const std::string& path, const json_options& options) {
  const text_file file(path, compression_of(path, options.compression));
  json_must_be_text(file);
  std::string text = whole_text(file);
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return text.erase(0, text.find_first_not_of(" \t\r\n"));
}

// The objects of a file as a table, their types from their values; members in the order of the first object, which
// Arrow does not keep if types are given.
std::shared_ptr<arrow::Table> guessed(const std::string& path, const json_options& options) {
  std::string text = objects_in(path, options);
  if (text.empty()) return nullptr;
  auto parse = arrow::json::ParseOptions::Defaults();
  std::vector<std::shared_ptr<arrow::Field>> fields;
  for (const auto& [name, type] : options.types) fields.push_back(arrow::field(name, json_type(type)));
  for (const std::string& name : options.parse_dates) fields.push_back(arrow::field(name, arrow::utf8()));
  try {
    const auto first = table_in(text.substr(0, text.find('\n')), parse);
    if (!fields.empty()) parse.explicit_schema = arrow::schema(fields);
    const auto table = table_in(std::move(text), parse);
    std::vector<int> order;
    for (const auto* names : {first.get(), table.get()})
      for (const std::string& name : names->schema()->field_names())
        if (const int at = table->schema()->GetFieldIndex(name);
            at >= 0 && std::find(order.begin(), order.end(), at) == order.end())
          order.push_back(at);
    auto ordered = table->SelectColumns(order);
    must(ordered.status());
    return *ordered;
  } catch (const file_error& e) {
    throw file_error("'" + path + "': " + e.what());
  }
}

file_schema guess_json(const std::string& path, const json_options& options) {
  const std::vector<source_file> sources = list_sources(path);
  file_schema schema;
  for (const source_file& s : sources) schema.files.push_back(s.path);
  std::vector<bool> open;  // columns without a value so far
  for (std::size_t s = 0; s < sources.size(); ++s) {
    const auto table = guessed(sources[s].path, options);
    if (table == nullptr) continue;
    const bool first = schema.columns.empty();
    if (first && sources.size() == 1) schema.rows = table->num_rows();
    for (const auto& f : table->schema()->fields()) {
      const bool empty = f->type()->id() == arrow::Type::NA;
      const auto at = std::find_if(schema.columns.begin(), schema.columns.end(),
                                   [&](const schema_column& c) { return c.name == f->name(); });
      const bool known = at != schema.columns.end();
      const auto place = static_cast<std::size_t>(at - schema.columns.begin());
      if (!known && !first) continue;
      if (known && (!open[place] || empty)) continue;
      // text that looks like a time is text, as in CSV files
      const arrow_form form =
          f->type()->id() == arrow::Type::TIMESTAMP ? arrow_form{bodo::string, false, {}} : form_of(*f->type());
      schema_column c;
      c.name = f->name();
      c.type = form.type;
      c.unsupported = form.refused;
      if (known) {
        *at = std::move(c);
        open[place] = false;
      } else {
        schema.columns.push_back(std::move(c));
        open.push_back(empty);
      }
    }
    if (std::find(open.begin(), open.end(), true) == open.end()) break;
  }
  if (schema.columns.empty())
    throw file_error("'" + sources.front().path + "' holds no objects, which would show its columns");
  std::vector<std::string> names;
  for (const schema_column& c : schema.columns) names.push_back(c.name);
  const auto declare = [&](const std::string& name, bodo::type type) {
    schema_column& c = schema.columns[place_of(name, names)];
    c.type = type;
    c.unsupported.clear();
  };
  for (const auto& [name, type] : options.types) declare(name, type);
  for (const std::string& name : options.parse_dates) declare(name, bodo::timestamp);
  return schema;
}

void add_values(const std::string& path, const json_options& options, const wanted_values& wanted,
                value_collector& found) {
  std::string text = objects_in(path, options);
  if (text.empty()) return;
  auto parse = arrow::json::ParseOptions::Defaults();
  parse.explicit_schema = arrow::schema({arrow::field(wanted.column, json_type(wanted.type))});
  parse.unexpected_field_behavior = arrow::json::UnexpectedFieldBehavior::Ignore;
  const auto table = table_in(std::move(text), parse);
  for (const auto& chunk : table->column(0)->chunks()) found.add(*chunk);
}

void add_values(const std::string& path, arrow_format format, const wanted_values& wanted, value_collector& found) {
  const auto units = open_units(path, format, {wanted.column});
  for (std::int64_t u = 0; u < units->count() && !found.is_full(); ++u) {
    const auto values = units->read(u)->GetColumnByName(wanted.column);
    if (values == nullptr) throw file_error("it has no column '" + wanted.column + "'");
    found.add(*values);
  }
}

// The reader's error, with the file's name.
file_error in_file(const std::string& path, const file_error& e) {
  const std::string what = e.what();
  return file_error(what.find("'" + path + "'") != std::string::npos ? what : "'" + path + "': " + what);
}

// `read`: json_options or an arrow_format.
template <class Read>
known_values values_in_files(const std::string& path, const wanted_values& wanted, const Read& read) {
  std::string at = path;
  try {
    value_collector found(wanted);
    for (const source_file& source : list_sources(path)) add_values(at = source.path, read, wanted, found);
    return found.take();
  } catch (const file_error& e) {
    throw schema_error(in_file(at, e).what());
  }
}

}  // namespace

void json_must_be_text(const text_file& file) {
  csv_options options;
  options.header = false;
  options.rows = text_rows::lines;
  options.names = {"line"};
  read_header(file, options);
}

std::shared_ptr<arrow::DataType> json_type(bodo::type type) {
  const bool as_text = type == bodo::date || type == bodo::timestamp || type == bodo::duration;
  return as_text ? arrow::utf8() : arrow_type(type);
}

std::string json_failure(std::string what) {
  what = what.substr(0, what.find('\n'));
  if (const std::size_t row = what.rfind(" in row "); row != std::string::npos) what.resize(row);
  const auto with_article = [](const std::string& word) {
    return (word == "object" || word == "array" ? "an " : "a ") + word;
  };
  // "Column(/a) changed from number to string", "Failed to convert JSON to int64, couldn't parse:1.5"
  constexpr std::string_view parse = "JSON parse error: ", cast = "Failed to convert JSON to ", column = "Column(",
                             from = ") changed from ", to = " to ", found = ", couldn't parse:";
  if (what.starts_with(parse)) what.erase(0, parse.size());
  if (what.starts_with(cast)) {
    const std::size_t end = what.find(found);
    if (end == std::string::npos) return what;
    return "expected " + what.substr(cast.size(), end - cast.size()) + ", found " + what.substr(end + found.size());
  }
  const std::size_t was = what.rfind(from), is = what.rfind(to);
  if (what.starts_with(column) && was != std::string::npos && is != std::string::npos && was < is) {
    const std::string name = what.substr(column.size(), was - column.size());
    const std::string expected = what.substr(was + from.size(), is - was - from.size());
    return (name.empty() ? "" : "column '" + name.substr(1) + "': ") + "expected " + with_article(expected) +
           ", found " + with_article(what.substr(is + to.size()));
  }
  while (what.ends_with('.')) what.pop_back();
  return "it is no JSON object: " + what;
}

}  // namespace files

file_schema arrow_schema(const std::string& path, arrow_format format) {
  try {
    const std::vector<files::source_file> sources = files::list_sources(path);
    file_schema schema;
    schema.rows = 0;
    for (const files::source_file& s : sources) {
      schema.files.push_back(s.path);
      try {
        const auto units = files::open_units(s.path, format, {});
        if (schema.columns.empty()) schema.columns = files::columns_of(*units->schema());
        for (std::int64_t u = 0; u < units->count(); ++u) schema.rows += units->rows_of(u);
      } catch (const files::file_error& e) {
        throw files::in_file(s.path, e);
      }
    }
    return schema;
  } catch (const files::file_error& e) {
    throw schema_error(e.what());
  }
}

file_schema json_schema(const std::string& path, const json_options& options) {
  try {
    return files::guess_json(path, options);
  } catch (const files::file_error& e) {
    throw schema_error(e.what());
  }
}

known_values values_in_arrow(const std::string& path, const wanted_values& wanted, arrow_format format) {
  return files::values_in_files(path, wanted, format);
}

known_values values_in_json(const std::string& path, const wanted_values& wanted, const json_options& options) {
  return files::values_in_files(path, wanted, options);
}

}  // namespace bodo::rt
