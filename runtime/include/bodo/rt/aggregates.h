#pragma once
// The states of aggregates, for the rows of one rank or one group: small trivially copyable structs that emitted loops
// update in place. `add` takes one known value, `remove` (of sums of integers) one that was added, `merge` another
// state of later rows, `value` returns the result, and `known` is false if there is none (the sum of no values is 0,
// their mean is missing). Merged in rank order, they give the same bits for any split of the rows: sums are exact
// (exact.h), and rounded once at the end. Some states own bytes outside: states of strings have the text as their first
// member (`begins_with_text`), the sums of floats of groups a `small_state` (`begins_with_small_state`), so that the
// library finds the bytes when a state travels. Compile with -ffp-contract=off.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <type_traits>

#include "bodo/rt/column.h"
#include "bodo/rt/decimal.h"
#include "bodo/rt/exact.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/site.h"
#include "bodo/rt/text.h"

namespace bodo::rt {

class count {
 public:
  void add() { ++n_; }
  void add(std::int64_t n) { n_ += n; }
  void merge(const count& o) { n_ += o.n_; }
  std::int64_t value() const { return n_; }
  bool is_zero() const { return n_ == 0; }
  operator std::int64_t() const { return n_; }
  static constexpr bool known() { return true; }

 private:
  std::int64_t n_ = 0;
};

template <class T>
class sum;

// Sum of integers of any signed width: computed exactly; an error if the result does not fit int64. Also of decimals
// held in 64 bits: `total()` is the sum in 128 bits, at the column's scale.
template <>
class sum<std::int64_t> {
 public:
  void add(std::int64_t v) { total_ += static_cast<uint128>(static_cast<int128>(v)); }
  void remove(std::int64_t v) { total_ -= static_cast<uint128>(static_cast<int128>(v)); }
  void add_total(int128 v) { total_ += static_cast<uint128>(v); }  // the sum of several rows
  void merge(const sum& o) { total_ += o.total_; }
  int128 total() const { return static_cast<int128>(total_); }
  std::int64_t value(const site& at) const {
    const int128 v = total();
    if (v != static_cast<std::int64_t>(v)) overflow(at, "the sum does not fit int64");
    return static_cast<std::int64_t>(v);
  }
  // of nanoseconds
  std::int64_t duration(const site& at) const {
    const int128 v = total();
    if (v != static_cast<std::int64_t>(v)) overflow(at, "the sum is beyond 64 bits of nanoseconds: 106751 days");
    return static_cast<std::int64_t>(v);
  }
  // The mean of n values (decimals of that scale): with a sum and a count, no `mean` is needed.
  double divided_by(std::int64_t n, int scale = 0) const {
    const std::uint64_t words[] = {static_cast<std::uint64_t>(total_), static_cast<std::uint64_t>(total_ >> 64)};
    return exact_mean(words, 2, false, n, scale);
  }
  static constexpr bool known() { return true; }

 private:
  uint128 total_ = 0;
};

template <>
class sum<std::uint64_t> {
 public:
  void add(std::uint64_t v) { total_ += v; }
  void remove(std::uint64_t v) { total_ -= v; }
  void merge(const sum& o) { total_ += o.total_; }
  uint128 total() const { return total_; }
  std::uint64_t value(const site& at) const {
    if (total_ >> 64 != 0) overflow(at, "the sum does not fit uint64");
    return static_cast<std::uint64_t>(total_);
  }
  double divided_by(std::int64_t n) const {
    const std::uint64_t words[] = {static_cast<std::uint64_t>(total_), static_cast<std::uint64_t>(total_ >> 64)};
    return exact_mean(words, 2, true, n, 0);
  }
  static constexpr bool known() { return true; }

 private:
  uint128 total_ = 0;
};

template <>
class sum<double> {
 public:
  void add(double v) { total_.add(v); }
  void merge(const sum& o) { total_.merge(o.total_); }
  double value() const { return total().value(); }
  exact_sum total() const { return total_.total(); }
  double divided_by(std::int64_t n) const { return exact_mean(total(), n); }
  static constexpr bool known() { return true; }

 private:
  float_sum total_;
};

// Sum of decimals in 192 bits, so that intermediate sums cannot overflow; a result of more than 38 digits is an error.
template <>
class sum<int128> {
 public:
  void add(std::int64_t v) { add(static_cast<int128>(v)); }
  void add(int128 v) {
    const uint128 before = low();
    const uint128 after = before + static_cast<uint128>(v);
    high_ += (v < 0 ? -1 : 0) + (after < before ? 1 : 0);
    set_low(after);
  }
  void remove(int128 v) { add(-v); }
  void merge(const sum& o) {
    const uint128 before = low();
    const uint128 after = before + o.low();
    high_ += o.high_ + (after < before ? 1 : 0);
    set_low(after);
  }
  int128 value(const site& at) const {
    const int128 v = static_cast<int128>(low());
    if (high_ != (v < 0 ? -1 : 0) || !within_38_digits(v)) overflow(at, "the sum has more than 38 digits");
    return v;
  }
  // The sum of n values of a column with that scale, divided by n.
  double divided_by(std::int64_t n, int scale) const {
    const std::uint64_t words[] = {low_, middle_, static_cast<std::uint64_t>(high_)};
    return exact_mean(words, 3, false, n, scale);
  }
  static constexpr bool known() { return true; }

 private:
  // in halves: 24 bytes in all, where aligned int128 would make them 32
  uint128 low() const { return static_cast<uint128>(middle_) << 64 | low_; }
  void set_low(uint128 v) {
    low_ = static_cast<std::uint64_t>(v);
    middle_ = static_cast<std::uint64_t>(v >> 64);
  }

  std::uint64_t low_ = 0;
  std::uint64_t middle_ = 0;
  std::int64_t high_ = 0;
};

template <class T>
class mean;

// Mean of integers of any signed width, or of decimals held in 64 bits (`value(scale)`).
template <>
class mean<std::int64_t> {
 public:
  void add(std::int64_t v) { add_total(v, 1); }
  void add_total(int128 v, std::int64_t n) {  // the sum of n rows
    const uint128 t = (static_cast<uint128>(static_cast<std::uint64_t>(high_)) << 64 | low_) + static_cast<uint128>(v);
    low_ = static_cast<std::uint64_t>(t);
    high_ = static_cast<std::int64_t>(t >> 64);
    n_ += n;
  }
  void merge(const mean& o) { add_total(o.total(), o.n_); }
  double value(int scale = 0) const {
    const std::uint64_t words[] = {low_, static_cast<std::uint64_t>(high_)};
    return exact_mean(words, 2, false, n_, scale);
  }
  // The nearest integer, of two the even one.
  std::int64_t nearest() const {
    if (n_ == 0) return 0;
    const int128 rest = (total() % n_ + n_) % n_, low = (total() - rest) / n_;
    return static_cast<std::int64_t>(low + (2 * rest > n_ || (2 * rest == n_ && low % 2 != 0) ? 1 : 0));
  }
  bool known() const { return n_ != 0; }

 private:
  int128 total() const {
    return static_cast<int128>(static_cast<uint128>(static_cast<std::uint64_t>(high_)) << 64 | low_);
  }

  std::uint64_t low_ = 0;
  std::int64_t high_ = 0;
  std::int64_t n_ = 0;
};

template <>
class mean<std::uint64_t> {
 public:
  void add(std::uint64_t v) { total_ += v, ++n_; }
  void merge(const mean& o) { total_ += o.total_, n_ += o.n_; }
  double value() const {
    const std::uint64_t words[] = {static_cast<std::uint64_t>(total_), static_cast<std::uint64_t>(total_ >> 64)};
    return exact_mean(words, 2, true, n_, 0);
  }
  bool known() const { return n_ != 0; }

 private:
  uint128 total_ = 0;
  std::int64_t n_ = 0;
};

template <>
class mean<double> {
 public:
  void add(double v) { total_.add(v), ++n_; }
  void merge(const mean& o) { total_.merge(o.total_), n_ += o.n_; }
  double value() const { return exact_mean(total_.total(), n_); }
  bool known() const { return n_ != 0; }

 private:
  float_sum total_;
  std::int64_t n_ = 0;
};

template <>
class mean<int128> {
 public:
  void add(std::int64_t v) { total_.add(v), ++n_; }
  void add(int128 v) { total_.add(v), ++n_; }
  void merge(const mean& o) { total_.merge(o.total_), n_ += o.n_; }
  double value(int scale) const { return total_.divided_by(n_, scale); }
  bool known() const { return n_ != 0; }

 private:
  sum<int128> total_;
  std::int64_t n_ = 0;
};

// Sample variance (divides by n - 1) and standard deviation, missing for fewer than two values: the exact variance,
// rounded once, and its root. For integers, and for decimals, whose scale is an argument of `value` and `root`.
template <class T>
class variance {
 public:
  void add(T v) {
    if constexpr (std::is_same_v<T, std::uint64_t>)
      sum_.add_natural(v);
    else
      sum_.add(static_cast<int128>(v));
    squares_.add_square(static_cast<int128>(v));
    ++n_;
  }
  void merge(const variance& o) { sum_.merge(o.sum_), squares_.merge(o.squares_), n_ += o.n_; }
  double value(int scale = 0) const { return result(spread::variance, scale); }
  double root(int scale = 0) const { return result(spread::deviation, scale); }
  bool known() const { return n_ > 1; }

 private:
  static constexpr int words = sizeof(T) == 16 ? 3 : 2, square_words = sizeof(T) == 16 ? 5 : 3;
  double result(spread wanted, int scale) const {
    return exact_spread(wanted, n_, sum_.word, words, std::is_same_v<T, std::uint64_t>, squares_.word, square_words,
                        scale);
  }

  whole_sum<words> sum_;
  whole_sum<square_words> squares_;
  std::int64_t n_ = 0;
};

template <>
class variance<double> {
 public:
  void add(double v) {
    if (!window_.add(v)) [[unlikely]]
      add_other(v);
  }
  void merge(const variance& o) {
    window_.add_to(others_);
    o.window_.add_to(others_);
    others_.merge(o.others_);
    window_ = {};
  }
  double value() const { return result(spread::variance); }
  double root() const { return result(spread::deviation); }
  bool known() const { return window_.n() + others_.n > 1; }

 private:
  double result(spread wanted) const {
    exact_moments all = others_;
    window_.add_to(all);
    return exact_spread(wanted, all);
  }
  [[gnu::noinline]] void add_other(double v) {
    others_.add(v);
    if (++missed_ < window_.n() + 1000) return;
    // most values do not fit: a new window may fit them
    window_.add_to(others_);
    window_ = {};
    missed_ = 0;
  }

  moments_window window_;
  exact_moments others_;  // the values that did not fit the window
  std::int64_t missed_ = 0;
};

// The same for floats, as small states of groups.
class grouped_sum {
 public:
  static constexpr bool begins_with_small_state = true;
  void add(double v) { total_.add(v); }
  void merge(const grouped_sum& o) { total_.merge(o.total_); }
  double value() const { return total_.value(); }
  double divided_by(std::int64_t n) const { return total_.divided_by(n); }
  static constexpr bool known() { return true; }

 private:
  float_pair total_;
};

class grouped_mean {
 public:
  static constexpr bool begins_with_small_state = true;
  void add(double v) { total_.add(v), ++n_; }
  void merge(const grouped_mean& o) { total_.merge(o.total_), n_ += o.n_; }
  double value() const { return total_.divided_by(n_); }
  bool known() const { return n_ != 0; }

 private:
  float_pair total_;
  std::int64_t n_ = 0;
};

class grouped_variance {
 public:
  static constexpr bool begins_with_small_state = true;
  void add(double v) { moments_.add(v); }
  void merge(const grouped_variance& o) { moments_.merge(o.moments_); }
  double value() const { return moments_.result(spread::variance); }
  double root() const { return moments_.result(spread::deviation); }
  bool known() const { return moments_.n() > 1; }

 private:
  float_moments moments_;
};

// Smallest and largest value of numbers, dates and bools. NaN counts only if there is nothing else, as in Arrow; of
// equal values the first is kept.
template <class T, class Before>
class extreme {
 public:
  void add(const T& v) {
    // a float is compared with the last of all first, which takes one instruction; NaN comes before none
    const bool first = !std::is_floating_point_v<T> && !known_;
    value_ = first || Before()(v, value_) ? v : value_;
    number_ |= v == v;
    known_ = true;
  }
  void merge(const extreme& o) {
    if (o.known_) add(o.value());
  }
  T value() const {
    if constexpr (std::is_floating_point_v<T>)
      if (!number_) return std::numeric_limits<T>::quiet_NaN();
    return value_;
  }
  bool known() const { return known_; }

 private:
  static constexpr T last() {
    if constexpr (std::is_floating_point_v<T>) {
      constexpr T infinity = std::numeric_limits<T>::infinity();
      return Before()(-infinity, infinity) ? infinity : -infinity;
    }
    return T{};
  }
  T value_ = last();
  bool known_ = false, number_ = false;
};

template <class T>
class min : public extreme<T, std::less<>> {};
template <class T>
class max : public extreme<T, std::greater<>> {};

// A text that an aggregate keeps, in a heap that outlives the rows. A new text reuses the old one's bytes if it fits:
// the last string of a million rows needs the memory of one.
class kept_text {
 public:
  void set(const text& v, text_heap& heap) {
    if (!v.is_inline() && v.size() <= value_.size()) {
      char* at = const_cast<char*>(value_.data());  // the heap's, writable
      std::memcpy(at, v.data(), v.size());
      value_ = text(std::string_view(at, v.size()));
    } else {
      value_ = heap.keep(v);
    }
  }
  const text& value() const { return value_; }

 private:
  text value_;
};

// For strings, by code points (in UTF-8 the same as by bytes). `heap` holds the bytes: a group-by's `heap()`, else that
// of the emitted function.
template <>
class min<text> {
 public:
  static constexpr bool begins_with_text = true;
  void add(const text& v, text_heap& heap) {
    if (known_ && !(v < value_.value())) return;
    value_.set(v, heap);
    known_ = true;
  }
  void merge(const min& o) {
    if (o.known_ && (!known_ || o.value_.value() < value_.value())) *this = o;
  }
  const text& value() const { return value_.value(); }
  bool known() const { return known_; }

 private:
  kept_text value_;
  bool known_ = false;
};

template <>
class max<text> {
 public:
  static constexpr bool begins_with_text = true;
  void add(const text& v, text_heap& heap) {
    if (known_ && !(value_.value() < v)) return;
    value_.set(v, heap);
    known_ = true;
  }
  void merge(const max& o) {
    if (o.known_ && (!known_ || value_.value() < o.value_.value())) *this = o;
  }
  const text& value() const { return value_.value(); }
  bool known() const { return known_; }

 private:
  kept_text value_;
  bool known_ = false;
};

// First and last known value in the order of `row`, the row's global number (or anything that orders as the rows of a
// sequential run do, and differs from row to row).
template <class T>
class first {
 public:
  void add(const T& v, std::int64_t row) {
    if (known_ && row >= row_) return;
    value_ = v, row_ = row, known_ = true;
  }
  void merge(const first& o) {
    if (o.known_) add(o.value_, o.row_);
  }
  const T& value() const { return value_; }
  bool known() const { return known_; }

 private:
  T value_{};
  std::int64_t row_ = 0;
  bool known_ = false;
};

template <class T>
class last {
 public:
  void add(const T& v, std::int64_t row) {
    if (known_ && row <= row_) return;
    value_ = v, row_ = row, known_ = true;
  }
  void merge(const last& o) {
    if (o.known_) add(o.value_, o.row_);
  }
  const T& value() const { return value_; }
  bool known() const { return known_; }

 private:
  T value_{};
  std::int64_t row_ = 0;
  bool known_ = false;
};

template <>
class first<text> {
 public:
  static constexpr bool begins_with_text = true;
  void add(const text& v, std::int64_t row, text_heap& heap) {
    if (known_ && row >= row_) return;
    value_.set(v, heap);
    row_ = row, known_ = true;
  }
  void merge(const first& o) {
    if (o.known_ && (!known_ || o.row_ < row_)) *this = o;
  }
  const text& value() const { return value_.value(); }
  bool known() const { return known_; }

 private:
  kept_text value_;
  std::int64_t row_ = 0;
  bool known_ = false;
};

template <>
class last<text> {
 public:
  static constexpr bool begins_with_text = true;
  void add(const text& v, std::int64_t row, text_heap& heap) {
    if (known_ && row <= row_) return;
    value_.set(v, heap);
    row_ = row, known_ = true;
  }
  void merge(const last& o) {
    if (o.known_ && (!known_ || o.row_ > row_)) *this = o;
  }
  const text& value() const { return value_.value(); }
  bool known() const { return known_; }

 private:
  kept_text value_;
  std::int64_t row_ = 0;
  bool known_ = false;
};

// True if any, or all, of the known values are true; false and true if there are none.
class any {
 public:
  void add(bool v) { value_ |= v; }
  void merge(const any& o) { value_ |= o.value_; }
  bool value() const { return value_; }
  static constexpr bool known() { return true; }

 private:
  bool value_ = false;
};

class all {
 public:
  void add(bool v) { some_false_ |= !v; }
  void merge(const all& o) { some_false_ |= o.some_false_; }
  bool value() const { return !some_false_; }
  static constexpr bool known() { return true; }

 private:
  bool some_false_ = false;
};

}  // namespace bodo::rt
