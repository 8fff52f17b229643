#include "bodocc/Transforms/PushFilters.h"

#include <algorithm>
#include <optional>
#include <set>

#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"
#include "bodocc/Transforms/Rewrite.h"

namespace bodocc {
namespace {

using Uses = std::map<const Rows*, std::vector<Use>>;

bool isFilter(const Op& op) {
  return op.info->kind == OpKind::Rows && op.predicate && op.inputs.size() == 1 && op.results.size() == 1;
}

// The condition over the op's inputs, with the expressions of its result's columns in place of the columns; nullopt if
// it cannot be moved there. All its columns have to come from one side, which is returned too.
struct Lowered {
  const Expr* condition;
  unsigned side;
};
std::optional<Lowered> lower(Function& f, const Op& op, const Expr* condition) {
  const Rows& rows = op.rows();
  std::optional<unsigned> side;
  bool possible = !anyMayFail(condition);
  forEachExpr(condition, [&](const Expr& e) {
    if (!isColumnOf(&e, rows)) return;
    const Column& c = rows.columns.at(e.column);
    bool passes = c.from && !c.aggregate && !anyMayFail(c.from) && (!side || *side == c.side);
    if (op.info->filters == FilterPassing::KeysOnly)
      passes = passes && std::count(op.keys.begin(), op.keys.end(), c.from) > 0;
    // a side's columns are missing in the other side's rows without a partner
    if (op.info->filters == FilterPassing::Sides) passes = passes && !traits(op.join).keeps(1 - c.side);
    possible = possible && passes;
    side = c.side;
  });
  if (!possible || !side) return std::nullopt;
  std::vector<const Expr*> columns;
  for (const Column& c : rows.columns) columns.push_back(c.from);
  return Lowered{substitute(f, condition, rows, columns), *side};
}

// The condition on the other side of a merge, which keeps no row without a partner: if it only uses keys, rows that do
// not meet it match nothing.
std::optional<Lowered> otherSide(Function& f, const Op& op, const Lowered& lowered) {
  if (op.info->filters != FilterPassing::Sides) return std::nullopt;
  const auto& own = lowered.side == 0 ? op.keys : op.rightKeys;
  const auto& other = lowered.side == 0 ? op.rightKeys : op.keys;
  bool onlyKeys = true;
  Rewriter toOther(f, [&](const Expr& leaf) -> const Expr* {
    if (leaf.kind != ExprKind::Column) return &leaf;
    auto key = std::find(own.begin(), own.end(), &leaf);
    if (key == own.end()) {
      onlyKeys = false;
      return &leaf;
    }
    const Expr* theirs = other[static_cast<std::size_t>(key - own.begin())];
    onlyKeys = onlyKeys && theirs->type.type == leaf.type.type && theirs->kind == ExprKind::Column;
    return theirs;
  });
  const Expr* condition = toOther(lowered.condition);
  if (!onlyKeys) return std::nullopt;
  return Lowered{condition, 1 - lowered.side};
}

// The condition that holds on one side of a join if the condition, which is one of several alternatives, holds for the
// pair; nullopt if an alternative says nothing about the side.
std::optional<Lowered> implied(Function& f, const Op& op, const Expr* condition, unsigned side) {
  std::vector<const Expr*> alternatives;
  for (const Expr* alternative : disjuncts(condition)) {
    std::vector<const Expr*> all;
    for (const Expr* c : conjuncts(alternative))
      if (auto lowered = lower(f, op, c); lowered && lowered->side == side) all.push_back(lowered->condition);
    if (all.empty()) return std::nullopt;
    alternatives.push_back(conjunction(f, all));
  }
  return Lowered{disjunction(f, alternatives), side};
}

// True if the condition does not hold for rows in which the columns of that side are missing.
bool isMissing(const Expr* e, const Rows& rows, unsigned side) {
  if (isColumnOf(e, rows)) return rows.columns.at(e->column).side == side;
  return e->kind == ExprKind::Call && e->op->missing == Missing::Propagate &&
         std::ranges::any_of(e->args, [&](const Expr* a) { return isMissing(a, rows, side); });
}
bool asksIfKnown(const Expr* condition) {
  return condition->kind == ExprKind::Call && condition->op->condition == Condition::Known;
}
bool rejects(const Expr* condition, const Rows& rows, unsigned side) {
  return isMissing(asksIfKnown(condition) ? condition->args.front() : condition, rows, side);
}

// A join need not keep rows without a partner that the filter on its rows drops. But it stays a right join or none: a
// right join's rows have the order of the right side, others' that of the left one.
void narrow(Op& merge, const std::vector<const Expr*>& conditions) {
  const auto drops = [&](unsigned side) {
    return std::ranges::any_of(conditions, [&](const Expr* c) { return rejects(c, merge.rows(), 1 - side); });
  };
  const JoinTraits& join = traits(merge.join);
  if (join.matched != Matched::Pairs || !join.keepsLeft) return;
  const bool keepsRight = join.keepsRight && !drops(1);
  merge.join = kindOf(joinThat(keepsRight || !drops(0), keepsRight, join.matched));
}

class Pushing {
 public:
  explicit Pushing(Function& f) : function_(f) {}

  void run() {
    while (step(function_.body)) {
    }
  }

 private:
  bool step(Region& region) {
    const Uses uses = usesOf(function_);
    for (auto& op : region.ops) {
      if (isFilter(*op) && push(region, *op, uses)) return true;
      for (Region& inner : op->regions)
        if (step(inner)) return true;
    }
    return false;
  }

  // True if the op can move to the filter's place: the user's variables that it reads have the same values there.
  static bool canMove(const Region& region, const Op& op, const Op& filter) {
    const std::vector<std::string> reads = hostReads(op);
    bool between = false;
    for (auto& other : region.ops) {
      if (other.get() == &filter) return true;
      if (between && modifiesAny(*other, reads)) return false;
      between = between || other.get() == &op;
    }
    return false;
  }

  static bool only(const Uses& uses, const Rows& rows) {
    auto found = uses.find(&rows);
    return found != uses.end() && found->second.size() == 1;
  }

  bool push(Region& region, Op& filter, const Uses& uses) {
    Rows& input = *filter.inputs.front();
    Op* def = input.def;
    bool here = def && std::any_of(region.ops.begin(), region.ops.end(), [&](auto& o) { return o.get() == def; });
    if (!here || !only(uses, input) || !def->info->pure || def->info->kind != OpKind::Rows || def->limit) return false;
    // below user code instead of next to it, so that this runs for fewer rows
    if (isFilter(*def) && !anyMayFail(def->predicate)) return merge(region, *def, filter);
    if (def->info->filters == FilterPassing::No || def->results.size() != 1) return false;
    // rows that are numbered after the filter have other index labels than rows that are numbered before it
    if (filter.rows().domain.labelled && !def->info->keepsLabels) return false;

    if (def->info->filters == FilterPassing::Sides) narrow(*def, conjuncts(filter.predicate));
    std::vector<const Expr*> stay;
    std::vector<Lowered> moves;
    for (const Expr* c : conjuncts(filter.predicate)) {
      if (auto lowered = lower(function_, *def, c))
        moves.push_back(*lowered);
      else
        stay.push_back(c);
    }
    for (const Expr* c : stay)
      if (def->info->filters == FilterPassing::Sides && disjuncts(c).size() > 1 && !usesHost(c) &&
          implied_.emplace(c, def).second)
        for (const unsigned side : {0U, 1U})
          if (auto lowered = implied(function_, *def, c, side)) moves.push_back(*lowered);
    if (moves.empty()) return false;
    // no condition is left, but it has to stay for values that it computes once for several users
    auto users = uses.find(&filter.rows());
    if (stay.empty() && users != uses.end() && !canBypass(filter, users->second)) return false;

    // a host value or scalar of the condition may not be known at the op's place: then both move to the filter
    if (std::any_of(moves.begin(), moves.end(), [](const Lowered& m) { return usesHost(m.condition); })) {
      if (!canMove(region, *def, filter)) return false;
      moveBefore(region, *def, filter);
    }
    for (std::size_t i = 0, n = moves.size(); i < n; ++i)
      if (auto other = otherSide(function_, *def, moves[i])) moves.push_back(*other);
    std::erase_if(
        moves, [](const Lowered& m) { return asksIfKnown(m.condition) && !m.condition->args.front()->type.nullable; });
    for (unsigned side = 0; side < def->inputs.size(); ++side) {
      std::vector<const Expr*> conditions;
      for (const Lowered& m : moves)
        if (m.side == side) conditions.push_back(m.condition);
      if (conditions.empty()) continue;
      Op& moved = insertBefore(function_, region, *def, side, *filter.info, filter.loc);
      moved.name = filter.name;
      moved.predicate = conjunction(function_, conditions);
    }
    if (stay.empty())
      bypass(function_, region, filter);
    else
      filter.predicate = conjunction(function_, stay);
    return true;
  }

  // Merges two adjacent filters, unless the second runs code that may only see the rows that the first one kept.
  bool merge(Region& region, Op& first, Op& second) {
    std::vector<const Expr*> columns;
    for (const Column& c : first.rows().columns) columns.push_back(c.from);
    const Expr* condition = substitute(function_, second.predicate, first.rows(), columns);
    // the second filter remains, and reads the variables of the first one
    if (anyMayFail(condition) || !canMove(region, first, second)) return false;
    std::vector<const Expr*> all = conjuncts(first.predicate);
    for (const Expr* c : conjuncts(condition))
      if (std::find(all.begin(), all.end(), c) == all.end()) all.push_back(c);
    second.predicate = conjunction(function_, all);
    Rows& source = *first.inputs.front();
    for (Column& c : second.rows().columns) c.from = substitute(function_, c.from, first.rows(), columns);
    second.inputs.front() = &source;
    region.ops.erase(std::find_if(region.ops.begin(), region.ops.end(), [&](auto& o) { return o.get() == &first; }));
    return true;
  }

  Function& function_;
  std::set<std::pair<const Expr*, const Op*>> implied_;  // conditions whose alternatives have gone below the join
};

}  // namespace

void pushFilters(Module& m) {
  for (auto& f : m.functions) Pushing(*f).run();
}

}  // namespace bodocc
