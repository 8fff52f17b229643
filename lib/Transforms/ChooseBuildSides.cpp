#include "bodocc/Transforms/ChooseBuildSides.h"

#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

// Rows of the build side that have no match need a loop of their own, and a collective.
constexpr std::int64_t costOfKeeping = 8;

bool leftIsBetter(const Op& op) {
  const JoinTraits& join = traits(op.join);
  if (join.matched != Matched::Pairs) return false;
  // A right join has the order of the right side, others that of the left one: the rows have that of the probing side.
  const bool ofRight = join.keepsRight && !join.keepsLeft;
  const Domain &left = op.inputs[0]->domain, &right = op.inputs[1]->domain;
  // If the order shows among the partners of one row only, it is that of the partners' side.
  const bool amongPartners = ofRight ? !right.ordered : !left.ordered;
  if (op.rows().domain.ordered && !amongPartners) return ofRight;
  const bool leftWhole = left.distribution == Distribution::Replicated;
  const bool rightWhole = right.distribution == Distribution::Replicated;
  if (leftWhole != rightWhole) return leftWhole;
  if (!left.estimatedRows || !right.estimatedRows) return ofRight;
  return *left.estimatedRows * (join.keepsLeft ? costOfKeeping : 1) <
         *right.estimatedRows * (join.keepsRight ? costOfKeeping : 1);
}

}  // namespace

void chooseBuildSides(Module& m) {
  for (auto& f : m.functions)
    forEachOp(f->body, [](Op& op) {
      if (op.info->distribution == DistributionRule::Join && op.inputs.size() == 2) op.buildLeft = leftIsBetter(op);
    });
}

}  // namespace bodocc
