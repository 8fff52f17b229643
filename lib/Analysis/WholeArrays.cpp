#include "bodocc/Analysis/WholeArrays.h"

#include <algorithm>

#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

// True if every rank may compute the value of each row: no function of the user's, which runs once for a row. What
// fails does so on every rank.
bool isArithmetic(const Expr* e) {
  bool is = true;
  forEachExpr(e, [&](const Expr& x) { is = is && !x.function; });
  return is;
}

bool areArithmetic(const std::vector<Column>& columns, unsigned side) {
  return std::ranges::all_of(
      columns, [&](const Column& c) { return c.side != side || (!c.aggregate && (!c.from || isArithmetic(c.from))); });
}

bool isBranch(const Op& op) { return op.info->control != Control::None && !isLoop(op.info->control); }

}  // namespace

WholeArrays::WholeArrays(Module& m) {
  for (const Passage& p : passagesOf(m)) senders_[p.to].push_back(p);
  for (bool changed = true; changed;) {
    changed = false;
    for (auto& f : m.functions) {
      const auto places = placesOf(*f);
      forEachOp(f->body, [&](const Op& op) {
        for (unsigned k = 0; k < op.arrays.size(); ++k) {
          const Rows& rows = *op.inputs[k];
          if (!op.arrays[k].isWhole() || isWhole(rows, {}) || !areArithmetic(op.outputs, k)) continue;
          bool always = true;
          for (const Op* around = places.at(&op).parent; around != nullptr; around = places.at(around).parent)
            always = always && !isBranch(*around);
          Trail trail;
          if (!always || !canBe(rows, trail)) continue;
          for (const Rows* each : trail)
            found_.try_emplace(each, WholeUse{op.names[k], !op.arrays[k].combines.empty(), op.loc});
          changed = true;
        }
      });
    }
  }
}

bool WholeArrays::isWhole(const Rows& rows, const Trail& trail) const {
  return rows.domain.distribution == Distribution::Replicated || found_.contains(&rows) || trail.contains(&rows);
}

bool WholeArrays::canBe(const Rows& rows, Trail& trail) const {
  if (isWhole(rows, trail)) return true;
  trail.insert(&rows);
  if (rows.def == nullptr) return carried(rows, trail);
  const Op& op = *rows.def;
  if (isLoop(op.info->control)) return carried(rows, trail);
  if (op.info->control == Control::Parallel) return looped(op, trail);
  if (op.info->shape == Shape::Range || *op.info->wholeLowering != '\0') return true;
  const bool keeps = op.info->shape == Shape::Table && op.info->count == RowCount::Same &&
                     (op.info->tableFrom == TableFrom::Input || op.info->tableFrom == TableFrom::Beside);
  if (!keeps) return false;
  for (unsigned i = 0; i < op.inputs.size(); ++i)
    if (!areArithmetic(rows.columns, i) || !canBe(*op.inputs[i], trail)) return false;
  return true;
}

// A loop's argument, and its value after the loop: the values of all rounds must be whole; the first one may be
// gathered.
bool WholeArrays::carried(const Rows& rows, Trail& trail) const {
  const auto senders = senders_.find(&rows);
  if (senders == senders_.end()) return false;
  for (const Passage& p : senders->second) {
    const bool first = isLoop(p.op->info->control);
    if (!first && p.op->info->control != Control::Yield) return false;  // a parameter
    const auto from = p.op->outputs.begin() + static_cast<std::ptrdiff_t>(p.first);
    const bool arithmetic = std::all_of(from, from + static_cast<std::ptrdiff_t>(rows.columns.size()),
                                        [](const Column& c) { return isArithmetic(c.from); });
    Trail with = trail;
    const bool can = arithmetic && canBe(*p.from, with);
    if (can) trail = std::move(with);
    if (!can && !first) return false;
    if (!first) continue;
    // the same variable
    trail.insert(p.op->results.at(p.frame).get());
    trail.insert(p.op->regions.at(0).arguments.at(p.frame).get());
  }
  return true;
}

// An array that a parallel loop writes: the arrays that it reads must be whole anyway.
bool WholeArrays::looped(const Op& loop, Trail& trail) const {
  if (!loop.isLight) return false;
  for (auto& rows : loop.results) trail.insert(rows.get());
  for (unsigned k = 0; k < loop.inputs.size(); ++k) {
    if (!areArithmetic(loop.outputs, k)) return false;
    if (loop.arrays[k].writes ? !canBe(*loop.inputs[k], trail) : !isWhole(*loop.inputs[k], trail)) return false;
  }
  return true;
}

}  // namespace bodocc
