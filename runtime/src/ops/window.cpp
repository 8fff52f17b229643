#include "bodo/rt/window.h"

#include <algorithm>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/redistribute.h"
#include "columns/table_content.h"

namespace bodo::rt {

namespace {

std::int64_t from_python(std::int64_t i, std::int64_t n) { return std::clamp<std::int64_t>(i < 0 ? i + n : i, 0, n); }

// The rows of all ranks, as one segment.
table shift_spread(const site& at, const table& t, std::int64_t k) {
  const std::int64_t total = t.total();
  k = std::clamp(k, -total, total);
  // the rows that remain; this rank's rows from `begin` to `end` get them
  const table from = slice(at, t, std::max<std::int64_t>(0, -k), total - std::max<std::int64_t>(0, k));
  const block got = block{t.first(), t.rows()}.clip(std::max<std::int64_t>(0, k), total + std::min<std::int64_t>(0, k));
  const std::int64_t before = got.count == 0 ? 0 : got.begin - t.first();
  const table moved = repartition(at, from, got.count);

  field f = t.field_at(0);
  f.nullable = true;
  table_builder b(at, {f});
  std::vector<unsigned char> zeros(static_cast<std::size_t>(batch_capacity) * width_of(f.storage()), 0);
  const std::uint64_t none[batch_capacity / 64] = {};
  const auto add_missing = [&](std::int64_t n) {
    for (; n > 0; n -= std::min<std::int64_t>(n, batch_capacity)) {
      const column_view v{zeros.data(), none, t.column(0).words};
      b.add({v}, {nullptr, static_cast<std::uint32_t>(std::min<std::int64_t>(n, batch_capacity))});
    }
  };
  add_missing(before);
  batch moving;
  for (table_scan scan(moved); scan.next(moving);) b.add(moving.columns, moving);
  add_missing(t.rows() - before - got.count);
  return b.finish_like(t);
}

// The rows of whole segments.
table shift_within(const window_rows& rows, std::int64_t k) {
  const table& from = rows.values();
  field made = from.field_at(0);
  made.nullable = true;
  const field fields[] = {made};
  table_writer out(rows.at(), fields, from.rows());
  const column_view v = from.column(0);
  const std::size_t width = width_of(made.storage());
  const std::vector<std::size_t> widths{width};
  std::vector<unsigned char> zeros(batch_capacity * width, 0);
  const std::uint64_t none[batch_capacity / 64] = {};
  std::vector<std::vector<std::uint64_t>> bitmaps;
  const auto missing = [&](std::int64_t begin, std::int64_t end) {
    for (std::uint32_t n = 0; begin < end; begin += n) {
      n = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, end - begin));
      const column_view gap[] = {{zeros.data(), none, v.words}};
      out.put(gap, {nullptr, n}, begin);
    }
  };
  const std::span<const std::int64_t> starts = rows.starts();
  for (std::size_t g = 0; g + 1 < starts.size(); ++g) {
    const std::int64_t begin = starts[g], end = starts[g + 1], size = end - begin;
    const std::int64_t by = std::clamp(k, -size, size);
    const std::int64_t first = begin + std::max<std::int64_t>(0, by), last = end + std::min<std::int64_t>(0, by);
    missing(begin, first);
    batch b;
    for (std::int64_t i = first; i < last; i += b.size) {
      const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, last - i));
      cut_batch(std::span(&v, 1), widths, static_cast<std::size_t>(i - by), n, bitmaps, b);
      out.put(b.columns, {nullptr, n}, i);
    }
    missing(last, end);
  }
  return out.finish(from.first(), from.total(), from.distribution());
}

}  // namespace

table shift(const window_rows& rows, std::int64_t k) {
  return rows.spread() ? shift_spread(rows.at(), rows.values(), k) : shift_within(rows, k);
}

table slice(const site&, const table& t, std::int64_t from, std::int64_t to) {
  const std::int64_t total = t.total();
  from = from_python(from, total);
  to = std::max(from, from_python(to, total));
  if (t.is_replicated()) return t.slice(from, to - from, 0, to - from, layout::replicated);
  const block b = t.local().clip(from, to);
  const std::int64_t first = std::clamp(b.begin, from, to) - from;
  return t.slice(b.begin - t.first(), b.count, first, to - from, layout::blocks);
}

table head(const site& at, const table& t, std::int64_t n) { return slice(at, t, 0, n); }

table tail(const site& at, const table& t, std::int64_t n) {
  return slice(at, t, n < 0 ? -n : std::max<std::int64_t>(0, t.total() - n), t.total());
}

}  // namespace bodo::rt
