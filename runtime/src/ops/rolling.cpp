#include "bodo/rt/rolling.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "bodo/rt/aggregates.h"
#include "bodo/rt/error.h"
#include "bodo/rt/memory.h"
#include "columns/storage_type.h"
#include "ops/rolling_pieces.h"

namespace bodo::rt {

namespace {

// ---- states: `add` one more value, `before` those of earlier rows ----

// A sum of floats, with what its roundings have lost. Infinities and NaN act as in plain addition.
struct lossless_sum {
  double sum = 0, lost = 0;

  void add(double v) { plus(v, 0); }
  void before(const lossless_sum& earlier) { plus(earlier.sum, earlier.lost); }
  double value() const {
    const double all = sum + lost;
    return all - all == 0 ? all : sum;  // beyond the floats, what is lost is NaN
  }

 private:
  void plus(double v, double more) {
    const detail::two_sum s(sum, v);
    sum = s.sum;
    lost += s.rest + more;
  }
};

// The number of values, their mean, and the sum of their squared distances from it.
struct spread_state {
  double n = 0, mean = 0, squares = 0;

  void add(double v) {
    n += 1;
    const double d = v - mean;
    mean += d / n;
    squares += d * (v - mean);
  }
  void before(const spread_state& o) {
    if (o.n == 0) return;
    const double all = n + o.n, d = mean - o.mean;
    mean = o.mean + d * (n / all);
    squares += o.squares + d * d * (o.n * n / all);
    n = all;
  }
};

// A state of aggregates.h, whose result does not depend on the order.
template <class State>
struct any_order : State {
  void before(const any_order& o) { this->merge(o); }
};

// ---- windows ----

// The number of values in the windows of a piece, as they move on.
class value_counter {
 public:
  explicit value_counter(const rolling_piece& p) : piece_(p) {}
  std::int64_t in(std::int64_t low, std::int64_t high) {
    if (piece_.values.valid == nullptr) return high - low + 1;
    for (; high_ <= high; ++high_) count_ += piece_.known(high_) ? 1 : 0;
    for (; low_ < low; ++low_) count_ -= piece_.known(low_) ? 1 : 0;
    return count_;
  }
  void begin_at(std::int64_t low) { low_ = high_ = low, count_ = 0; }

 private:
  const rolling_piece& piece_;
  std::int64_t low_ = 0, high_ = 0, count_ = 0;
};

// The first row of the window of row i, whose predecessor's is `low`.
std::int64_t first_in_window(const rolling_piece& p, const rolling_shape& shape, std::int64_t i, std::int64_t low) {
  if (shape.duration == 0) return std::max<std::int64_t>(0, i - shape.before);
  const std::int64_t t = p.time(i);
  while (static_cast<uint128>(static_cast<int128>(t) - p.time(low)) >= static_cast<uint128>(shape.duration)) ++low;
  return low;
}

// Calls result(i, state, values) for the rows from p.from to p.to. `ends` are for the ends of a part.
template <class T, class State, class Result>
void slide(const rolling_piece& p, const rolling_shape& shape, array<State>& ends, array<State>& older, Result result) {
  const T* const values = p.values_as<T>();
  const bool all_known = p.values.valid == nullptr;
  const auto add = [&](State& to, std::int64_t i) {
    if (all_known || p.known(i)) to.add(values[i]);
  };
  value_counter counter(p);
  std::int64_t low = 0;
  const auto move_to = [&](std::int64_t i) { low = first_in_window(p, shape, i, low); };
  if (p.from >= p.to) return;
  move_to(p.from);
  counter.begin_at(low);
  // parts of rows: [older_begin, ends_begin), whose ends are in `older`, [ends_begin, begin), and [begin, end)
  std::int64_t ends_begin = 0, begin = low, i = p.from;
  State part;
  while (begin < p.rows) {
    const int128 next = static_cast<int128>(shape.part(p, begin)) + 1;
    const int128 next_time = next * shape.duration;  // the part ends before it, or before a row
    const int128 next_row = next * (shape.before + shape.after + 1) - p.number;
    const std::int64_t last = shape.duration == 0 && next_row < p.rows ? static_cast<std::int64_t>(next_row) : p.rows;
    part = State();
    std::int64_t end = begin;
    for (; end < last && (shape.duration == 0 || p.time(end) < next_time); ++end) {
      add(part, end);
      if (i + shape.after != end) continue;
      if (i >= p.to) return;
      move_to(i);
      const std::int64_t n = counter.in(low, end);
      if (low >= begin) {
        result(i, part, n);
      } else {
        State both = part;
        both.before(ends[static_cast<std::size_t>(low - ends_begin)]);
        result(i, both, n);
      }
      ++i;
    }
    if (i >= p.to) return;
    if (end == p.rows && shape.after == 0) return;
    std::swap(ends, older);
    const std::int64_t older_begin = std::exchange(ends_begin, begin);
    ends.resize(static_cast<std::size_t>(end - begin));
    State rest;
    for (std::int64_t k = end - 1; k >= begin; --k) {
      add(rest, k);
      ends[static_cast<std::size_t>(k - begin)] = rest;
    }
    begin = end;
    if (end < p.rows) continue;
    // the last rows of the segment, whose windows end with it
    for (; i < p.to; ++i) {
      move_to(i);
      const std::int64_t n = counter.in(low, p.rows - 1);
      if (low >= ends_begin) {
        result(i, ends[static_cast<std::size_t>(low - ends_begin)], n);
      } else {
        State both = part;
        both.before(older[static_cast<std::size_t>(low - older_begin)]);
        result(i, both, n);
      }
    }
  }
}

// A column of the windows' results: write(state, out) for those with enough values, false if there is none all the
// same.
template <class T, class Out, class State, class Write>
table rolling(const window_rows& rows, const rolling_window& window, bodo::type type, Write write) {
  table_builder b(rows.at(), {field{rows.values().field_at(0).name, type, nullable}});
  Out* const out = b.extend<Out>(0, rows.values().rows());
  array<State> ends(rows.at()), older(rows.at());
  each_rolling_piece(rows, window, [&](const rolling_piece& p, const rolling_shape& shape) {
    slide<T>(p, shape, ends, older, [&](std::int64_t i, const State& state, std::int64_t n) {
      const std::int64_t row = p.out + i - p.from;
      if (n >= shape.min_periods && write(state, out[row])) return;
      out[row] = Out{};
      b.set_missing(0, row);
    });
  });
  return b.finish_like(rows.values());
}

template <class T, class Out, class State>
table rolling_whole_sum(const window_rows& rows, const rolling_window& window, bodo::type type) {
  return rolling<T, Out, any_order<State>>(rows, window, type, [&](const auto& state, Out& out) {
    out = state.value(rows.at());
    return true;
  });
}

template <template <class> class State>
table rolling_extreme(const window_rows& rows, const rolling_window& window) {
  const field& f = rows.values().field_at(0);
  if (f.type.id == kind::string) fail_together(rows.at(), "internal error: the extremes of windows of strings");
  return with_storage_type(f.storage(), [&]<class T>(T*) {
    return rolling<T, T, any_order<State<T>>>(rows, window, f.type, [](const auto& state, T& out) {
      out = state.value();
      return state.known();
    });
  });
}

table rolling_spread(const window_rows& rows, const rolling_window& window, bool root) {
  return rolling<double, double, spread_state>(rows, window, bodo::float64, [&](const spread_state& s, double& out) {
    const double variance = s.squares / (s.n - 1);
    out = root ? std::sqrt(variance) : variance;
    return s.n > 1;
  });
}

void expect_floats(const window_rows& rows) {
  if (rows.values().field_at(0).type.id != kind::float64)
    fail_together(rows.at(), "internal error: windows of other values than floats");
}

}  // namespace

table rolling_sum(const window_rows& rows, const rolling_window& window) {
  const field& f = rows.values().field_at(0);
  const auto whole = [&]<class T>(T*) {
    return rolling_whole_sum<T, std::int64_t, sum<std::int64_t>>(rows, window,
                                                                 f.type.id == kind::duration ? f.type : bodo::int64);
  };
  const auto natural = [&]<class T>(T*) {
    return rolling_whole_sum<T, std::uint64_t, sum<std::uint64_t>>(rows, window, bodo::uint64);
  };
  const auto real = [&]<class T>(T*) {
    return rolling<T, double, lossless_sum>(rows, window, bodo::float64, [](const lossless_sum& s, double& out) {
      out = s.value();
      return true;
    });
  };
  if (f.type.id == kind::decimal) {
    const bodo::type type = bodo::decimal(38, f.type.scale);
    if (f.storage() == storage::i128) return rolling_whole_sum<int128, int128, sum<int128>>(rows, window, type);
    return rolling_whole_sum<std::int64_t, int128, sum<int128>>(rows, window, type);
  }
  switch (f.storage()) {
    case storage::b8: return whole(static_cast<std::uint8_t*>(nullptr));
    case storage::i8: return whole(static_cast<std::int8_t*>(nullptr));
    case storage::i16: return whole(static_cast<std::int16_t*>(nullptr));
    case storage::i32: return whole(static_cast<std::int32_t*>(nullptr));
    case storage::i64: return whole(static_cast<std::int64_t*>(nullptr));
    case storage::u8: return natural(static_cast<std::uint8_t*>(nullptr));
    case storage::u16: return natural(static_cast<std::uint16_t*>(nullptr));
    case storage::u32: return natural(static_cast<std::uint32_t*>(nullptr));
    case storage::u64: return natural(static_cast<std::uint64_t*>(nullptr));
    case storage::f32: return real(static_cast<float*>(nullptr));
    case storage::f64: return real(static_cast<double*>(nullptr));
    case storage::i128:
    case storage::text:
    case storage::code: break;
  }
  fail_together(rows.at(), "internal error: the sums of windows of strings");
}

table rolling_mean(const window_rows& rows, const rolling_window& window) {
  expect_floats(rows);
  struct mean_state : lossless_sum {
    double n = 0;
    void add(double v) { lossless_sum::add(v), n += 1; }
    void before(const mean_state& o) { lossless_sum::before(o), n += o.n; }
  };
  return rolling<double, double, mean_state>(rows, window, bodo::float64, [](const mean_state& s, double& out) {
    out = s.value() / s.n;
    return s.n > 0;
  });
}

table rolling_min(const window_rows& rows, const rolling_window& window) { return rolling_extreme<min>(rows, window); }
table rolling_max(const window_rows& rows, const rolling_window& window) { return rolling_extreme<max>(rows, window); }

table rolling_var(const window_rows& rows, const rolling_window& window) {
  expect_floats(rows);
  return rolling_spread(rows, window, false);
}
table rolling_std(const window_rows& rows, const rolling_window& window) {
  expect_floats(rows);
  return rolling_spread(rows, window, true);
}

table rolling_count(const window_rows& rows, const rolling_window& window) {
  table_builder b(rows.at(), {field{rows.values().field_at(0).name, bodo::int64, nullable}});
  std::int64_t* const out = b.extend<std::int64_t>(0, rows.values().rows());
  each_rolling_piece(rows, window, [&](const rolling_piece& p, const rolling_shape& shape) {
    value_counter counter(p);
    std::int64_t low = 0;
    for (std::int64_t i = p.from; i < p.to; ++i) {
      low = first_in_window(p, shape, i, low);
      if (i == p.from) counter.begin_at(low);
      const std::int64_t high = std::min(i + shape.after, p.rows - 1);
      const std::int64_t n = counter.in(low, high);
      const std::int64_t row = p.out + i - p.from;
      const bool enough = high - low + 1 >= shape.min_periods;
      out[row] = enough ? n : 0;
      if (!enough) b.set_missing(0, row);
    }
  });
  return b.finish_like(rows.values());
}

}  // namespace bodo::rt
