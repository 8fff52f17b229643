#pragma once
// The meaning of a row of a text file.
#include <cstdint>

namespace bodo::rt {

enum class text_rows : std::uint8_t {
  csv,
  lines,         // each line is a row of one field, without its end: \n or \r\n
  filled_lines,  // the same, without lines of only blanks
};

}  // namespace bodo::rt
