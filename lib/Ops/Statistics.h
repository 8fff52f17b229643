// Aggregates that are made of others (OpInfo::composed).
#pragma once

#include "Builders.h"

#include <functional>

namespace bodocc {

// Aggregates of one column that a string may name.
inline const std::vector<std::string> namedAggregates = {"mean",   "sum", "min", "max",   "count", "nunique",
                                                         "median", "std", "var", "first", "last",  "prod"};

// An aggregate or a window of a series, for each of its rows: of all rows, or of the row's group.
using Spread = std::function<Value(const OpInfo& info, const Value& series)>;

struct Composition {
  std::vector<AggregateSpec> parts = {};
  std::function<Value(const std::vector<Value>& parts)> end = {};
};

// The aggregates of series that `spec`, over the frame, is made of.
Composition compose(BuildContext& ctx, const AggregateSpec& spec, const Frame& frame, const Spread& spread);

}  // namespace bodocc
