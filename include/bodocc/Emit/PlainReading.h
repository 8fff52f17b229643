// The plain reading of a function (-fbodo-check), as C++: its IR before any pass, one operation after the other, by
// bodo::check's naive operations on whole columns (bodo/rt/check.h). Host statements stand in it as in the emitted
// code, so it runs them a second time: functions whose statements have effects beyond their own variables have none.
#pragma once

#include "bodocc/IR/IR.h"

#include <string>

namespace bodocc {

// True if the plain reading has a copy of the parameter, as it was before the function's own body ran; others it reads
// through references, and must not change.
bool copiedForCheck(const Parameter& p);

// Gives functions that ordinary code calls their plain readings: bodies of functions of a
// `bodo::check::reading& bodo_plain`. Functions that annotated functions call have theirs as functions, too: tables in,
// tables out. An operation without a plain form ends it with a call that says so.
void addPlainReadings(Module& module);

// Makes every function's body fail the check, for tests: drops filters (`drop-filter`), makes joins inner ones
// (`inner-join`), turns sorts (`turn-sort`), adds a row to heads (`long-head`), takes counts for sums
// (`count-for-sum`), doubles the rows and times of windows and intervals, and takes the next rows for the last ones in
// asof joins (`other-neighbours`). False if there is no such fault.
bool addFault(Module& module, const std::string& fault);

}  // namespace bodocc
