#include "bodocc/Transforms/ChooseBuildSides.h"

#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

bool leftIsBetter(const Op& op) {
  // the rows have the order of the probing side: it has to be the left one if the order is observable
  if (traits(op.join).matched != Matched::Pairs || traits(op.join).keepsLeft || op.rows().domain.ordered) return false;
  const Domain &left = op.inputs[0]->domain, &right = op.inputs[1]->domain;
  const bool leftWhole = left.distribution == Distribution::Replicated;
  const bool rightWhole = right.distribution == Distribution::Replicated;
  if (leftWhole != rightWhole) return leftWhole;
  if (!left.estimatedRows || !right.estimatedRows) return false;
  return *left.estimatedRows < *right.estimatedRows;
}

}  // namespace

void chooseBuildSides(Module& m) {
  for (auto& f : m.functions)
    forEachOp(f->body, [](Op& op) {
      if (op.info->distribution == DistributionRule::Join && op.inputs.size() == 2) op.buildLeft = leftIsBetter(op);
    });
}

}  // namespace bodocc
