// Moves filters towards the reads: through sorts, through group-bys on their keys, through merges to the side whose
// columns they use (and to the other side as well if those are keys). Conditions are split at `&&` first, and adjacent
// filters become one. User code and operations that can fail are neither moved nor repeated: they run at most once a
// row, and not on rows that an earlier statement dropped.
//
// If the index labels of the filter's result are observable, it stays above operations that renumber rows.
//
// Each operation's FilterPassing says which filters may pass. Runs after InferLabels, and after ShareEqualOps, since a
// filter does not move into operations that have other users, and before PushIntoScans, which uses the filters that
// have reached a read.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void pushFilters(Module& m);

}  // namespace bodocc
