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

// Values as unsigned numbers of the same order.
std::uint64_t ordered(auto v) { return order_key(v); }
std::uint64_t ordered(float v) {
  const auto b = std::bit_cast<std::uint32_t>(v + 0.0F);
  return (b >> 31) != 0 ? ~b : b | 0x80000000U;
}
uint128 ordered(int128 v) {
  return static_cast<uint128>(v) ^ uint128 { 1 } << 127;
}

int width_in_bits(std::uint64_t v) { return std::bit_width(v); }
int width_in_bits(uint128 v) {
  const auto high = static_cast<std::uint64_t>(v >> 64);
  return high != 0 ? 64 + std::bit_width(high) : std::bit_width(static_cast<std::uint64_t>(v));
}

// Adds as much of a column to the rows' keys as fits into their lower `left` bits. False if that doesn't determine the
// order.
template <class T>
bool append_numbers(const column_view& v, const std::int32_t* rank_of_code, const sort_key& key,
                    std::span<keyed_row> items, int& left) {
  const auto* const values = static_cast<const T*>(v.values);
  const auto number = [&](std::size_t i) {
    if constexpr (std::is_same_v<T, std::int32_t>)
      if (rank_of_code != nullptr) return order_key(rank_of_code[values[i]]);
    return ordered(values[i]);
  };
  using unsigned_number = decltype(number(0));
  unsigned_number low = ~unsigned_number{0}, high = 0;
  bool others = false;  // missing ones or NaN
  for (const keyed_row& item : items) {
    if (class_of<T>(v, item.row, false) != 0) {
      others = true;
      continue;
    }
    const unsigned_number x = number(item.row);
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
  for (keyed_row& item : items) {
    const int rank = class_of<T>(v, item.row, key.na_first);
    const bool plain = rank == plain_class(key.na_first);
    unsigned_number x = plain ? number(item.row) - low : 0;
    if (plain && !key.ascending) x = (high - low) - x;
    std::uint64_t code = 0;
    if (class_bits != 0) code = static_cast<std::uint64_t>(class_bits == 2 ? rank : rank / 2) << class_shift;
    if (taken != 0) code |= static_cast<std::uint64_t>(x >> down) << left;
    item.key |= code;
  }
  return down == 0;
}

// The same for strings that are equal before `offset`, which becomes that of the bytes that are not in the keys.
bool append_texts(const column_view& v, const sort_key& key, std::span<keyed_row> items, int& left,
                  std::size_t& offset) {
  const text* first = nullptr;
  std::size_t common = 0, longest = 0;
  bool missing = false;
  for (const keyed_row& item : items) {
    if (!v.known(item.row)) {
      missing = true;
      continue;
    }
    const text& t = text_at(v, item.row);
    longest = std::max<std::size_t>(longest, t.size());
    if (first == nullptr) {
      first = &t;
      common = t.size();
    } else if (common > offset) {
      const std::string_view a = first->view().substr(offset, common - offset), b = t.view().substr(offset);
      common = offset + static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
    }
  }
  // bytes that all values have in common decide nothing
  offset = std::max(offset, common);
  const std::size_t rest = longest > offset ? longest - offset : 0;
  const int class_bits = missing ? 1 : 0;
  // after the bytes, how many there are: a shorter string comes before one with zeros at its end
  constexpr int length_bits = 4;
  const std::size_t bytes = std::min<std::size_t>(rest, std::max(0, left - class_bits - length_bits) / 8);
  if (left < class_bits || (bytes == 0 && rest != 0)) return false;
  const int taken = rest == 0 ? 0 : static_cast<int>(bytes) * 8 + length_bits;
  left -= class_bits + taken;
  const std::uint64_t greatest = (std::uint64_t{1} << taken) - 1;
  for (keyed_row& item : items) {
    std::uint64_t x = 0;
    if (taken != 0 && v.known(item.row)) {
      const text& t = text_at(v, item.row);
      const std::size_t here = t.size() - offset;
      copy_bytes(&x, t.data() + offset, std::min(bytes, here));
      x = __builtin_bswap64(x) >> (64 - taken) | std::min(here, bytes + 1);
      if (!key.ascending) x = greatest - x;
    }
    if (missing) x |= static_cast<std::uint64_t>(class_of<text>(v, item.row, key.na_first) / 2) << taken;
    item.key |= x << left;
  }
  offset += bytes;
  return bytes == rest;
}

// Of a key column that is compared before others: a dictionary is put in order if that is less work than comparing
// words.
bool append_column(const table& t, const sort_key& key, std::span<keyed_row> items, int& left, std::size_t& offset) {
  const column_view v = t.column(key.column);
  const storage s = t.field_at(key.column).storage();
  const bool ranked = s == storage::code && v.words->size() <= t.rows();
  if (s == storage::text || (s == storage::code && !ranked)) return append_texts(v, key, items, left, offset);
  return with_storage_type(s, [&](auto* type) {
    const std::int32_t* const ranks = ranked && v.words->size() != 0 ? v.words->order() : nullptr;
    return append_numbers<std::remove_pointer_t<decltype(type)>>(v, ranks, key, items, left);
  });
}

// Sorts rows that are equal before byte `offset` of the first of the keys: by as much of these as 64 bits hold, and
// then those that are still equal in the same way.
void sort_items(const table& t, std::span<const sort_key> keys, std::size_t offset, std::span<keyed_row> items,
                keyed_row* scratch) {
  constexpr std::size_t few = 8;
  if (items.size() <= few) {
    for (std::size_t i = 1; i < items.size(); ++i) {
      const keyed_row x = items[i];
      std::size_t k = i;
      for (; k > 0 && compare_rows(t, items[k - 1].row, t, x.row, keys) > 0; --k) items[k] = items[k - 1];
      items[k] = x;
    }
    return;
  }
  for (keyed_row& item : items) item.key = 0;
  for (int left = 64; !keys.empty() && append_column(t, keys.front(), items, left, offset); keys = keys.subspan(1))
    offset = 0;
  sort_by_key(items, scratch);
  if (keys.empty()) return;
  for (std::size_t i = 0; i < items.size();) {
    std::size_t end = i + 1;
    while (end < items.size() && items[end].key == items[i].key) ++end;
    if (end - i > 1) sort_items(t, keys, offset, items.subspan(i, end - i), scratch + i);
    i = end;
  }
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
  array<keyed_row> items(at, n);
  for (std::size_t i = 0; i < n; ++i) items[i].row = static_cast<std::uint32_t>(i);
  {
    array<keyed_row> scratch(at, n);
    sort_items(t, keys, 0, {items.data(), n}, scratch.data());
  }
  array<std::uint32_t> order(at, n);
  for (std::size_t i = 0; i < n; ++i) order[i] = items[i].row;
  return order;
}

}  // namespace bodo::rt
