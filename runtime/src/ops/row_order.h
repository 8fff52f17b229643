#pragma once
// The order of a table's rows by some of its columns: local, for the sorter's steps.
#include <cstdint>
#include <span>

#include "bodo/rt/memory.h"
#include "bodo/rt/sort.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

// Row numbers in order; equal rows keep their order.
array<std::uint32_t> sorted_rows(const site& at, const table& t, std::span<const sort_key> keys);

// Less than, equal to or greater than 0 as row i of a comes before, equals or comes after row k of b. Both have the
// columns that the keys name, of the same types (codes of different dictionaries compare by their words).
int compare_rows(const table& a, std::size_t i, const table& b, std::size_t k, std::span<const sort_key> keys);

}  // namespace bodo::rt
