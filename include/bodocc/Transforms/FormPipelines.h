// Decides which operations run as one loop and which rows are held in memory: a stream feeds one consumer, or several
// ends of one common loop (Op::pipeline); a table is in memory and may have any number of consumers. A row set with
// several consumers
//   - has one loop that ends in all of them, if none needs another's result and no effect is observable before its
//     statement: reductions, group-bys, sorts, writes (`Op::pipeline`, at the place of the first),
//   - is run once for each, if it is a scan, filters and arithmetic: files stay open, filters are copied,
//   - else becomes a table (`materialise`), which includes the user code that several consumers would run.
// Rows that are used in a region, but defined outside, are a table, or a file that is scanned again (but not in each
// round of a loop).
//
// Inserts `gather` before returns to ordinary code whose rows are spread, and `cut` where replicated rows meet
// distributed ones. Runs last: afterwards each op is emitted at its place and in its form, and the verifier checks
// these.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void formPipelines(Module& m);

}  // namespace bodocc
