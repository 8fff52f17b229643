#pragma once
// Moves tables from one partition into another. All but `cut` are collective. Rows keep their global order, except in
// random_shuffle.
#include <cstdint>

#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

// All rows on every rank. An error if the result would take more than BODO_GATHER_LIMIT bytes (by default a quarter of
// the node's memory, divided by its ranks).
table gather(const site& at, const table& t);
// All rows on the root, none elsewhere.
table gather_to(const site& at, const table& t, int root = 0);
// Equal blocks.
table rebalance(const site& at, const table& t);
// The rows in the partition of `like`, which has the same number of rows. (Those of an array may be longer.)
table align(const site& at, const table& t, const table& like);
// This rank's `count` rows of the result start where those of the rank before end; the counts add up to t.total().
table repartition(const site& at, const table& t, std::int64_t count);
// This rank's equal block of a replicated table. Local, nothing is copied. Others are returned as they are.
table cut(const table& t);
// This rank's rows of a replicated table in the partition of `like`. Local.
table cut(const table& t, const table& like);
// The root's rows in equal blocks; other ranks' tables are ignored.
table scatter(const site& at, const table& t, int root = 0);
// The root's rows on every rank.
table broadcast(const site& at, const table& t, int root = 0);
// The rows in an order that depends only on the seed and the number of rows; the partition stays.
table random_shuffle(const site& at, const table& t, std::uint64_t seed);

// n of the rows at random, which depend on the number of all rows and the seed alone, in their order; it is an error if
// there are fewer. `sample_part` takes this part of the rows, 0 to 1, rounded half to even. Collective, but rows stay
// where they are.
table sample(const site& at, const table& t, std::int64_t n, std::uint64_t seed);
table sample_part(const site& at, const table& t, double part, std::uint64_t seed);

}  // namespace bodo::rt
