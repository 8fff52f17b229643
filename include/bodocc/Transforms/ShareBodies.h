// A function that ordinary code calls, and annotated functions too, needs one body, not two, if its version for
// annotated functions does the same: computes the same columns, in the same order, on the same ranks. Then the outer
// one (Function::inside) calls that version, and gathers its result. The two differ where callers need less: fewer
// columns, no order, no labels.
//
// Runs after ChooseBuildSides, when everything in which they may differ is decided.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void shareBodies(Module& m);

}  // namespace bodocc
