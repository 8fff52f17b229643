// Domain::estimatedRows: estimates the number of rows of each row set, from the row counts of the files that were read
// while compiling and rough selectivities. The files at run time may be larger, so only ratios are meaningful:
// ChooseBuildSides compares the two sides of a join by them. Of two files of unknown size that are joined, the one
// whose keys may each occur once describes the rows of the other one, and is taken for smaller. A row set has no
// estimate if nothing is known about it.
//
// Runs after PushFilters, when filters stand where they reduce joins.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void estimateRows(Module& m);

}  // namespace bodocc
