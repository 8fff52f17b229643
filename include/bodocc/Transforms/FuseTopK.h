// A sort of which only the first n rows are wanted, n a constant, keeps no more than those: `sort_values(...).head(10)`
// and `nlargest` become a sort with a limit, which each rank answers from a heap of n rows.
//
// Runs after PushFilters (a filter must not move below a limit) and before PruneColumns.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void fuseTopK(Module& m);

}  // namespace bodocc
