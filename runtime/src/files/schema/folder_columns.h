#pragma once
// The columns in names of folders (key=value): int64 if all values are integers, date if all are dates
// (2019-01-31), else strings.
#include <cstdint>
#include <string_view>
#include <vector>

#include "bodo/rt/file_schema.h"
#include "files/schema/source_list.h"

namespace bodo::rt::files {

std::vector<schema_column> folder_columns(const std::vector<source_file>& sources);

// The value in a column of that type; false if it is not a value of it, or the type is not held in an integer.
bool parse_folder_value(std::string_view s, bodo::type as, std::int64_t& out);

}  // namespace bodo::rt::files
