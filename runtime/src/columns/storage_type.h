#pragma once
// From how a column's values are stored to the type of one value.
#include <cstdint>

#include "bodo/rt/column.h"

namespace bodo::rt {

// Calls f with a null pointer of the type in which `s` is held; strings by their numbers.
template <class F>
decltype(auto) with_storage_type(storage s, F f) {
  switch (s) {
    case storage::b8:
    case storage::u8: return f(static_cast<std::uint8_t*>(nullptr));
    case storage::i8: return f(static_cast<std::int8_t*>(nullptr));
    case storage::i16: return f(static_cast<std::int16_t*>(nullptr));
    case storage::u16: return f(static_cast<std::uint16_t*>(nullptr));
    case storage::i32:
    case storage::text:
    case storage::code: return f(static_cast<std::int32_t*>(nullptr));
    case storage::u32: return f(static_cast<std::uint32_t*>(nullptr));
    case storage::i64: return f(static_cast<std::int64_t*>(nullptr));
    case storage::u64: return f(static_cast<std::uint64_t*>(nullptr));
    case storage::f32: return f(static_cast<float*>(nullptr));
    case storage::f64: return f(static_cast<double*>(nullptr));
    case storage::i128: break;
  }
  return f(static_cast<int128*>(nullptr));
}

}  // namespace bodo::rt
