#include "SharedLoops.h"

#include <algorithm>
#include <set>

namespace bodocc {
namespace {

// A loop can end in this op, together with others over the same rows.
bool endsLoops(const Op& op) {
  if (op.inputs.size() != 1 || wantsTable(op)) return false;
  return op.info->kind == OpKind::Reduction || op.info->kind == OpKind::Sink || op.info->breaks;
}

// True if `later` may run in this loop, earlier in the region: its inputs are known there, and observable effects keep
// their order.
bool canJoin(const Region& region, const Loop& loop, const Op& later) {
  const Op& first = *loop.front().op;
  auto at = [&](const Op& op) {
    return std::find_if(region.ops.begin(), region.ops.end(), [&](auto& o) { return o.get() == &op; });
  };
  const auto begin = at(first), end = at(later);
  std::set<const Expr*> computed;  // by the loop already, and so fail there
  for (const Use& use : loop)
    for (const HeldExpr& held : heldExprs(*use.op)) computed.insert(*held.slot);
  const bool fails = std::ranges::any_of(heldExprs(const_cast<Op&>(later)), [&](const HeldExpr& held) {
    return anyMayFail(*held.slot) && !computed.contains(*held.slot);
  });
  const std::vector<std::string> reads = hostReads(later);
  const std::vector<const Scalar*> scalars = usedScalars(later);
  const bool seen = later.info->kind == OpKind::Sink || !later.info->pure || fails;
  // no failure or observable effect may move before an earlier effect
  for (auto it = begin; it != end; ++it) {
    if (seen && hasEffects(**it)) return false;
    if (modifiesAny(**it, reads)) return false;
    for (auto& s : (*it)->scalarResults)
      if (std::find(scalars.begin(), scalars.end(), s.get()) != scalars.end()) return false;
  }
  return true;
}

}  // namespace

bool wantsTable(const Op& op) {
  if (op.info->kind == OpKind::Control) return true;
  if (op.info->kind == OpKind::Sink) return op.info->looksAtLabels;
  return op.info->kind == OpKind::Rows && op.info->breaks && !isSource(*op.info) &&
         !(sendsColumns(op) && op.rows().form == Form::Stream);
}

bool makesTable(const Rows& rows) {
  if (!rows.def || rows.def->info->kind != OpKind::Rows) return true;
  const OpInfo& info = *rows.def->info;
  return !isSource(info) && (info.breaks || info.count == RowCount::Source);
}

std::vector<Loop> loopsOf(const Region& region, const std::vector<Use>& uses) {
  std::vector<Loop> loops;
  for (const Use& use : uses) {
    Loop* common = nullptr;
    if (endsLoops(*use.op))
      for (Loop& loop : loops)
        if (!common && endsLoops(*loop.front().op) && canJoin(region, loop, *use.op)) common = &loop;
    if (common)
      common->push_back(use);
    else
      loops.push_back({use});
  }
  return loops;
}

}  // namespace bodocc
