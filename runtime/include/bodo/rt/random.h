#pragma once
// Random numbers by row: the number of a row depends on its place and the seed alone, and so is the same on any number
// of ranks. Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011) maps a
// counter and a key to 128 bits; the counter is the row's number, the key is the seed.
#include <cstdint>

#include "bodo/rt/error.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

struct random_words {
  std::uint32_t word[4];
  constexpr std::uint64_t first() const { return static_cast<std::uint64_t>(word[1]) << 32 | word[0]; }
  constexpr std::uint64_t second() const { return static_cast<std::uint64_t>(word[3]) << 32 | word[2]; }
};

constexpr random_words philox(random_words counter, std::uint32_t low_key, std::uint32_t high_key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xd2511f53} * counter.word[0];
    const std::uint64_t b = std::uint64_t{0xcd9e8d57} * counter.word[2];
    counter = {{static_cast<std::uint32_t>(b >> 32) ^ counter.word[1] ^ low_key, static_cast<std::uint32_t>(b),
                static_cast<std::uint32_t>(a >> 32) ^ counter.word[3] ^ high_key, static_cast<std::uint32_t>(a)}};
    low_key += 0x9e3779b9;
    high_key += 0xbb67ae85;
  }
  return counter;
}

namespace detail {
// `kind` keeps numbers of different distributions apart that have the same seed.
constexpr random_words random_of_row(std::int64_t row, std::uint64_t seed, std::uint32_t kind) {
  const auto n = static_cast<std::uint64_t>(row);
  return philox({{static_cast<std::uint32_t>(n), static_cast<std::uint32_t>(n >> 32), kind, 0}},
                static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
}
// In [0, 1): the upper 53 bits.
constexpr double unit_interval(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }
}  // namespace detail

constexpr double random_uniform(std::int64_t row, std::uint64_t seed) {
  return detail::unit_interval(detail::random_of_row(row, seed, 0).first());
}

// Of mean 0 and variance 1, by Box and Muller.
inline double random_normal(std::int64_t row, std::uint64_t seed) {
  const random_words words = detail::random_of_row(row, seed, 1);
  const double radius = __builtin_sqrt(-2 * __builtin_log(1 - detail::unit_interval(words.first())));
  return radius * __builtin_cos(6.283185307179586 * detail::unit_interval(words.second()));
}

// In [low, high), by Lemire's multiplication; an error if there is no such number.
inline std::int64_t random_integer(const site& at, std::int64_t row, std::uint64_t seed, std::int64_t low,
                                   std::int64_t high) {
  if (low >= high) fail(at, "there are no integers from low up to, not including, high: low must be less than high");
  __extension__ using wide = unsigned __int128;
  const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  const auto more = static_cast<std::uint64_t>(wide{detail::random_of_row(row, seed, 2).first()} * span >> 64);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + more);
}

}  // namespace bodo::rt
