#include "bodo/rt/json_file.h"

#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <arrow/json/reader.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/table.h"
#include "files/arrow_columns.h"
#include "files/batch_at_hand.h"
#include "files/csv_content.h"
#include "files/json_objects.h"
#include "files/opened_fields.h"
#include "files/schema/arrow_units.h"
#include "files/schema/csv_header.h"
#include "files/schema/file_error.h"
#include "files/schema/json_text.h"
#include "files/schema/parquet_columns.h"
#include "files/stored_files.h"
#include "job/work.h"

namespace bodo::rt {

using files::csv_rows;
using files::file_error;

struct json_file::content {
  content(const site& at, std::string_view path, const json_settings& settings)
      : lines(at, path, std::span<const field>(),
              {.header = false,
               .names = {"line"},
               .compression = settings.compression,
               .rows = text_rows::filled_lines}) {}

  csv_file lines;
  std::vector<std::string> names;
  std::vector<field> fields;  // their names are in `names`
};

std::vector<files::stored_file> files::stored_files(const json_file& from) { return stored_files(from.get().lines); }

json_file::json_file(const site& at, std::string_view path, std::span<const field> columns,
                     const json_settings& settings)
    : content_(new content(at, path, settings)) {
  content& c = *content_;
  c.fields.assign(columns.begin(), columns.end());
  for (const field& f : columns) c.names.emplace_back(f.name);
  for (std::size_t f = 0; f < c.fields.size(); ++f) c.fields[f].name = c.names[f].c_str();
}

json_file::~json_file() { delete content_; }

std::vector<field> json_file::fields() const { return files::opened_fields(*content_); }
std::vector<field> json_file::fields(std::initializer_list<std::uint32_t> columns) const {
  return files::opened_fields(*content_, std::span(columns.begin(), columns.size()));
}

struct json_scan::impl final : files::batch_at_hand {
  impl(const json_file::content& f, std::vector<std::uint32_t> numbers)
      : from(f), lines(f.lines.get()), wanted(std::move(numbers)), rows(files::dialect_of(lines.options)) {
    std::vector<std::shared_ptr<arrow::Field>> members;
    for (const std::uint32_t c : wanted) {
      columns.push_back(std::make_unique<files::arrow_column>(lines.at, from.fields.at(c)));
      members.push_back(arrow::field(from.names[c], files::json_type(from.fields[c].type)));
    }
    std::vector<std::string> names;
    std::vector<files::arrow_column*> to;
    for (std::size_t c = 0; c < wanted.size(); ++c) {
      names.push_back(from.names[wanted[c]]);
      to.push_back(columns[c].get());
    }
    objects = std::make_unique<files::json_objects>(names, to);
    parse.explicit_schema = arrow::schema(members);
    parse.unexpected_field_behavior = arrow::json::UnexpectedFieldBehavior::Ignore;
    read.use_threads = false;
  }

  void give(const batch& b) { batch_at_hand::give(b, from.fields, 0); }
  std::string place_of(std::string_view s) const override {
    const auto slot = row_of(s);
    return slot ? place_of_line(*slot) : std::string();
  }
  std::string place_of_line(std::size_t line) const {
    return "'" + lines.files[lines.stretches[stretch].file].path + "', line " + std::to_string(line_numbers[line]);
  }

  // The objects in some lines; null, with the reason, if they are not all objects of these columns.
  std::shared_ptr<arrow::Table> table_of(std::string_view text, std::int64_t count, std::string& why);
  [[noreturn]] void fail_at(std::size_t line, const std::string& what) const;
  void convert(batch& b);
  bool convert_plainly();
  void convert_by_arrow(std::int64_t count);

  const json_file::content& from;
  const csv_file::content& lines;
  std::vector<std::uint32_t> wanted;
  std::vector<std::unique_ptr<files::arrow_column>> columns;
  arrow::json::ReadOptions read = arrow::json::ReadOptions::Defaults();
  arrow::json::ParseOptions parse = arrow::json::ParseOptions::Defaults();
  std::unique_ptr<files::json_objects> objects;
  csv_rows rows;
  std::size_t stretch = 0;  // the current one
  bool opened = false;
  std::int64_t row = 0;                    // the global number of the next one
  std::string text;                        // of the batch's lines
  std::vector<std::size_t> ends;           // of these, in the text
  std::vector<std::int64_t> line_numbers;  // in the file
};

std::shared_ptr<arrow::Table> json_scan::impl::table_of(std::string_view some, std::int64_t count, std::string& why) {
  if (some.size() > std::size_t{1} << 30) {
    why = "the objects are too large";
    return nullptr;
  }
  read.block_size = static_cast<std::int32_t>(some.size() + 1);
  auto buffer = std::make_shared<arrow::Buffer>(reinterpret_cast<const std::uint8_t*>(some.data()),
                                                static_cast<std::int64_t>(some.size()));
  auto reader = arrow::json::TableReader::Make(
      arrow::default_memory_pool(), std::make_shared<arrow::io::BufferReader>(std::move(buffer)), read, parse);
  files::must(reader.status());
  auto table = (*reader)->Read();
  if (!table.ok()) {
    why = files::json_failure(table.status().message());
    return nullptr;
  }
  if ((*table)->num_rows() != count) {
    why = "expected one object a line";
    return nullptr;
  }
  auto whole = (*table)->CombineChunks();
  files::must(whole.status());
  files::must((*whole)->ValidateFull());
  return *whole;
}

void json_scan::impl::fail_at(std::size_t line, const std::string& what) const {
  must_be_unchanged(lines, stretch);
  fail(lines.at, place_of_line(line) + ": " + what);
}

// The lines at hand as the columns of the batch.
void json_scan::impl::convert(batch& b) {
  b.columns.assign(from.fields.size(), {});
  if (wanted.empty() || b.size == 0) return;
  if (!objects->suits() || !convert_plainly()) convert_by_arrow(b.size);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    b.columns[wanted[c]] = columns[c]->view();
    count_decoded(static_cast<std::int64_t>(b.size * width_of(columns[c]->as().storage())));
  }
}

bool json_scan::impl::convert_plainly() {
  const std::size_t size = text.size();
  text.append(16, '\n');
  objects->begin_batch();
  bool good = true;
  for (std::size_t line = 0; good && line < ends.size(); ++line) {
    const std::size_t begin = line == 0 ? 0 : ends[line - 1];
    good = objects->put({text.data() + begin, ends[line] - begin - 1}, static_cast<std::uint32_t>(line));
  }
  text.resize(size);
  return good;
}

void json_scan::impl::convert_by_arrow(std::int64_t count) {
  std::string why;
  const auto table = table_of(text, count, why);
  if (table == nullptr) {
    for (std::size_t line = 0; line < ends.size(); ++line) {
      const std::size_t begin = line == 0 ? 0 : ends[line - 1];
      if (table_of(std::string_view(text).substr(begin, ends[line] - begin), 1, why) == nullptr) fail_at(line, why);
    }
    fail_at(0, why);
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    files::arrow_column& column = *columns[c];
    const auto chunks = table->GetColumnByName(from.names[wanted[c]]);
    const std::string title = "column '" + from.names[wanted[c]] + "': ";
    const auto values = chunks->num_chunks() == 0 ? nullptr : chunks->chunk(0);
    if (values == nullptr) fail_at(0, title + "has no values");
    if (values->type_id() == arrow::Type::STRING && column.as().type.id != kind::string) {
      std::int64_t bad = 0;
      if (!column.read_text(values, bad)) {
        const std::string_view found = static_cast<const arrow::StringArray&>(*values).GetView(bad).substr(0, 100);
        const bool far = column.as().type.id == kind::timestamp && files::is_far_time(found);
        fail_at(static_cast<std::size_t>(bad),
                title + "expected " + files::name_of(column.as().type) + ", found '" + std::string(found) + "'" +
                    (far ? ", which lies outside of the years 1677 to 2262 that nanoseconds can hold" : ""));
      }
    } else {
      column.read(values);
    }
    if (!column.as().nullable && values->null_count() != 0) {
      std::int64_t missing = 0;
      while (values->IsValid(missing)) ++missing;
      fail_at(static_cast<std::size_t>(missing), title + "has a missing value, but the program was compiled for none");
    }
    column.take(0, static_cast<std::uint32_t>(count));
  }
}

json_scan::json_scan(const json_file& file, std::span<const std::uint32_t> now, std::span<const std::uint32_t> later) {
  std::vector<std::uint32_t> wanted(now.begin(), now.end());
  wanted.insert(wanted.end(), later.begin(), later.end());
  impl_ = new impl(file.get(), std::move(wanted));
}

json_scan::json_scan(const json_file& file) {
  std::vector<std::uint32_t> all(file.get().fields.size());
  std::iota(all.begin(), all.end(), 0U);
  impl_ = new impl(file.get(), std::move(all));
}

json_scan::~json_scan() { delete impl_; }

bool json_scan::next(batch& b) {
  impl& s = *impl_;
  poll_failures();
  if (!s.has_begun()) s.begin(0);
  b.size = 0;
  s.text.clear();
  s.ends.clear();
  s.line_numbers.clear();
  try {
    while (s.stretch < s.lines.stretches.size() && b.size < batch_size()) {
      const files::csv_stretch& at = s.lines.stretches[s.stretch];
      const files::text_file& handle = *s.lines.handles[s.stretch];
      if (!s.opened) {
        s.rows.open(handle, at.begin, at.stop, at.newlines);
        s.opened = true;
        s.row = size() > 1 ? at.first_row : s.row;
        count_read(handle.compressed() ? handle.stored : at.stop - at.begin);
      }
      if (s.rows.next(true) == csv_rows::result::end) {
        must_be_unchanged(s.lines, s.stretch);
        if (b.size != 0) break;  // the lines of a batch are of one file
        s.opened = false;
        ++s.stretch;
        continue;
      }
      if (b.size == 0) b.first_row = s.row;
      s.text += s.rows.fields()[0].text;
      s.text += '\n';
      s.ends.push_back(s.text.size());
      s.line_numbers.push_back(s.rows.line());
      ++b.size;
      ++s.row;
    }
    s.convert(b);
  } catch (const file_error& e) {
    fail(s.lines.at, "'" + s.lines.files[s.lines.stretches[s.stretch].file].path + "': " + e.what());
  }
  s.give(b);
  return b.size != 0;
}

}  // namespace bodo::rt
