#include "ops/first_rows.h"

#include <algorithm>
#include <type_traits>

#include "columns/row_picker.h"
#include "columns/storage_type.h"
#include "ops/row_order.h"

namespace bodo::rt {

namespace {

// Adds the rows whose value comes before `last`, or is equal to it if `equal`.
template <class T>
void keep_numbers(const column_view& v, rows of, const column_view& last, const sort_key& key, bool equal,
                  selection& kept) {
  const T* const values = static_cast<const T*>(v.values);
  const T least = *static_cast<const T*>(last.values);
  const int plain = plain_class(key.na_first), last_class = class_of<T>(last, 0, key.na_first);
  const auto keep = [&](auto before) {
    const auto stays = [&](std::uint32_t i) {
      const int c = class_of<T>(v, i, key.na_first);
      if (c != last_class) return c < last_class;
      return c == plain ? before(values[i]) : equal;
    };
    const bool dense = of.at == nullptr && v.valid == nullptr && last_class == plain;
    if (!dense || (std::is_floating_point_v<T> && key.na_first)) {
      for (std::uint32_t k = 0; k < of.count; ++k) kept.add_if(of[k], stays(of[k]));
      return;
    }
    // most blocks have no such row; no comparison is true of NaN, which comes after all numbers
    constexpr std::uint32_t block = 64;
    std::uint32_t begin = 0;
    for (; begin + block <= of.count; begin += block) {
      unsigned any = 0;
      for (std::uint32_t i = 0; i < block; ++i) any |= static_cast<unsigned>(before(values[begin + i]));
      if (any == 0) continue;
      for (std::uint32_t i = begin; i < begin + block; ++i) kept.add_if(i, before(values[i]));
    }
    for (; begin < of.count; ++begin) kept.add_if(begin, before(values[begin]));
  };
  if (key.ascending)
    equal ? keep([least](T x) { return x <= least; }) : keep([least](T x) { return x < least; });
  else
    equal ? keep([least](T x) { return x >= least; }) : keep([least](T x) { return x > least; });
}

}  // namespace

first_rows::first_rows(const site& at, std::span<const field> fields, std::span<const sort_key> keys, std::int64_t n)
    : at_(&at), fields_(fields.begin(), fields.end()), keys_(keys.begin(), keys.end()), n_(n) {
  for (std::size_t k = 0; k < keys_.size(); ++k) keys_[k].column = k;
}

void first_rows::set_last(const table& keys, std::uint32_t row) {
  table_builder one(*at_, fields_);
  row_picker pick(keys);
  one.add(pick.pick(&row, 1), {nullptr, 1});
  last_ = one.finish(layout::replicated);
}

rows first_rows::keep(std::span<const column_view> keys, rows of) {
  if (!has_last()) return of;
  const bool all = keys.size() == keys_.size();
  const bool decides = all && keys.size() == 1;  // a row that is equal to the last one comes after it
  const sort_key& first = keys_.front();
  kept_.clear();
  if (fields_.front().type.id == kind::string) {
    for (std::uint32_t k = 0; k < of.count; ++k) {
      const int c = compare_values(fields_.front(), keys[0], of[k], last_.column(0), 0, first);
      kept_.add_if(of[k], c < 0 || (c == 0 && !decides));
    }
  } else {
    with_storage_type(fields_.front().storage(), [&](auto* type) {
      keep_numbers<std::remove_pointer_t<decltype(type)>>(keys[0], of, last_.column(0), first, !decides, kept_);
    });
  }
  if (keys.size() > 1)
    kept_.keep([&](std::uint32_t i) {
      int c = 0;
      for (std::size_t k = 0; k < keys.size() && c == 0; ++k)
        c = compare_values(fields_[k], keys[k], i, last_.column(k), 0, keys_[k]);
      return c < 0 || (c == 0 && !all);
    });
  return kept_;
}

rows first_rows::keep_first(std::span<const column_view> keys, rows of) {
  constexpr std::int64_t few = 64;  // that many more are kept as fast
  if (of.count <= 2 * n_ + few) return of;
  const bool decides = approximate_order(fields_[0], keys[0], of, keys_[0], places_.data()) && keys.size() == 1;
  std::copy_n(places_.begin(), of.count, sorted_.begin());
  std::nth_element(sorted_.begin(), sorted_.begin() + (n_ - 1), sorted_.begin() + of.count);
  const std::uint64_t last = sorted_[static_cast<std::size_t>(n_ - 1)];
  std::int64_t equal = of.count;  // of the rows that are equal to the last one, the first so many
  if (decides) equal = n_ - std::count_if(sorted_.begin(), sorted_.begin() + n_, [&](auto x) { return x < last; });
  first_.clear();
  for (std::uint32_t k = 0; k < of.count; ++k) {
    const bool is_last = places_[k] == last;
    first_.add_if(of[k], places_[k] < last || (is_last && equal > 0));
    equal -= is_last;
  }
  return first_;
}

}  // namespace bodo::rt
