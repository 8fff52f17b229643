#include "ops/rolling_pieces.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "ops/neighbours.h"

namespace bodo::rt {

namespace {

constexpr std::int64_t day = 86'400'000'000'000;

rolling_shape shape_of(const window_rows& rows, const rolling_window& window) {
  const site& at = rows.at();
  rolling_shape shape;
  if (window.duration == 0) {
    if (window.rows < 1)
      fail_together(at, fmt::format("a window of {} rows: it has at least its own row", window.rows));
    if (window.min_periods > window.rows)
      fail_together(at, fmt::format("min_periods is {}, but the window has {} rows", window.min_periods, window.rows));
    // no longer than all rows, so that numbers of rows stay small
    const std::int64_t n = std::min(window.rows, std::max<std::int64_t>(1, 2 * rows.values().total()));
    shape.after = window.center ? (n - 1) / 2 : 0;
    shape.before = n - 1 - shape.after;
    shape.min_periods = window.min_periods == 0 ? window.rows : window.min_periods;
  } else {
    const bool days = rows.times().field_at(0).type.id == kind::date;
    shape.duration = days ? (window.duration + day - 1) / day : window.duration;
    shape.min_periods = std::max<std::int64_t>(1, window.min_periods);
  }
  if (window.min_periods < 0) fail_together(at, "min_periods is negative");
  return shape;
}

// A piece of these rows of the tables of values and times.
rolling_piece piece_of(const table& values, const table& times) {
  rolling_piece p;
  p.values = values.column(0);
  p.rows = values.rows();
  if (times.width() != 0) {
    p.times = times.column(0);
    p.times_are_days = times.field_at(0).type.id == kind::date;
  }
  return p;
}

void check_times(const window_rows& rows) {
  const table& times = rows.times();
  const rolling_piece p = piece_of(rows.values(), times);
  const std::span<const std::int64_t> starts = rows.starts();
  const char* const name = times.field_at(0).name;
  const std::string_view where = rows.starts().size() > 2 ? " within its group" : "";
  for (std::size_t s = 0; s + 1 < starts.size(); ++s)
    for (std::int64_t i = starts[s]; i < starts[s + 1]; ++i) {
      if (!p.times.known(static_cast<std::size_t>(i)))
        fail(rows.at(), fmt::format("the time of a row is missing in '{}': windows of time need it, dropna({{\"{}\"}}) "
                                    "leaves such rows out",
                                    name, name));
      if (i > starts[s] && p.time(i) < p.time(i - 1))
        fail(rows.at(), fmt::format("'{}' is not sorted{}: windows of time need ascending times, "
                                    "sort_values({{\"{}\"}}) sorts them",
                                    name, where, name));
    }
}

// The first and last time of a rank that has rows.
struct times_of_rank {
  std::int64_t rows = 0, first = 0, last = 0;
};

// The number of rows of other ranks before this rank's in the windows of its rows. Collective.
std::int64_t rows_before(const window_rows& rows, const rolling_shape& shape) {
  const table& t = rows.values();
  if (shape.duration == 0) return t.rows() == 0 ? 0 : std::min(shape.before, t.first());
  const rolling_piece p = piece_of(t, rows.times());
  times_of_rank mine{t.rows(), 0, 0};
  if (t.rows() != 0) mine = {t.rows(), p.time(0), p.time(t.rows() - 1)};
  const auto ranks = static_cast<std::size_t>(size());
  const std::vector<times_of_rank> all = allgather_value(mine);
  const times_of_rank* before = nullptr;
  for (const times_of_rank& r : all) {
    if (r.rows == 0) continue;
    if (before != nullptr && r.first < before->last)
      fail_together(rows.at(), fmt::format("'{0}' is not sorted: windows of time need ascending times, "
                                           "sort_values({{\"{0}\"}}) sorts them",
                                           rows.times().field_at(0).name));
    before = &r;
  }
  // how many of this rank's last rows the windows of each later rank hold
  std::vector<std::int64_t> wanted(ranks, 0), of_all(ranks * ranks);
  for (std::size_t r = static_cast<std::size_t>(rank()) + 1; r < ranks; ++r) {
    if (all[r].rows == 0) continue;
    std::int64_t n = 0, end = t.rows();  // the first row that is held, by halving
    while (n < end) {
      const std::int64_t middle = n + (end - n) / 2;
      if (static_cast<int128>(all[r].first) - p.time(middle) < shape.duration)
        end = middle;
      else
        n = middle + 1;
    }
    wanted[r] = t.rows() - n;
  }
  allgather(wanted.data(), ranks * sizeof(std::int64_t), of_all.data());
  std::int64_t sum = 0;
  for (std::size_t r = 0; r < ranks; ++r) sum += of_all[r * ranks + static_cast<std::size_t>(rank())];
  return sum;
}

}  // namespace

rolling_pieces::rolling_pieces(const window_rows& rows, const rolling_window& window)
    : rows_(rows), shape_(shape_of(rows, window)) {
  if (shape_.duration != 0) check_times(rows);
  if (rows.spread()) cut_spread();
}

bool rolling_pieces::next(rolling_piece& p) {
  if (rows_.spread()) {
    if (next_ == pieces_.size()) return false;
    p = pieces_[next_++];
    return true;
  }
  const std::span<const std::int64_t> starts = rows_.starts();
  if (next_ + 1 >= starts.size()) return false;
  p = piece_of(rows_.values(), rows_.times());
  p.base = p.out = starts[next_];
  p.rows = p.to = starts[next_ + 1] - starts[next_];
  ++next_;
  return true;
}

// Adds a piece: these rows, which begin with this rank's row `begin`, give its rows from `from` to `to` their results.
void rolling_pieces::add(const table& values, const table& times, std::int64_t begin, std::int64_t from,
                         std::int64_t to) {
  if (from >= to) return;
  held_.insert(held_.end(), {values, times});
  rolling_piece& p = pieces_.emplace_back(piece_of(values, times));
  p.from = from - begin, p.to = to - begin;
  p.out = from;
}

void rolling_pieces::cut_spread() {
  const table &values = rows_.values(), &times = rows_.times();
  const site& at = rows_.at();
  const std::int64_t n = values.rows(), first = values.first();
  const std::int64_t before = rows_before(rows_, shape_);
  const std::int64_t after = n == 0 ? 0 : std::min(shape_.after, values.total() - first - n);
  const neighbours near = neighbour_rows(at, values, first - before, first + n + after);
  neighbours near_times;
  if (times.width() != 0) near_times = neighbour_rows(at, times, first - before, first + n + after);
  if (n == 0) return;
  const auto cut = [](const table& t, std::int64_t begin, std::int64_t end) {
    return t.width() == 0 ? t : t.slice(begin, end - begin, 0, end - begin, layout::replicated);
  };
  // rows whose windows reach back: the last one that does so, in windows of time, is found by the first rows' times
  std::int64_t back = 0;
  if (before != 0) {
    if (shape_.duration == 0) {
      back = std::min(n, shape_.before);
    } else {
      const rolling_piece own = piece_of(values, times), other = piece_of(near.before, near_times.before);
      const std::int64_t last = other.time(before - 1);
      while (back < n && static_cast<int128>(own.time(back)) - last < shape_.duration) ++back;
    }
  }
  std::int64_t ahead = std::max(back, n - after);  // the first row whose window reaches on
  if (after == 0) ahead = n;
  // if the copies would be as long as the rows, there is one piece
  if (back + shape_.after >= ahead - shape_.before && (before != 0 || after != 0)) {
    const auto whole = [&](const table& b, const table& own, const table& a) { return joined(at, {b, own, a}); };
    return add(whole(near.before, values, near.after),
               times.width() == 0 ? times : whole(near_times.before, times, near_times.after), -before, 0, n);
  }
  if (back != 0) {
    const std::int64_t end = std::min(n, back + shape_.after);
    add(joined(at, {near.before, cut(values, 0, end)}),
        times.width() == 0 ? times : joined(at, {near_times.before, cut(times, 0, end)}), -before, 0, back);
  }
  add(values, times, 0, back, ahead);
  if (ahead < n) {
    const std::int64_t begin = std::max<std::int64_t>(0, ahead - shape_.before);
    add(joined(at, {cut(values, begin, n), near.after}), table(), begin, ahead, n);
  }
}

}  // namespace bodo::rt
