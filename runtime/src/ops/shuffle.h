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

// Where the rows go that the ranks send each other.
struct sent_rows {
  std::vector<std::int64_t> sizes;   // rows that each rank receives
  std::vector<std::int64_t> places;  // on this rank, of the first row of each source
};

// Collective. `counts`: this rank's rows for each rank.
sent_rows places_of(std::span<const std::int64_t> counts);

// Collective. The same into one table, if each rank knows the number of its rows for each rank: `counts`.
template <class Fill>
shuffled shuffle(const site& at, std::span<const field> fields, std::span<const std::int64_t> counts, Fill fill) {
  sent_rows sent = places_of(counts);
  const std::int64_t rows = sent.sizes[static_cast<std::size_t>(rank())];
  table_writer writer(at, fields, rows);
  exchange_rows(at, fields, fill, [&](const batch& b, std::size_t source) {
    writer.put(b.columns, b, sent.places[source]);
    sent.places[source] += b.size;
  });
  return {writer.finish(0, rows, layout::replicated), std::move(sent.sizes)};
}

// The properties of a column that all ranks know before its values travel.
struct column_facts {
  double bound = 0;
  std::int64_t packed = 0;  // some rank's values are missing, or point to somewhere: strings and words
};
// Of each column. Collective.
std::vector<column_facts> facts_of(const table& t);

// Collective. The same of a table's rows: row i goes to rank destination[i]. Columns move in groups, and nothing holds
// those that have moved if the caller does not; rows that stay on this rank are not packed, nor are plain columns.
shuffled shuffle(const site& at, table rows, std::span<const std::uint16_t> destination);

}  // namespace bodo::rt
