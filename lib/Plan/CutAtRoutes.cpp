// Finds the operations of a loop, from its sinks back to rows that are or must be held: one loop sends its rows to
// other ranks at most once, as rounds of two routes could wait for each other.
#include <algorithm>

#include "FormPlan.h"

namespace bodocc::plan {

namespace {

// True if the op's build side may be spread over the ranks, so that the rows must travel to it.
bool mayRoute(const Op& op) {
  const Rows &build = *op.inputs.at(buildSide(op)), &probe = *op.inputs.at(1 - buildSide(op));
  return build.domain.distribution != Distribution::Replicated && probe.domain.distribution != Distribution::Replicated;
}

}  // namespace

unsigned buildSide(const Op& merge) { return merge.buildLeft ? 0 : 1; }
const std::vector<const Expr*>& probeKeys(const Op& merge) { return merge.buildLeft ? merge.rightKeys : merge.keys; }

void LoopPlanner::cutAtRoutes() {
  Op& sink = *loop_.sinks.front();
  const Rows* rows = sink.inputs.at(isMerge(sink) ? buildSide(sink) : loop_.input);
  // a merge numbers its rows from 0: if these numbers are observable after it, they come from a table of its rows
  const bool labelled = std::ranges::any_of(
      loop_.sinks, [&](Op* op) { return takesTable(*op) && planner_.wantsLabels(*op, loop_.input); });
  while (rows->def && !planner_.isTable(*rows) && streams(*rows->def)) {
    Op& op = *rows->def;
    if (labelled && isMerge(op)) break;
    if (isMerge(op) && mayRoute(op)) {
      if (loop_.router) break;
      loop_.router = &op;
    }
    loop_.chain.insert(loop_.chain.begin(), &op);
    rows = op.inputs.at(isMerge(op) ? 1 - buildSide(op) : 0);
  }
  // the first rows of row numbers are row numbers
  std::vector<Op*> heads;
  const Rows* below = rows;
  while (below->def && planner_.usesOf(*below) == 1 && !planner_.isTable(*below) && below->def->info->takesFirst) {
    heads.insert(heads.begin(), below->def);
    below = below->def->inputs[0];
  }
  if (below->def && shapeOf(*below->def) == Shape::Range) {
    loop_.chain.insert(loop_.chain.begin(), heads.begin(), heads.end());
    loop_.source.heads = heads;
    rows = below;
  }
  loop_.source.rows = rows;
}

const Expr* Loop::canonical(const Expr* e) const {
  if (auto it = canonical_.find(e); it != canonical_.end()) return it->second;
  const Expr* result = e;
  if (e->kind == ExprKind::Column && e->rows != source.rows && e->rows->def) {
    const Op& def = *e->rows->def;
    const bool inChain = std::find(chain.begin(), chain.end(), &def) != chain.end();
    const Column& column = e->rows->columns.at(e->column);
    if (inChain && column.from && !(isMerge(def) && column.side == buildSide(def))) {
      result = canonical(column.from);
      if (result->name.empty() && result->kind == ExprKind::Call) result->name = column.name;
    }
  } else if (e->kind == ExprKind::Call) {
    std::vector<const Expr*> args;
    bool same = true;
    for (const Expr* a : e->args) {
      args.push_back(canonical(a));
      same &= args.back() == a;
    }
    if (!same) {
      result = callExpr(*function_, *e->op, std::move(args), e->type, e->loc, e->function);
      if (result->name.empty()) result->name = e->name;
    }
  }
  canonical_[e] = result;
  canonical_[result] = result;
  return result;
}

std::vector<const Expr*> Loop::canonical(const std::vector<const Expr*>& all) const {
  std::vector<const Expr*> result;
  for (const Expr* e : all) result.push_back(canonical(e));
  return result;
}

}  // namespace bodocc::plan
