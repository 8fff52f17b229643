#pragma once
// A Bloom filter of the hashes of keys. The bits of a key are in one word (Putze, Sanders, Singler, "Cache-, hash- and
// space-efficient Bloom filters", 2007). One of about a hundred other keys passes.
#include <cstddef>
#include <cstdint>

#include "bodo/rt/memory.h"

namespace bodo::rt {

class bloom_filter {
 public:
  explicit bloom_filter(const site& at) : words_(at) {}

  // The bytes of a filter for so many keys.
  static std::size_t bytes_for(std::int64_t keys);
  // Empties it, and makes room for so many keys of all ranks.
  void make(std::int64_t keys);
  bool made() const { return words_.size() != 0; }

  void add(std::uint64_t hash) { words_[hash >> shift_] |= mask_of(hash); }
  // Adds the keys of all ranks. Collective, part of a statement whose guard has been passed.
  void share();
  bool may_have(std::uint64_t hash) const {
    const std::uint64_t mask = mask_of(hash);
    return (words_[hash >> shift_] & mask) == mask;
  }

 private:
  static std::uint64_t mask_of(std::uint64_t hash) {
    const auto bit = [](std::uint64_t place) { return std::uint64_t{1} << (place & 63); };
    return bit(hash) | bit(hash >> 6) | bit(hash >> 12) | bit(hash >> 18);
  }

  array<std::uint64_t> words_;
  int shift_ = 64;  // of the hash's top bits, which number the words
};

// Whether a filter that only saves work is worth its time: of its first rows, it drops a quarter.
struct filtered_rows {
  std::int64_t tested = 0, kept = 0;
  bool pays() const { return tested < std::int64_t{1} << 15 || kept < tested / 4 * 3; }
  void add(std::int64_t of, std::int64_t passed) { tested += of, kept += passed; }
};

}  // namespace bodo::rt
