#include "bodo/rt/rolling.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

#include "bodo/rt/aggregates.h"
#include "bodo/rt/error.h"
#include "bodo/rt/memory.h"
#include "columns/storage_type.h"
#include "columns/wide_vectors.h"
#include "ops/rolling_pieces.h"
#include "ops/sliding_sums.h"
#include "ops/window_values.h"

namespace bodo::rt {

namespace {

// ---- states ----

// A sum of integers from aggregates.h.
template <class State>
struct sliding_integers : State {
  struct others {};
  explicit sliding_integers(others&) {}
  void clear(std::int64_t) { static_cast<State&>(*this) = {}; }
  template <class T>
  void replace(T old, T v) {
    this->remove(old);
    this->add(v);
  }
  static constexpr bool has_others() { return false; }
};

// An extreme from aggregates.h, which keeps the first of equal values.
template <class State>
struct extreme : State {
  void before(extreme earlier) {
    earlier.merge(*this);
    *this = earlier;
  }
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
inline std::int64_t first_in_window(const rolling_piece& p, const rolling_shape& shape, std::int64_t i,
                                    std::int64_t low) {
  if (shape.duration == 0) return std::max<std::int64_t>(0, i - shape.before);
  while (p.time_between(low, i) >= static_cast<std::uint64_t>(shape.duration)) ++low;
  return low;
}

// The rows of a piece whose windows are next.
class window_walk {
 public:
  explicit window_walk(const rolling_shape& shape) : shape_(shape), counter_(piece_) {}
  window_walk(const window_walk&) = delete;
  window_walk& operator=(const window_walk&) = delete;

  bool more() const { return row_ < piece_.to; }
  std::int64_t left() const { return piece_.to - row_; }  // rows without a result

 protected:
  void begin_rows(const rolling_piece& p) {
    piece_ = p;
    row_ = p.from;
    low_ = more() ? first_in_window(p, shape_, row_, 0) : 0;
    counter_.begin_at(low_);
  }
  std::int64_t last_in_window(std::int64_t i) const { return std::min(i + shape_.after, piece_.rows - 1); }

  rolling_shape shape_;
  rolling_piece piece_;
  value_counter counter_;
  std::int64_t row_ = 0, low_ = 0;  // and the first row of the window before
};

// Windows as states to which rows are added, and from which they are removed.
template <class T, class State>
class sum_slider : public window_walk {
 public:
  sum_slider(const site&, const rolling_shape& shape) : window_walk(shape), state_(others_) {}

  void begin(const rolling_piece& p) {
    begin_rows(p);
    end_ = low_;
    state_.clear(p.rows);
  }
  // Calls result(state, values) for the next n rows: the state of the window's values, and their number.
  template <class Result>
  void next(std::int64_t n, Result result) {
    const T* const values = piece_.values_as<T>();  // a missing one is a zero, which changes no sum
    State state = state_;                           // in registers
    std::int64_t row = row_, low = low_, end = end_;
    for (const std::int64_t to = row + n; row < to; ++row) {
      const std::int64_t high = last_in_window(row), first = first_in_window(piece_, shape_, row, low);
      if (low < first && end == high) [[likely]]
        state.replace(values[low++], values[end++]);
      for (; end <= high; ++end) state.add(values[end]);
      for (; low < first; ++low) state.remove(values[low]);
      if constexpr (requires { state.restart(values, n, n); }) {
        if (state.has_others()) [[unlikely]]
          if (state.is_slow(end - low)) state.restart(values + low, end - low, piece_.rows);
      }
      result(state, counter_.in(low, high));
    }
    state_ = state;
    row_ = row, low_ = low, end_ = end;
  }

 private:
  typename State::others others_;
  State state_;
  std::int64_t end_ = 0;  // after the rows that were added
};

// Windows as the ends of parts of the rows and beginnings of the next ones, which are as long as a window (van Herk, "A
// fast algorithm for local minimum and maximum filters", 1992).
template <class T, class State>
class extreme_slider : public window_walk {
 public:
  extreme_slider(const site& at, const rolling_shape& shape) : window_walk(shape), ends_(at), older_(at) {}

  void begin(const rolling_piece& p) {
    begin_rows(p);
    const bool is_short = shape_.duration == 0 && shape_.before + shape_.after < 8;
    is_direct_ = p.rows <= 16 || (is_short && p.rows <= 256);
    ends_begin_ = older_begin_ = 0;
    whole_ = false;
    begin_part(low_);
    extreme_at_ = low_ - 1;
  }
  // As that of sums.
  template <class Result>
  void next(std::int64_t n, Result result) {
    if (is_direct_)
      next_directly(n, result);
    else
      next_by_parts(n, result);
  }

 private:
  // Short pieces, as those of small groups, are done before parts pay. A window is gone through again once the row that
  // has the extreme leaves it.
  template <class Result>
  void next_directly(std::int64_t n, Result result) {
    for (const std::int64_t to = row_ + n; row_ < to; ++row_) {
      const std::int64_t high = last_in_window(row_);
      low_ = first_in_window(piece_, shape_, row_, low_);
      if (extreme_at_ < low_) begin_part(low_);
      for (; end_ <= high; ++end_) {
        const State before = part_;
        add(part_, end_);
        if (part_.known() != before.known() || !same_bits(part_.value(), before.value())) extreme_at_ = end_;
      }
      result(part_, counter_.in(low_, high));
    }
  }
  static bool same_bits(const T& a, const T& b) { return std::memcmp(&a, &b, sizeof a) == 0; }
  template <class Result>
  void next_by_parts(std::int64_t n, Result result) {
    State part = part_;  // in registers
    for (const std::int64_t to = row_ + n; row_ < to; ++row_) {
      const std::int64_t high = last_in_window(row_);
      for (; end_ <= high; ++end_) {
        if (is_whole_part()) {
          close_part();
          begin_part(end_);
          part = State();
        }
        add(part, end_);
      }
      low_ = first_in_window(piece_, shape_, row_, low_);
      const std::int64_t values = counter_.in(low_, high);
      if (row_ + shape_.after >= piece_.rows && !whole_) {  // windows that end with the segment
        close_part();
        whole_ = true;
      }
      if (low_ >= begin_ && !whole_) {
        result(part, values);
      } else if (low_ >= begin_) {
        result(ends_[static_cast<std::size_t>(low_ - begin_)], values);
      } else {
        State both = part;
        both.before(whole_ ? older_[static_cast<std::size_t>(low_ - older_begin_)]
                           : ends_[static_cast<std::size_t>(low_ - ends_begin_)]);
        result(both, values);
      }
    }
    part_ = part;
  }
  void add(State& to, std::int64_t i) {
    if (piece_.known(i)) to.add(piece_.values_as<T>()[i]);
  }
  // Parts of rows: [ends_begin_, begin_), the states of whose ends are in `ends_`, and [begin_, end_), which `part_`
  // is.
  void begin_part(std::int64_t begin) {
    begin_ = end_ = begin;
    part_ = State();
  }
  bool is_whole_part() const {
    if (shape_.duration == 0) return end_ - begin_ == shape_.before + shape_.after + 1;
    return piece_.time_between(begin_, end_) >= static_cast<std::uint64_t>(shape_.duration);
  }
  void close_part() {
    std::swap(ends_, older_);
    older_begin_ = std::exchange(ends_begin_, begin_);
    ends_.resize(static_cast<std::size_t>(end_ - begin_));
    State rest;
    for (std::int64_t k = end_ - 1; k >= begin_; --k) {
      State one;
      add(one, k);
      rest.before(one);
      ends_[static_cast<std::size_t>(k - begin_)] = rest;
    }
  }

  array<State> ends_, older_;
  std::int64_t ends_begin_ = 0, older_begin_ = 0;
  std::int64_t begin_ = 0, end_ = 0;
  State part_;
  bool whole_ = false;  // `ends_` is of the last part, [begin_, rows)
  bool is_direct_ = false;
  std::int64_t extreme_at_ = 0;  // if it is: the row that `part_` has its value from
};

// A column of the windows' results: write(state, values, out) for those with enough values, false if there is none all
// the same.
template <class Slider, class Out, class Write>
class rolling_values final : public window::stream {
 public:
  rolling_values(const window_rows& rows, const rolling_window& window, Write write)
      : pieces_(rows, window), slider_(rows.at(), pieces_.shape()), write_(write) {}
  rolling_values(const rolling_values&) = delete;
  rolling_values& operator=(const rolling_values&) = delete;

  column_view next(std::uint32_t n) override {
    values_.clear();
    for (std::uint32_t k = 0; k < n;) {
      for (rolling_piece p; !slider_.more() && pieces_.next(p);) slider_.begin(p);
      slider_.next(std::min<std::int64_t>(n - k, slider_.left()), [&](auto& state, std::int64_t values) {
        if (values < pieces_.shape().min_periods || !write_(state, values, values_[k])) values_.set_missing(k);
        ++k;
      });
    }
    return values_.view();
  }

 private:
  rolling_pieces pieces_;
  Slider slider_;
  Write write_;
  window_values<Out> values_;
};

// Quotients of many sums, which vectors find: each sum is two floats, the larger one rounded. The quotient of the
// larger one, and what its remainder and the smaller one add (Dekker, "A floating-point technique for extending the
// available precision", 1971), are rounded once. NaN where an error of the latter could change the last bit; it has
// none where the quotient is in the middle between two floats, which is frequent. Divisors have at most 26 bits.
WIDE_VECTORS bool divide(const double* large, const double* small, const double* by, std::size_t n, double* quotients) {
  int unsure = 0;
  for (std::size_t i = 0; i < n; ++i) {
    constexpr double by_half = 0x8000001p0;  // a float times it and less the difference has half of the bits
    const double inverse = 1 / by[i], q = large[i] * inverse;  // q may be off by some units in the last place
    const double q_split = q * by_half, high = q_split - (q_split - q), low = q - high;
    const double rest = large[i] - high * by[i] - low * by[i];  // exact
    const double all = rest + small[i], more = all * inverse, error = q * 0x1p-95;
    const double below = q + (more - error), above = q + (more + error);
    const double more_split = more * by_half, short_more = more_split - (more_split - more);
    const bool is_exact =
        (short_more == more) & (more * by[i] == all) & (all - rest == small[i]) & (all - small[i] == rest);
    const bool is_sure = (below == above) | is_exact;
    unsure |= is_sure ? 0 : 1;
    quotients[i] = is_sure ? q + more : std::numeric_limits<double>::quiet_NaN();
  }
  return unsure == 0;
}

// The means of windows of floats.
class rolling_means final : public window::stream {
 public:
  rolling_means(const window_rows& rows, const rolling_window& window)
      : pieces_(rows, window), slider_(rows.at(), pieces_.shape()) {}
  rolling_means(const rolling_means&) = delete;
  rolling_means& operator=(const rolling_means&) = delete;

  column_view next(std::uint32_t n) override {
    values_.clear();
    for (std::uint32_t k = 0; k < n;) {
      for (rolling_piece p; !slider_.more() && pieces_.next(p);) slider_.begin(p);
      const auto count = static_cast<std::uint32_t>(std::min<std::int64_t>({n - k, slider_.left(), at_once}));
      std::uint32_t i = 0;
      done_.clear();
      slider_.next(count, [&](auto& state, std::int64_t values) { take(i++, k, state, values); });
      if (!divide(large_, small_, by_, count, &values_[k])) settle(k, count);
      for (const auto& [at, mean] : done_) values_[at] = mean;
      k += count;
    }
    return values_.view();
  }

 private:
  using state = sliding_floats<false>;
  static constexpr std::int64_t at_once = 512;

  // The window of row k + i of the batch.
  void take(std::uint32_t i, std::uint32_t k, const state& s, std::int64_t values) {
    const bool known = values >= std::max<std::int64_t>(1, pieces_.shape().min_periods);
    double large = 0, small = 0;
    if (!known)
      values_.set_missing(k + i);
    else if (!s.in_floats(values, large, small)) [[unlikely]]
      done_.emplace_back(k + i, s.mean(values)), large = small = 0;
    const bool exact = (values & (values - 1)) == 0;  // then the rounded sum decides
    large_[i] = large;
    small_[i] = exact ? 0 : small;
    by_[i] = known ? static_cast<double>(values) : 1;
  }
  void settle(std::uint32_t k, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
      if (values_[k + i] == values_[k + i]) continue;
      exact_sum sum;
      sum.add(large_[i]);
      sum.add(small_[i]);
      values_[k + i] = exact_mean(sum, static_cast<std::int64_t>(by_[i]));
    }
  }

  rolling_pieces pieces_;
  sum_slider<double, state> slider_;
  window_values<double> values_;
  // of rows whose means are not yet there
  double large_[at_once], small_[at_once], by_[at_once];
  std::vector<std::pair<std::uint32_t, double>> done_;  // means that no vector finds, by place in the batch
};

template <class Slider, class Out, class Write>
window rolling(const window_rows& rows, const rolling_window& of, bodo::type type, Write write) {
  return {rows.at(), field{rows.values().field_at(0).name, type, nullable}, rows.values(),
          new rolling_values<Slider, Out, Write>(rows, of, write)};
}

template <class T, class Out, class State>
window rolling_whole_sum(const window_rows& rows, const rolling_window& of, bodo::type type) {
  return rolling<sum_slider<T, sliding_integers<State>>, Out>(rows, of, type,
                                                              [at = &rows.at()](const auto& s, std::int64_t, Out& out) {
                                                                out = s.value(*at);
                                                                return true;
                                                              });
}

template <template <class> class State>
window rolling_extreme(const window_rows& rows, const rolling_window& of) {
  const field& f = rows.values().field_at(0);
  if (f.type.id == kind::string) fail_together(rows.at(), "internal error: the extremes of windows of strings");
  return with_storage_type(f.storage(), [&]<class T>(T*) {
    return rolling<extreme_slider<T, extreme<State<T>>>, T>(rows, of, f.type, [](const auto& s, std::int64_t, T& out) {
      out = s.value();
      return s.known();
    });
  });
}

void expect_floats(const window_rows& rows) {
  if (rows.values().field_at(0).type.id != kind::float64)
    fail_together(rows.at(), "internal error: windows of other values than floats");
}

window rolling_spread(const window_rows& rows, const rolling_window& of, spread wanted) {
  expect_floats(rows);
  return rolling<sum_slider<double, sliding_floats<true>>, double>(rows, of, bodo::float64,
                                                                   [wanted](auto& s, std::int64_t n, double& out) {
                                                                     if (n < 2) return false;
                                                                     out = s.result(wanted, n);
                                                                     return true;
                                                                   });
}

class rolling_counts final : public window::stream {
 public:
  rolling_counts(const window_rows& rows, const rolling_window& of) : pieces_(rows, of), counter_(piece_) {}
  rolling_counts(const rolling_counts&) = delete;
  rolling_counts& operator=(const rolling_counts&) = delete;

  column_view next(std::uint32_t n) override {
    values_.clear();
    for (std::uint32_t k = 0; k < n; ++k, ++row_) {
      while (row_ == piece_.to) begin_piece();
      low_ = first_in_window(piece_, pieces_.shape(), row_, low_);
      if (row_ == piece_.from) counter_.begin_at(low_);
      const std::int64_t high = std::min(row_ + pieces_.shape().after, piece_.rows - 1);
      values_[k] = counter_.in(low_, high);
      if (high - low_ + 1 < pieces_.shape().min_periods) values_.set_missing(k);
    }
    return values_.view();
  }

 private:
  void begin_piece() {
    pieces_.next(piece_);
    row_ = piece_.from;
    low_ = 0;
  }

  rolling_pieces pieces_;
  rolling_piece piece_;
  value_counter counter_;
  std::int64_t row_ = 0, low_ = 0;
  window_values<std::int64_t> values_;
};

}  // namespace

window rolling_sum(const window_rows& rows, const rolling_window& of) {
  const field& f = rows.values().field_at(0);
  const auto whole = [&]<class T>(T*) {
    return rolling_whole_sum<T, std::int64_t, sum<std::int64_t>>(rows, of,
                                                                 f.type.id == kind::duration ? f.type : bodo::int64);
  };
  const auto natural = [&]<class T>(T*) {
    return rolling_whole_sum<T, std::uint64_t, sum<std::uint64_t>>(rows, of, bodo::uint64);
  };
  const auto real = [&]<class T>(T*) {
    return rolling<sum_slider<T, sliding_floats<false>>, double>(rows, of, bodo::float64,
                                                                 [](const auto& s, std::int64_t, double& out) {
                                                                   out = s.sum();
                                                                   return true;
                                                                 });
  };
  if (f.type.id == kind::decimal) {
    const bodo::type type = bodo::decimal(38, f.type.scale);
    if (f.storage() == storage::i128) return rolling_whole_sum<int128, int128, sum<int128>>(rows, of, type);
    return rolling_whole_sum<std::int64_t, int128, sum<int128>>(rows, of, type);
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

window rolling_mean(const window_rows& rows, const rolling_window& of) {
  expect_floats(rows);
  return {rows.at(), field{rows.values().field_at(0).name, bodo::float64, nullable}, rows.values(),
          new rolling_means(rows, of)};
}

window rolling_min(const window_rows& rows, const rolling_window& of) { return rolling_extreme<min>(rows, of); }
window rolling_max(const window_rows& rows, const rolling_window& of) { return rolling_extreme<max>(rows, of); }

window rolling_var(const window_rows& rows, const rolling_window& of) {
  return rolling_spread(rows, of, spread::variance);
}
window rolling_std(const window_rows& rows, const rolling_window& of) {
  return rolling_spread(rows, of, spread::deviation);
}

window rolling_count(const window_rows& rows, const rolling_window& of) {
  return {rows.at(), field{rows.values().field_at(0).name, bodo::int64, nullable}, rows.values(),
          new rolling_counts(rows, of)};
}

}  // namespace bodo::rt
