#pragma once
// The columns that lie in folders' names (key=value): int64 if all values are integers, else strings.
#include <vector>

#include "bodo/rt/file_schema.h"
#include "source_list.h"

namespace bodo::rt::files {

std::vector<schema_column> folder_columns(const std::vector<source_file>& sources);

}  // namespace bodo::rt::files
