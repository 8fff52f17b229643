#pragma once
// A rank's knowledge of opened CSV files: its stretches of them, and the places of the columns to read in their rows.
#include <memory>
#include <string>
#include <vector>

#include "bodo/rt/csv_file.h"
#include "files/schema/csv_rows.h"

namespace bodo::rt::files {

struct csv_source {
  std::string path;
  std::int64_t size = 0, inode = 0, changed = 0;
  std::int64_t begin = 0;            // the beginning of its rows
  std::int64_t newlines = 0;         // number of newlines before that
  std::int64_t width = 0;            // columns
  std::vector<std::int32_t> places;  // of the columns to read, in a row
};

// A stretch of a file whose rows are this rank's.
struct csv_stretch {
  std::size_t file = 0;
  std::int64_t begin = 0, stop = 0;
  std::int64_t newlines = 0;  // before it, in the file
  std::int64_t first_row = 0;
};

}  // namespace bodo::rt::files

namespace bodo::rt {

struct csv_file::content {
  explicit content(const site& s) : at(s) {}

  site at;
  std::vector<std::string> names;
  std::vector<field> fields;  // their names are in `names`
  char separator = ',';
  std::vector<std::string> na_values;
  std::vector<files::csv_source> files;
  std::vector<files::csv_stretch> stretches;
  std::vector<std::shared_ptr<files::csv_handle>> handles;  // of the files of this rank's stretches
  std::int64_t bytes = 0;
};

}  // namespace bodo::rt
