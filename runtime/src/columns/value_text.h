#pragma once
// One value of a column as text, as pandas prints it.
#include <cstddef>
#include <string>

#include "bodo/rt/column.h"

namespace bodo::rt {

std::string value_text(const field& f, const column_view& v, std::size_t row);  // "<NA>" if it is missing

std::string date_text(std::int64_t days);              // 2024-02-29
std::string timestamp_text(std::int64_t nanoseconds);  // 2024-02-29 13:00:00, with 6 or 9 digits of a second if needed
std::string duration_text(std::int64_t nanoseconds);   // -1 days +23:59:59
std::string decimal_text(int128 unscaled, int scale);  // 1.50, and 1E-10 as in Python
std::string float_text(double value);                  // six digits after the point, without trailing zeros
std::string number_text(float value);
std::string number_text(double value);  // the shortest text that reads back as the same: 0.1, 1e+20, 3.0
std::string integer_text(int128 value);

}  // namespace bodo::rt
