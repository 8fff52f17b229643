#include "bodocc/Transforms/ShareBodies.h"

#include <algorithm>

#include "bodocc/Analysis/InferDistributions.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

bool replicated(const Rows& rows) { return rows.domain.distribution == Distribution::Replicated; }

// Of a version that ordinary code calls and one for annotated functions. Both were one function, so the user's text and
// the functions that it calls are the same if the ops are.
class Comparison {
 public:
  bool same(const Function& outer, Function& inside) {
    if (outer.name != inside.name || !(outer.loc == inside.loc) || outer.params.size() != inside.params.size())
      return false;
    for (std::size_t i = 0; i < outer.params.size(); ++i) {
      const Parameter &a = outer.params[i], &b = inside.params[i];
      if (a.name.empty() || a.cppType != b.cppType || a.isFrame != b.isFrame ||
          a.constant.has_value() != b.constant.has_value() ||
          (a.constant && toString(*a.constant) != toString(*b.constant)))
        return false;
      if (a.isFrame && !same(*a.rows, *b.rows)) return false;
    }
    return same(outer.body, inside.body);
  }

  // The inner version is also called with the arguments of ordinary code.
  void mergeDomains() const {
    for (const auto& [outer, inside] : rows_) {
      Domain& domain = inside->domain;
      if (outer->domain.distribution >= domain.distribution) continue;
      domain.distribution = outer->domain.distribution;
      domain.reason = outer->domain.reason;
      domain.cause = outer->domain.cause;
    }
  }

 private:
  bool same(const Region& a, const Region& b) {
    return std::ranges::equal(a.arguments, b.arguments, [&](auto& x, auto& y) { return same(*x, *y); }) &&
           std::ranges::equal(a.ops, b.ops, [&](auto& x, auto& y) { return same(*x, *y); });
  }

  // The inner version may do more than the outer one, not less.
  bool same(const Rows& a, Rows& b) {
    if (replicated(a) != replicated(b) || (a.domain.ordered && !b.domain.ordered) ||
        (a.domain.labelled && !b.domain.labelled))
      return false;
    rows_[&a] = &b;
    return std::ranges::equal(a.columns, b.columns, [](const Column& x, const Column& y) {
      return x.name == y.name && x.type == y.type && x.aggregate == y.aggregate;
    });
  }

  bool same(Op& a, Op& b) {
    const bool alike = a.info == b.info && a.loc == b.loc && a.callee == b.callee && a.join == b.join &&
                       a.buildLeft == b.buildLeft && a.limit == b.limit && a.outputs.size() == b.outputs.size() &&
                       a.pushed.size() == b.pushed.size() && a.results.size() == b.results.size();
    if (!alike) return false;
    const auto mapped = [&](const Rows* x, const Rows* y) {
      const auto at = rows_.find(x);
      return at != rows_.end() && at->second == y;
    };
    if (!std::ranges::equal(a.inputs, b.inputs, mapped)) return false;
    for (std::size_t k = 0; k < a.results.size(); ++k)
      if (!same(*a.results[k], *b.results[k])) return false;
    const std::vector<HeldExpr> held = heldExprs(a), others = heldExprs(b);
    if (!std::ranges::equal(held, others, [&](const HeldExpr& x, const HeldExpr& y) { return same(*x.slot, *y.slot); }))
      return false;
    return std::ranges::equal(a.regions, b.regions, [&](const Region& x, const Region& y) { return same(x, y); });
  }

  bool same(const Expr* a, const Expr* b) {
    if (!a || !b) return a == b;
    const auto [at, isNew] = exprs_.try_emplace(a, b);
    if (!isNew && at->second == b) return true;
    return a->kind == b->kind && a->op == b->op && a->column == b->column && a->type == b->type &&
           toString(a->constant) == toString(b->constant) &&
           (!a->rows || (rows_.contains(a->rows) && rows_.at(a->rows) == b->rows)) &&
           std::ranges::equal(a->args, b->args, [&](const Expr* x, const Expr* y) { return same(x, y); });
  }

  std::map<const Rows*, Rows*> rows_;
  std::map<const Expr*, const Expr*> exprs_;
};

// True if each of its returns gathers and cuts the same frames: the outer function has one place for that.
bool returnsAlike(const Function& f) {
  std::vector<std::vector<int>> ways;
  forEachOp(f.body, [&](const Op& op) {
    if (op.info->control != Control::Return) return;
    std::vector<int>& way = ways.emplace_back();
    for (unsigned k = 0; k < op.inputs.size(); ++k)
      way.push_back(gathersAtReturn(f, op, k) ? 2 : cutsAtReturn(f, op, k) ? 1 : 0);
  });
  return std::ranges::adjacent_find(ways, std::not_equal_to<>()) == ways.end();
}

}  // namespace

void shareBodies(Module& m) {
  for (auto& outer : m.functions) {
    if (!outer->external || !returnsAlike(*outer)) continue;
    for (auto& inside : m.functions) {
      if (inside->external || outer->inside) continue;
      Comparison comparison;
      if (!comparison.same(*outer, *inside)) continue;
      comparison.mergeDomains();
      outer->inside = inside.get();
    }
  }
}

}  // namespace bodocc
