// The distribution of each row set: replicated < blocks of any size < equal blocks. Every row set starts at the best
// one, each operation's DistributionRule lowers it, to a fixpoint over regions and calls; each loss records its reason
// and the place of its cause. Replication never spreads to inputs or sideways: if a replicated row set meets
// distributed ones (a join, a concat, the branches of an if, a loop's rounds, calls of one function) it is cut to
// blocks, which is free.
//
// Parameters: functions that ordinary code calls take handles on blocks of any size, and cut replicated ones, unless
// the parameter is flagged replicated, or the front end marked its rows so, for a version whose callers pass such
// handles; parameters of the other functions have the distribution of the arguments of their calls.
//
// Groups whose keys have few values (KeyDomains.h) are put on every rank by one exchange, which makes the operations
// after them local. The result is right if they are many. This choice never makes a flag an error: flags are checked
// without it, and returns that are flagged distributed cut the rows.
//
// Then flags are checked. A variable that is flagged distributed, but replicated, is an error at the statement that
// replicated it; a function in which nothing is distributed gets a warning, an unflagged return that gathers gets a
// remark.
//
// Runs after all passes that change the computation; FormPipelines inserts the cuts and gathers that it implies.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

void inferDistributions(Module& m);

// True if frame `frame` of this return has rows spread over the ranks, and is gathered on every rank.
bool gathersAtReturn(const Function& f, const Op& returning, unsigned frame);

// True if frame `frame` of this return is flagged distributed, and replicated: each rank returns its block.
bool cutsAtReturn(const Function& f, const Op& returning, unsigned frame);

std::string toString(Distribution d);  // "replicated", "blocks", "equal blocks"

}  // namespace bodocc
