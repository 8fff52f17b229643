// Finds consumers of one row set that can end one common loop. A part of FormPipelines.
#pragma once

#include <vector>

#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {

// The consumers of a row set that one loop serves: one through which rows stream, or one or more that end it.
using Loop = std::vector<Use>;

// The uses of one row set, all in this region, in loops, in program order.
std::vector<Loop> loopsOf(const Region& region, const std::vector<Use>& uses);

// The op takes its input as a whole, in memory.
bool wantsTable(const Op& op);

// The op's rows are in memory for all users.
bool makesTable(const Rows& rows);

}  // namespace bodocc
