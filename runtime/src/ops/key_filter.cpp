#include "bodo/rt/key_filter.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <string_view>

#include "bodo/rt/collective.h"
#include "bodo/rt/guard.h"
#include "keys/hash_columns.h"
#include "ops/join_impl.h"

namespace bodo::rt {

namespace {

// To go through the other side's rows twice must cost little beside what is saved: that is more for a row of a build
// side. Other joins may drop probing rows anyway, before they are held.
std::int64_t least_ratio(key_filter::drops which) { return which == key_filter::drops::build_rows ? 3 : 8; }
constexpr std::size_t bits_of_key = 16;  // of the filter: with four of them set, one of 100 other keys stays

// A word's bits of a key, and its word among 2^log.
std::uint64_t mask_of(std::uint64_t hash) {
  const auto bit = [](std::uint64_t place) { return std::uint64_t{1} << (place & 63); };
  return bit(hash) | bit(hash >> 6) | bit(hash >> 12) | bit(hash >> 18);
}

bool is_set(const char* value, std::string_view text) { return value != nullptr && text == value; }

bool worthwhile(std::int64_t others, std::int64_t rows, key_filter::drops which) {
  const char* const s = std::getenv("BODO_KEY_FILTER");  // for tests
  if (is_set(s, "always")) return true;
  return !is_set(s, "never") && others < rows / least_ratio(which);
}

}  // namespace

key_filter::key_filter(const site& at, std::initializer_list<field> keys, std::int64_t others, std::int64_t rows,
                       drops which)
    : at_(&at),
      fields_(keys),
      rows_(rows),
      pays_(worthwhile(others, rows, which)),
      notes_(fields_),
      added_(at),
      words_(at),
      hashes_(batch_capacity) {}

void key_filter::hash(std::span<const column_view> keys, rows rows) {
  hash_columns(keys, kinds_of(fields_, keys), rows, hashes_.data());
}

void key_filter::add(std::span<const column_view> keys, rows rows) {
  hash(keys, rows);
  added_.append(hashes_.data(), rows.count);
  notes_.add(keys, rows);
}

void key_filter::finish() {
  if (!pays_) return;
  guard(*at_);
  fill(total(static_cast<std::int64_t>(added_.size())));
  any_rank(std::span(words_.data(), words_.size()));
  values_ = notes_.finish(true);
}

void key_filter::finish_local() {
  if (!pays_) return;
  fill(static_cast<std::int64_t>(added_.size()));
  values_ = notes_.finish(false);
}

// Makes a filter for so many keys, with those of this rank.
void key_filter::fill(std::int64_t keys) {
  const auto bits = std::bit_ceil(static_cast<std::size_t>(keys) * bits_of_key);
  words_.resize(std::max<std::size_t>(2, bits / 64));
  clear_bytes(words_.data(), words_.size() * sizeof(std::uint64_t));
  const int shift = 64 - std::countr_zero(words_.size());
  for (const std::uint64_t h : added_) words_[h >> shift] |= mask_of(h);
  added_.free();
}

void key_filter::keep(std::span<const column_view> keys, selection& rows) {
  if (!pays_) return;
  hash(keys, rows);
  const int shift = 64 - std::countr_zero(words_.size());
  const std::uint32_t n = rows.size();
  rows.clear();
  // what is written never overtakes what is read
  for (std::uint32_t k = 0; k < n; ++k) {
    const std::uint64_t mask = mask_of(hashes_[k]);
    rows.add_if(rows[k], (words_[hashes_[k] >> shift] & mask) == mask);
  }
  tested_ += n;
  kept_ += rows.size();
  if (!drops_enough(tested_, kept_) && std::getenv("BODO_KEY_FILTER") == nullptr) pays_ = false;
}

}  // namespace bodo::rt
