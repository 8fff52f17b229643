// Replaces `bodo::checkpoint(df, path)` by a write in a region that runs only if no earlier run has left the
// checkpoint, and a read of it. Operations that only the write needs move into the region, so that they do not run if
// the checkpoint exists; other rows that it needs cross the region's edge as tables. The fingerprint by which an
// earlier run's frame is found has the text of the region, which this pass puts into a digest; values, files and tables
// from outside are added when the program runs (runtime/include/bodo/rt/checkpoint.h).
//
// Runs after ShareEqualOps, which would share the region's ops with those outside, and before passes that combine
// operations: the operations before a checkpoint belong to it alone.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void encloseCheckpoints(Module& m);

}  // namespace bodocc
