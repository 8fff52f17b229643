#include "bodocc/Analysis/EqualVariables.h"

#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>

namespace bodocc {

EqualVariables::EqualVariables(const Function& f) {
  forEachOp(f.body, [&](const Op& op) { equal_.insert(op.text.defines.begin(), op.text.defines.end()); });
  for (const Parameter& p : f.params) {
    // ranks compare the arguments of a call from ordinary code
    if (f.external && p.isPlain && !p.isResult)
      equal_.insert(p.name);
    else
      equal_.erase(p.name);
  }
  std::size_t before;
  do {
    before = equal_.size();
    for (const auto& op : f.body.ops) removeDiffering(*op, false);
  } while (equal_.size() != before);
}

void EqualVariables::removeDiffering(const Op& op, bool onSomeRanks) {
  const bool isLoop = op.info->control == Control::For;
  const bool equalRounds = isLoop && roundsAreEqual(op);
  if (onSomeRanks || !(isLoop ? equalRounds : keeps(op.text))) {
    remove(op.text.defines);
    // a parallel loop combines the ranks' parts of some
    for (const std::string& name : op.text.modifies)
      if (onSomeRanks || std::ranges::find(op.reductions, name, &LoopReduction::variable) == op.reductions.end())
        equal_.erase(name);
  }
  for (const HostText& t : op.hostArguments) remove(t.modifies);
  for (const auto& slot : heldExprs(const_cast<Op&>(op)))
    if (*slot.slot)
      forEachExpr(*slot.slot, [&](const Expr& e) {
        if (e.kind == ExprKind::Host) remove(e.host.modifies);
      });
  // where frames are at stake, ranks that disagree on a condition do not go on
  const bool same = steersFrames(op) || (isLoop ? equalRounds : op.text.empty() || isEqual(op.text));
  for (const Region& region : op.regions)
    for (const auto& inner : region.ops) removeDiffering(*inner, onSomeRanks || !same);
}

void EqualVariables::remove(const std::vector<std::string>& names) {
  for (const std::string& name : names) equal_.erase(name);
}

bool EqualVariables::keeps(const HostText& t) const {
  return t.plain && !t.calls &&
         std::ranges::all_of(t.reads, [&](const std::string& name) { return equal_.contains(name); }) &&
         std::ranges::all_of(t.pieces, [](const HostText::Piece& piece) {
           // the result of a collective is the same everywhere; values of a rank's own rows may differ
           return !piece.scalar || (piece.scalar->def->info->kind == OpKind::Reduction &&
                                    piece.scalar->def->inputs.at(0)->domain.distribution != Distribution::Replicated);
         });
}

bool EqualVariables::roundsAreEqual(const Op& loop) const {
  const HostText& head = loop.text;
  const auto own = [&](const std::string& name) { return std::ranges::count(head.defines, name) != 0; };
  return head.repeatable && std::ranges::none_of(head.pieces, &HostText::Piece::scalar) &&
         std::ranges::all_of(head.reads, [&](const std::string& n) { return own(n) || equal_.contains(n); }) &&
         std::ranges::all_of(head.modifies, own) &&
         std::ranges::none_of(loop.regions.at(0).ops, [&](auto& op) { return modifiesAny(*op, head.defines); });
}

bool steersFrames(const Op& op) {
  bool any = !op.inputs.empty() || !op.results.empty() || op.options.contains("leaves");
  for (const Region& region : op.regions)
    forEachOp(region, [&](const Op& inner) {
      any |= inner.info->kind != OpKind::Control || inner.info->control == Control::Call ||
             inner.info->control == Control::Return;
    });
  return any;
}

}  // namespace bodocc
