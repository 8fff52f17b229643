#pragma once
// Parquet files as a source, opened by read_parquet at its statement. Rank 0 lists the files, each rank reads some of
// the footers, and one allgather distributes them. Later changes of the files are either not observable (they are held
// open) or an error (there are too many of them to hold, and one has changed).
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "bodo/rt/column.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

struct key;

struct parquet_read_options {
  std::string_view filename = {};  // the name of a further column of files: their paths
};

class parquet_files {
 public:
  // Collective. `path` is a file, a folder or a glob; `columns` are the columns to read, with the types for which the
  // program was compiled. A column of a file may have a narrower type (int32 for int64, decimal(9,2) for
  // decimal(15,2)); it may have missing values only if the field is nullable, which is checked here by statistics, or
  // later in the data. Any failure is the same bodo::error on every rank.
  parquet_files(const site& at, std::string_view path, std::span<const field> columns,
                const parquet_read_options& options = {});
  parquet_files(const site& at, std::string_view path, std::initializer_list<field> columns,
                const parquet_read_options& options = {})
      : parquet_files(at, path, std::span(columns.begin(), columns.size()), options) {}
  ~parquet_files();
  parquet_files(const parquet_files&) = delete;
  parquet_files& operator=(const parquet_files&) = delete;

  std::int64_t rows() const;  // of all files
  std::size_t size() const;   // files
  // Of all columns, of these.
  std::vector<field> fields() const;
  std::vector<field> fields(std::initializer_list<std::uint32_t> columns) const;

  // The least and the greatest value of a column (integers, dates, timestamps, durations, booleans, decimals up to 18
  // digits) by the statistics of all row groups; nothing if some row group has none. Statistics may be wrong.
  std::optional<std::pair<std::int64_t, std::int64_t>> range(std::size_t column) const;
  // The column with its range as a key of groups (groups.h); of groups that drop rows with a missing key.
  rt::key key(std::uint32_t column) const;
  rt::key known_key(std::uint32_t column) const;

  struct content;
  const content& get() const { return *content_; }

 private:
  content* content_;
};

}  // namespace bodo::rt
