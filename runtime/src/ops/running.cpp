// Running sums, products and extremes; the exponentially weighted mean.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>
#include <vector>

#include "bodo/rt/aggregates.h"
#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/rows_by_key.h"
#include "bodo/rt/window.h"
#include "columns/storage_type.h"
#include "ops/neighbours.h"

namespace bodo::rt {

window_rows::window_rows(const site& at, const table& values) : window_rows(at, values, table()) {}
window_rows::window_rows(const site& at, const table& values, const table& times)
    : at_(&at), values_(values), times_(times), spread_(!values.is_replicated() && size() > 1) {
  if (!values.is_replicated()) guard(at);
  all_[1] = values.rows();
}
window_rows::window_rows(const rows_by_key& rows, std::size_t values)
    : at_(&rows.at()), values_(rows[values]), groups_(rows.starts()) {}
window_rows::window_rows(const rows_by_key& rows, std::size_t values, std::size_t times)
    : at_(&rows.at()), values_(rows[values]), times_(rows[times]), groups_(rows.starts()) {}

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

// Calls row(i, state) for each row of a segment with a value, after it was added to the state; a segment that other
// ranks have begun starts with the state of their rows.
template <class T, class State, class Row>
void run(const window_rows& rows, Row row) {
  const column_view v = rows.values().column(0);
  const T* const values = static_cast<const T*>(v.values);
  const std::span<const std::int64_t> starts = rows.starts();
  State before;
  if (rows.spread()) {
    State mine;
    for (std::size_t i = 0; i < static_cast<std::size_t>(starts[1]); ++i)
      if (v.known(i)) mine.add(values[i]);
    const std::vector<State> all = allgather_value(mine);
    for (int r = 0; r < rank(); ++r) before.merge(all[static_cast<std::size_t>(r)]);
  }
  for (std::size_t s = 0; s + 1 < starts.size(); ++s) {
    auto state = running_from(before);
    for (auto i = static_cast<std::size_t>(starts[s]); i < static_cast<std::size_t>(starts[s + 1]); ++i)
      if (v.known(i)) {
        state.add(values[i]);
        row(i, state);
      }
    if constexpr (requires { state.release(); }) state.release();
  }
}

// The column of the states' values.
template <class T, class Out, class State>
table running_values(const window_rows& rows, const field& made) {
  const table& values = rows.values();
  const auto n = static_cast<std::size_t>(values.rows());
  table_builder b(rows.at(), {made});
  Out* const out = b.extend<Out>(0, values.rows());
  run<T, State>(rows, [&](std::size_t i, const auto& state) { out[i] = value_of<Out>(state, rows.at()); });
  const column_view v = values.column(0);
  if (v.valid != nullptr)
    for (std::size_t i = 0; i < n; ++i)
      if (!v.known(i)) {
        out[i] = Out{};
        b.set_missing(0, static_cast<std::int64_t>(i));
      }
  return b.finish_like(values);
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

// Calls row(i, state) for each row, after it was added to the state of its part (`add`, or `skip` if it is missing),
// to which the states of the parts before have been added. `empty` is a state of no rows.
template <class State, class Row>
void run_by_parts(const window_rows& rows, const State& empty, Row row) {
  const table& t = rows.values();
  const std::span<const std::int64_t> starts = rows.starts();
  const auto add = [](State& to, const column_view& v, std::size_t i) {
    if (v.known(i))
      to.add(static_cast<const double*>(v.values)[i]);
    else
      to.skip();
  };
  const column_view v = t.column(0);
  State before = empty, begun = empty;
  std::int64_t in_part = 0;  // rows of the first part that are on other ranks
  if (rows.spread()) {
    in_part = t.first() % part_rows;
    const table head = neighbour_rows(rows.at(), t, t.rows() == 0 ? t.first() : t.first() - in_part, t.first()).before;
    const column_view h = head.column(0);
    for (std::int64_t i = 0; i < head.rows(); ++i) add(begun, h, static_cast<std::size_t>(i));
    std::vector<State> ended;  // of the parts that end here
    State part = begun;
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
      before.merge(s);
    }
  }
  for (std::size_t s = 0; s + 1 < starts.size(); ++s) {
    State total = before, part = begun;
    for (std::int64_t i = starts[s], k = in_part; i < starts[s + 1]; ++i) {
      add(part, v, static_cast<std::size_t>(i));
      State now = total;
      now.merge(part);
      row(static_cast<std::size_t>(i), now);
      if (++k == part_rows) {
        total = now;
        part = empty;
        k = 0;
      }
    }
  }
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
table running_mean(const window_rows& rows, const State& empty) {
  table_builder b(rows.at(), {field{rows.values().field_at(0).name, bodo::float64, nullable}});
  double* const out = b.extend<double>(0, rows.values().rows());
  run_by_parts(rows, empty, [&](std::size_t i, const State& s) {
    out[i] = s.known() ? s.value() : 0;
    if (!s.known()) b.set_missing(0, static_cast<std::int64_t>(i));
  });
  return b.finish_like(rows.values());
}

field like(const field& f, bodo::type type) { return {f.name, type, flags_of(f.nullable)}; }

// The smallest or largest value so far.
template <template <class> class State>
table running_extreme(const window_rows& rows) {
  const field f = rows.values().field_at(0);
  if (f.type.id == kind::string) fail_together(rows.at(), "internal error: the running extreme of strings");
  return with_storage_type(f.storage(), [&]<class T>(T*) { return running_values<T, T, State<T>>(rows, f); });
}

}  // namespace

table cumsum(const window_rows& rows) {
  const field& f = rows.values().field_at(0);
  switch (f.storage()) {
    case storage::b8: return running_values<std::uint8_t, std::int64_t, sum<std::int64_t>>(rows, like(f, bodo::int64));
    case storage::i8: return running_values<std::int8_t, std::int64_t, sum<std::int64_t>>(rows, like(f, bodo::int64));
    case storage::i16: return running_values<std::int16_t, std::int64_t, sum<std::int64_t>>(rows, like(f, bodo::int64));
    case storage::i32: return running_values<std::int32_t, std::int64_t, sum<std::int64_t>>(rows, like(f, bodo::int64));
    case storage::u8:
      return running_values<std::uint8_t, std::uint64_t, sum<std::uint64_t>>(rows, like(f, bodo::uint64));
    case storage::u16:
      return running_values<std::uint16_t, std::uint64_t, sum<std::uint64_t>>(rows, like(f, bodo::uint64));
    case storage::u32:
      return running_values<std::uint32_t, std::uint64_t, sum<std::uint64_t>>(rows, like(f, bodo::uint64));
    case storage::u64:
      return running_values<std::uint64_t, std::uint64_t, sum<std::uint64_t>>(rows, like(f, bodo::uint64));
    case storage::f32: return running_values<float, double, sum<double>>(rows, like(f, bodo::float64));
    case storage::f64: return running_values<double, double, sum<double>>(rows, like(f, bodo::float64));
    case storage::i64: {
      if (f.type.id == kind::decimal)
        return running_values<std::int64_t, int128, sum<int128>>(rows, like(f, bodo::decimal(38, f.type.scale)));
      return running_values<std::int64_t, std::int64_t, sum<std::int64_t>>(
          rows, like(f, f.type.id == kind::duration ? f.type : bodo::int64));
    }
    case storage::i128:
      return running_values<int128, int128, sum<int128>>(rows, like(f, bodo::decimal(38, f.type.scale)));
    case storage::text:
    case storage::code: break;
  }
  fail_together(rows.at(), "internal error: the running sum of strings");
}

table cumprod(const window_rows& rows) {
  const field& f = rows.values().field_at(0);
  if (f.type.id == kind::int64)
    return running_values<std::int64_t, std::int64_t, product<std::int64_t>>(rows, like(f, bodo::int64));
  if (f.type.id == kind::uint64)
    return running_values<std::uint64_t, std::uint64_t, product<std::uint64_t>>(rows, like(f, bodo::uint64));
  if (f.type.id != kind::float64) fail_together(rows.at(), "internal error: the running product of other values");
  const table& values = rows.values();
  const column_view v = values.column(0);
  table_builder b(rows.at(), {f});
  double* const out = b.extend<double>(0, values.rows());
  run_by_parts(rows, scaled_product(), [&](std::size_t i, const scaled_product& p) {
    out[i] = v.known(i) ? p.value() : 0;
    if (!v.known(i)) b.set_missing(0, static_cast<std::int64_t>(i));
  });
  return b.finish_like(values);
}

table cummin(const window_rows& rows) { return running_extreme<min>(rows); }
table cummax(const window_rows& rows) { return running_extreme<max>(rows); }

table ewm_mean(const window_rows& rows, double alpha, bool adjust) {
  if (!(alpha > 0 && alpha <= 1))
    fail_together(rows.at(), "the weight alpha of an exponential mean is above 0 and at most 1");
  if (adjust) return running_mean(rows, weighted_mean(1 - alpha));
  return running_mean(rows, smoothed_mean(1 - alpha));
}

}  // namespace bodo::rt
