#pragma once
// Rows of other ranks that windows at the edges of this rank's rows reach into.
#include <cstdint>

#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

// Collective, after a guard: the rows with the global numbers from `from` to before this rank's first one, and those
// from this rank's last one to before `to`, of a table in blocks. Both are tables of this rank.
struct neighbours {
  table before, after;
};
neighbours neighbour_rows(const site& at, const table& t, std::int64_t from, std::int64_t to);

// The rows of several tables of this rank with the same columns, one after the other. Local.
table joined(const site& at, std::initializer_list<table> parts);

}  // namespace bodo::rt
