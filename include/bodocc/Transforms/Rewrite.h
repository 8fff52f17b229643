// Steps that several passes take: an op that does nothing more leaves the program, its users read its input instead; a
// new op is put in front of another; conditions are taken apart and put together.
#pragma once

#include <memory>
#include <vector>

#include "bodocc/Analysis/Flow.h"
#include "bodocc/IR/IR.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {

// All uses of the row set become uses of `with`: its columns become these expressions over `with`.
void replaceRows(Function& f, const Rows& rows, Rows& with, const std::vector<const Expr*>& columns);

// Whether an op with one input can leave the program without an expression that must run once being run by several.
bool canBypass(const Op& op, const std::vector<Use>& uses);
// Removes it: its users read its input, with the expressions of its columns in place of the columns.
void bypass(Function& f, Region& region, Op& op);

// A new op of this kind, whose result has the input's columns as they are.
std::unique_ptr<Op> opOver(Function& f, Rows& input, const OpInfo& info, SourceLoc loc);
// Puts such an op in front of `before`, over its input `index`, in whose place `before` reads the result.
Op& insertBefore(Function& f, Region& region, Op& before, unsigned index, const OpInfo& info, SourceLoc loc);

// The op as last before `before`, in the same region.
void moveBefore(Region& region, Op& op, const Op& before);

std::vector<const Expr*> conjuncts(const Expr* condition);
const Expr* conjunction(Function& f, const std::vector<const Expr*>& conditions);

}  // namespace bodocc
