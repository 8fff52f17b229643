// Copies of functions and of single ops.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

// The function with all that it owns; row sets, ops and expressions keep their ids. Callees stay the same.
std::unique_ptr<Function> clone(const Function& f);

// An op that computes the same in the same function, without its place in a region: new ids, new results.
// Ops with regions are not copied so.
std::unique_ptr<Op> clone(Function& f, const Op& op);

}  // namespace bodocc
