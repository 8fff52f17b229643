// Running sums, products and extremes; the exponentially weighted mean.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>
#include <vector>

#include "bodo/rt/aggregates.h"
#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/window.h"
#include "columns/storage_type.h"
#include "ops/neighbours.h"
#include "ops/running_by_key.h"
#include "ops/window_values.h"

namespace bodo::rt {

namespace {

// The running state within a rank, starting from that of the ranks before: for sums of floats one whose value is
// quickly computed.
template <class State>
const State& running_from(const State& before) {
  return before;
}
float_pair running_from(const sum<double>& before) { return float_pair(before.total()); }

// The result of a state after one more value.
template <class Out, class State>
Out value_of(const State& state, const site& at) {
  if constexpr (requires { state.value(at); })
    return state.value(at);
  else
    return state.value();
}

// The state of the rows of the ranks before. Collective if the rows are spread.
template <class T, class State>
State state_before(const window_rows& rows) {
  State before;
  if (!rows.spread()) return before;
  const column_view v = rows.values().column(0);
  const T* const values = static_cast<const T*>(v.values);
  State mine;
  for (std::size_t i = 0; i < static_cast<std::size_t>(rows.values().rows()); ++i)
    if (v.known(i)) mine.add(values[i]);
  const std::vector<State> all = allgather_value(mine);
  for (int r = 0; r < rank(); ++r) before.merge(all[static_cast<std::size_t>(r)]);
  return before;
}

// The values of a state to which the rows with a value are added one by one.
template <class T, class Out, class State>
class running_values final : public window::stream {
 public:
  explicit running_values(const window_rows& rows)
      : rows_(rows),
        walk_(rows),
        from_(rows.values().column(0)),
        before_(state_before<T, State>(rows)),
        state_(running_from(before_)) {}
  ~running_values() override { release(); }
  running_values(const running_values&) = delete;
  running_values& operator=(const running_values&) = delete;

  column_view next(std::uint32_t n) override {
    values_.clear();
    const T* const from = static_cast<const T*>(from_.values);
    const auto begin = [&](std::int64_t, std::int64_t) {
      release();
      state_ = running_from(before_);
    };
    walk_.next(n, begin, [&](std::int64_t i, std::int64_t end, std::uint32_t k) {
      auto state = state_;  // in registers
      const auto add = [&] {
        state.add(from[i]);
        values_[k] = value_of<Out>(state, rows_.at());
      };
      if (from_.valid == nullptr) {
        if constexpr (requires { state.add_each(from, n, &values_[k]); })
          state.add_each(from + i, static_cast<std::size_t>(end - i), &values_[k]);
        else
          for (; i < end; ++i, ++k) add();
      } else {
        for (; i < end; ++i, ++k)
          if (from_.known(static_cast<std::size_t>(i)))
            add();
          else
            values_.set_missing(k);
      }
      state_ = state;
    });
    return values_.view();
  }

 private:
  void release() {
    if constexpr (requires { state_.release(); }) state_.release();
  }

  window_rows rows_;
  segment_walk walk_;
  column_view from_;
  State before_;
  std::decay_t<decltype(running_from(before_))> state_;
  window_values<Out> values_;
};

// A state of each of few keys.
template <class T, class Out, class State>
struct running_state : State {
  using sent = State;
  running_state() = default;
  explicit running_state(const sent& s) : State(s) {}
  const sent& to_send() const { return *this; }
  void take(const T& v, bool known) {
    if (known) this->add(v);
  }
  bool step(const T& v, bool known, Out& out, const site& at) {
    take(v, known);
    if (known) out = value_of<Out>(static_cast<const State&>(*this), at);
    return known;
  }
  void release() {}
};
template <class T>
struct running_state<T, double, sum<double>> : float_pair {
  using sent = exact_sum;
  running_state() = default;
  explicit running_state(const sent& s) : float_pair(s) {}
  sent to_send() const { return total(); }
  void take(const T& v, bool known) {
    if (known) add(v);
  }
  bool step(const T& v, bool known, double& out, const site&) {
    take(v, known);
    if (known) out = value();
    return known;
  }
};

// The column of the states' values.
template <class T, class Out, class State>
window running_column(const window_rows& rows, const field& made) {
  if (const few_keys* const keys = rows.keys_if_few())
    return running_in_frame<T, Out, running_state<T, Out, State>>(rows, made, *keys);
  return {rows.at(), made, rows.values(), new running_values<T, Out, State>(rows)};
}

// A product of integers: sign, size, and whether it is beyond 64 bits.
template <class T>
class product {
 public:
  void add(T v) {
    const bool negative = std::is_signed_v<T> && v < 0;
    merge_with(negative, negative ? -static_cast<std::uint64_t>(v) : static_cast<std::uint64_t>(v), false);
  }
  void merge(const product& o) { merge_with(o.negative_, o.size_, o.beyond_); }
  auto value(const site& at) const {
    using Out = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<Out>::max());
    if (beyond_ || size_ > most + (std::is_signed_v<T> && negative_ ? 1 : 0))
      overflow(at, std::is_signed_v<T> ? "the product does not fit int64" : "the product does not fit uint64");
    return static_cast<Out>(negative_ ? -size_ : size_);
  }

 private:
  void merge_with(bool negative, std::uint64_t size, bool beyond) {
    // a product that is beyond stays so, unless the factors before it are 0
    beyond_ = (size_ != 0 || beyond_) && (beyond_ || beyond || __builtin_mul_overflow(size_, size, &size));
    size_ = size_ == 0 && !beyond_ ? 0 : size;
    negative_ = negative_ != negative && size_ != 0;
  }

  std::uint64_t size_ = 1;
  bool negative_ = false;
  bool beyond_ = false;
};

// ---- states whose results depend on how the rows are cut into parts ----

// Rows per part. Parts begin at multiples of it from a segment's first row, on any number of ranks.
constexpr std::int64_t part_rows = 4096;

// The state of a part, to which the states of the parts before have been added, after each row. `empty` is a state of
// no rows; add(state, row) adds one.
template <class State>
class state_by_parts {
 public:
  // Collective if the rows are spread.
  template <class Add>
  state_by_parts(const window_rows& rows, const State& empty, Add add)
      : empty_(empty), before_(empty), begun_(empty), total_(empty), part_(empty) {
    const table& t = rows.values();
    if (!rows.spread()) return;
    in_part_ = t.first() % part_rows;
    const table head = neighbour_rows(rows.at(), t, t.rows() == 0 ? t.first() : t.first() - in_part_, t.first()).before;
    const column_view h = head.column(0), v = t.column(0);
    for (std::int64_t i = 0; i < head.rows(); ++i) add(begun_, h, static_cast<std::size_t>(i));
    std::vector<State> ended;  // of the parts that end here
    State part = begun_;
    for (std::int64_t i = 0; i < t.rows(); ++i) {
      add(part, v, static_cast<std::size_t>(i));
      if ((t.first() + i + 1) % part_rows == 0) {
        ended.push_back(part);
        part = empty;
      }
    }
    const gathered all = allgather({reinterpret_cast<const char*>(ended.data()), ended.size() * sizeof(State)});
    const char* const end = all.bytes.data() + all.offsets[static_cast<std::size_t>(rank())];
    for (const char* p = all.bytes.data(); p < end; p += sizeof(State)) {
      State s = empty;
      std::memcpy(&s, p, sizeof s);
      before_.merge(s);
    }
  }

  void begin_segment() { total_ = before_, part_ = begun_, place_ = in_part_; }
  // The state after one more row, which add(part) adds to its part.
  template <class Add>
  State after(Add add) {
    add(part_);
    State now = total_;
    now.merge(part_);
    if (++place_ == part_rows) {
      total_ = now;
      part_ = empty_;
      place_ = 0;
    }
    return now;
  }

 private:
  State empty_;
  State before_, begun_;      // of the parts before this rank's rows, and of the begun one
  std::int64_t in_part_ = 0;  // rows of the begun one
  State total_, part_;        // of the parts before, and of this one
  std::int64_t place_ = 0;    // in it
};

// The values of such a state: write(values, k, state, known), where `known` says whether the row has a value.
template <class State, class Write>
class running_by_parts final : public window::stream {
 public:
  running_by_parts(const window_rows& rows, const State& empty, Write write)
      : rows_(rows), walk_(rows), from_(rows.values().column(0)), state_(rows, empty, add), write_(write) {}

  column_view next(std::uint32_t n) override {
    values_.clear();
    const auto begin = [&](std::int64_t, std::int64_t) { state_.begin_segment(); };
    walk_.next(n, begin, [&](std::int64_t i, std::int64_t end, std::uint32_t k) {
      state_by_parts<State> state = state_;  // in registers
      for (; i < end; ++i, ++k) {
        const auto row = static_cast<std::size_t>(i);
        const State now = state.after([&](State& part) { add(part, from_, row); });
        write_(values_, k, now, from_.known(row));
      }
      state_ = state;
    });
    return values_.view();
  }

 private:
  static void add(State& to, const column_view& v, std::size_t i) {
    if (v.known(i))
      to.add(static_cast<const double*>(v.values)[i]);
    else
      to.skip();
  }

  window_rows rows_;
  segment_walk walk_;
  column_view from_;
  state_by_parts<State> state_;
  window_values<double> values_;
  Write write_;
};

template <class State, class Write>
window by_parts(const window_rows& rows, const field& made, const State& empty, Write write) {
  return {rows.at(), made, rows.values(), new running_by_parts<State, Write>(rows, empty, write)};
}

// A product of floats that does not leave their range before the end: a factor of middle size, and a power of 2.
class scaled_product {
 public:
  void add(double v) { multiply(v, 0); }
  void skip() {}
  void merge(const scaled_product& o) { multiply(o.factor_, o.power_); }
  double value() const {
    const std::int64_t p = std::clamp<std::int64_t>(power_, -5000, 5000);
    return p == 0 ? factor_ : std::ldexp(factor_, static_cast<int>(p));
  }

 private:
  static constexpr double low = 0x1p-64, high = 0x1p64;
  // Moves v between 1/2 and 1 in size, unless it is between `low` and `high`.
  static void normalise(double& v, std::int64_t& power) {
    const double size = std::fabs(v);
    if ((size >= low && size < high) || size == 0 || size - size != 0) return;
    int p = 0;
    v = std::frexp(v, &p);
    power += p;
  }
  void multiply(double v, std::int64_t power) {
    power_ += power;
    normalise(v, power_);
    factor_ *= v;
    normalise(factor_, power_);
  }
  double factor_ = 1;
  std::int64_t power_ = 0;
};

// Weighted sums of values and weights, each row's weight that of the next one times `keep`.
class weighted_mean {
 public:
  explicit weighted_mean(double keep) : keep_(keep) {}
  void add(double v) {
    const double f = gap_ == 0 ? keep_ : std::pow(keep_, static_cast<double>(gap_ + 1));
    sum_ = sum_ * f + v;
    weights_ = weights_ * f + 1;
    factor_ *= f;
    gap_ = 0;
  }
  void skip() { ++gap_; }
  void merge(const weighted_mean& o) {
    if (o.weights_ == 0) {
      gap_ += o.gap_;
      return;
    }
    const double f = gap_ == 0 ? o.factor_ : std::pow(keep_, static_cast<double>(gap_)) * o.factor_;
    sum_ = sum_ * f + o.sum_;
    weights_ = weights_ * f + o.weights_;
    factor_ *= f;
    gap_ = o.gap_;
  }
  double value() const { return sum_ / weights_; }
  bool known() const { return weights_ != 0; }

 private:
  double keep_;
  double sum_ = 0, weights_ = 0;
  double factor_ = 1;     // of what comes before the rows, at the last value
  std::int64_t gap_ = 0;  // missing values since the last one
};

// The mean so far times `keep`, and the new value times the rest; the first value is the mean.
class smoothed_mean {
 public:
  explicit smoothed_mean(double keep) : keep_(keep) {}
  void add(double v) {
    if (!known_) {
      first_ = v, lead_ = gap_, known_ = true;
    } else {
      const mix m = mixed(gap_);
      slope_ *= m.old;
      rest_ = rest_ * m.old + v * m.fresh;
    }
    gap_ = 0;
  }
  void skip() { ++gap_; }
  void merge(const smoothed_mean& o) {
    if (!o.known_) {
      gap_ += o.gap_;
    } else if (!known_) {
      const std::int64_t before = gap_;
      *this = o;
      lead_ += before;
    } else {
      const mix m = mixed(gap_ + o.lead_);
      first_ = value() * m.old + o.first_ * m.fresh;
      slope_ = o.slope_, rest_ = o.rest_, gap_ = o.gap_;
    }
  }
  double value() const { return first_ * slope_ + rest_; }
  bool known() const { return known_; }

 private:
  struct mix {
    double old, fresh;
  };
  mix mixed(std::int64_t gap) const {
    if (gap == 0) return {keep_, 1 - keep_};
    const double old = std::pow(keep_, static_cast<double>(gap + 1)), fresh = 1 - keep_;
    return {old / (old + fresh), fresh / (old + fresh)};
  }
  double keep_;
  double first_ = 0;                 // the mean at the first value
  double slope_ = 1, rest_ = 0;      // the mean at the last one, of that
  std::int64_t lead_ = 0, gap_ = 0;  // missing values before the first one, and after the last one
  bool known_ = false;
};

template <class State>
window running_mean(const window_rows& rows, const State& empty) {
  return by_parts(rows, field{rows.values().field_at(0).name, bodo::float64, nullable}, empty,
                  [](window_values<double>& values, std::uint32_t k, const State& s, bool) {
                    if (s.known())
                      values[k] = s.value();
                    else
                      values.set_missing(k);
                  });
}

field like(const field& f, bodo::type type) { return {f.name, type, flags_of(f.nullable)}; }

// The smallest or largest value so far.
template <template <class> class State>
window running_extreme(const window_rows& rows) {
  const field f = rows.value_field();
  if (f.type.id == kind::string) fail_together(rows.at(), "internal error: the running extreme of strings");
  return with_storage_type(f.storage(), [&]<class T>(T*) { return running_column<T, T, State<T>>(rows, f); });
}

}  // namespace

window cumsum(const window_rows& rows) {
  const field& f = rows.value_field();
  switch (f.storage()) {
    case storage::b8: return running_column<std::uint8_t, std::int64_t, sum<std::int64_t>>(rows, like(f, bodo::int64));
    case storage::i8: return running_column<std::int8_t, std::int64_t, sum<std::int64_t>>(rows, like(f, bodo::int64));
    case storage::i16: return running_column<std::int16_t, std::int64_t, sum<std::int64_t>>(rows, like(f, bodo::int64));
    case storage::i32: return running_column<std::int32_t, std::int64_t, sum<std::int64_t>>(rows, like(f, bodo::int64));
    case storage::u8:
      return running_column<std::uint8_t, std::uint64_t, sum<std::uint64_t>>(rows, like(f, bodo::uint64));
    case storage::u16:
      return running_column<std::uint16_t, std::uint64_t, sum<std::uint64_t>>(rows, like(f, bodo::uint64));
    case storage::u32:
      return running_column<std::uint32_t, std::uint64_t, sum<std::uint64_t>>(rows, like(f, bodo::uint64));
    case storage::u64:
      return running_column<std::uint64_t, std::uint64_t, sum<std::uint64_t>>(rows, like(f, bodo::uint64));
    case storage::f32: return running_column<float, double, sum<double>>(rows, like(f, bodo::float64));
    case storage::f64: return running_column<double, double, sum<double>>(rows, like(f, bodo::float64));
    case storage::i64: {
      if (f.type.id == kind::decimal)
        return running_column<std::int64_t, int128, sum<int128>>(rows, like(f, bodo::decimal(38, f.type.scale)));
      return running_column<std::int64_t, std::int64_t, sum<std::int64_t>>(
          rows, like(f, f.type.id == kind::duration ? f.type : bodo::int64));
    }
    case storage::i128:
      return running_column<int128, int128, sum<int128>>(rows, like(f, bodo::decimal(38, f.type.scale)));
    case storage::text:
    case storage::code: break;
  }
  fail_together(rows.at(), "internal error: the running sum of strings");
}

window cumprod(const window_rows& rows) {
  const field& f = rows.value_field();
  if (f.type.id == kind::int64)
    return running_column<std::int64_t, std::int64_t, product<std::int64_t>>(rows, like(f, bodo::int64));
  if (f.type.id == kind::uint64)
    return running_column<std::uint64_t, std::uint64_t, product<std::uint64_t>>(rows, like(f, bodo::uint64));
  if (f.type.id != kind::float64) fail_together(rows.at(), "internal error: the running product of other values");
  return by_parts(rows, f, scaled_product(),
                  [](window_values<double>& values, std::uint32_t k, const scaled_product& p, bool known) {
                    if (known)
                      values[k] = p.value();
                    else
                      values.set_missing(k);
                  });
}

window cummin(const window_rows& rows) { return running_extreme<min>(rows); }
window cummax(const window_rows& rows) { return running_extreme<max>(rows); }

window ewm_mean(const window_rows& rows, const decay& weights) {
  if (!(weights.alpha > 0 && weights.alpha <= 1))
    fail_together(rows.at(), "the weight alpha of an exponential mean is above 0 and at most 1");
  if (weights.adjust) return running_mean(rows, weighted_mean(1 - weights.alpha));
  return running_mean(rows, smoothed_mean(1 - weights.alpha));
}

}  // namespace bodo::rt
