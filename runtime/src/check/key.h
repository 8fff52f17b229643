#pragma once
// The values of several columns in one row, in an order for maps and sets.
#include <vector>

#include "bodo/rt/check.h"

namespace bodo::check {

using key = std::vector<value>;
struct key_order {
  bool operator()(const key& a, const key& b) const {
    for (std::size_t i = 0; i < a.size(); ++i)
      if (const int order = order_of(a[i], b[i]); order != 0) return order < 0;
    return false;
  }
};

}  // namespace bodo::check
