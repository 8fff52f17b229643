// Equal operations on equal inputs become one: two reads of the same path, the same filter of the same frame, the same
// reduction written twice. The columns of both are kept on the remaining one. Reads of files are shared only if nothing
// in between can have changed the files, host values only if nothing can have modified their variables.
//
// Runs first, so that all later passes see one op where the user's program means one. Equal expressions are one node
// already, from when they were made.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void shareEqualOps(Module& m);

}  // namespace bodocc
