#include "bodocc/Transforms/ChooseBuildSides.h"

#include <algorithm>

#include "bodocc/Ops/Joins.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {
namespace {

// Rows of the build side that have no match need a loop of their own, and a collective.
constexpr double costOfKeeping = 8;
// The left rows of a semi or anti join are held with their columns, the right ones with their keys.
constexpr std::int64_t costOfMarking = 2;

// True if the rows are those of a file or a table, or some of them.
bool isRead(const Rows& rows) {
  if (!rows.def || rows.def->info->shape == Shape::File) return true;
  return rows.def->info->shape == Shape::Filter && isRead(*rows.def->inputs[0]);
}

// True if a join reads the rows, or some of them.
bool isJoined(const Rows& rows, const Function& f) {
  bool joined = false;
  forEachOp(f.body, [&](const Op& op) {
    if (std::ranges::find(op.inputs, &rows) == op.inputs.end()) return;
    joined = joined || op.info->shape == Shape::Merge || (op.info->shape == Shape::Filter && isJoined(op.rows(), f));
  });
  return joined;
}

// Of a semi or anti join whose left rows need no order, and whose sides are both spread over the ranks. Not where the
// keys of rows drop others before they are grouped or joined (FilterBuilds): the left rows those of the right side, or
// the join's rows those of a later one.
bool marksLeft(const Op& op, const Function& f) {
  const Domain &result = op.rows().domain, &left = op.inputs[0]->domain, &right = op.inputs[1]->domain;
  if (result.ordered || result.labelled || op.where || op.keys.empty()) return false;
  if (left.distribution == Distribution::Replicated || right.distribution == Distribution::Replicated) return false;
  return left.estimatedRows && right.estimatedRows && *left.estimatedRows * costOfMarking < *right.estimatedRows &&
         isRead(*op.inputs[0]) && isRead(*op.inputs[1]) && !isJoined(op.rows(), f);
}

// The bytes that a join holds of this side's rows: a row takes a slot of the hash table, and its columns.
double bytesHeld(const Op& op, unsigned side) {
  constexpr double slot = 16;
  double row = slot;
  for (const Column& c : op.rows().columns)
    if (c.from && c.side == side) row += static_cast<double>(bytesOf(c.type));
  return static_cast<double>(*op.inputs[side]->domain.estimatedRows) * row;
}

bool leftIsBetter(const Op& op, const Function& f) {
  const JoinTraits& join = traits(op.join);
  if (join.matched != Matched::Pairs) return marksLeft(op, f);
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
  return bytesHeld(op, 0) * (join.keepsLeft ? costOfKeeping : 1) <
         bytesHeld(op, 1) * (join.keepsRight ? costOfKeeping : 1);
}

}  // namespace

void chooseBuildSides(Module& m) {
  for (auto& f : m.functions)
    forEachOp(f->body, [&](Op& op) {
      if (op.info->distribution == DistributionRule::Join && op.inputs.size() == 2) op.buildLeft = leftIsBetter(op, *f);
    });
}

}  // namespace bodocc
