// Decides from which side of a join the hash table is built (Op::buildLeft): for an inner join from the replicated
// side, else from the smaller one according to the estimates, else from the right, as users write joins. A join whose
// order is observable builds from the right, because its rows come in the order of the probing side. Other joins need
// each left row once and always build from the right.
//
// Runs after EstimateRows, InferOrder and InferDistributions.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void chooseBuildSides(Module& m);

}  // namespace bodocc
