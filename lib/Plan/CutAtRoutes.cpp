// Finds the operations of a loop, from its sinks back to rows that are or must be held: one loop sends its rows to
// other ranks at most once, as rounds of two routes could wait for each other. It may go through further routes if the
// build sides there are likely to be on every rank; at run time a route holds the rows if they are not. Where the rows
// of several inputs come together, each input has a loop of its own into the same sinks. The rows of a join's build
// side that are kept without a match have one, too, after those that probe it.
#include <algorithm>

#include "FormPlan.h"
#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {

namespace {

// True for a constant of the build side: its value, and whether a row has it, say no more than whether there is a
// match. Build rows without a match need it as the others do.
bool isOfMatch(const Op& merge, const Column& c) {
  return c.side == plan::buildSide(merge) && c.from->kind == ExprKind::Constant && !keepsBuild(merge);
}

std::vector<MergeColumn> columnsOf(const Op& merge, unsigned side, const auto& holds) {
  std::vector<MergeColumn> all;
  const Rows* const both[] = {&merge.rows(), merge.pairs.get()};
  for (const Rows* rows : both)
    for (unsigned c = 0; rows && c < rows->columns.size(); ++c)
      if (const Column& column = rows->columns[c]; column.from && column.side == side && holds(column))
        all.push_back({rows, c});
  return all;
}

}  // namespace

std::vector<MergeColumn> columnsOf(const Op& merge, unsigned side) {
  return columnsOf(merge, side, [&](const Column& c) { return !isOfMatch(merge, c); });
}

std::vector<MergeColumn> columnsOfMatch(const Op& merge) {
  return columnsOf(merge, plan::buildSide(merge), [&](const Column& c) { return isOfMatch(merge, c); });
}

}  // namespace bodocc

namespace bodocc::plan {

namespace {

// True if the op's build side may be spread over the ranks, so that the rows must travel to it.
bool mayRoute(const Op& op) {
  const Rows &build = *op.inputs.at(buildSide(op)), &probe = *op.inputs.at(1 - buildSide(op));
  return !op.keys.empty() && build.domain.distribution != Distribution::Replicated &&
         probe.domain.distribution != Distribution::Replicated;
}

// True if the op's condition is of pairs: it reads the batch at hand until the next one is probed, which rows that
// travel on do not wait for.
bool holdsBatch(const Op& op) { return isMerge(op) && op.where && traits(op.join).matched == Matched::Pairs; }

// True if a loop that sends the rows of an earlier join to the later one is likely to gain by it: where the later one
// has a large build side, that is filtered by the keys of the rows, which are held.
bool mayPrecede(const Op& earlier, const Op& later) {
  constexpr std::int64_t smaller = 4;
  const auto isPlain = [](const Op& op) { return isMerge(op) && !keepsBuild(op) && !op.where; };
  if (!isPlain(earlier) || !isPlain(later)) return false;
  const std::optional<std::int64_t>& build = later.inputs.at(buildSide(later))->domain.estimatedRows;
  const std::optional<std::int64_t>& probe = later.inputs.at(1 - buildSide(later))->domain.estimatedRows;
  return build && probe && *build * smaller <= *probe;
}

// The number of loops that the rows take to a sink.
std::size_t loopsTo(const Rows& rows) {
  if (!rows.def || !streams(*rows.def)) return 1;
  const Op& op = *rows.def;
  if (isMerge(op) && marks(op)) return 1;
  if (isMerge(op)) return loopsTo(*op.inputs.at(1 - buildSide(op))) + (keepsBuild(op) ? 1 : 0);
  if (!forks(op)) return loopsTo(*op.inputs.at(0));
  std::size_t all = 0;
  for (const Rows* input : op.inputs) all += loopsTo(*input);
  return all;
}

}  // namespace

unsigned buildSide(const Op& merge) { return merge.buildLeft ? 0 : 1; }
const std::vector<const Expr*>& probeKeys(const Op& merge) { return merge.buildLeft ? merge.rightKeys : merge.keys; }
unsigned streamSide(const Op& merge) { return marks(merge) ? buildSide(merge) : 1 - buildSide(merge); }

unsigned Loop::inputOf(const Op& op) const {
  if (isMerge(op)) return 1 - buildSide(op);
  return forks(op) ? taken.at(&op) : 0;
}

// True if the op's rows may come to the loop's sinks by several loops; else they come together in a table.
bool Planner::mayFork(const Loop& loop, const Op& op) const {
  if (loop.chain.empty() && takesTable(*loop.sinks.front())) return true;
  // Each loop has the code of all operations from here to the sinks: it is worth less than a table if there are many.
  constexpr std::size_t mostCopies = 16;
  if ((loopsTo(op.rows()) - 1) * (loop.chain.size() + loop.sinks.size()) > mostCopies) return false;
  // If the order of the rows is observable and each rank has some of each input, a rank does not get its rows in their
  // order. Parts of a table are put in order at its end, and the states of aggregates know the place of each value;
  // other sinks need the rows as they come.
  const Domain& domain = op.rows().domain;
  return !domain.ordered || domain.distribution == Distribution::Replicated ||
         std::ranges::all_of(loop.sinks, [](const Op* sink) {
           const Shape shape = shapeOf(*sink);
           return takesTable(*sink) || shape == Shape::Groups || shape == Shape::Reduction;
         });
}

void Planner::cutAtRoutes(Loop& loop, const Rows* rows, std::vector<Loop*>& all) {
  // the rows are numbered from 0 after these: if the numbers are observable, they come from a table of the rows
  const bool labelled = wantsLabels(loop);
  while (rows->def && !isTable(*rows) && streams(*rows->def)) {
    Op& op = *rows->def;
    if (labelled && !op.info->keepsLabels) break;
    if (isMerge(op) && marks(op)) {
      loop.source.kind = Source::Kind::AfterProbes;
      break;
    }
    const bool unmatched = isMerge(op) && keepsBuild(op);
    if ((unmatched || forks(op)) && !mayFork(loop, op)) break;
    if (holdsBatch(op) && !loop.routers.empty()) break;
    if (unmatched) {
      if (mayRoute(op) && !loop.routers.empty()) break;
      const Loop after = loop;
      if (mayRoute(op)) loop.routers = {&op};
      loop.chain.insert(loop.chain.begin(), &op);
      cutAtRoutes(loop, op.inputs.at(loop.inputOf(op)), all);
      Loop& rest = *plan_.loops.emplace_back(std::make_unique<Loop>(after));
      rest.source.kind = Source::Kind::AfterProbes;
      rest.source.rows = rows;
      all.push_back(&rest);
      return;
    }
    if (isMerge(op) && mayRoute(op)) {
      if (!loop.routers.empty() && !mayPrecede(op, *loop.routers.front())) break;
      loop.routers.insert(loop.routers.begin(), &op);
    }
    if (forks(op)) {
      loop.chain.insert(loop.chain.begin(), &op);
      const Loop after = loop;
      for (unsigned k = 0; k < op.inputs.size(); ++k) {
        Loop& each = k == 0 ? loop : *plan_.loops.emplace_back(std::make_unique<Loop>(after));
        each.taken[&op] = k;
        cutAtRoutes(each, op.inputs[k], all);
      }
      return;
    }
    loop.chain.insert(loop.chain.begin(), &op);
    rows = op.inputs.at(loop.inputOf(op));
  }
  // the first rows of row numbers are row numbers
  std::vector<Op*> heads;
  const Rows* below = rows;
  while (below->def && usesOf(*below) == 1 && !isTable(*below) && below->def->info->takesFirst) {
    heads.insert(heads.begin(), below->def);
    below = below->def->inputs[0];
  }
  if (below->def && shapeOf(*below->def) == Shape::Range) {
    loop.chain.insert(loop.chain.begin(), heads.begin(), heads.end());
    loop.source.heads = heads;
    rows = below;
  }
  loop.source.rows = rows;
  all.push_back(&loop);
}

const Expr* Loop::canonical(const Expr* e) const {
  if (auto it = canonical_.find(e); it != canonical_.end()) return it->second;
  const Expr* result = e;
  if (e->kind == ExprKind::Column && e->rows != source.rows && e->rows->def) {
    const Op& def = *e->rows->def;
    const bool inChain = std::find(chain.begin(), chain.end(), &def) != chain.end();
    const Column& column = e->rows->columns.at(e->column);
    if (inChain && forks(def)) {
      const Column& sent = def.outputs.at(taken.at(&def) * e->rows->columns.size() + e->column);
      result = canonical(sent.from);
      // the values of another input may not be coded
      if (sent.type.coded && !column.type.coded)
        result = callExpr(*function_, plainOp(), {result}, column.type, e->loc);
    } else if (inChain && column.from && !(isMerge(def) && column.side == buildSide(def))) {
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
