// How each operation of the table is written in C++: the one place where the emitter tells operations apart. An
// operation that is not listed here is emitted as a function on tables (Tables.cpp).
#pragma once

#include "bodocc/IR/IR.h"

namespace bodocc {

enum class Shape {
  File,       // opened where it stands; a scan in the pipelines that read it
  Range,      // row numbers
  Values,     // values in the program's text, or a vector: a table where it stands
  Filter,     // within a loop
  Merge,      // build side: a sink; probe: within a loop
  Groups,     // a sink, and a source of batches
  Sort,       // a sink, and a source of batches
  Table,      // all of its inputs as tables, then a call
  Reduction,  // a sink that ends in a scalar
  Writer,     // a sink that ends in files
  Print,      // its input as a table, then a call
  Control,    // statements
};

Shape shapeOf(const Op& op);

// Whether the op opens files whose footers tell their rows and their columns' ranges.
bool hasFooters(const Op& op);

// Whether the op stands within a loop, between a source and a sink.
inline bool streams(const Op& op) { return shapeOf(op) == Shape::Filter || shapeOf(op) == Shape::Merge; }

}  // namespace bodocc
