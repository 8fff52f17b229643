#pragma once
// Conditions that a scan knows of, held against the statistics of row groups and of their pages.
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "bodo/rt/parquet_scan.h"
#include "files/parquet_content.h"

namespace bodo::rt::files {

struct skip_condition {
  std::size_t column;
  comparison op;
  std::variant<int128, double, std::string, key_values> value;  // key_values: eq with one of them
};

// False only where no row of the group can fulfil all of the conditions (those with eq and one value on one column: any
// of them).
bool may_match(const row_group& group, const std::vector<skip_condition>& conditions);

// Rows of a row group.
struct row_range {
  std::int64_t begin = 0, end = 0;
};
// The rows of the group that may fulfil them, by the page index of its file; all rows if it has none. Ascending, apart
// from each other. Throws file_error if the file cannot be read.
std::vector<row_range> matching_rows(const row_group& group, const std::vector<skip_condition>& conditions,
                                     const parquet_files::content& from, const random_file& file);

}  // namespace bodo::rt::files
