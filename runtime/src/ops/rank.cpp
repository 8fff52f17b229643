// Ranks of any values: the rows are sorted, runs of equal values get their places, and these return to the rows.
// Those of numbers and of few words are in rank_by_keys.cpp.
#include <algorithm>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/redistribute.h"
#include "bodo/rt/sort.h"
#include "bodo/rt/window.h"
#include "columns/table_content.h"
#include "ops/rank_impl.h"
#include "ops/row_order.h"
#include "ops/shuffle.h"

namespace bodo::rt {

namespace {

sort_key key_of(std::size_t column, const ranked_how& how) {
  sort_key key(column);
  key.ascending = !how.descending;
  return key;
}

// Of whole segments on this rank.
table rank_here(const window_rows& rows, const ranked_how& how) {
  const table& t = rows.values();
  const std::span<const std::int64_t> starts = rows.starts();
  table_builder numbers(rows.at(), {{"segment", bodo::int64}});
  std::int64_t* const segment = numbers.extend<std::int64_t>(0, t.rows());
  for (std::size_t s = 0; s + 1 < starts.size(); ++s)
    std::fill(segment + starts[s], segment + starts[s + 1], static_cast<std::int64_t>(s));
  const table keyed = numbers.finish_like(t).beside(t);
  const sort_key keys[] = {0, key_of(1, how)};
  const array<std::uint32_t> order = starts.size() <= 2 ? sorted_rows(rows.at(), keyed, std::span(keys).subspan(1))
                                                        : sorted_rows(rows.at(), keyed, keys);
  const column_view v = t.column(0);
  rank_writer out(rows, how);
  std::vector<rank_run> runs;
  for (std::size_t s = 0; s + 1 < starts.size(); ++s) {
    const std::uint32_t* const placed = order.data() + starts[s];
    const std::int64_t n = starts[s + 1] - starts[s];
    std::int64_t ranked = n;
    while (ranked > 0 && !v.known(placed[ranked - 1])) out.put_missing(placed[--ranked]);
    runs.clear();
    for (std::int64_t i = 0; i < ranked; ++i) {
      if (i == 0 || compare_rows(keyed, placed[i - 1], keyed, placed[i], std::span(keys).subspan(1)) != 0)
        runs.push_back({i, i, static_cast<std::int64_t>(runs.size())});
      runs.back().end = i + 1;
    }
    const ranked_rows made{ranked, static_cast<std::int64_t>(runs.size())};
    for (const rank_run& r : runs)
      for (std::int64_t i = r.begin; i < r.end; ++i) out.put(placed[i], made, whole_rank(how, r, i));
  }
  return out.finish();
}

// Of the rows of all ranks: each sorts a part of them.
table rank_spread(const window_rows& rows, const ranked_how& how) {
  const table& t = rows.values();
  const std::vector<std::int64_t> firsts = allgather_value(t.first());
  std::vector<field> fields = t.fields();
  fields[0].name = "value";
  fields.push_back({"row", bodo::int64});
  const sort_key keys[] = {key_of(0, how)};
  sorter sorted(rows.at(), fields, keys);
  const table with_numbers = numbered(t);
  batch b;
  for (table_scan scan(with_numbers); scan.next(b);) sorted.add(b.columns, b);
  sorted.finish();
  const table here = sorted.to_table();
  const column_view v = here.column(0);
  std::int64_t ranked = here.rows();
  while (ranked > 0 && !v.known(static_cast<std::size_t>(ranked - 1))) --ranked;

  // runs of this rank, whose first and last may go on on others
  std::vector<rank_run> runs;
  for (std::int64_t i = 0; i < ranked; ++i) {
    if (i == 0 || compare_rows(here, static_cast<std::size_t>(i - 1), here, static_cast<std::size_t>(i), keys) != 0)
      runs.push_back({here.first() + i, 0, static_cast<std::int64_t>(runs.size())});
    runs.back().end = here.first() + i + 1;
  }
  struct summary {
    std::int64_t ranked, runs;
    rank_run first, last;
  };
  summary mine{ranked, static_cast<std::int64_t>(runs.size()), {}, {}};
  table_builder ends(rows.at(), std::span(fields).first(1));
  if (ranked > 0) {
    mine.first = runs.front(), mine.last = runs.back();
    const table values = here.select({0});
    for (const std::int64_t i : {std::int64_t{0}, ranked - 1}) {
      const table one = values.slice(i, 1, 0, 1, layout::replicated);
      table_scan scan(one);
      while (scan.next(b)) ends.add(b.columns, b);
    }
  }
  const std::vector<summary> all = allgather_value(mine);
  const table edges = gather(rows.at(), ends.finish(layout::blocks));  // two rows of each rank with ranked ones
  ranked_rows total;
  std::int64_t edge = 0, before = 0;  // runs before this rank's first one
  rank_run open{};                    // the run that the ranks so far end in
  std::int64_t end_after = -1;        // of this rank's last run
  bool grows = false;
  for (std::size_t r = 0; r < all.size(); ++r) {
    const summary& s = all[r];
    if (s.ranked == 0) continue;
    const bool joins = edge > 0 && compare_rows(edges, static_cast<std::size_t>(edge - 1), edges,
                                                static_cast<std::size_t>(edge), keys) == 0;
    if (static_cast<int>(r) == rank()) {
      before = total.runs - (joins ? 1 : 0);
      if (joins) runs.front().begin = open.begin;
    }
    const std::int64_t begin = joins ? open.begin : s.first.begin;
    if (grows && joins) end_after = s.first.end;
    grows = grows && joins && s.runs == 1;
    if (static_cast<int>(r) == rank()) grows = true;
    open = s.runs == 1 ? rank_run{begin, s.last.end, 0} : s.last;
    total.ranked += s.ranked;
    total.runs += s.runs - (joins ? 1 : 0);
    edge += 2;
  }
  if (end_after >= 0 && !runs.empty()) runs.back().end = end_after;
  for (rank_run& r : runs) r.number += before;

  // back to the rows: (row, rank), to the owner of the row
  const field pair[] = {{"row", bodo::int64}, {"rank", bodo::int64, nullable}};
  table_builder made(rows.at(), pair);
  std::int64_t* const to = made.extend<std::int64_t>(0, here.rows());
  std::int64_t* const rank_of = made.extend<std::int64_t>(1, here.rows());
  const auto* const row_of = static_cast<const std::int64_t*>(here.column(1).values);
  copy_bytes(to, row_of, static_cast<std::size_t>(here.rows()) * sizeof(std::int64_t));
  std::size_t at_run = 0;
  for (std::int64_t i = 0; i < here.rows(); ++i) {
    if (i >= ranked) {
      rank_of[i] = 0;
      made.set_missing(1, i);
      continue;
    }
    const std::int64_t place = here.first() + i;
    while (place >= runs[at_run].end) ++at_run;
    rank_of[i] = whole_rank(how, runs[at_run], place);
  }
  const table ranks = made.finish_like(here);
  rank_writer out(rows, how);
  table_scan scan(ranks);
  std::vector<std::uint16_t> owners(batch_capacity);
  exchange_rows(
      rows.at(), pair,
      [&](row_exchange& x) {
        if (!scan.next(b)) return false;
        const auto* const numbers = static_cast<const std::int64_t*>(b[0].values);
        for (std::uint32_t k = 0; k < b.size; ++k)
          owners[k] = static_cast<std::uint16_t>(std::ranges::upper_bound(firsts, numbers[k]) - firsts.begin() - 1);
        x.add(b.columns, b, owners.data());
        return true;
      },
      [&](const batch& got, std::size_t) {
        const column<std::int64_t> number(got[0]);
        const column<std::int64_t> value(got[1]);
        for (std::uint32_t k = 0; k < got.size; ++k) {
          const std::int64_t row = number[k] - t.first();
          if (value.known(k))
            out.put(row, total, value[k]);
          else
            out.put_missing(row);
        }
      });
  return out.finish();
}

}  // namespace

table rank(const window_rows& rows, ties method, const ranking& options) {
  const ranked_how how{options, method};
  if (ranks_by_keys(rows)) return rank_by_keys(rows, how);
  return rows.spread() ? rank_spread(rows, how) : rank_here(rows, how);
}

}  // namespace bodo::rt
