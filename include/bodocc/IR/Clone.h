// Copies of functions and of single ops.
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

// The function with all that it owns; row sets, ops and expressions keep their ids. Callees stay the same.
std::unique_ptr<Function> clone(const Function& f);

// The ops of the callee's body, in the place of a call in f: with new ids, and with the call's rows for the arguments'.
// `host` gives the C++ text that means here what this text of the callee means there.
std::vector<std::unique_ptr<Op>> cloneBody(Function& f, const Op& call,
                                           const std::function<HostText(const HostText&)>& host);

// An op that computes the same in the same function, without its place in a region: new ids, new results.
// Ops with regions are not copied so.
std::unique_ptr<Op> clone(Function& f, const Op& op);

}  // namespace bodocc
