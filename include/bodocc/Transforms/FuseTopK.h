// Limits a sort to n rows if only the first n, a constant, are used: `sort_values(...).head(10)` and `nlargest` become
// a sort with a limit, for which each rank keeps a heap of n rows.
//
// Runs after PushFilters (a filter must not move below a limit) and before PruneColumns.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void fuseTopK(Module& m);

}  // namespace bodocc
