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

// Writes one column from its first row on.
class column_writer {
 public:
  column_writer(const site& at, const field& f, std::int64_t rows, const dictionary* words)
      : widths_{width_of(f.storage())},
        zeros_(batch_capacity * widths_[0], 0),
        words_(words),
        out_(at, {&f, 1}, rows) {}

  void missing(std::int64_t rows) {
    for (std::int64_t n = 0; rows > 0; rows -= n) {
      n = std::min<std::int64_t>(batch_capacity, rows);
      const column_view gap[] = {{zeros_.data(), none_, words_}};
      put(gap, static_cast<std::uint32_t>(n));
    }
  }
  void rows(const column_view& v, std::int64_t begin, std::int64_t end) {
    for (batch b; begin < end; begin += b.size) {
      const auto n = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, end - begin));
      cut_batch(std::span(&v, 1), widths_, static_cast<std::size_t>(begin), n, bitmaps_, b);
      put(b.columns, n);
    }
  }
  table finish(const table& like) { return out_.finish(like.first(), like.total(), like.distribution()); }

 private:
  void put(std::span<const column_view> columns, std::uint32_t n) {
    out_.put(columns, {nullptr, n}, at_);
    at_ += n;
  }

  std::vector<std::size_t> widths_;
  std::vector<unsigned char> zeros_;
  const std::uint64_t none_[batch_capacity / 64] = {};
  const dictionary* words_;
  std::vector<std::vector<std::uint64_t>> bitmaps_;
  table_writer out_;
  std::int64_t at_ = 0;
};

field nullable_field(const table& t) {
  field f = t.field_at(0);
  f.nullable = true;
  return f;
}

// The rows of all ranks, as one segment: those that a rank gets from others are exchanged, its own ones are copied.
table shift_spread(const site& at, const table& t, std::int64_t k) {
  const std::int64_t total = t.total(), first = t.first(), end = first + t.rows();
  k = std::clamp(k, -total, total);
  const auto length = [](std::int64_t from, std::int64_t to) { return std::max<std::int64_t>(0, to - from); };
  // row i gets row i - k, if there is one: those before this rank's rows, its own ones, and those after them
  const std::int64_t begin = std::clamp(k, first, std::max(first, end)),
                     stop = std::clamp(total + k, begin, std::max(begin, end));
  const std::int64_t own = std::clamp(first + k, begin, stop), after = std::clamp(end + k, own, stop);
  const std::int64_t asked = k >= 0 ? own - begin : stop - after;
  // this rank's rows that others ask for
  const std::int64_t from = k >= 0 ? std::max(first, end - k) : std::max(first, -k);
  const std::int64_t to = k >= 0 ? std::min(end, total - k) : std::min(end, first - k);
  const std::int64_t sent = length(from, to);
  const counted placed = scan_and_total(sent);
  const table given = t.slice(sent == 0 ? 0 : from - first, sent, placed.first, placed.total, layout::blocks);
  const table got = repartition(at, given, asked);

  const column_view mine = t.column(0), other = got.column(0);
  column_writer out(at, nullable_field(t), t.rows(), mine.words);
  out.missing(begin - first);
  if (k >= 0) out.rows(other, 0, asked);
  out.rows(mine, own - k - first, after - k - first);
  if (k < 0) out.rows(other, 0, asked);
  out.missing(end - stop);
  return out.finish(t);
}

// The rows of whole segments.
table shift_within(const window_rows& rows, std::int64_t k) {
  const table& from = rows.values();
  const column_view v = from.column(0);
  column_writer out(rows.at(), nullable_field(from), from.rows(), v.words);
  const std::span<const std::int64_t> starts = rows.starts();
  for (std::size_t g = 0; g + 1 < starts.size(); ++g) {
    const std::int64_t begin = starts[g], end = starts[g + 1], size = end - begin;
    const std::int64_t by = std::clamp(k, -size, size);
    const std::int64_t first = begin + std::max<std::int64_t>(0, by), last = end + std::min<std::int64_t>(0, by);
    out.missing(first - begin);
    out.rows(v, first - by, last - by);
    out.missing(end - last);
  }
  return out.finish(from);
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
