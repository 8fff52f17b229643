// Where the rows of each row set are: replicated < blocks of any size < equal blocks. Every row set starts at its best,
// each operation's DistributionRule lowers it, to a fixpoint over regions and calls; each loss keeps its reason and the
// place of its cause. Replication never spreads to inputs or sideways: where a replicated row set meets distributed
// ones (a join, a concat, the branches of an if, a loop's rounds, calls of one function) it is cut to blocks, which is
// free.
//
// Parameters: what ordinary code calls takes handles on blocks of any size, and cuts replicated ones, unless the
// parameter is flagged replicated, or the front end marked its rows so, for a version whose callers pass such handles;
// the other functions' parameters are as good as what their calls pass.
//
// Then flags are checked. A variable that is flagged distributed but replicated is an error at the statement that made
// it so; a function in which nothing is distributed gets a warning, an unflagged return that gathers gets a remark.
//
// Runs after all passes that change what is computed; FormPipelines inserts the cuts and gathers that it implies.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void inferDistributions(Module& m);

// Whether frame `frame` of this return is gathered on every rank, although its rows are spread over them.
bool gathersAtReturn(const Function& f, const Op& returning, unsigned frame);

std::string toString(Distribution d);  // "replicated", "blocks", "equal blocks"

}  // namespace bodocc
