// Rows::estimatedRows: about how many rows each row set has, from the row counts of the files that were seen while
// compiling and rough selectivities. Files of run time are guessed at, so only ratios mean something: ChooseBuildSides
// compares the two sides of a join by them. Row sets of which nothing is known stay without.
//
// Runs after PushFilters, when filters stand where they reduce joins.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void estimateRows(Module& m);

}  // namespace bodocc
