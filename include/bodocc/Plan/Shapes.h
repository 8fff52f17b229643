// The shapes of operations in pipelines, from their rows in Ops.def.
#pragma once

#include "bodocc/Analysis/Flow.h"
#include "bodocc/IR/IR.h"
#include "bodocc/Ops/OpInfo.h"

#include <algorithm>
#include <vector>

namespace bodocc {

inline Shape shapeOf(const Op& op) { return op.info->shape; }

inline bool isMerge(const Op& op) { return shapeOf(op) == Shape::Merge; }

inline bool explodes(const Op& op) { return shapeOf(op) == Shape::Explode; }

// The columns that the rows of a side bring into a merge: those of its result, then those that only its condition
// reads. Not those of the match.
struct MergeColumn {
  const Rows* rows;
  unsigned number;
  const Column& column() const { return rows->columns[number]; }
};
std::vector<MergeColumn> columnsOf(const Op& merge, unsigned side);
// Constants of the build side, which are not held: a pair has them if it has a build row.
std::vector<MergeColumn> columnsOfMatch(const Op& merge);

// True if an op ends a loop in a table of its input.
inline bool takesTable(const Op& op) {
  const Shape shape = shapeOf(op);
  return shape == Shape::Table || shape == Shape::Control || shape == Shape::Print;
}

// True if the op opens files whose footers have their numbers of rows and their columns' ranges.
inline bool hasFooters(const Op& op) { return op.info->hasFooters; }

// True if the rows of each input run through a loop of their own, and these loops feed the same sinks.
inline bool forks(const Op& op) { return sendsColumns(op) && op.rows().form == Form::Stream; }

// True if a loop makes the values of the op's windows as it reads the rows: windows of all rows, and numbers of rows
// in their groups. Other windows of groups need each group's rows together.
inline bool windowsOfRows(const Op& op) {
  return op.info->tableFrom == TableFrom::Windows &&
         (op.keys.size() == op.options.count("timed") ||
          std::ranges::all_of(op.rows().columns, [](const Column& c) { return !c.aggregate || !c.from; }));
}

// True if the op is within a loop, between a source and a sink.
inline bool streams(const Op& op) { return shapeOf(op) == Shape::Filter || isMerge(op) || explodes(op) || forks(op); }

}  // namespace bodocc
