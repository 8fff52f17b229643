// Decides from which side of a join the hash table is built (Op::buildLeft): for an inner join from the replicated
// side, else from the smaller one as far as estimates go, else from the right, as users write joins. A join whose order
// somebody looks at keeps the left rows' order for free when it is built from the right, so the left has to be much
// smaller to be worth it. Other joins need each left row once and always build from the right.
//
// Runs after EstimateRows, InferOrder and InferDistributions.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void chooseBuildSides(Module& m);

}  // namespace bodocc
