#include "bodocc/Transforms/ChooseBuildSides.h"

#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

// How many times smaller the left side has to be to make up for putting its order back.
constexpr std::int64_t worthReordering = 8;

bool leftIsBetter(const Op& op) {
  if (op.join != JoinKind::Inner) return false;
  const Rows &left = *op.inputs[0], &right = *op.inputs[1];
  const bool leftWhole = left.distribution == Distribution::Replicated;
  const bool rightWhole = right.distribution == Distribution::Replicated;
  if (leftWhole != rightWhole) return leftWhole;
  if (!left.estimatedRows || !right.estimatedRows) return false;
  return *left.estimatedRows < *right.estimatedRows / (op.rows().ordered ? worthReordering : 1);
}

}  // namespace

void chooseBuildSides(Module& m) {
  for (auto& f : m.functions)
    forEachOp(f->body, [](Op& op) {
      if (op.info->distribution == DistributionRule::Join && op.inputs.size() == 2) op.buildLeft = leftIsBetter(op);
    });
}

}  // namespace bodocc
