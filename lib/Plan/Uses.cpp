// The stages of a loop that need each expression.
#include <algorithm>

#include "Uses.h"

namespace bodocc::plan {

bool onceARow(const Expr* e) {
  return e->kind == ExprKind::Call && (e->op->canFail || e->op->costly || isBytes(e->type.type));
}

const Expr* testOf(const Loop& loop, const Expr* e) {
  if (e->kind != ExprKind::Call || e->op->missing != Missing::Never) return nullptr;
  const OpInfo* test = ofKnown(*e->op);
  return test ? callExpr(loop.function(), *test, e->args, e->type, e->loc) : nullptr;
}

std::vector<const Expr*> expressionsOf(const Loop& loop, Op& op) {
  const bool asSink = std::ranges::find(loop.sinks, &op) != loop.sinks.end();
  if (op.predicate) return {op.predicate};
  std::vector<const Expr*> all;
  if (isMerge(op)) {
    const unsigned side = asSink ? buildSide(op) : 1 - buildSide(op);
    all = side == 0 ? op.keys : op.rightKeys;
    if (!asSink && op.where) all.push_back(op.where);
    if (asSink)
      for (const MergeColumn& c : columnsOf(op, side)) all.push_back(c.column().from);
    return all;
  }
  if (explodes(op) && !asSink) return op.keys;
  if (!asSink && forks(op)) return {};  // its columns are expressions
  for (const HeldExpr& held : heldExprs(op))
    if (held.side == (asSink ? loop.input : 0)) all.push_back(*held.slot);
  return all;
}

int Uses::stageOf(const Loop& loop, const Op& sink) {
  const auto after = static_cast<int>(loop.chain.size());
  const bool reduces = sink.info->kind == OpKind::Reduction;
  const auto number = std::ranges::find(loop.sinks, &sink) - loop.sinks.begin();
  return after + 1 + (reduces ? static_cast<int>(loop.sinks.size()) : static_cast<int>(number));
}

Uses::Uses(const Loop& loop) {
  const auto add = [&](auto&& self, const Expr* e, int stage) -> void {
    std::set<int>& stages = stages_[e];
    const bool buffered = onceARow(e) && !stages.empty();  // its operands are not needed again
    if (!stages.insert(stage).second || buffered) return;
    for (const Expr* a : e->args) self(self, a, stage);
  };
  for (std::size_t s = 0; s < loop.chain.size(); ++s)
    for (const Expr* e : expressionsOf(loop, *loop.chain[s])) add(add, loop.canonical(e), static_cast<int>(s));
  for (Op* sink : loop.sinks)
    for (const Expr* e : expressionsOf(loop, *sink)) add(add, loop.canonical(e), stageOf(loop, *sink));
}

bool Uses::after(const Expr* e, int stage) const {
  const auto at = stages_.find(e);
  return at != stages_.end() && *at->second.rbegin() > stage;
}

bool Uses::severalAfter(const Expr* e, int stage) const {
  return after(e, stage) && *stages_.at(e).upper_bound(stage) != *stages_.at(e).rbegin();
}

std::vector<const Expr*> Uses::all() const {
  std::vector<const Expr*> all;
  for (const auto& [e, stages] : stages_) all.push_back(e);
  return all;
}

}  // namespace bodocc::plan
