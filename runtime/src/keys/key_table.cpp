#include "keys/key_table.h"

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <utility>

#include "bodo/rt/error.h"
#include "bodo/rt/hash.h"
#include "bodo/rt/memory.h"

namespace bodo::rt {

namespace {

// Direct tables of up to 2^17 numbers (512 KB) stay in the second-level cache; larger ones pay if enough of the numbers
// are used, because a hash table has two slots a key, each at least twice as large.
constexpr int always_direct_bits = 17;
constexpr std::size_t direct_sparseness = 8;
constexpr std::size_t first_slots = 4096;
constexpr std::uint32_t prefetch_distance = 24;

void prefetch_state(const char* state, std::size_t size) {  // most are on two cache lines
  __builtin_prefetch(state, 1);
  __builtin_prefetch(state + size - 1, 1);
}

std::uint64_t spread(std::uint64_t key) {
  key ^= key >> 32;
  key *= 0x9e3779b97f4a7c15U;
  key ^= key >> 29;
  return key * 0xbf58476d1ce4e5b9U;
}

}  // namespace

// The forms of the table: the start of a key's search, and the contents of a slot.
struct key_table::packed_slots {
  static constexpr std::size_t width = 1;
  static std::uint64_t hash(const std::uint64_t* const* word, std::uint32_t k, int) { return spread(word[0][k]); }
  static bool free(const key_table& t, std::size_t i) { return t.slots_[i] == 0; }
  static bool is(const key_table& t, std::size_t i, const std::uint64_t* const* word, std::uint32_t k, std::uint64_t) {
    return t.slots_[i] >> t.number_bits_ == word[0][k];
  }
  static std::uint32_t number(const key_table& t, std::size_t i) {
    return static_cast<std::uint32_t>(t.slots_[i] & ((std::uint64_t{1} << t.number_bits_) - 1)) - 1;
  }
  static void put(key_table& t, std::size_t i, const std::uint64_t* key, std::uint64_t, std::uint32_t number) {
    t.slots_[i] = key[0] << t.number_bits_ | (std::uint64_t{number} + 1);
  }
};

struct key_table::single_slots {
  static constexpr std::size_t width = 2;
  static std::uint64_t hash(const std::uint64_t* const* word, std::uint32_t k, int) { return spread(word[0][k]); }
  static bool free(const key_table& t, std::size_t i) { return t.slots_[2 * i + 1] == 0; }
  static bool is(const key_table& t, std::size_t i, const std::uint64_t* const* word, std::uint32_t k, std::uint64_t) {
    return t.slots_[2 * i] == word[0][k];
  }
  static std::uint32_t number(const key_table& t, std::size_t i) {
    return static_cast<std::uint32_t>(t.slots_[2 * i + 1]) - 1;
  }
  static void put(key_table& t, std::size_t i, const std::uint64_t* key, std::uint64_t, std::uint32_t number) {
    t.slots_[2 * i] = key[0];
    t.slots_[2 * i + 1] = std::uint64_t{number} + 1;
  }
};

struct key_table::tagged_slots {
  static constexpr std::size_t width = 1;
  static std::uint64_t hash(const std::uint64_t* const* word, std::uint32_t k, int words) {
    std::uint64_t h = word[0][k];
    for (int w = 1; w < words; ++w) h = mix(h * 0x9fb21c651e98df25U + word[w][k]);
    return spread(h);
  }
  static bool free(const key_table& t, std::size_t i) { return t.slots_[i] == 0; }
  static bool is(const key_table& t, std::size_t i, const std::uint64_t* const* word, std::uint32_t k,
                 std::uint64_t h) {
    if (t.slots_[i] >> 32 != (h & 0xffffffff)) return false;
    const std::uint64_t* const key = t.key(number(t, i));
    bool same = true;
    for (int w = 0; w < t.words_; ++w) same &= key[w] == word[w][k];
    return same;
  }
  static void prefetch_key(const key_table& t, std::uint64_t h) {  // of the first slot with the hash's tag
    for (std::size_t i = h >> t.shift_; t.slots_[i] != 0; i = (i + 1) & (t.slots_.size() - 1))
      if (t.slots_[i] >> 32 == (h & 0xffffffff)) return __builtin_prefetch(t.key(number(t, i)));
  }
  static std::uint32_t number(const key_table& t, std::size_t i) { return static_cast<std::uint32_t>(t.slots_[i]) - 1; }
  static void put(key_table& t, std::size_t i, const std::uint64_t*, std::uint64_t h, std::uint32_t number) {
    t.slots_[i] = h << 32 | (number + 1);
  }
};

key_table::key_table(const site& at) : at_(&at), keys_(at), direct_(at), slots_(at) {}

void key_table::reset(int words, int bits, std::size_t expected) {
  words_ = words;
  bits_ = bits;
  size_ = 0;
  expected_ = expected;
  keys_.clear();
  keys_.reserve(expected * words_n());
  choose(0);
}

void key_table::reshape(int words, int bits, array<std::uint64_t>&& packed) {
  words_ = words;
  bits_ = bits;
  keys_ = std::move(packed);
  choose(size_);
}

void key_table::expect(std::size_t keys) {
  keys_.reserve(keys * words_n());
  expected_ = keys;
  choose(size_);
}

void key_table::free() {
  direct_.free();
  slots_.free();
}

bool key_table::addresses(std::size_t keys) const {
  return words_ == 1 &&
         (bits_ <= always_direct_bits || (bits_ <= 32 && std::size_t{1} << bits_ <= direct_sparseness * keys));
}

void key_table::choose(std::size_t keys) {
  keys = std::max(keys, expected_);
  if (addresses(keys)) {
    const std::size_t range = std::size_t{1} << bits_;
    form_ = form::direct;
    slots_.free();
    direct_.resize(range);
    clear_bytes(direct_.data(), range * sizeof(std::uint32_t));
    for (std::size_t g = 0; g < size_; ++g) direct_[keys_[g]] = static_cast<std::uint32_t>(g + 1);
    return;
  }
  direct_.free();
  std::size_t slots = first_slots;
  while (slots < 2 * keys) slots *= 2;
  shift_ = 64 - __builtin_ctzll(slots);
  number_bits_ = words_ == 1 ? 64 - bits_ : 0;
  if (words_ > 1)
    form_ = form::tagged;
  else if (number_bits_ >= 33 || (number_bits_ > 0 && slots / 2 < (std::size_t{1} << number_bits_) - 1))
    form_ = form::packed;
  else
    form_ = form::single;
  const std::size_t width = form_ == form::single ? 2 : 1;
  slots_.clear();
  slots_.resize(slots * width);
  clear_bytes(slots_.data(), slots * width * sizeof(std::uint64_t));
  switch (form_) {
    case form::packed: return refill<packed_slots>();
    case form::single: return refill<single_slots>();
    case form::tagged: return refill<tagged_slots>();
    case form::direct: return;
  }
}

template <class Slots>
void key_table::refill() {
  const std::size_t mask = slots_.size() / Slots::width - 1;
  constexpr std::size_t chunk = 256;
  std::uint64_t hashes[chunk];
  std::vector<const std::uint64_t*> word(words_n());
  for (std::size_t from = 0; from < size_; from += chunk) {
    const std::size_t n = std::min(chunk, size_ - from);
    for (std::size_t k = 0; k < n; ++k) {
      for (int w = 0; w < words_; ++w) word[static_cast<std::size_t>(w)] = keys_.data() + (from + k) * words_n() + w;
      const std::uint64_t h = Slots::hash(word.data(), 0, words_) & hash_mask;
      hashes[k] = h;
      __builtin_prefetch(&slots_[(h >> shift_) * Slots::width], 1);
    }
    for (std::size_t k = 0; k < n; ++k) {
      std::size_t i = hashes[k] >> shift_;
      while (!Slots::free(*this, i)) i = (i + 1) & mask;
      Slots::put(*this, i, keys_.data() + (from + k) * words_n(), hashes[k], static_cast<std::uint32_t>(from + k));
    }
  }
}

bool key_table::full() const {
  const std::size_t slots = form_ == form::single ? slots_.size() / 2 : slots_.size();
  return 2 * size_ >= slots;
}

void key_table::grow() { choose(2 * size_); }

std::uint64_t* key_table::hashes_for(std::uint32_t n) const {
  const std::size_t needed = n + prefetch_distance;
  if (hashes_.size() < needed) hashes_.resize(needed, 0);
  return hashes_.data();
}

template <class Slots>
void key_table::add_with(const std::uint64_t* const* word, std::uint32_t n, std::uint32_t* out, const char* touch,
                         std::size_t stride) {
  std::uint64_t* const hashes = hashes_for(n);
  for (std::uint32_t k = 0; k < n; ++k) hashes[k] = Slots::hash(word, k, words_) & hash_mask;
  for (std::uint32_t k = 0; k < std::min(n, prefetch_distance); ++k)
    __builtin_prefetch(&slots_[(hashes[k] >> shift_) * Slots::width], 1);
  std::size_t mask = slots_.size() / Slots::width - 1;
  for (std::uint32_t k = 0; k < n; ++k) {
    // after the end there are old hashes: any valid slot will do
    if (k + prefetch_distance < n)
      __builtin_prefetch(&slots_[(hashes[k + prefetch_distance] >> shift_) * Slots::width], 1);
    if constexpr (std::is_same_v<Slots, tagged_slots>) {
      constexpr std::uint32_t half = prefetch_distance / 2;
      if (k + half < n) tagged_slots::prefetch_key(*this, hashes[k + half]);
    }
    if (k != 0 && word[0][k] == word[0][k - 1] && words_ == 1) {  // rows in the order of their keys
      out[k] = out[k - 1];
      continue;
    }
    std::size_t i = hashes[k] >> shift_;
    for (;; i = (i + 1) & mask) {
      if (Slots::free(*this, i)) {
        const auto number = static_cast<std::uint32_t>(size_++);
        std::uint64_t* const key = keys_.extend(words_n());
        for (int w = 0; w < words_; ++w) key[w] = word[w][k];
        Slots::put(*this, i, key, hashes[k], number);
        out[k] = number;
        if (full()) {
          grow();
          if (k + 1 < n) {  // possibly in another form
            std::vector<const std::uint64_t*> rest;
            for (int w = 0; w < words_; ++w) rest.push_back(word[w] + k + 1);
            add(rest.data(), n - k - 1, out + k + 1, touch, stride);
          }
          return;
        }
        break;
      }
      if (Slots::is(*this, i, word, k, hashes[k])) {
        out[k] = Slots::number(*this, i);
        break;
      }
    }
    if (touch != nullptr) prefetch_state(touch + out[k] * stride, stride);
  }
}

void key_table::add(const std::uint64_t* const* word, std::uint32_t n, std::uint32_t* out, const char* touch,
                    std::size_t stride) {
  if (size_ + n >= none) fail(*at_, "a rank has more than four billion different keys");
  switch (form_) {
    case form::direct: {
      const std::uint64_t* const keys = word[0];
      std::uint32_t* const numbers = direct_.data();
      const bool large = direct_.size() > (std::size_t{1} << always_direct_bits);
      for (std::uint32_t k = 0; k < n; ++k) {
        if (large && k + prefetch_distance < n) __builtin_prefetch(numbers + keys[k + prefetch_distance], 1);
        std::uint32_t number = numbers[keys[k]];
        if (number == 0) {
          keys_.push_back(keys[k]);
          number = numbers[keys[k]] = static_cast<std::uint32_t>(++size_);
        }
        out[k] = number - 1;
        if (large && touch != nullptr) prefetch_state(touch + out[k] * stride, stride);
      }
      return;
    }
    case form::packed: return add_with<packed_slots>(word, n, out, touch, stride);
    case form::single: return add_with<single_slots>(word, n, out, touch, stride);
    case form::tagged: return add_with<tagged_slots>(word, n, out, touch, stride);
  }
}

template <class Slots>
void key_table::find_with(const std::uint64_t* const* word, std::uint32_t n, std::uint32_t* out) const {
  std::uint64_t* const hashes = hashes_for(n);
  for (std::uint32_t k = 0; k < n; ++k) hashes[k] = Slots::hash(word, k, words_) & hash_mask;
  for (std::uint32_t k = 0; k < std::min(n, prefetch_distance); ++k)
    __builtin_prefetch(&slots_[(hashes[k] >> shift_) * Slots::width]);
  const std::size_t mask = slots_.size() / Slots::width - 1;
  for (std::uint32_t k = 0; k < n; ++k) {
    if (k + prefetch_distance < n)
      __builtin_prefetch(&slots_[(hashes[k + prefetch_distance] >> shift_) * Slots::width]);
    if constexpr (std::is_same_v<Slots, tagged_slots>) {
      constexpr std::uint32_t half = prefetch_distance / 2;
      if (k + half < n) tagged_slots::prefetch_key(*this, hashes[k + half]);
    }
    std::uint32_t found = none;
    for (std::size_t i = hashes[k] >> shift_; !Slots::free(*this, i); i = (i + 1) & mask) {
      if (Slots::is(*this, i, word, k, hashes[k])) {
        found = Slots::number(*this, i);
        break;
      }
    }
    out[k] = found;
  }
}

void key_table::find(const std::uint64_t* const* word, std::uint32_t n, std::uint32_t* out) const {
  switch (form_) {
    case form::direct: {
      const std::uint64_t* const keys = word[0];
      const std::uint32_t* const numbers = direct_.data();
      if (direct_.size() > (std::size_t{1} << always_direct_bits)) {
        for (std::uint32_t k = 0; k < n; ++k) {
          if (k + prefetch_distance < n) __builtin_prefetch(numbers + keys[k + prefetch_distance]);
          out[k] = numbers[keys[k]] - 1;
        }
      } else {
        for (std::uint32_t k = 0; k < n; ++k) out[k] = numbers[keys[k]] - 1;
      }
      return;
    }
    case form::packed: return find_with<packed_slots>(word, n, out);
    case form::single: return find_with<single_slots>(word, n, out);
    case form::tagged: return find_with<tagged_slots>(word, n, out);
  }
}

}  // namespace bodo::rt
