// Moves filters towards the reads: through sorts, through group-bys on their keys, through merges to the side whose
// columns they look at (and to the other side as well where those are keys). Conditions are split at `&&` first, and
// filters that come to stand on one another become one. User code and what can fail is neither moved nor repeated: it
// runs at most once a row, and not on rows that an earlier statement dropped.
//
// Where somebody looks at the index labels of what the filter leaves, it stays above what numbers rows anew.
//
// Each operation says by FilterPassing what may pass. Runs after InferLabels, and after ShareEqualOps, since a filter
// does not move into what others use as well, and before PushIntoScans, which looks at the filters that have reached a
// read.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void pushFilters(Module& m);

}  // namespace bodocc
