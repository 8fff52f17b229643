#include <algorithm>

#include "bodo/rt/file_schema.h"
#include "files/schema/csv_header.h"
#include "files/schema/csv_rows.h"
#include "files/schema/file_error.h"
#include "files/schema/folder_columns.h"

namespace bodo::rt {
namespace files {
namespace {

// The types that the values of a column may have, from those seen so far.
struct guess {
  bool int64 = true, uint64 = true, float64 = true, boolean = true;
  bool any = false;      // a value that is not missing
  bool is_time = false;  // by the user's option

  void see(const csv_field& f, const std::vector<std::string>& na_values) {
    if (is_na(f.text, na_values)) return;
    any = true;
    std::int64_t i;
    std::uint64_t u;
    double d;
    bool b;
    if (int64) int64 = parse_int64(f.text, i);
    if (uint64) uint64 = parse_uint64(f.text, u);
    if (float64) float64 = parse_float64(f.text, d);
    if (boolean) boolean = parse_boolean(f.text, b);
  }

  bodo::type type() const {
    if (is_time) return bodo::timestamp;
    if (!any) return bodo::float64;  // as in pandas
    if (int64) return bodo::int64;
    if (uint64) return bodo::uint64;
    if (float64) return bodo::float64;
    if (boolean) return bodo::boolean;
    return bodo::string;
  }
};

// Uses this file's values for columns without a value in earlier files. False if there are no such columns left, or the
// file has other columns.
bool see_unseen(const std::string& path, const csv_options& options, const std::vector<std::string>& names,
                std::vector<guess>& guesses) {
  std::vector<std::size_t> unseen;
  for (std::size_t c = 0; c < guesses.size(); ++c)
    if (!guesses[c].any && !guesses[c].is_time) unseen.push_back(c);
  if (unseen.empty()) return false;
  const csv_handle file(path);
  const csv_header header = read_header(file, options.sep, options.header, options.names);
  if (header.names != names) return false;
  csv_rows rows(options.sep);
  rows.open(file, header.end, file.size, header.newlines);
  while (rows.next(true) == csv_rows::result::row)
    for (const std::size_t c : unseen)
      if (c < rows.fields().size()) guesses[c].see(rows.fields()[c], options.na_values);
  return true;
}

file_schema guess_schema(const std::string& path, const csv_options& options) {
  const std::vector<source_file> sources = list_sources(path);
  const csv_handle file(sources.front().path);
  const csv_header header = read_header(file, options.sep, options.header, options.names);
  std::vector<guess> guesses(header.names.size());
  for (const std::string& date : options.parse_dates) {
    const auto at = std::find(header.names.begin(), header.names.end(), date);
    if (at == header.names.end()) {
      const std::string near = nearest_name(date, header.names);
      throw file_error("parse_dates: there is no column '" + date + "'" +
                       (near.empty() ? "" : "; did you mean '" + near + "'?"));
    }
    guesses[static_cast<std::size_t>(at - header.names.begin())].is_time = true;
  }
  csv_rows rows(options.sep);
  rows.open(file, header.end, file.size, header.newlines);
  file_schema schema;
  for (schema.rows = 0; rows.next(true) == csv_rows::result::row; ++schema.rows) {
    const auto& fields = rows.fields();
    if (fields.size() > guesses.size())
      throw file_error("line " + std::to_string(rows.line()) + ": expected " + std::to_string(guesses.size()) +
                       " fields, found " + std::to_string(fields.size()));
    for (std::size_t c = 0; c < fields.size(); ++c) {
      guess& g = guesses[c];
      if (!g.is_time) {
        g.see(fields[c], options.na_values);
        continue;
      }
      std::int64_t time;
      std::int32_t days;
      if (is_na(fields[c].text, options.na_values) || parse_timestamp(fields[c].text, time)) continue;
      const bool far = is_far_time(fields[c].text);
      throw file_error("line " + std::to_string(rows.line()) + ": column '" + header.names[c] + "': expected " +
                       (far ? "a time from 1677-09-21 to 2262-04-11" : "a date or time, as 2024-02-29 13:00:00") +
                       ", found '" + std::string(fields[c].text) + "'; " +
                       (far && parse_date(fields[c].text, days) ? "a column of dates goes beyond: bodo::schema({{\"" +
                                                                      header.names[c] + "\", bodo::date}, ...})"
                                                                : "it is text without .parse_dates"));
    }
  }
  for (std::size_t s = 1; s < sources.size(); ++s)
    if (!see_unseen(sources[s].path, options, header.names, guesses)) break;
  for (const source_file& s : sources) schema.files.push_back(s.path);
  if (sources.size() > 1) schema.rows = -1;
  for (std::size_t c = 0; c < guesses.size(); ++c) {
    schema_column column;
    column.name = header.names[c];
    column.type = guesses[c].type();
    schema.columns.push_back(std::move(column));
  }
  return schema;
}

}  // namespace
}  // namespace files

file_schema csv_schema(const std::string& path, const csv_options& options) {
  try {
    return files::guess_schema(path, options);
  } catch (const files::file_error& e) {
    const std::string what = e.what();
    throw schema_error(what.starts_with("line ") || what.starts_with("parse_dates") ? "'" + path + "', " + what : what);
  }
}

}  // namespace bodo::rt
