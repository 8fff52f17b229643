#pragma once
// The distinct keys among very many, for counts: no key gets a number. Keys are packed words (key_codec.h). A few are
// in one table. More are appended to parts, by a hash; a part loses its duplicates whenever it has grown to a multiple
// of its size after the last time. So look-ups stay within the caches, and memory within a multiple of the distinct
// keys. (Partitioned aggregation as in Leis et al., "Morsel-Driven Parallelism", SIGMOD 2014.)
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bodo/rt/memory.h"
#include "keys/key_table.h"

namespace bodo::rt {

class key_set {
 public:
  explicit key_set(const site& at) : at_(&at), table_(at) {}

  // Empties the set, for keys of this shape.
  void reset(int words, int bits);
  // The same keys in another shape: repack(keys, n) returns n keys in it.
  template <class Repack>
  void reshape(int words, int bits, const Repack& repack) {
    if (parts_.empty()) {
      words_ = words, bits_ = bits;
      return table_.reshape(words, bits, repack(table_.keys().data(), table_.size()));
    }
    const std::size_t width = words_n();  // of the old keys
    std::vector<part> old = std::move(parts_);
    words_ = words, bits_ = bits;
    divide();
    for (part& p : old) {
      const array<std::uint64_t> keys = repack(p.keys.data(), p.keys.size() / width);
      p.keys.free();
      add(keys.data(), keys.size() / words_n());
    }
  }

  // Adds the keys whose words are word[0][k], word[1][k], ...
  void add(const std::uint64_t* const* word, std::uint32_t n);
  void add(const std::uint64_t* keys, std::size_t n);  // key by key

  // Removes all duplicates.
  void settle();
  // Whether that would remove many, from a sample.
  bool shrinks();
  // f(keys, n) for lists of all keys; after settle() each key is there once.
  template <class F>
  void each(const F& f) const {
    if (parts_.empty()) f(table_.keys().data(), std::size_t{table_.size()});
    for (const part& p : parts_) f(p.keys.data(), p.keys.size() / words_n());
  }

 private:
  struct part {
    array<std::uint64_t> keys;
    std::size_t limit;  // of keys.size(), at which duplicates are removed
  };

  std::size_t words_n() const { return static_cast<std::size_t>(words_); }
  void divide();  // makes the parts, empty
  void settle(part& p);

  const site* at_;
  int words_ = 1;
  int bits_ = 0;
  std::size_t added_ = 0;
  key_table table_;  // of all keys, or for work on one part
  std::vector<part> parts_;
  array<std::uint32_t> numbers_{*at_};
};

}  // namespace bodo::rt
