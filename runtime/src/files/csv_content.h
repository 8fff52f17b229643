#pragma once
// A rank's knowledge of opened CSV files: its stretches of them, and the places of the columns to read in their rows.
#include <memory>
#include <string>
#include <vector>

#include "bodo/rt/csv_file.h"
#include "bodo/rt/file_schema.h"
#include "files/schema/csv_rows.h"

namespace bodo::rt::files {

struct csv_source {
  std::string path;
  std::int64_t stored = 0, inode = 0, changed = 0;
  text_compression how = text_compression::none;
  std::int64_t size = 0;             // text_file::size
  std::int64_t begin = 0;            // the beginning of its rows
  std::int64_t newlines = 0;         // number of newlines before that
  std::int64_t width = 0;            // columns
  std::vector<std::int32_t> places;  // of the columns to read, and of those that are checked, in a row
};

// A stretch of a file whose rows are this rank's.
struct csv_stretch {
  std::size_t file = 0;
  std::int64_t begin = 0, stop = 0;
  std::int64_t newlines = 0;  // before it, in the file
  std::int64_t first_row = 0;
};

// The bad lines of a stretch.
struct csv_bad_lines {
  std::int64_t count = 0;
  std::string first;  // 'name', line 3: what is wrong
};

}  // namespace bodo::rt::files

namespace bodo::rt {

struct csv_file::content {
  explicit content(const site& s) : at(s) {}

  site at;
  std::vector<std::string> names;
  std::vector<field> fields;   // their names are in `names`
  std::vector<field> checked;  // the last names are theirs
  csv_options options;
  std::string date_format;
  bad_lines on_bad_lines = bad_lines::error;
  std::vector<files::csv_source> files;
  std::vector<files::csv_stretch> stretches;
  std::vector<std::shared_ptr<files::text_file>> handles;  // of the files of this rank's stretches
  std::int64_t bytes = 0;
};

// Fails if the stretch's file is not the one that was opened: its rows would be a mixture of two versions.
void must_be_unchanged(const csv_file::content& from, std::size_t stretch);

// Local; for lines that are skipped.
files::csv_bad_lines find_bad_lines(const csv_file::content& from, std::size_t stretch);

}  // namespace bodo::rt
