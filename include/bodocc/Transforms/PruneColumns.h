// Removes what nobody looks at: columns (of reads, so they are not decoded; of loops' arguments; of what is passed to
// and returned by annotated functions that only annotated functions call), and pure ops without users. Liveness goes
// backwards from what can be seen, through regions and calls, over the whole module; afterwards the columns that are
// left are numbered anew.
//
// Runs after the passes that move and fuse ops, since a filter that was pushed into a read may have been the last to
// look at a column, and before the analyses, which then see only what is really done.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void pruneColumns(Module& m);

}  // namespace bodocc
