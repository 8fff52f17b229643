// Which operations of a loop ask for which expressions: of what stands in the plan before values are placed.
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

// The stages of a loop that ask for each expression: the operations of its chain by number, then its sinks.
class Uses {
 public:
  explicit Uses(const Loop& loop);
  // A sink's stage: after the chain and what sinks share; reductions have one loop in common, the last.
  static int stageOf(const Loop& loop, const Op& sink);
  bool contains(const Expr* e) const { return stages_.contains(e); }
  int first(const Expr* e) const { return *stages_.at(e).begin(); }
  // Whether a stage after this one asks for it; and whether several do.
  bool after(const Expr* e, int stage) const;
  bool severalAfter(const Expr* e, int stage) const;
  std::vector<const Expr*> all() const;

 private:
  std::map<const Expr*, std::set<int>> stages_;
};

}  // namespace bodocc::plan
