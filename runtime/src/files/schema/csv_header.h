#pragma once
// The beginning of a CSV file: an optional byte order mark, an optional row of names.
#include <string>
#include <vector>

#include "files/schema/csv_rows.h"

namespace bodo::rt::files {

struct csv_header {
  std::vector<std::string> names;  // of the columns
  std::int64_t end = 0;            // the beginning of the rows
  std::int64_t newlines = 0;       // before them
};

// `names` replace the header's; if there are neither, columns are 0, 1, ... Throws file_error.
csv_header read_header(const csv_handle& file, char separator, bool has_header, const std::vector<std::string>& names);

}  // namespace bodo::rt::files
