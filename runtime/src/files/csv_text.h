#pragma once
// Values as text, as in pandas' to_csv.
#include <string>

#include "bodo/rt/batch.h"

namespace bodo::rt::files {

// Writes a value that is not missing at `to`, and returns its end: fewer than `most_value_text` bytes.
using value_writer = char* (*)(char* to, const column_view& values, const field& as, std::uint32_t row);
inline constexpr std::size_t most_value_text = 64;

// For all types but strings and lists.
value_writer writer_of(const field& as);

// Appends a value that is not missing; strings as they are, without quotes.
void append_value(std::string& out, const column_view& values, const field& as, std::uint32_t row);

// A double as Python's repr writes it: the shortest text that reads back as the same number, 1.0, 1e-05, 1e+16.
char* write_float(char* to, double v);
char* write_float(char* to, float v);

}  // namespace bodo::rt::files
