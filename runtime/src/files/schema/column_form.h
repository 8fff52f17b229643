#pragma once
// How a column lies in one Parquet file, and how its values become those of the field that the program expects.
#include <cstddef>
#include <cstdint>

#include "bodo/rt/column.h"

namespace bodo::rt::files {

// Parquet's physical types, by number.
enum class physical : std::uint8_t {
  boolean = 0,
  int32,
  int64,
  int96,
  float32,
  float64,
  byte_array,
  fixed
};

struct column_form {
  bodo::type type;  // what the file says it is
  physical stored = physical::int64;
  std::int32_t length = 0;  // bytes of a `fixed` value
  bool optional = false;    // values may be missing
  std::int64_t factor = 1;  // what a timestamp or duration is multiplied by to be nanoseconds

  // Bytes of a value in a plain page; 0 where they vary (byte_array) or are bits (boolean).
  std::size_t width() const;
};

// Converts n values of plain encoding, one after the other, to the storage of a field.
// Throws file_error where a value does not fit.
using converter = void (*)(const column_form& from, const std::uint8_t* source, void* target, std::size_t n);

// Null where the bytes are the values already.
struct conversion {
  bool possible = false;
  converter convert = nullptr;
};
// For all physical types but boolean and byte_array. Not possible where it could lose something.
conversion conversion_to(const column_form& from, bodo::type to);

// Can a column of this form be read as this type? Also for booleans, strings and decimals in byte arrays.
bool readable_as(const column_form& from, bodo::type to);

// A decimal in a byte array or fixed bytes: big-endian two's complement.
int128 big_endian(const std::uint8_t* bytes, std::size_t size);

}  // namespace bodo::rt::files
