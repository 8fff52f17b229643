#pragma once
// All ranks' knowledge of opened Parquet files: the row groups, the places of their columns, the statistics.
#include <memory>
#include <string>
#include <vector>

#include "bodo/rt/parquet_files.h"
#include "files/column_cache.h"
#include "files/column_reader.h"
#include "files/schema/column_form.h"
#include "files/schema/random_file.h"

namespace bodo::rt::files {

// Statistics of one column in one row group, in the storage that the program expects (scaled decimals, nanoseconds).
struct column_statistics {
  enum class order : std::uint8_t {
    unknown,
    integers,
    floats,
    texts
  } by = order::unknown;
  int128 least = 0, greatest = 0;
  double least_float = 0, greatest_float = 0;
  std::string least_text, greatest_text;  // may be truncated, but are bounds
  std::int64_t missing = -1;              // -1: not known
};

// Where a column chunk's page index is, the bounds of its pages, and their places, and where its Bloom filter. 0 if
// there is none.
struct index_place {
  std::int64_t bounds = 0, bound_bytes = 0;
  std::int64_t places = 0, place_bytes = 0;
  std::int64_t filter = 0, filter_bytes = 0;  // the latter is also 0 if the footer does not tell
};

struct row_group {
  std::int32_t file = 0;
  std::int64_t first = 0;  // global number of its first row
  std::int64_t rows = 0;
  struct column {
    column_chunk chunk;
    column_statistics statistics;
    index_place index;
  };
  std::vector<column> columns;  // the columns to read
};

// The place of a column in one file: in its column chunks, or in the names of its folders.
struct wanted_column {
  column_form form;
  bool in_folder = false;
  bool missing = false;      // in the folder's name
  std::int64_t integer = 0;  // the folder's value, in the field's type
  std::string text;
};

struct parquet_file {
  std::string path;
  file_version stored;
  std::vector<wanted_column> columns;
  column_key version;  // for the column cache; none if there is no cache, or the file has just been written
};

// Opens the file for reading, if it is still the one whose footer was read. Else throws file_error.
std::shared_ptr<const random_file> open_same(const parquet_file& file);
// True if the opened file has not changed since its footer was read.
inline bool is_same(const random_file& opened, const parquet_file& file) { return opened.current() == file.stored; }
// Of the footer's bytes. Throws file_error.
std::uint64_t footer_hash(const random_file& opened, const parquet_file& file);

}  // namespace bodo::rt::files

namespace bodo::rt {

struct parquet_files::content {
  explicit content(const site& s) : at(s) {}

  site at;
  std::vector<std::string> names;
  std::vector<field> fields;  // their names are in `names`
  std::vector<files::parquet_file> files;
  std::vector<files::row_group> groups;
  std::vector<std::shared_ptr<const files::random_file>> opened;  // the files, if they are few enough; else empty
  std::int64_t rows = 0;
  std::unique_ptr<files::column_cache> cache;  // if the user wants one
};

}  // namespace bodo::rt
