// Turns drop_duplicates into groups without aggregates if only the keys are used and neither the order nor the labels
// of the rows are observable: the rows need not be held, and each rank sends a key once. Floats stay, as groups do not
// tell which of 0 and -0 was the first one.
//
// Runs after PruneColumns and InferOrder, and before InferDistributions: groups of few values are on every rank.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void groupDuplicates(Module& m);

}  // namespace bodocc
