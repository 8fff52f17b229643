#pragma once
// The order of a table's rows by some of its columns: local, for the sorter's steps.
#include <algorithm>
#include <cstdint>
#include <span>
#include <type_traits>

#include "bodo/rt/dictionary.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/sort.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

// Row numbers in order; equal rows keep their order.
array<std::uint32_t> sorted_rows(const site& at, const table& t, std::span<const sort_key> keys);

// The class of a row, which is compared before its value: numbers, then NaN, then missing, or in reverse.
template <class T>
int class_of(const column_view& v, std::size_t i, bool na_first) {
  int place = 0;
  if (!v.known(i))
    place = 2;
  else if constexpr (std::is_floating_point_v<T>)
    place = static_cast<const T*>(v.values)[i] != static_cast<const T*>(v.values)[i];
  return na_first ? 2 - place : place;
}
// The class of the others: numbers and strings.
inline int plain_class(bool na_first) { return na_first ? 2 : 0; }

// Of a column of strings, coded or not.
inline const text& text_at(const column_view& v, std::size_t i) {
  return v.words != nullptr ? (*v.words)[static_cast<const std::int32_t*>(v.values)[i]]
                            : static_cast<const text*>(v.values)[i];
}
// The first eight bytes as a number with the same order (a shorter string is padded with zeros).
inline std::uint64_t leading_bytes(const text& t) {
  std::uint64_t x = 0;
  copy_bytes(&x, t.data(), std::min<std::size_t>(8, t.size()));
  return __builtin_bswap64(x);
}

// A number for each of the rows, in the order of their values by the key; some different values may have the same one.
// True if none have.
bool approximate_order(const field& f, const column_view& v, rows of, const sort_key& key, std::uint64_t* out);

// Less than, equal to or greater than 0 as row i of a comes before, equals or comes after row k of b, by one key: both
// are columns of the field (codes of different dictionaries compare by their words).
int compare_values(const field& f, const column_view& a, std::size_t i, const column_view& b, std::size_t k,
                   const sort_key& key);
// By several. Both tables have the columns that the keys name, of the same types.
int compare_rows(const table& a, std::size_t i, const table& b, std::size_t k, std::span<const sort_key> keys);

}  // namespace bodo::rt
