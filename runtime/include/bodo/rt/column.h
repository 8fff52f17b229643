#pragma once
// Columns as emitted loops read them: flat arrays with an optional validity bitmap, and the dictionary of coded
// strings. Views own nothing: they are valid until the batch or table that they came from changes.
#include <bodo/types.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "bodo/rt/text.h"

namespace bodo::rt {

__extension__ using int128 = __int128;
__extension__ using uint128 = unsigned __int128;

// The layout of a column's values in memory.
enum class storage : std::uint8_t {
  b8,  // boolean: one byte, 0 or 1 (bits only at the Arrow boundary)
  i8,
  i16,
  i32,  // int32, date
  i64,  // int64, timestamp, duration, decimals up to 18 digits
  u8,
  u16,
  u32,
  u64,
  f32,
  f64,
  i128,  // decimals beyond 18 digits, scaled
  text,  // strings and lists (lists.h): 16-byte views
  code,  // strings: int32 codes into a dictionary
};

constexpr storage storage_of(type t, bool coded = false) {
  switch (t.id) {
    case kind::boolean: return storage::b8;
    case kind::int8: return storage::i8;
    case kind::int16: return storage::i16;
    case kind::int32:
    case kind::date: return storage::i32;
    case kind::int64:
    case kind::timestamp:
    case kind::duration: return storage::i64;
    case kind::uint8: return storage::u8;
    case kind::uint16: return storage::u16;
    case kind::uint32: return storage::u32;
    case kind::uint64: return storage::u64;
    case kind::float32: return storage::f32;
    case kind::float64: return storage::f64;
    case kind::string: return coded ? storage::code : storage::text;
    case kind::list: return storage::text;
    case kind::decimal: return t.precision <= 18 ? storage::i64 : storage::i128;
  }
  return storage::i64;
}

constexpr std::size_t width_of(storage s) {
  switch (s) {
    case storage::b8:
    case storage::i8:
    case storage::u8: return 1;
    case storage::i16:
    case storage::u16: return 2;
    case storage::i32:
    case storage::u32:
    case storage::f32:
    case storage::code: return 4;
    case storage::i64:
    case storage::u64:
    case storage::f64: return 8;
    case storage::i128:
    case storage::text: return 16;
  }
  return 8;
}

// Properties of a field's values, combined with |.
enum class field_flags : std::uint8_t {
  none = 0,
  nullable = 1,
  coded = 2
};
constexpr field_flags operator|(field_flags a, field_flags b) {
  return static_cast<field_flags>(static_cast<int>(a) | static_cast<int>(b));
}
constexpr bool has(field_flags all, field_flags one) { return (static_cast<int>(all) & static_cast<int>(one)) != 0; }
inline constexpr field_flags nullable = field_flags::nullable;  // values may be missing
inline constexpr field_flags coded = field_flags::coded;        // strings: held as dictionary codes
constexpr field_flags flags_of(bool is_nullable, bool is_coded = false) {
  return (is_nullable ? nullable : field_flags::none) | (is_coded ? coded : field_flags::none);
}

// A field of a frame that the runtime handles:
//     constexpr rt::field returnflag{"l_returnflag", bodo::string, rt::nullable | rt::coded};
struct field {
  const char* name = "";
  bodo::type type;
  bool nullable = false;
  bool coded = false;
  std::int64_t row_length = 1;  // of arrays of two dimensions: the elements of a row, one after the other

  constexpr field() = default;
  constexpr field(const char* name, bodo::type type, field_flags flags = field_flags::none)
      : name(name), type(type), nullable(has(flags, field_flags::nullable)), coded(has(flags, field_flags::coded)) {}

  constexpr rt::storage storage() const { return storage_of(type, coded); }
};

class dictionary;   // dictionary.h
struct text_heaps;  // of the library's own sources

// A column without its C++ type, passed between emitted code and the library.
struct column_view {
  const void* values = nullptr;          // of the type that `storage` gives; missing slots hold zero
  const std::uint64_t* valid = nullptr;  // bit i: row i has a value; null: every row has one
  const dictionary* words = nullptr;     // of a coded column, else null
  // No value's magnitude exceeds this (integers and scaled decimals); infinite if nothing is known.
  double bound = std::numeric_limits<double>::infinity();
  // Bytes of a value: `take` (take.h) copies by it. 0 in views of arrays that the runtime does not own.
  std::uint8_t width = 0;
  // Of strings that were taken from the rows of a table that is held, or from the dictionary of a file: which one, a
  // number that no other has (new_source), and the row of each value; else 0 and null. One row's string need not be
  // looked up twice. Missing values have the row of no string.
  std::uint64_t source = 0;
  const std::uint32_t* source_rows = nullptr;
  // The heaps of a table's strings; else null. Other tables may hold these instead of copies, if they are small.
  const text_heaps* heaps = nullptr;

  bool known(std::size_t i) const { return valid == nullptr || (valid[i >> 6] >> (i & 63) & 1) != 0; }
};

// A number for column_view::source that no other rows of this process have.
std::uint64_t new_source();

// A column with its C++ type. `known(i)`: row i has a value.
template <class T>
class column {
 public:
  column() = default;
  explicit column(const column_view& v) : values_(static_cast<const T*>(v.values)), valid_(v.valid), bound_(v.bound) {}

  const T& operator[](std::size_t i) const { return values_[i]; }
  bool known(std::size_t i) const { return valid_ == nullptr || (valid_[i >> 6] >> (i & 63) & 1) != 0; }
  bool has_missing() const { return valid_ != nullptr; }
  double bound() const { return bound_; }

 private:
  const T* values_ = nullptr;
  const std::uint64_t* valid_ = nullptr;
  double bound_ = std::numeric_limits<double>::infinity();
};

// A coded string column. Codes of two columns compare only if they share the dictionary.
class coded_column {
 public:
  coded_column() = default;
  explicit coded_column(const column_view& v)
      : codes_(static_cast<const std::int32_t*>(v.values)), valid_(v.valid), words_(v.words) {}

  std::int32_t code(std::size_t i) const { return codes_[i]; }
  const dictionary& words() const { return *words_; }
  bool known(std::size_t i) const { return valid_ == nullptr || (valid_[i >> 6] >> (i & 63) & 1) != 0; }
  inline const text& operator[](std::size_t i) const;  // dictionary.h

 private:
  const std::int32_t* codes_ = nullptr;
  const std::uint64_t* valid_ = nullptr;
  const dictionary* words_ = nullptr;
};

}  // namespace bodo::rt
