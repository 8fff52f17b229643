#include "ops/neighbours.h"

#include <algorithm>
#include <vector>

#include "bodo/rt/collective.h"
#include "columns/table_content.h"
#include "ops/shuffle.h"

namespace bodo::rt {

neighbours neighbour_rows(const site& at, const table& t, std::int64_t from, std::int64_t to) {
  struct wish {
    std::int64_t from, to;
  };
  const auto ranks = static_cast<std::size_t>(size()), me = static_cast<std::size_t>(rank());
  const std::vector<wish> wishes = allgather_value(wish{from, to});
  const block own = t.local();
  std::vector<block> parts(ranks);  // of this rank's rows, for each rank
  std::vector<std::int64_t> counts(ranks, 0);
  for (std::size_t r = 0; r < ranks; ++r)
    if (r != me) {
      parts[r] = own.clip(wishes[r].from, wishes[r].to);
      counts[r] = parts[r].count;
    }
  std::vector<column_view> views;
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < t.width(); ++c) {
    views.push_back(t.column(c));
    widths.push_back(width_of(t.field_at(c).storage()));
  }
  std::vector<std::vector<std::uint64_t>> bitmaps;
  batch b;
  std::size_t rank_to = 0;
  std::int64_t done = 0;
  const table got =
      shuffle(at, t.fields(), counts, [&](row_exchange& x) {
        while (rank_to < ranks && done == counts[rank_to]) ++rank_to, done = 0;
        if (rank_to == ranks) return false;
        const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, counts[rank_to] - done));
        cut_batch(views, widths, static_cast<std::size_t>(parts[rank_to].begin - own.begin + done), n, bitmaps, b);
        x.add(b.columns, {nullptr, n}, static_cast<int>(rank_to));
        done += n;
        return true;
      }).rows;
  const std::int64_t before = std::clamp<std::int64_t>(own.begin - std::max<std::int64_t>(0, from), 0, got.rows());
  const std::int64_t after = got.rows() - before;
  return {got.slice(0, before, 0, before, layout::replicated), got.slice(before, after, 0, after, layout::replicated)};
}

table joined(const site& at, std::initializer_list<table> parts) {
  std::int64_t rows = 0;
  for (const table& t : parts) rows += t.rows();
  table_writer out(at, parts.begin()->fields(), rows);
  std::int64_t next = 0;
  for (const table& t : parts) {
    batch b;
    for (table_scan scan(t); scan.next(b); next += b.size) out.put(b.columns, b, next);
  }
  return out.finish(0, rows, layout::replicated);
}

}  // namespace bodo::rt
