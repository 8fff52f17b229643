#pragma once
// Aggregates of values, and groups of rows.
#include <vector>

#include "check/key.h"

namespace bodo::check {

struct value_order {
  bool operator()(const value& a, const value& b) const { return order_of(a, b) < 0; }
};

// Sums of integers wrap to 64 bits; decimals have all of their digits.
value wrapped(int128 i, bodo::type type);

// Of known values of the type `of`.
value sum_of(const std::vector<value>& values, bodo::type type);
value mean_of(const std::vector<value>& values, bodo::type of, bodo::type type);
value variance_of(const std::vector<value>& values, bodo::type of, bool root);
value quantile_of(std::vector<value> values, bodo::type of, double q);

struct grouping {
  std::vector<key> keys;  // in the order of their first rows
  std::vector<std::vector<std::size_t>> rows;
};
grouping groups_of(std::uint32_t line, const table& of, const std::vector<cells>& keys, bool drop_missing);

// The result of an operation that looks at the order of its rows is not defined if the language does not define that.
void needs_order(std::uint32_t line, const table& of, const char* what);

}  // namespace bodo::check
