#include "keys/interner.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "bodo/rt/memory.h"
#include "keys/hash_columns.h"

namespace bodo::rt {

namespace {

constexpr std::int32_t unknown = -2;  // in translations: not looked up yet
constexpr std::size_t least_slots = 1024;

std::uint64_t slot_of(std::uint64_t hash, std::int32_t code) {
  return hash << 32 | static_cast<std::uint32_t>(code + 1);
}
std::int32_t code_of(std::uint64_t slot) {  // `absent` if it is free
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(slot)) - 1;
}

// Recently seen objects of a batch.
constexpr int seen_bits = 12;
constexpr std::size_t most_seen = std::size_t{1} << seen_bits;

struct text_bits {
  std::uint64_t low, high;  // of a long text, the second is its address
  bool operator==(const text_bits&) const = default;
};
std::size_t seen_slot(const text& word) {
  const auto bits = std::bit_cast<text_bits>(word);
  return (bits.low ^ bits.high * 0x9e3779b97f4a7c15U) * 0x9fb21c651e98df25U >> (64 - seen_bits);
}
bool same_object(const text& a, const text& b) { return std::bit_cast<text_bits>(a) == std::bit_cast<text_bits>(b); }

}  // namespace

interner::interner(const site& at) : words_(at), hashes_(at), slots_(at), heap_(new text_heap(at)), source_codes_(at) {}

// Slots are numbered by the hash's top bits, so that doubling them moves each entry to about twice its place: growing
// reads and writes memory in order.
void interner::grow() {
  const std::size_t n = slots_.empty() ? least_slots : 2 * slots_.size();
  slots_.resize(n);
  clear_bytes(slots_.data(), n * sizeof(std::uint64_t));
  shift_ = 64 - __builtin_ctzll(n);
  for (std::int32_t code = 0; code < size(); ++code) {
    const std::uint64_t h = hash_of(code);
    std::size_t i = h >> shift_;
    while (slots_[i] != 0) i = (i + 1) & (n - 1);
    slots_[i] = slot_of(h, code);
  }
}

std::int32_t interner::with_tag(std::uint64_t hash) const {
  const std::uint64_t tag = hash << 32;
  for (std::size_t i = hash >> shift_;; i = (i + 1) & (slots_.size() - 1))
    if (const std::uint64_t s = slots_[i]; s == 0 || (s ^ tag) >> 32 == 0) return code_of(s);
}

template <bool Add>
std::int32_t interner::look_up(const text& word, std::uint64_t hash) {
  if (Add && 3 * words_.size() >= 2 * slots_.size()) grow();
  if (slots_.empty()) return absent;
  const std::size_t mask = slots_.size() - 1;
  const std::uint64_t tag = hash << 32;
  for (std::size_t i = hash >> shift_;; i = (i + 1) & mask) {
    const std::uint64_t s = slots_[i];
    if (s == 0) {
      if (!Add) return absent;
      const std::int32_t code = size();
      slots_[i] = slot_of(hash, code);
      words_.push_back(heap_->keep(word));
      hashes_.push_back(hash);
      return code;
    }
    if ((s ^ tag) >> 32 != 0) continue;
    if (const std::int32_t code = code_of(s); this->word(code) == word) return code;
  }
}

std::int32_t interner::intern(const text& word, std::uint64_t hash) { return look_up<true>(word, hash); }
std::int32_t interner::find(const text& word, std::uint64_t hash) const {
  return const_cast<interner*>(this)->look_up<false>(word, hash);
}

// Rows that were decoded from a dictionary share the bytes of their words: equal objects of a batch are looked up once.
template <bool Add>
void interner::codes_of_texts(const text* values, rows at, std::int32_t* out) {
  if (at.count == 0) return;
  if (batch_hashes_.size() < at.count + 64) batch_hashes_.resize(at.count + 64);
  if (batch_firsts_.size() < at.count) batch_firsts_.resize(at.count), batch_codes_.resize(at.count);
  std::uint16_t* const firsts = batch_firsts_.data();
  std::uint16_t seen[most_seen] = {};  // by an object's bits: its number among the firsts
  firsts[0] = static_cast<std::uint16_t>(at[0]);
  std::uint32_t n = 1;
  for (std::uint32_t k = 0; k < at.count; ++k) {
    const text& word = values[at[k]];
    std::uint16_t& number = seen[seen_slot(word)];
    if (!same_object(word, values[firsts[number]])) {
      number = static_cast<std::uint16_t>(n);
      firsts[n++] = static_cast<std::uint16_t>(at[k]);
    }
    out[k] = number;
  }
  const rows different{firsts, n};
  std::uint64_t* const hashes = batch_hashes_.data();
  hash_column({values, nullptr, nullptr}, storage::text, different, hashes);
  std::int32_t* const codes = batch_codes_.data();
  look_up<Add>([&](std::uint32_t k) -> const text& { return values[firsts[k]]; }, hashes, n, codes);
  for (std::uint32_t k = 0; k < at.count; ++k) out[k] = codes[out[k]];
}

template <bool Add>
void interner::codes_of_rows(const column_view& column, rows at, std::int32_t* out) {
  if (source_ != column.source) source_codes_.resize(0), source_ = column.source;
  const std::uint32_t* const row_of = column.source_rows;
  std::uint32_t largest = 0;
  for (std::uint32_t k = 0; k < at.count; ++k) largest = std::max(largest, row_of[at[k]]);
  if (const std::size_t before = source_codes_.size(); before <= largest) {
    source_codes_.resize(std::max<std::size_t>(largest + std::size_t{1}, 2 * before));
    std::fill(source_codes_.begin() + before, source_codes_.end(), unknown);
  }
  std::int32_t* const codes = source_codes_.data();
  // first the rows that have not been looked up, by position
  if (batch_rows_.size() < at.count) batch_rows_.resize(at.count);
  std::uint32_t n = 0;
  for (std::uint32_t k = 0; k < at.count; ++k) {
    batch_rows_[n] = static_cast<std::uint16_t>(at[k]);
    n += codes[row_of[at[k]]] == unknown ? 1U : 0U;
  }
  if (n != 0) {
    codes_of_texts<Add>(static_cast<const text*>(column.values), {batch_rows_.data(), n}, out);
    for (std::uint32_t k = 0; k < n; ++k) codes[row_of[batch_rows_[k]]] = out[k];
  }
  for (std::uint32_t k = 0; k < at.count; ++k) out[k] = codes[row_of[at[k]]];
}

void interner::intern(std::span<const text> words, std::span<const std::uint64_t> hashes, std::int32_t* out) {
  look_up<true>([&](std::uint32_t k) -> const text& { return words[k]; }, hashes.data(),
                static_cast<std::uint32_t>(words.size()), out);
}

template <bool Add, class Word>
void interner::look_up(Word word, const std::uint64_t* hashes, std::uint32_t n, std::int32_t* out) {
  if (slots_.empty()) grow();
  // a string's three misses, each awaited when the next one is known: its slot, the word, a long word's bytes
  constexpr std::uint32_t step = 12;
  for (std::uint32_t k = 0; k < n + 3 * step; ++k) {
    if (k < n) __builtin_prefetch(&slots_[hashes[k] >> shift_]);
    if (k >= step && k - step < n) {
      const std::int32_t code = out[k - step] = with_tag(hashes[k - step]);
      if (code != absent) __builtin_prefetch(&words_[static_cast<std::size_t>(code)]);
    }
    if (k >= 2 * step && k - 2 * step < n)
      if (const std::int32_t code = out[k - 2 * step]; code != absent) __builtin_prefetch(this->word(code).data());
    if (k < 3 * step) continue;
    std::int32_t& code = out[k - 3 * step];
    if (code == absent || this->word(code) != word(k - 3 * step))
      code = look_up<Add>(word(k - 3 * step), hashes[k - 3 * step]);
  }
}

template <bool Add>
void interner::codes_of(const column_view& column, rows at, std::int32_t* out) {
  if (column.words == nullptr) {
    if (column.source_rows != nullptr) return codes_of_rows<Add>(column, at, out);
    codes_of_texts<Add>(static_cast<const text*>(column.values), at, out);
    return;
  }
  const dictionary& from = *column.words;
  auto t = std::find_if(translations_.begin(), translations_.end(),
                        [&](const translation& x) { return x.from.get() == &from; });
  if (t == translations_.end()) t = translations_.insert(translations_.end(), {ref<const dictionary>(&from), {}});
  // missing rows hold code 0, even if the dictionary is empty
  const auto covered = static_cast<std::size_t>(std::max(from.size(), 1));
  if (t->codes.size() < covered) t->codes.resize(covered, unknown);
  const auto* const codes = static_cast<const std::int32_t*>(column.values);
  const std::int32_t* const to = t->codes.data();
  std::int32_t least = 0;
  for (std::uint32_t k = 0; k < at.count; ++k) {
    out[k] = to[codes[at[k]]];
    least = std::min(least, out[k]);
  }
  if (least != unknown) return;
  for (std::uint32_t k = 0; k < at.count; ++k) {
    if (out[k] != unknown) continue;
    const std::int32_t code = codes[at[k]];
    std::int32_t& here = t->codes[static_cast<std::size_t>(code)];
    if (here == unknown && code < from.size()) here = look_up<Add>(from[code], from.hash_of(code));
    out[k] = here == unknown ? 0 : here;
  }
}

void interner::intern(const column_view& column, rows at, std::int32_t* out) { codes_of<true>(column, at, out); }
void interner::find(const column_view& column, rows at, std::int32_t* out) { codes_of<false>(column, at, out); }

}  // namespace bodo::rt
