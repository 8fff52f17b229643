// Decides what runs as one loop and what is held in memory: a stream feeds one consumer, or several ends of one common
// loop (Op::pipeline); a table is in memory and may be used by any. A row set with several consumers
//   - has one loop that ends in all of them, where none needs another's result and nothing is seen earlier than at its
//     statement: reductions, group-bys, sorts, writes (`Op::pipeline`, at the place of the first),
//   - is run once for each, where that is a scan, filters and arithmetic: files stay open, filters are copied,
//   - else becomes a table (`materialise`), with the user code that several consumers would run.
// What is used in a region, but defined outside, is a table, or a file that is scanned again (but not in each round of
// a loop).
//
// Inserts `gather` in front of returns to ordinary code whose rows are spread, and `cut` where replicated rows meet
// distributed ones. Runs last: after it, an op's place and form are what is emitted, and the verifier holds them to it.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void formPipelines(Module& m);

}  // namespace bodocc
