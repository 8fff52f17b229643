// Removes unused columns (of reads, so they are not decoded; of loops' arguments; of arguments and results of annotated
// functions that only annotated functions call), and pure ops without users. Liveness propagates backwards from
// observable effects, through regions and calls, over the whole module; afterwards the remaining columns are
// renumbered.
//
// Runs after the passes that move and fuse ops, since a filter that was pushed into a read may have been the last user
// of a column, and before the analyses, which then see only live operations.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void pruneColumns(Module& m);

}  // namespace bodocc
