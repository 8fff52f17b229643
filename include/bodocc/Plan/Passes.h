// The passes on the plan, in their order.
#pragma once

#include "bodocc/Plan/Plan.h"

namespace bodocc::plan {

// Plans each function step by step: the steps that a statement still needs, then the statement. Loops are at the place
// of their sinks, and take all operations back to rows that are held; but a loop sends its rows to other ranks at most
// once. Sets Function::plan.
void formPlan(Module& module);

// A join whose build side is large compared with the probe side holds only those of its rows that have a match there: a
// loop first collects the keys of the probe side's rows. It reads the source of these rows, with those of their filters
// that need nothing else; the program decides by the numbers of rows whether it runs. Rows are dropped where they are
// read, also before they are grouped by the keys (semi-join reduction, "sideways information passing").
// The same the other way round for rows that are read before the build side, and wait for it in tables or in build
// sides of other joins: a loop collects the keys of those of its rows that filters leave.
void filterBuilds(Module& module);

// If a filter keeps only the first n rows of each group of a sort, the sort drops a row as soon as n rows of its group
// precede it: `df.sort_values(...).groupby("k").head(2)`.
void limitGroups(Module& module);

// Decodes the columns of the first filter at once, the others only for the rows that it keeps, the keys of joins first,
// as these drop rows too. Columns that only leave a sort with a limit are read when its first rows are known.
void placeDecodes(Module& module);

// A mean needs no state of its own if there are a sum and a count of the same values: it is their quotient.
void shareStates(Module& module);

// Places values while a loop runs: decides which are computed in buffers, and when. A value that library calls read
// must be a column or a buffer of the current rows; a value that is costly or may fail is computed once a row, and kept
// for later statements.
void placeValues(Module& module);

// Values that depend on a coded column alone are computed once for each word of its dictionary. Needs to know which
// columns are available, and which values are in buffers.
void tabulateWords(Module& module);

// Finds the loops that may compute decimals of more than 18 digits in 64 bits, and the bounds that prove it for a
// batch. Values that are tabulated by word need no bound.
void proveNarrow(Module& module);

// Chooses how filters keep rows: they narrow a selection that no other sink needs. Needs to know which filters compute
// decimals in 64 bits: these are loops.
void chooseFilters(Module& module);

// Values that are the same for all rows are computed once, before the loop: scalars, and the patterns with which
// strings are compared.
void hoistScalars(Module& module);

// The build side of a join is freed after the last loop that needs it, if a later one may hold many rows.
void freeBuilds(Module& module);

}  // namespace bodocc::plan
