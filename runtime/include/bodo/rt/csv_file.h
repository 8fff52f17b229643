#pragma once
// CSV files as a source. A file is split over the ranks by bytes, correctly even if newlines are quoted: each rank runs
// the parser's states over its part, from every state in which the part may begin, and one allgather tells each rank
// the state in which its part does begin. A row belongs to the rank in whose part it begins. A compressed file is one
// rank's as a whole.
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/comparison.h"
#include "bodo/rt/site.h"
#include "bodo/rt/text_rows.h"

namespace bodo::rt {

// The treatment of a line with more fields than columns, or with a value that is not of its column's type.
enum class bad_lines : std::uint8_t {
  error,
  skip,     // the line is left out; rank 0 says once how many were
  missing,  // fields beyond the columns are ignored, such values are missing
};

// One character each, or an empty text for none.
struct csv_settings {
  std::string_view sep = ",";
  bool header = true;                                      // the first row holds the names
  std::initializer_list<std::string_view> names = {};      // of the file's columns, instead of the header's
  std::string_view date_format = "";                       // of dates and times: strptime's directives
  std::initializer_list<std::string_view> na_values = {};  // texts that mean missing, besides pandas' own
  std::initializer_list<std::string_view> true_values = {}, false_values = {};  // besides true and false
  std::string_view decimal = ".", thousands = "", comment = "", quote = "\"", escape = "";
  std::int64_t skip_rows = 0;  // lines before the header
  bad_lines on_bad_lines = bad_lines::error;
  std::initializer_list<field> checked = {};  // columns that are not read, but whose values make bad lines
  std::string_view compression = "infer";     // none, gzip, zstd; infer: by the file's name
  text_rows rows = text_rows::csv;
};

class csv_file {
 public:
  // Collective. `path` is a file, a folder or a glob; `columns` are the columns to read, in any order. In columns of
  // strings only an empty field without quotes (or one of na_values) is missing, in others the texts that pandas treats
  // as missing. Any failure is the same bodo::error on every rank.
  csv_file(const site& at, std::string_view path, std::span<const field> columns, const csv_settings& settings = {});
  csv_file(const site& at, std::string_view path, std::initializer_list<field> columns,
           const csv_settings& settings = {})
      : csv_file(at, path, std::span(columns.begin(), columns.size()), settings) {}
  ~csv_file();
  csv_file(const csv_file&) = delete;
  csv_file& operator=(const csv_file&) = delete;

  std::int64_t bytes() const;  // of all files, as they are stored
  // Of all columns, of these.
  std::vector<field> fields() const;
  std::vector<field> fields(std::initializer_list<std::uint32_t> columns) const;

  struct content;
  const content& get() const { return *content_; }

 private:
  content* content_;
};

class csv_scan {
 public:
  // All columns, or those of both lists: indexes into the columns of `file`, which outlives the scan. All are parsed by
  // next(). A batch's columns have these numbers too; others have no values.
  explicit csv_scan(const csv_file& file);
  csv_scan(const csv_file& file, std::initializer_list<std::uint32_t>, other_columns) : csv_scan(file) {}
  csv_scan(const csv_file& file, std::span<const std::uint32_t> now, std::span<const std::uint32_t> later);
  csv_scan(const csv_file& file, std::initializer_list<std::uint32_t> now,
           std::initializer_list<std::uint32_t> later = {})
      : csv_scan(file, std::span(now.begin(), now.size()), std::span(later.begin(), later.size())) {}
  ~csv_scan();
  csv_scan(const csv_scan&) = delete;
  csv_scan& operator=(const csv_scan&) = delete;

  // The next rows, batch_size() at most. Texts stay valid until the next call. Local. A bad row is an error with the
  // file's name and the line.
  bool next(batch& b);

  // The same interface as parquet_scan: a text file has no statistics, and all columns are decoded at once.
  template <class Value>
  void skip_unless(std::size_t, comparison, const Value&) {}
  void decode(batch&, rows) {}
  void decode(batch&, std::size_t, rows) {}

 private:
  struct impl;
  impl* impl_;
};

}  // namespace bodo::rt
