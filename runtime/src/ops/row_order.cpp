#include "ops/row_order.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include "bodo/rt/dictionary.h"
#include "bodo/rt/memory.h"
#include "columns/storage_type.h"
#include "ops/keyed_rows.h"

namespace bodo::rt {

namespace {

template <class T>
uint128 ordered(T v) {
  if constexpr (std::is_same_v<T, float>) {
    const auto b = std::bit_cast<std::uint32_t>(v + 0.0F);
    return (b >> 31) != 0 ? static_cast<std::uint32_t>(~b) : b | 0x80000000U;
  } else if constexpr (std::is_same_v<T, double>) {
    return order_key(v);
  } else {
    return static_cast<uint128>(static_cast<int128>(v)) ^ uint128 { 1 } << 127;
  }
}

int width_in_bits(uint128 v) {
  const auto high = static_cast<std::uint64_t>(v >> 64);
  return high != 0 ? 64 + std::bit_width(high) : std::bit_width(static_cast<std::uint64_t>(v));
}

// Adds as much of a column to the items' keys as fits. False if that doesn't determine the order.
template <class T>
bool append_numbers(const T* values, const column_view& v, const std::int32_t* rank_of_code, const sort_key& key,
                    array<keyed_row>& items, int& left) {
  const auto number = [&](std::size_t i) -> uint128 {
    if (rank_of_code != nullptr) return static_cast<uint128>(rank_of_code[static_cast<std::int32_t>(values[i])]);
    return ordered(values[i]);
  };
  uint128 low = ~uint128{0}, high = 0;
  bool others = false;  // missing ones or NaN
  const std::size_t n = items.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (class_of<T>(v, i, false) != 0) {
      others = true;
      continue;
    }
    const uint128 x = number(i);
    low = std::min(low, x);
    high = std::max(high, x);
  }
  if (low > high) low = high = 0;
  const int class_bits = !others ? 0 : std::is_floating_point_v<T> ? 2 : 1;
  const int bits = width_in_bits(high - low);
  if (left < class_bits) return false;
  left -= class_bits;
  const int taken = std::min(bits, left);
  const int down = bits - taken;
  left -= taken;
  const int class_shift = left + taken;
  for (std::size_t i = 0; i < n; ++i) {
    const int rank = class_of<T>(v, i, key.na_first);
    const bool plain = rank == plain_class(key.na_first);
    uint128 x = plain ? number(i) - low : 0;
    if (plain && !key.ascending) x = (high - low) - x;
    std::uint64_t code = 0;
    if (class_bits != 0) code = static_cast<std::uint64_t>(class_bits == 2 ? rank : rank / 2) << class_shift;
    if (taken != 0) code |= static_cast<std::uint64_t>(x >> down) << left;
    items[i].key |= code;
  }
  return down == 0;
}

bool append_texts(const column_view& v, const sort_key& key, array<keyed_row>& items, int& left) {
  const std::size_t n = items.size();
  const int class_bits = v.valid != nullptr ? 1 : 0;
  if (left <= class_bits) return false;
  left -= class_bits;
  const int taken = left;
  left = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const int rank = class_of<text>(v, i, key.na_first);
    const bool here = v.known(i);
    std::uint64_t x = 0;
    if (here) {
      x = leading_bytes(text_at(v, i)) >> (64 - taken);
      if (!key.ascending) x = (taken == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << taken) - 1) - x;
    }
    if (class_bits != 0) x |= static_cast<std::uint64_t>(rank / 2) << taken;
    items[i].key |= x;
  }
  return false;
}

template <class T>
bool approximate(const column_view& v, rows of, const sort_key& key, std::uint64_t* out) {
  constexpr std::uint64_t greatest = std::numeric_limits<std::uint64_t>::max();
  const int plain = plain_class(key.na_first);
  for (std::uint32_t k = 0; k < of.count; ++k) {
    const std::uint32_t i = of[k];
    if (const int c = class_of<T>(v, i, key.na_first); c != plain) {
      out[k] = c < plain ? 0 : greatest;
      continue;
    }
    std::uint64_t x;
    if constexpr (std::is_same_v<T, text>) {
      x = leading_bytes(text_at(v, i));
    } else if constexpr (std::is_same_v<T, int128>) {
      constexpr std::int64_t low = std::numeric_limits<std::int64_t>::min(),
                             high = std::numeric_limits<std::int64_t>::max();
      x = order_key(
          static_cast<std::int64_t>(std::clamp(static_cast<const int128*>(v.values)[i], int128{low}, int128{high})));
    } else {
      x = order_key(static_cast<const T*>(v.values)[i]);
    }
    out[k] = key.ascending ? x : ~x;
  }
  return v.valid == nullptr && !std::is_same_v<T, text> && !std::is_same_v<T, int128>;
}

}  // namespace

int compare_values(const field& f, const column_view& a, std::size_t i, const column_view& b, std::size_t k,
                   const sort_key& key) {
  if (f.type.id == kind::string) {
    const bool x = a.known(i), y = b.known(k);
    if (x != y) return x == key.na_first ? 1 : -1;
    if (!x) return 0;
    const int c = compare(text_at(a, i), text_at(b, k));
    return key.ascending ? c : -c;
  }
  return with_storage_type(f.storage(), [&](auto* type) {
    using T = std::remove_pointer_t<decltype(type)>;
    const int x = class_of<T>(a, i, key.na_first), y = class_of<T>(b, k, key.na_first);
    if (x != y) return x < y ? -1 : 1;
    if (x != plain_class(key.na_first)) return 0;
    const T v = static_cast<const T*>(a.values)[i], w = static_cast<const T*>(b.values)[k];
    const int c = v < w ? -1 : static_cast<int>(w < v);
    return key.ascending ? c : -c;
  });
}

bool approximate_order(const field& f, const column_view& v, rows of, const sort_key& key, std::uint64_t* out) {
  if (f.type.id == kind::string) return approximate<text>(v, of, key, out);
  return with_storage_type(
      f.storage(), [&](auto* type) { return approximate<std::remove_pointer_t<decltype(type)>>(v, of, key, out); });
}

int compare_rows(const table& a, std::size_t i, const table& b, std::size_t k, std::span<const sort_key> keys) {
  for (const sort_key& key : keys)
    if (const int c = compare_values(a.field_at(key.column), a.column(key.column), i, b.column(key.column), k, key);
        c != 0)
      return c;
  return 0;
}

array<std::uint32_t> sorted_rows(const site& at, const table& t, std::span<const sort_key> keys) {
  const auto n = static_cast<std::size_t>(t.rows());
  array<keyed_row> items(at);
  items.resize(n);
  for (std::size_t i = 0; i < n; ++i) items[i] = {0, static_cast<std::uint32_t>(i)};
  int left = 64;
  std::size_t decided = 0;  // keys that the packed key holds in full
  for (; decided < keys.size(); ++decided) {
    const sort_key& key = keys[decided];
    const column_view v = t.column(key.column);
    const storage s = t.field_at(key.column).storage();
    bool exact;
    // a dictionary is put in order if that is less work than comparing words
    const bool ranked = s == storage::code && static_cast<std::size_t>(v.words->size()) <= n;
    if (s == storage::text || (s == storage::code && !ranked)) {
      exact = append_texts(v, key, items, left);
    } else {
      exact = with_storage_type(s, [&](auto* type) {
        using T = std::remove_pointer_t<decltype(type)>;
        const std::int32_t* const ranks = ranked && v.words->size() != 0 ? v.words->order() : nullptr;
        return append_numbers(static_cast<const T*>(v.values), v, ranks, key, items, left);
      });
    }
    if (!exact) break;
  }
  {
    array<keyed_row> scratch(at);
    sort_by_key(items, scratch);
  }
  if (decided < keys.size()) {
    const std::span<const sort_key> rest = keys.subspan(decided);
    for (std::size_t i = 0; i < n;) {
      std::size_t end = i + 1;
      while (end < n && items[end].key == items[i].key) ++end;
      if (end - i > 1)
        std::stable_sort(items.begin() + i, items.begin() + end, [&](const keyed_row& a, const keyed_row& b) {
          return compare_rows(t, a.row, t, b.row, rest) < 0;
        });
      i = end;
    }
  }
  array<std::uint32_t> order(at);
  order.resize(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = items[i].row;
  return order;
}

}  // namespace bodo::rt
