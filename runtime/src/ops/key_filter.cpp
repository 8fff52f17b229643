#include "bodo/rt/key_filter.h"

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
bool worthwhile(std::int64_t others, std::int64_t rows, key_filter::drops which) {
  const std::string_view way = key_filters_for_tests();
  return way == "always" || (way != "never" && others < rows / least_ratio(which));
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
      filter_(at),
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
  filter_.share();
  values_ = notes_.finish(true);
}

void key_filter::finish_local() {
  if (!pays_) return;
  fill(static_cast<std::int64_t>(added_.size()));
  values_ = notes_.finish(false);
}

// Makes a filter for so many keys, with those of this rank.
void key_filter::fill(std::int64_t keys) {
  filter_.make(keys);
  for (const std::uint64_t h : added_) filter_.add(h);
  added_.free();
}

void key_filter::keep(std::span<const column_view> keys, selection& rows) {
  if (!pays_) return;
  hash(keys, rows);
  const std::uint32_t n = rows.size();
  rows.clear();
  // what is written never overtakes what is read
  for (std::uint32_t k = 0; k < n; ++k) rows.add_if(rows[k], filter_.may_have(hashes_[k]));
  filtered_.add(n, rows.size());
  if (!filtered_.pays() && key_filters_for_tests().empty()) pays_ = false;
}

}  // namespace bodo::rt
