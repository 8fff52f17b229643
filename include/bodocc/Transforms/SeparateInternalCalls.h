// Makes versions for calls between annotated functions. A function that ordinary code calls must return every column,
// and gathers its result; a version that only annotated functions call returns the columns that they use, and leaves
// rows on their ranks. So each external function that annotated functions call too is copied, and their calls go to the
// copy.
//
// Runs first: all other passes may then treat a function that is not external as they like.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void separateInternalCalls(Module& m);

}  // namespace bodocc
