// The passes on the plan, in their order.
#pragma once

#include "bodocc/Plan/Plan.h"

namespace bodocc::plan {

// What each function does, step by step: what a statement needs that is not there yet, then the statement. Loops stand
// where their sinks do, and take all operations back to rows that are held; but a loop sends its rows to other ranks at
// most once. Sets Function::plan.
void formPlan(Module& module);

// Decodes what the first filter needs at once, the rest at the rows that it keeps, and of those the keys of joins
// first, as these drop rows too.
void placeDecodes(Module& module);

// A mean beside a sum or a count of the same values keeps no state of its own: it is their quotient.
void shareStates(Module& module);

// Where values live while a loop runs: which are computed in buffers, and when. What library calls read must be a
// column or a buffer at the rows at hand; what is costly or may fail is computed once a row, and kept for the later
// statement that needs it again.
void placeValues(Module& module);

}  // namespace bodocc::plan
