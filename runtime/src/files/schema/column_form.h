#pragma once
// The form of a column in one Parquet file, and the conversion of its values to the field that the program expects.
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
  bodo::type type;  // the type that the file gives
  physical stored = physical::int64;
  std::int32_t length = 0;   // bytes of a `fixed` value
  bool optional = false;     // values may be missing
  std::int64_t factor = 1;   // from a timestamp's or duration's unit to nanoseconds
  std::int32_t nested = -1;  // its column chunk, if it is a list or a member of a struct, which Arrow reads

  bool is_unsigned() const { return type.id >= kind::uint8 && type.id <= kind::uint64; }
  // Bytes of a value in a plain page; 0 if they vary (byte_array) or are bits (boolean).
  std::size_t width() const;
};

// Converts n values of plain encoding, one after the other, to the storage of a field.
// Throws file_error if a value does not fit.
using converter = void (*)(const column_form& from, const std::uint8_t* source, void* target, std::size_t n);

// Null if the bytes are the values already.
struct conversion {
  bool possible = false;
  converter convert = nullptr;
};
// For all physical types except boolean and byte_array. Not possible if it could lose information.
conversion conversion_to(const column_form& from, bodo::type to);

// True if a column of this form can be read as this type; also for booleans, strings and decimals in byte arrays.
bool readable_as(const column_form& from, bodo::type to);

// A decimal in a byte array or fixed bytes: big-endian two's complement.
int128 big_endian(const std::uint8_t* bytes, std::size_t size);

}  // namespace bodo::rt::files
