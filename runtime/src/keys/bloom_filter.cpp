#include "bodo/rt/bloom_filter.h"

#include <algorithm>
#include <bit>

#include "bodo/rt/collective.h"

namespace bodo::rt {

namespace {
constexpr std::size_t bits_of_key = 16;  // the least size, per key; each key sets four of them
}

std::size_t bloom_filter::bytes_for(std::int64_t keys) {
  return std::max<std::size_t>(16, std::bit_ceil(static_cast<std::size_t>(keys) * bits_of_key) / 8);
}

void bloom_filter::make(std::int64_t keys) {
  const std::size_t bytes = bytes_for(keys);
  words_.resize(bytes / sizeof(std::uint64_t));
  clear_bytes(words_.data(), bytes);
  shift_ = 64 - std::countr_zero(words_.size());
}

void bloom_filter::share() { any_rank(std::span(words_.data(), words_.size())); }

}  // namespace bodo::rt
