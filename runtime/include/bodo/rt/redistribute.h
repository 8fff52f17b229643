#pragma once
// Tables from one partition into another. All but `cut` are collective. Rows keep their global order, except in
// random_shuffle.
#include <cstdint>

#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

// All rows on every rank. Refused where the result would take more than BODO_GATHER_LIMIT bytes (a quarter of the
// node's memory over its ranks by default).
table gather(const site& at, const table& t);
// All rows on the root, none elsewhere.
table gather_to(const site& at, const table& t, int root = 0);
// Equal blocks.
table rebalance(const site& at, const table& t);
// The partition of `like`, which has as many rows in all.
table align(const site& at, const table& t, const table& like);
// This rank's `count` rows of the result start where those of the rank before end; the counts add up to t.total().
table repartition(const site& at, const table& t, std::int64_t count);
// This rank's equal block of a replicated table. Local, nothing is copied. Others are returned as they are.
table cut(const table& t);
// This rank's rows of a replicated table in the partition of `like`. Local.
table cut(const table& t, const table& like);
// The root's rows in equal blocks; other ranks' tables are not looked at.
table scatter(const site& at, const table& t, int root = 0);
// The root's rows on every rank.
table broadcast(const site& at, const table& t, int root = 0);
// The rows in an order that depends on the seed and the number of rows alone; the partition stays as it is.
table random_shuffle(const site& at, const table& t, std::uint64_t seed);

}  // namespace bodo::rt
