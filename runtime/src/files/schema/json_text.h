#pragma once
// JSON lines: one object a line, read by Arrow.
#include <bodo/types.h>

#include <memory>
#include <string>

#include "files/schema/text_file.h"

namespace arrow {
class DataType;
}

namespace bodo::rt::files {

// Throws file_error if it is something else, or compressed in another way.
void json_must_be_text(const text_file& file);

// The type with which Arrow reads a column's values; dates, times and durations are text that we read.
std::shared_ptr<arrow::DataType> json_type(bodo::type type);

// Arrow's message without the row's number, which counts from the block's beginning.
std::string json_failure(std::string what);

}  // namespace bodo::rt::files
