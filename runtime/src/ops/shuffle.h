#pragma once
// Moves rows of all ranks to the ranks that own them: the loop of rounds around a row_exchange.
#include <cstdint>
#include <span>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/table.h"
#include "columns/table_content.h"
#include "ops/row_exchange.h"

namespace bodo::rt {

// Collective. `fill(x)` adds this rank's next rows to x, and returns false if there are none left; `take(batch,
// source)` receives the rows: within a round by source in rank order, of each source in the order in which it added
// them.
template <class Fill, class Take>
void exchange_rows(const site& at, std::span<const field> fields, Fill fill, Take take) {
  row_exchange x(at, fields);
  batch b;
  bool more = true;
  do {
    while (more && !x.full()) more = fill(x);
    x.round(!more);
    while (x.next(b)) take(b, static_cast<std::size_t>(x.source()));
  } while (x.open());
}

struct shuffled {
  table rows;                       // this rank's, one source's after the other's; they have no global place yet
  std::vector<std::int64_t> sizes;  // rows of each rank
};

// Collective. The same into one table, if each rank knows the number of its rows for each rank: `counts`.
template <class Fill>
shuffled shuffle(const site& at, std::span<const field> fields, std::span<const std::int64_t> counts, Fill fill) {
  const auto ranks = static_cast<std::size_t>(size()), me = static_cast<std::size_t>(rank());
  std::vector<std::int64_t> all(ranks * ranks);
  allgather(counts.data(), ranks * sizeof(std::int64_t), all.data());
  std::vector<std::int64_t> sizes(ranks, 0);
  for (std::size_t i = 0; i < all.size(); ++i) sizes[i % ranks] += all[i];
  std::vector<std::int64_t> next(ranks, 0);  // the place of each source's next row
  for (std::size_t r = 1; r < ranks; ++r) next[r] = next[r - 1] + all[(r - 1) * ranks + me];

  table_writer writer(at, fields, sizes[me]);
  exchange_rows(at, fields, fill, [&](const batch& b, std::size_t source) {
    writer.put(b.columns, b, next[source]);
    next[source] += b.size;
  });
  return {writer.finish(0, sizes[me], layout::replicated), std::move(sizes)};
}

// Collective. The same of a table's rows: row i goes to rank destination[i].
inline shuffled shuffle(const site& at, const table& rows, std::span<const std::uint16_t> destination) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(size()), 0);
  for (const std::uint16_t to : destination) ++counts[to];
  table_scan scan(rows);
  batch b;
  std::size_t done = 0;
  return shuffle(at, rows.fields(), counts, [&](row_exchange& x) {
    if (!scan.next(b)) return false;
    x.add(b.columns, b, destination.data() + done);
    done += b.size;
    return true;
  });
}

}  // namespace bodo::rt
