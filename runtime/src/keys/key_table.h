#pragma once
// The hash table of groups, joins and distinct counts: maps packed keys (key_codec.h) of one or more 64-bit words to
// dense numbers from 0, in the order of first occurrence. Keys of few bits, or keys that fill their range, address
// their number directly. Else slots are probed one after the other, at most half of them used:
//   packed   key and number share 64 bits, if they fit
//   single   one word for the key, one for the number
//   tagged   for keys of several words, 32 bits of the hash; the key is compared if these agree
// Batches are looked up with prefetching, so that a batch's cache misses overlap.
#include <cstdint>
#include <utility>
#include <vector>

#include "bodo/rt/memory.h"

namespace bodo::rt {

class key_table {
 public:
  static constexpr std::uint32_t none = 0xffffffff;

  explicit key_table(const site& at);

  // Empties the table, for keys of this shape, with room for `expected` of them.
  void reset(int words, int bits, std::size_t expected = 0);
  // The same keys in another shape: `packed` holds `words` words for each of size() keys.
  void reshape(int words, int bits, array<std::uint64_t>&& packed);
  // Reserves room for this number of keys.
  void expect(std::size_t keys);

  // out[k]: the number of the key whose words are word[0][k], word[1][k], ...; new keys get the next number, in order
  // of k. `touch` (unless null) is memory of `stride` bytes per number that the caller will write next.
  void add(const std::uint64_t* const* word, std::uint32_t n, std::uint32_t* out, const char* touch = nullptr,
           std::size_t stride = 0);
  // The same without adding: `none` for unknown keys.
  void find(const std::uint64_t* const* word, std::uint32_t n, std::uint32_t* out) const;

  std::uint32_t size() const { return static_cast<std::uint32_t>(size_); }
  // Whether keys address their number directly, or will when there are four times as many.
  bool is_dense() const { return addresses(4 * size_); }
  int words() const { return words_; }
  const std::uint64_t* key(std::uint32_t number) const { return keys_.data() + std::size_t{number} * words_n(); }
  const array<std::uint64_t>& keys() const { return keys_; }
  void free();                                                   // frees the look-up structure; keys stay
  array<std::uint64_t> take_keys() { return std::move(keys_); }  // afterwards nothing can be looked up or added

 private:
  enum class form : std::uint8_t {
    direct,
    packed,
    single,
    tagged
  };
  struct packed_slots;
  struct single_slots;
  struct tagged_slots;

  std::size_t words_n() const { return static_cast<std::size_t>(words_); }
  template <class Slots>
  void add_with(const std::uint64_t* const* word, std::uint32_t n, std::uint32_t* out, const char* touch,
                std::size_t stride);
  template <class Slots>
  void find_with(const std::uint64_t* const* word, std::uint32_t n, std::uint32_t* out) const;
  template <class Slots>
  void refill();
  bool addresses(std::size_t keys) const;  // so many of their range directly
  bool full() const;
  void grow();
  void choose(std::size_t keys);  // chooses form and number of slots for that many keys; fills them
  std::uint64_t* hashes_for(std::uint32_t n) const;

  const site* at_;
  form form_ = form::direct;
  int words_ = 1;
  int bits_ = 0;
  int number_bits_ = 64;  // packed: of the number
  int shift_ = 64;        // of the hash's top bits, which number the slots
  std::size_t size_ = 0;
  std::size_t expected_ = 0;
  array<std::uint64_t> keys_;
  array<std::uint32_t> direct_;
  array<std::uint64_t> slots_;
  mutable std::vector<std::uint64_t> hashes_;
};

// f(word, m) for keys that are stored one after the other, some at a time: word[w][k] is word w of the k-th of them.
template <class F>
void by_words(const std::uint64_t* keys, std::size_t n, int words, const F& f) {
  constexpr std::size_t most = 1024;
  if (words == 1) {
    for (std::size_t from = 0; from < n; from += most) {
      const std::uint64_t* const word = keys + from;
      f(&word, static_cast<std::uint32_t>(n - from < most ? n - from : most));
    }
    return;
  }
  const auto width = static_cast<std::size_t>(words);
  std::vector<std::uint64_t> apart(most * width);
  std::vector<const std::uint64_t*> word;
  for (std::size_t w = 0; w < width; ++w) word.push_back(apart.data() + w * most);
  for (std::size_t from = 0; from < n; from += most) {
    const std::size_t m = n - from < most ? n - from : most;
    for (std::size_t k = 0; k < m; ++k)
      for (std::size_t w = 0; w < width; ++w) apart[w * most + k] = keys[(from + k) * width + w];
    f(word.data(), static_cast<std::uint32_t>(m));
  }
}

}  // namespace bodo::rt
