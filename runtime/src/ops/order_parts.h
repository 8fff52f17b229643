#pragma once
// Divides the rows of all ranks into the ranks' parts of an order: a sort does this before it moves them.
#include <cstdint>
#include <span>

#include "bodo/rt/memory.h"
#include "bodo/rt/sort.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

// For each row of this rank the rank that has its part. Samples of all ranks' rows, each of which represents the same
// number of rows, tell where the parts begin, so that these differ by a few percent. Rows with equal keys are divided
// too, by their places in the input. (W. D. Frazer and A. C. McKellar, Samplesort: a sampling approach to minimal
// storage tree sorting, 1970.) Collective.
array<std::uint16_t> parts_of_order(const site& at, const table& rows, std::span<const sort_key> keys);

}  // namespace bodo::rt
