#pragma once
// Values as text, as in pandas' to_csv.
#include <string>

#include "bodo/rt/batch.h"

namespace bodo::rt::files {

// Appends a value that is not missing; strings as they are, without quotes.
void append_value(std::string& out, const column_view& values, const field& as, std::uint32_t row);

// A double as Python's repr writes it: the shortest text that reads back as the same number, 1.0, 1e-05, 1e+16.
void append_float(std::string& out, double v);
void append_float(std::string& out, float v);

}  // namespace bodo::rt::files
