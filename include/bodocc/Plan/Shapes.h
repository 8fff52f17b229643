// How the operations of the table are written in C++: Shape, of their rows in Ops.def.
#pragma once

#include "bodocc/IR/IR.h"
#include "bodocc/Ops/OpInfo.h"

namespace bodocc {

inline Shape shapeOf(const Op& op) { return op.info->shape; }

// Whether the op opens files whose footers tell their rows and their columns' ranges.
inline bool hasFooters(const Op& op) { return op.info->hasFooters; }

// Whether the op stands within a loop, between a source and a sink.
inline bool streams(const Op& op) { return shapeOf(op) == Shape::Filter || shapeOf(op) == Shape::Merge; }

}  // namespace bodocc
