#pragma once
// JSON files as a source: one object a line. They are split over the ranks as CSV files are.
#include "bodo/rt/csv_file.h"

namespace bodo::rt {

struct json_settings {
  std::string_view compression = "infer";  // none, gzip, zstd; infer: by the file's name
};

class json_file {
 public:
  // Collective. `columns` are the members to read, in any order; one that an object has not is missing. Any failure is
  // the same bodo::error on every rank.
  json_file(const site& at, std::string_view path, std::span<const field> columns, const json_settings& settings = {});
  json_file(const site& at, std::string_view path, std::initializer_list<field> columns,
            const json_settings& settings = {})
      : json_file(at, path, std::span(columns.begin(), columns.size()), settings) {}
  ~json_file();
  json_file(const json_file&) = delete;
  json_file& operator=(const json_file&) = delete;

  // Of all columns, of these.
  std::vector<field> fields() const;
  std::vector<field> fields(std::initializer_list<std::uint32_t> columns) const;

  struct content;
  const content& get() const { return *content_; }

 private:
  content* content_;
};

class json_scan {
 public:
  // All columns, or those of both lists: indexes into the columns of `file`, which outlives the scan.
  explicit json_scan(const json_file& file);
  json_scan(const json_file& file, std::initializer_list<std::uint32_t>, other_columns) : json_scan(file) {}
  json_scan(const json_file& file, std::span<const std::uint32_t> now, std::span<const std::uint32_t> later);
  json_scan(const json_file& file, std::initializer_list<std::uint32_t> now,
            std::initializer_list<std::uint32_t> later = {})
      : json_scan(file, std::span(now.begin(), now.size()), std::span(later.begin(), later.size())) {}
  ~json_scan();
  json_scan(const json_scan&) = delete;
  json_scan& operator=(const json_scan&) = delete;

  // The next rows, batch_size() at most. Texts stay valid until the next call. Local. A bad line is an error with the
  // file's name and the line.
  bool next(batch& b);

  // The same interface as parquet_scan: all columns are decoded at once.
  template <class Value>
  void skip_unless(std::size_t, comparison, const Value&) {}
  void decode(batch&, rows) {}
  void decode(batch&, std::size_t, rows) {}

 private:
  struct impl;
  impl* impl_;
};

}  // namespace bodo::rt
