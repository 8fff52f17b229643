#pragma once
// The front of a CSV file: a byte order mark perhaps, a row of names perhaps.
#include <string>
#include <vector>

#include "files/schema/csv_rows.h"

namespace bodo::rt::files {

struct csv_header {
  std::vector<std::string> names;  // of the columns
  std::int64_t end = 0;            // where the rows begin
  std::int64_t newlines = 0;       // before them
};

// `names` stand in place of the header's; where there are neither, columns are 0, 1, ... Throws file_error.
csv_header read_header(const csv_handle& file, char separator, bool has_header, const std::vector<std::string>& names);

}  // namespace bodo::rt::files
