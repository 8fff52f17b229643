#pragma once
// The beginning of a CSV file: an optional byte order mark, lines to skip, an optional row of names.
#include <string>
#include <string_view>
#include <vector>

#include "bodo/rt/file_schema.h"
#include "files/schema/csv_rows.h"

namespace bodo::rt::files {

struct csv_header {
  std::vector<std::string> names;  // of the columns
  std::int64_t end = 0;            // the beginning of the rows
  std::int64_t newlines = 0;       // before them
  bool empty = false;              // there is no row, not even a header
};

csv_dialect dialect_of(const csv_options& options);
csv_values values_of(const csv_options& options);

// Names of the options replace the header's; if there are neither, columns are 0, 1, ... Throws file_error.
csv_header read_header(const text_file& file, const csv_options& options);

// The place of the column, or an error that begins with `what` and has the nearest name.
std::size_t place_of(std::string_view column, const std::vector<std::string>& names, const std::string& what = "");

}  // namespace bodo::rt::files
