// Calls between annotated functions get versions of their own. What ordinary code calls must return every column, and
// gathers its result; a version that only annotated functions call returns the columns that they look at, and leaves
// rows where they are. So each external function that is also called from within is copied, and the calls go to the
// copy.
//
// Runs first: all other passes may then treat a function that is not external as they like.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void separateInternalCalls(Module& m);

}  // namespace bodocc
