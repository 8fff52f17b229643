// Decides from which side of a join the hash table is built (Op::buildLeft): for an inner join from the replicated
// side, else from the one that takes less memory according to the estimates, else from the right, as users write joins.
// A side whose rows are kept without a match is built only if it takes much less. A join whose order is observable has
// that of the left rows, a right join that of the right ones: this side probes, unless the order is observable only
// among the partners of one row. A semi or anti join builds from the right, unless both sides are rows of files or
// tables, the left ones are much fewer, and their order is not observable: then the right rows mark the left ones with
// a match, which come out, or do not, after them.
//
// Runs after EstimateRows, InferOrder and InferDistributions.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void chooseBuildSides(Module& m);

}  // namespace bodocc
