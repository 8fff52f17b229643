// The operations of a loop that need each expression, before values are placed.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "bodocc/Analysis/Flow.h"
#include "bodocc/Ops/OpInfo.h"
#include "bodocc/Plan/Plan.h"
#include "bodocc/Plan/Shapes.h"

namespace bodocc::plan {

// Every expression that the op evaluates on the loop's rows.
std::vector<const Expr*> expressionsOf(const Loop& loop, Op& op);

// The stages of a loop that need each expression: the operations of its chain by number, then its sinks.
class Uses {
 public:
  explicit Uses(const Loop& loop);
  // A sink's stage: after the chain and the values that sinks share; reductions share one loop, the last.
  static int stageOf(const Loop& loop, const Op& sink);
  bool contains(const Expr* e) const { return stages_.contains(e); }
  int first(const Expr* e) const { return *stages_.at(e).begin(); }
  // True if a stage after this one needs it; and if several do.
  bool after(const Expr* e, int stage) const;
  bool severalAfter(const Expr* e, int stage) const;
  std::vector<const Expr*> all() const;

 private:
  std::map<const Expr*, std::set<int>> stages_;
};

}  // namespace bodocc::plan
