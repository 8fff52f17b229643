#pragma once
// A look-up from packed keys of few bits (key_codec.h) to numbers, for keys that are all known before the first
// look-up: a bit for each possible key says whether it is there, a count for each 64 of them how many are there before
// it, and that is its place in a list of the numbers. 12 bytes for 64 possible keys: where one of 64 is taken, less
// than a hash table needs, absent keys are found out in a 32nd of a direct table's memory, and keys that come in their
// order read all of it in order. (Rank over a bit vector, as in succinct data structures: Jacobson, FOCS 1989.)
#include <cstddef>
#include <cstdint>

#include "bodo/rt/memory.h"

namespace bodo::rt {

class key_bitmap {
 public:
  explicit key_bitmap(const site& at) : present_(at), before_(at), numbers_(at) {}

  // Whether `n` keys of `bits` bits, in `words` words, are dense enough.
  static bool suits(int words, int bits, std::size_t n);

  // out[k]: the number of keys[k]; new keys get the next number, in order of k. Returns how many there are. Once.
  std::uint32_t build(int bits, const std::uint64_t* keys, std::size_t n, std::uint32_t* out);
  // out[k]: the number of keys[k], or key_table::none. Keys have `bits` bits.
  void find(const std::uint64_t* keys, std::uint32_t n, std::uint32_t* out) const;
  bool built() const { return !present_.empty(); }

 private:
  std::size_t place(std::uint64_t key) const;  // in numbers_, of a key that is there

  array<std::uint64_t> present_;
  array<std::uint32_t> before_;
  array<std::uint32_t> numbers_;
};

}  // namespace bodo::rt
