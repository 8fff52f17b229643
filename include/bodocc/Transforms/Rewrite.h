// Steps that several passes share: removing an op, so that its users read its input instead; inserting an op before
// another; splitting conditions and joining them.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "bodocc/Analysis/Flow.h"
#include "bodocc/IR/IR.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {

// All uses of the row set become uses of `with`: its columns become these expressions over `with`.
void replaceRows(Function& f, const Rows& rows, Rows& with, const std::vector<const Expr*>& columns);

// True if an op with one input can be removed, and no expression that must run once would be run by several ops.
bool canBypass(const Op& op, const std::vector<Use>& uses);
// Removes it: its users read its input, with the expressions of its columns in place of the columns.
void bypass(Function& f, Region& region, Op& op);

// A new op of this kind, whose result has the input's columns as they are.
std::unique_ptr<Op> opOver(Function& f, Rows& input, const OpInfo& info, SourceLoc loc);
// Inserts such an op before `before`, over its input `index`, which it replaces.
Op& insertBefore(Function& f, Region& region, Op& before, unsigned index, const OpInfo& info, SourceLoc loc);

// Moves the op to the place directly before `before`, in the same region.
void moveBefore(Region& region, Op& op, const Op& before);

// The operands of nested &&, or of nested ||; and one condition of them.
std::vector<const Expr*> conjuncts(const Expr* condition);

// `column op value`, or with In: one of the values.
struct ColumnComparison {
  Condition op;
  const Expr* column;
  std::vector<const Expr*> values;
};
// Comparisons with these operands of a condition that all hold if it does, the column first; none if it has another
// form, or `comparable(column, value)` does not hold of all of them.
std::vector<ColumnComparison> comparisonsOf(
    const Expr& condition, const std::vector<const Expr*>& operands,
    const std::function<bool(const Expr* column, const Expr* value)>& comparable);
std::vector<const Expr*> disjuncts(const Expr* condition);
const Expr* conjunction(Function& f, const std::vector<const Expr*>& conditions);
const Expr* disjunction(Function& f, const std::vector<const Expr*>& conditions);

}  // namespace bodocc
