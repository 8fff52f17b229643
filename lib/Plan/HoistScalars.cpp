// A value that is the same for all rows is computed once, before the loop: scalars, and the objects that operations
// make of a constant operand (patterns).
#include <algorithm>

#include "Slots.h"
#include "bodocc/Ops/OpInfo.h"
#include "bodocc/Plan/Passes.h"

namespace bodocc::plan {

namespace {

void hoist(Loop& loop) {
  const auto add = [&](const Expr* e) {
    if (std::ranges::find(loop.hoisted, e) == loop.hoisted.end()) loop.hoisted.push_back(e);
  };
  const auto visit = [&](const Expr* e, bool) {
    if (e->kind == ExprKind::Scalar || (e->kind == ExprKind::Call && *e->op->prepared != '\0')) add(e);
  };
  forEachPart(loop, [&](Part& part, const Slots& slots, bool) { forEachComputed(loop, part, slots, visit); });
  if (!loop.direct) return;
  Part whole;
  whole.roots = loop.feeds.front().columns;
  forEachComputed(loop, whole, Slots(loop), visit);
}

}  // namespace

void hoistScalars(Module& module) {
  for (auto& f : module.functions)
    for (auto& loop : f->plan->loops) hoist(*loop);
}

}  // namespace bodocc::plan
