#pragma once
// Hashes of values. They decide which rank owns a group and, if it is observable, the order of groups: so they depend
// on the value alone. They are the same for a string coded or not, for equal integers (and scaled decimals) of any
// width, for -0.0 and 0.0, for all NaNs, on every rank and in every run. BODO_CONSTANT_HASH=1 makes them all equal, for
// tests.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "bodo/rt/column.h"

namespace bodo::rt {

extern std::uint64_t hash_mask;  // all ones; zero under BODO_CONSTANT_HASH

// A bijection of 64 bits in which every input bit reaches every output bit (as in MurmurHash3 and SplitMix64).
constexpr std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93U;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93U;
  return x ^ (x >> 32);
}

inline std::uint64_t hash_bits(std::uint64_t bits) { return mix(bits + 0x9e3779b97f4a7c15U) & hash_mask; }
inline constexpr std::uint64_t missing_seed = 0x6d697373696e6721U;
inline std::uint64_t hash_missing() { return mix(missing_seed) & hash_mask; }

template <class T>
  requires std::is_integral_v<T>
std::uint64_t hash(T value) {
  return hash_bits(static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
}
inline std::uint64_t hash(double value) {
  if (value != value) return hash_bits(0x7ff8000000000000U);
  std::uint64_t bits;
  value += 0.0;  // -0.0 becomes 0.0
  std::memcpy(&bits, &value, sizeof bits);
  return hash_bits(bits);
}
inline std::uint64_t hash(float value) { return hash(static_cast<double>(value)); }
inline std::uint64_t hash(int128 value) {
  const auto low = static_cast<std::uint64_t>(value);
  const auto high = static_cast<std::int64_t>(value >> 64);
  if (high == static_cast<std::int64_t>(low) >> 63) return hash_bits(low);
  return hash_bits(low ^ mix(static_cast<std::uint64_t>(high)));
}
std::uint64_t hash_bytes(std::string_view value);  // xxh3, never masked
inline std::uint64_t hash(std::string_view value) { return hash_bytes(value) & hash_mask; }
inline std::uint64_t hash(const text& value) { return hash(value.view()); }

// The hash of several keys, joined from left to right.
inline std::uint64_t combine(std::uint64_t left, std::uint64_t right) {
  return mix(left * 0x9fb21c651e98df25U + right) & hash_mask;
}

// The rank that owns a hash: rank r of p owns the r-th of p ranges of hashes, so ascending hash is ascending rank.
inline int owner_of_hash(std::uint64_t h, int ranks) {
  return static_cast<int>(static_cast<std::uint64_t>((static_cast<uint128>(h) * static_cast<unsigned>(ranks)) >> 64));
}

}  // namespace bodo::rt
