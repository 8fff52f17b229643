#include "keys/key_set.h"

#include <algorithm>
#include <utility>

#include "bodo/rt/hash.h"
#include "keys/partitioned.h"

namespace bodo::rt {

namespace {

constexpr int part_bits = 8;
// More keys than this do not stay in the second-level cache; a table of them pays if each is found several times.
constexpr std::size_t most_in_table = std::size_t{1} << 16;
constexpr std::size_t table_pays = 4;
constexpr std::size_t first_limit = std::size_t{1} << 13;

// Other bits than a key_table's hash.
std::size_t part_of(const std::uint64_t* const* word, std::uint32_t k, int words) {
  std::uint64_t h = word[0][k];
  for (int w = 1; w < words; ++w) h = combine(h, word[w][k]);
  return hash_bits(h) >> (64 - part_bits);
}

}  // namespace

void key_set::reset(int words, int bits) {
  words_ = words, bits_ = bits;
  added_ = 0;
  parts_.clear();
  table_.reset(words, bits);
}

void key_set::divide() {
  const std::size_t limit = partitions_groups() ? 2 : first_limit;
  parts_.reserve(std::size_t{1} << part_bits);
  for (std::size_t p = 0; p < std::size_t{1} << part_bits; ++p)
    parts_.push_back({array<std::uint64_t>(*at_), limit * words_n()});
}

void key_set::add(const std::uint64_t* const* word, std::uint32_t n) {
  if (parts_.empty()) {
    added_ += n;
    numbers_.resize(n);
    table_.add(word, n, numbers_.data());
    const std::size_t distinct = table_.size();
    if (!partitions_groups() && (distinct <= most_in_table || added_ >= table_pays * distinct)) return;
    const array<std::uint64_t> keys = table_.take_keys();
    divide();
    return add(keys.data(), keys.size() / words_n());
  }
  for (std::uint32_t k = 0; k < n; ++k) {
    part& p = parts_[part_of(word, k, words_)];
    if (words_ == 1) {
      p.keys.push_back(word[0][k]);
    } else {
      std::uint64_t* const key = p.keys.extend(words_n());
      for (int w = 0; w < words_; ++w) key[w] = word[w][k];
    }
    if (p.keys.size() >= p.limit) settle(p);
  }
}

void key_set::add(const std::uint64_t* keys, std::size_t n) {
  by_words(keys, n, words_, [&](const std::uint64_t* const* word, std::uint32_t m) { add(word, m); });
}

void key_set::settle(part& p) {
  const std::size_t before = p.keys.size();
  table_.reset(words_, bits_, before / words_n());
  by_words(p.keys.data(), before / words_n(), words_, [&](const std::uint64_t* const* word, std::uint32_t m) {
    numbers_.resize(m);
    table_.add(word, m, numbers_.data());
  });
  p.keys = table_.take_keys();
  // many duplicates: look for them again soon
  const std::size_t after = p.keys.size();
  p.limit = std::max(p.limit, after * (2 * after < before ? 2 : 4));
}

void key_set::settle() {
  for (part& p : parts_) settle(p);
}

bool key_set::shrinks() {
  if (parts_.empty()) return false;
  part& sample = *std::ranges::max_element(parts_, {}, [](const part& p) { return p.keys.size(); });
  const std::size_t before = sample.keys.size();
  settle(sample);
  return 4 * sample.keys.size() < 3 * before;
}

}  // namespace bodo::rt
