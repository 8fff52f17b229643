#pragma once
// Unpacks Parquet's bit-packed integers (dictionary codes, levels): with AVX2 if the machine has it.
#include <cstddef>
#include <cstdint>

namespace bodo::rt::files {

// Unpacks 8 * `groups` values of `width` bits (0 to 32) into `out`; returns the largest of them.
// May read up to 32 bytes after the last group.
std::uint32_t unpack(const std::uint8_t* packed, int width, std::size_t groups, std::uint32_t* out);

// Value number `i` of a bit-packed run. May read up to 8 bytes after it.
inline std::uint32_t unpack_one(const std::uint8_t* packed, int width, std::size_t i) {
  const std::size_t bit = i * static_cast<std::size_t>(width);
  std::uint64_t word;
  __builtin_memcpy(&word, packed + (bit >> 3), sizeof word);
  return static_cast<std::uint32_t>(word >> (bit & 7) & ((std::uint64_t{1} << width) - 1));
}

}  // namespace bodo::rt::files
