// Turns look-ups by equal keys (transform and filter of groups, isin of a series) into left joins if one loop takes
// their rows: the loop reads the rows, probes a table of the groups or values and goes on. A look-up makes a table of
// the rows first; it remains if their index labels are observable, which joins do not keep, or if a table is needed
// anyway.
//
// Runs after InferLabels and before PushFilters, for which a join is no obstacle.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void joinLookUps(Module& m);

}  // namespace bodocc
