#pragma once
// A look-up from packed keys of few bits (key_codec.h) to numbers, for keys that are all known before the first
// look-up: a bit for each possible key is set if the key exists, and a count for each 64 bits gives the number of keys
// before them, from which the key's place in a list of the numbers follows. It takes 12 bytes for 64 possible keys:
// less than a hash table if one of 64 exists, and little more if one of 256 does. Absent keys are detected in a 32nd of
// a direct table's memory, and keys in ascending order read all of it in order. (Rank over a bit vector, as in succinct
// data structures: Jacobson, FOCS 1989.)
#include <cstddef>
#include <cstdint>

#include "bodo/rt/memory.h"

namespace bodo::rt {

class key_bitmap {
 public:
  explicit key_bitmap(const site& at) : present_(at), before_(at), numbers_(at) {}

  // True if `n` keys of `bits` bits, in `words` words, are dense enough.
  static bool suits(int words, int bits, std::size_t n);

  // out[k]: the number of keys[k]; new keys get the next number, in order of k. Returns the number of different keys.
  // To be called once.
  std::uint32_t build(int bits, const std::uint64_t* keys, std::size_t n, std::uint32_t* out);
  // out[k]: the number of keys[k], or key_table::none. Keys have `bits` bits.
  void find(const std::uint64_t* keys, std::uint32_t n, std::uint32_t* out) const;
  // out[k]: key_table::none unless keys[k] exists.
  void find_existing(const std::uint64_t* keys, std::uint32_t n, std::uint32_t* out) const;
  bool built() const { return !present_.empty(); }

 private:
  std::uint32_t place(std::uint64_t key) const;  // in numbers_, of an existing key

  array<std::uint64_t> present_;
  array<std::uint32_t> before_;
  array<std::uint32_t> numbers_;
};

}  // namespace bodo::rt
