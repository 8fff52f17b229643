// The passes on the plan, in their order.
#pragma once

#include "bodocc/Plan/Plan.h"

namespace bodocc::plan {

// Plans each function step by step: the steps that a statement still needs, then the statement. Loops are at the place
// of their sinks, and take all operations back to rows that are held; but a loop sends its rows to other ranks at most
// once. Sets Function::plan.
void formPlan(Module& module);

// Decodes the columns of the first filter at once, the others only for the rows that it keeps, the keys of joins first,
// as these drop rows too.
void placeDecodes(Module& module);

// A mean needs no state of its own if there are a sum and a count of the same values: it is their quotient.
void shareStates(Module& module);

// Places values while a loop runs: decides which are computed in buffers, and when. A value that library calls read
// must be a column or a buffer of the current rows; a value that is costly or may fail is computed once a row, and kept
// for later statements.
void placeValues(Module& module);

}  // namespace bodocc::plan
