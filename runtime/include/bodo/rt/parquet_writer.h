#pragma once
// Writes a frame as a folder of Parquet files, one for each rank that has rows. Everything is written into a temporary
// sibling; after every rank has succeeded, finish() replaces the old output by it in one step. If a rank fails, the old
// output stays as it was.
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "bodo/rt/batch.h"
#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

struct parquet_settings {
  std::string_view compression = "snappy";                      // none, snappy, gzip, brotli, lz4, zstd
  std::int64_t row_group_size = 262'144;                        // rows
  std::initializer_list<std::string_view> partition_cols = {};  // become folders, key=value
  std::string_view mode = "auto";      // auto: replaces outputs of bodocc; replace; error; append
  std::int64_t max_rows_per_file = 0;  // 0: any number
  std::string_view made_from = "";     // of a checkpoint: its fingerprint
};

class parquet_writer {
 public:
  // Collective. By default it replaces only an output of bodocc: a folder with a manifest and the files that this
  // names. With the mode "append" the new output has the old one's files, too, before its own, as links; the columns
  // must be the same.
  parquet_writer(const site& at, std::string_view path, std::span<const field> columns,
                 const parquet_settings& settings = {});
  parquet_writer(const site& at, std::string_view path, std::initializer_list<field> columns,
                 const parquet_settings& settings = {})
      : parquet_writer(at, path, std::span(columns.begin(), columns.size()), settings) {}
  ~parquet_writer();  // without finish(): removes the temporary folder
  parquet_writer(const parquet_writer&) = delete;
  parquet_writer& operator=(const parquet_writer&) = delete;

  // Local: writes a row group whenever it has enough rows.
  void add(std::span<const column_view> columns, rows at);
  void add(std::initializer_list<column_view> columns, rows at) { add(std::span(columns.begin(), columns.size()), at); }

  // Collective. For a replicated frame, which every rank has added as a whole, keeps only rank 0's files.
  void finish(layout of_rows = layout::blocks);

 private:
  struct impl;
  impl* impl_;
};

}  // namespace bodo::rt
