#include "ops/shuffle.h"

#include <utility>

#include "bodo/rt/batch.h"

namespace bodo::rt {

namespace {

// The columns in groups that are worth a round of the exchange: the same groups on all ranks.
std::vector<table> column_groups(const table& t) {
  std::vector<table> groups;
  std::vector<std::uint32_t> columns;
  std::size_t bytes = 0;
  for (std::uint32_t c = 0; c < t.width(); ++c) {
    columns.push_back(c);
    bytes += static_cast<std::size_t>(t.total() / size()) * width_of(t.field_at(c).storage());
    if (bytes < round_bytes && c + 1 < t.width()) continue;
    groups.push_back(t.select(columns));
    columns.clear();
    bytes = 0;
  }
  if (groups.empty()) groups.push_back(t);  // rows without columns
  return groups;
}

// Of these columns, the rows that this rank receives.
table moved(const site& at, const table& t, std::span<const std::uint16_t> destination, std::int64_t rows,
            std::vector<std::int64_t> places) {
  table_writer writer(at, t.fields(), rows);
  const auto me = static_cast<std::size_t>(rank());
  batch b;
  selection chosen;
  std::vector<std::uint16_t> to(batch_capacity);
  const std::uint16_t* next = destination.data();
  table_scan scan(t);
  exchange_rows(
      at, t.fields(),
      [&](row_exchange& x) {
        if (!scan.next(b)) return false;
        chosen.clear();
        for (std::uint32_t i = 0; i < b.size; ++i) {
          to[chosen.size()] = next[i];
          chosen.add_if(i, next[i] != me);
        }
        x.add(b.columns, chosen, to.data());
        next += b.size;
        return true;
      },
      [&](const batch& received, std::size_t source) {
        writer.put(received.columns, received, places[source]);
        places[source] += received.size;
      });
  // coded columns change dictionaries once: the rows that stay come last
  next = destination.data();
  for (table_scan again(t); again.next(b); next += b.size) {
    chosen.clear();
    for (std::uint32_t i = 0; i < b.size; ++i) chosen.add_if(i, next[i] == me);
    writer.put(b.columns, chosen, places[me]);
    places[me] += chosen.size();
  }
  return writer.finish(0, rows, layout::replicated);
}

}  // namespace

sent_rows places_of(std::span<const std::int64_t> counts) {
  const std::size_t ranks = counts.size();
  const auto me = static_cast<std::size_t>(rank());
  std::vector<std::int64_t> all(ranks * ranks);
  allgather(counts.data(), ranks * sizeof(std::int64_t), all.data());
  sent_rows sent{std::vector<std::int64_t>(ranks, 0), std::vector<std::int64_t>(ranks, 0)};
  for (std::size_t i = 0; i < all.size(); ++i) sent.sizes[i % ranks] += all[i];
  for (std::size_t r = 1; r < ranks; ++r) sent.places[r] = sent.places[r - 1] + all[(r - 1) * ranks + me];
  return sent;
}

shuffled shuffle(const site& at, table rows, std::span<const std::uint16_t> destination) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(size()), 0);
  for (const std::uint16_t to : destination) ++counts[to];
  sent_rows sent = places_of(counts);
  std::vector<table> groups = column_groups(rows);
  rows = {};
  table all;
  for (table& group : groups)
    all = all.beside(
        moved(at, std::exchange(group, {}), destination, sent.sizes[static_cast<std::size_t>(rank())], sent.places));
  return {std::move(all), std::move(sent.sizes)};
}

}  // namespace bodo::rt
