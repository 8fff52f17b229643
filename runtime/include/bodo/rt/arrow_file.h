#pragma once
// Arrow's own files (Feather) and ORC files as sources. Their units, record batches and stripes, are distributed over
// the ranks, each to the rank in whose equal part of all rows its middle lies.
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "bodo/rt/arrow_format.h"
#include "bodo/rt/batch.h"
#include "bodo/rt/comparison.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

class arrow_file {
 public:
  // Collective. `path` is a file, a folder or a glob; `columns` are the columns to read, in any order. Any failure is
  // the same bodo::error on every rank.
  arrow_file(const site& at, std::string_view path, std::span<const field> columns, arrow_format format);
  ~arrow_file();
  arrow_file(const arrow_file&) = delete;
  arrow_file& operator=(const arrow_file&) = delete;

  // Of all columns, of these.
  std::vector<field> fields() const;
  std::vector<field> fields(std::initializer_list<std::uint32_t> columns) const;

  struct content;
  const content& get() const { return *content_; }

 private:
  content* content_;
};

class arrow_scan {
 public:
  // All columns, or those of both lists: indexes into the columns of `file`, which outlives the scan.
  explicit arrow_scan(const arrow_file& file);
  arrow_scan(const arrow_file& file, std::initializer_list<std::uint32_t>, other_columns) : arrow_scan(file) {}
  arrow_scan(const arrow_file& file, std::span<const std::uint32_t> now, std::span<const std::uint32_t> later);
  arrow_scan(const arrow_file& file, std::initializer_list<std::uint32_t> now,
             std::initializer_list<std::uint32_t> later = {})
      : arrow_scan(file, std::span(now.begin(), now.size()), std::span(later.begin(), later.size())) {}
  ~arrow_scan();
  arrow_scan(const arrow_scan&) = delete;
  arrow_scan& operator=(const arrow_scan&) = delete;

  // The next rows, batch_size() at most. Texts stay valid until the next call. Local.
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

class feather_file : public arrow_file {
 public:
  feather_file(const site& at, std::string_view path, std::span<const field> columns)
      : arrow_file(at, path, columns, arrow_format::feather) {}
  feather_file(const site& at, std::string_view path, std::initializer_list<field> columns)
      : feather_file(at, path, std::span(columns.begin(), columns.size())) {}
};
using feather_scan = arrow_scan;

class orc_file : public arrow_file {
 public:
  orc_file(const site& at, std::string_view path, std::span<const field> columns)
      : arrow_file(at, path, columns, arrow_format::orc) {}
  orc_file(const site& at, std::string_view path, std::initializer_list<field> columns)
      : orc_file(at, path, std::span(columns.begin(), columns.size())) {}
};
using orc_scan = arrow_scan;

}  // namespace bodo::rt
