#include <algorithm>
#include <optional>

#include "bodo/rt/file_schema.h"
#include "files/schema/csv_header.h"
#include "files/schema/csv_rows.h"
#include "files/schema/file_error.h"
#include "files/schema/folder_columns.h"
#include "files/schema/parquet_columns.h"
#include "files/schema/value_collector.h"

namespace bodo::rt {
namespace files {
namespace {

// The types that the values of a column may have, from those seen so far.
class guess {
 public:
  explicit guess(const csv_options& options) : na_values_(options.na_values), values_(values_of(options)) {}

  void declare(bodo::type as) { declared_ = as; }
  bool declared() const { return declared_.has_value(); }
  bool seen() const { return any_ || declared(); }  // a value that is not missing

  void see(const csv_field& f) {
    if (is_na(f.text, na_values_)) return;
    any_ = true;
    std::int64_t i;
    std::uint64_t u;
    double d;
    bool b;
    std::string room;
    const std::string_view number =
        values_.plain_numbers() || !(int64_ || uint64_ || float64_) ? f.text : values_.number(f.text, room);
    if (int64_) int64_ = parse_int64(number, i);
    if (uint64_) uint64_ = parse_uint64(number, u);
    if (float64_) float64_ = parse_float64(number, d);
    if (boolean_) boolean_ = parse_boolean(f.text, values_, b);
  }

  bodo::type type() const {
    if (declared()) return *declared_;
    if (!any_) return bodo::float64;  // as in pandas
    if (int64_) return bodo::int64;
    if (uint64_) return bodo::uint64;
    if (float64_) return bodo::float64;
    if (boolean_) return bodo::boolean;
    return bodo::string;
  }

 private:
  const std::vector<std::string>& na_values_;
  csv_values values_;
  bool int64_ = true, uint64_ = true, float64_ = true, boolean_ = true;
  bool any_ = false;
  std::optional<bodo::type> declared_;
};

text_file open_text(const std::string& path, const csv_options& options) {
  return text_file(path, compression_of(path, options.compression));
}

// Uses this file's values for columns without a value in earlier files. False if there are no such columns left, or the
// file has other columns.
bool see_unseen(const std::string& path, const csv_options& options, const std::vector<std::string>& names,
                std::vector<guess>& guesses) {
  std::vector<std::size_t> unseen;
  for (std::size_t c = 0; c < guesses.size(); ++c)
    if (!guesses[c].seen()) unseen.push_back(c);
  if (unseen.empty()) return false;
  const text_file file = open_text(path, options);
  const csv_header header = read_header(file, options);
  if (header.names != names) return false;
  csv_rows rows(dialect_of(options));
  rows.open(file, header.end, file.size, header.newlines);
  while (rows.next(true) == csv_rows::result::row)
    for (const std::size_t c : unseen)
      if (c < rows.fields().size()) guesses[c].see(rows.fields()[c]);
  return true;
}

// A value of a column of .parse_dates, which has no format.
void must_be_time(const csv_rows& rows, const std::string& name, std::string_view text) {
  std::int64_t time;
  std::int32_t days;
  if (parse_timestamp(text, time)) return;
  const bool far = is_far_time(text);
  throw file_error("line " + std::to_string(rows.line()) + ": column '" + name + "': expected " +
                   (far ? "a time from 1677-09-21 to 2262-04-11" : "a date or time, as 2024-02-29 13:00:00") +
                   ", found '" + std::string(text) + "'; " +
                   (far && parse_date(text, days)
                        ? "a column of dates goes beyond: .types = {{\"" + name + "\", bodo::date}}"
                    : far ? "it is text without .parse_dates"
                          : "name its form in .date_format; it is text without .parse_dates"));
}

file_schema guess_schema(const std::string& path, const csv_options& options) {
  const std::vector<source_file> sources = list_sources(path);
  const text_file file = open_text(sources.front().path, options);
  const csv_header header = read_header(file, options);
  std::vector<guess> guesses(header.names.size(), guess(options));
  std::vector<bool> is_time(header.names.size());
  for (const std::string& date : options.parse_dates) {
    const std::size_t c = place_of(date, header.names, "parse_dates: ");
    guesses[c].declare(bodo::timestamp);
    is_time[c] = !options.date_format && options.bad_lines_end;
  }
  for (const auto& [name, type] : options.types) guesses[place_of(name, header.names, "types: ")].declare(type);
  std::vector<std::size_t> used;
  for (const std::string& name : options.usecols) used.push_back(place_of(name, header.names, "usecols: "));
  std::sort(used.begin(), used.end());
  const auto is_used = [&](std::size_t c) { return used.empty() || std::binary_search(used.begin(), used.end(), c); };
  csv_rows rows(dialect_of(options));
  rows.open(file, header.end, file.size, header.newlines);
  file_schema schema;
  for (schema.rows = 0; rows.next(true) == csv_rows::result::row; ++schema.rows) {
    const auto& fields = rows.fields();
    if (fields.size() > guesses.size()) {
      if (!options.bad_lines_end) continue;
      throw file_error("line " + std::to_string(rows.line()) + ": expected " + std::to_string(guesses.size()) +
                       " fields, found " + std::to_string(fields.size()));
    }
    for (std::size_t c = 0; c < fields.size(); ++c) {
      if (!is_used(c)) continue;
      if (!guesses[c].declared()) guesses[c].see(fields[c]);
      if (is_time[c] && !is_na(fields[c].text, options.na_values)) must_be_time(rows, header.names[c], fields[c].text);
    }
  }
  for (std::size_t s = 1; s < sources.size(); ++s)
    if (!see_unseen(sources[s].path, options, header.names, guesses)) break;
  for (const source_file& s : sources) schema.files.push_back(s.path);
  if (sources.size() > 1) schema.rows = -1;
  for (std::size_t c = 0; c < guesses.size(); ++c) {
    if (!is_used(c)) continue;
    schema_column column;
    column.name = header.names[c];
    column.type = guesses[c].type();
    schema.columns.push_back(std::move(column));
  }
  return schema;
}

// False if the text is no value of the column.
bool add_value(std::string_view text, bodo::type as, const csv_values& written, value_collector& found) {
  std::string room;
  const std::string_view number = written.plain_numbers() ? text : written.number(text, room);
  const auto add = [&](auto parsed, bool good) {
    if (good) found.add(int128{parsed});
    return good;
  };
  bool flag = false;
  std::int32_t days = 0;
  std::uint64_t large = 0;
  std::int64_t integer = 0;
  switch (as.id) {
    case kind::boolean: return add(flag, parse_boolean(text, written, flag));
    case kind::date: return add(days, parse_date(text, days));
    case kind::uint64: return add(large, parse_uint64(number, large));
    default: return add(integer, parse_int64(number, integer));
  }
}

void add_values(const std::string& path, const csv_options& options, const wanted_values& wanted,
                value_collector& found) {
  const text_file file = open_text(path, options);
  const csv_header header = read_header(file, options);
  const std::size_t place = place_of(wanted.column, header.names);
  const csv_values written = values_of(options);
  csv_rows rows(dialect_of(options));
  rows.open(file, header.end, file.size, header.newlines);
  while (!found.is_full() && rows.next(true) == csv_rows::result::row) {
    if (place >= rows.fields().size()) continue;
    const csv_field& field = rows.fields()[place];
    if (wanted.type == bodo::string) {
      if (!is_na(field, options.na_values)) found.add(field.text);
    } else if (!is_na(field.text, options.na_values)) {
      if (!add_value(field.text, wanted.type, written, found) && options.bad_lines_end)
        throw file_error("line " + std::to_string(rows.line()) + ": column '" + wanted.column + "': expected " +
                         name_of(wanted.type) + ", found '" + std::string(field.text.substr(0, 100)) + "'");
    }
  }
}

}  // namespace
}  // namespace files

file_schema csv_schema(const std::string& path, const csv_options& options) {
  try {
    return files::guess_schema(path, options);
  } catch (const files::file_error& e) {
    const std::string what = e.what();
    const bool in_file = what.starts_with("line ") || what.starts_with("parse_dates: ") ||
                         what.starts_with("types: ") || what.starts_with("usecols: ");
    throw schema_error(in_file ? "'" + path + "', " + what : what);
  }
}

known_values values_in_csv(const std::string& path, const wanted_values& wanted, const csv_options& options) {
  std::string at = path;
  try {
    if (wanted.type == bodo::date && options.date_format)
      throw files::file_error("dates of a .date_format are read at run time only");
    files::value_collector found(wanted);
    for (const files::source_file& source : files::list_sources(path))
      files::add_values(at = source.path, options, wanted, found);
    return found.take();
  } catch (const files::file_error& e) {
    const std::string what = e.what();
    throw schema_error(what.starts_with("line ") ? "'" + at + "', " + what : what);
  }
}

}  // namespace bodo::rt
