#pragma once
// What the iterations of a parallel loop (parallel_loop.h) combine: variables, and elements of arrays at any index.
// Each rank has states, which are merged in the order of the ranks, those of all variables and arrays of a loop in one
// exchange (combined_states). Sums of floats are exact, and rounded once. A loop that every rank runs as a whole merges
// nothing.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "bodo/rt/exact.h"
#include "bodo/rt/loop_core.h"
#include "bodo/rt/loop_views.h"

namespace bodo::rt {

namespace detail {

// Integers are added as unsigned ones: the sum is right if it fits, whatever the ranks' parts are.
template <class T>
struct integer_total {
  std::uint64_t value = 0;
  void operator+=(T v) { value += static_cast<std::uint64_t>(v); }
  void operator-=(T v) { value -= static_cast<std::uint64_t>(v); }
  void operator++() { ++value; }
  void operator++(int) { ++value; }
  void operator--() { --value; }
  void operator--(int) { --value; }
  void merge(const integer_total& o) { value += o.value; }
  T result() const { return static_cast<T>(value); }
};
template <class T, class Sum = exact_sum>
struct float_total {
  Sum value;
  void operator+=(double v) { value.add(v); }
  void operator-=(double v) { value.add(-v); }
  void operator++() { value.add(1); }
  void operator++(int) { value.add(1); }
  void operator--() { value.add(-1); }
  void operator--(int) { value.add(-1); }
  void merge(const float_total& o) { value.merge(o.value); }
  T result() const { return static_cast<T>(value.value()); }
};
// ... rounded after each term.
template <class T>
struct rounded_total {
  T value = 0;
  void operator+=(T v) { value += v; }
  void operator-=(T v) { value -= v; }
  void operator++() { ++value; }
  void operator++(int) { ++value; }
  void operator--() { --value; }
  void operator--(int) { --value; }
  void merge(const rounded_total& o) { value += o.value; }
  T result() const { return value; }
};
template <class T>
struct integer_product {
  std::uint64_t value = 1;
  void operator*=(T v) { value *= static_cast<std::uint64_t>(v); }
  void merge(const integer_product& o) { value *= o.value; }
  T result() const { return static_cast<T>(value); }
};

// Of `value` op value: what the loop's own statement does with it.
template <class T>
struct least_of {
  T value;
  void merge(const least_of& o) { value = o.value < value ? o.value : value; }
};
template <class T>
struct greatest_of {
  T value;
  void merge(const greatest_of& o) { value = value < o.value ? o.value : value; }
};
template <class T>
struct bits_and {
  T value;
  void merge(const bits_and& o) { value &= o.value; }
};
template <class T>
struct bits_or {
  T value;
  void merge(const bits_or& o) { value |= o.value; }
};
template <class T>
struct bits_xor {
  T value;
  void merge(const bits_xor& o) { value ^= o.value; }
};

template <class T>
using fast_total = std::conditional_t<std::is_floating_point_v<T>, rounded_total<T>, integer_total<T>>;

template <class T, class Total>
struct totals {
  static constexpr bool is_read = false;
  static void declare(loop_core&) {}
  class state {
   public:
    explicit state(const during<totals>& d) : variable_(&d.use.variable) {
      if (!d.loop.counts_before()) return;
      if constexpr (requires { total_ += T(); })
        total_ += *variable_;
      else
        total_ *= *variable_;
    }
    template <bool...>
    Total& own() {
      return total_;
    }
    Total& around() { return total_; }
    combined_states combined() { return combined_states::of(std::span(&total_, 1)); }
    void finish(const loop_core&) { *variable_ = total_.result(); }

   private:
    T* variable_;
    Total total_;
  };
  T& variable;
};

template <class T, class Value, bool Once>
struct values {
  static constexpr bool is_read = false;
  static void declare(loop_core&) {}
  class state {
   public:
    explicit state(const during<values>& d)
        : variable_(&d.use.variable), value_{Once && !d.loop.counts_before() ? T() : d.use.variable} {}
    template <bool...>
    T& own() {
      return value_.value;
    }
    T& around() { return value_.value; }
    combined_states combined() { return combined_states::of(std::span(&value_, 1)); }
    void finish(const loop_core&) { *variable_ = value_.value; }

   private:
    T* variable_;
    Value value_;
  };
  T& variable;
};

// A minimum or maximum, and variables that the loop's own statement assigns together with it.
template <class T, bool Least, class... With>
struct extremes {
  static constexpr bool is_read = false;
  static void declare(loop_core&) {}
  struct found {
    T value;
    std::array<std::byte, (sizeof(With) + ...)> with;
    void merge(const found& o) {
      if (Least ? o.value < value : value < o.value) *this = o;
    }
  };
  class state {
   public:
    explicit state(const during<extremes>& d) : use_(&d.use), best_{d.use.variable, {}} {}
    template <bool...>
    T& own() {
      return best_.value;
    }
    T& around() { return best_.value; }
    combined_states combined() {
      each([at = best_.with.data()](auto& v) mutable { std::memcpy(std::exchange(at, at + sizeof v), &v, sizeof v); });
      return combined_states::of(std::span(&best_, 1));
    }
    void finish(const loop_core&) {
      use_->variable = best_.value;
      each([at = best_.with.data()](auto& v) mutable { std::memcpy(&v, std::exchange(at, at + sizeof v), sizeof v); });
    }

   private:
    void each(auto visit) const {
      std::apply([&](auto&... v) { (visit(v), ...); }, use_->with);
    }
    const extremes* use_;
    found best_;
  };
  T& variable;
  std::tuple<With&...> with;
};

// Arrays whose elements any iteration may combine: `rows` becomes the new array, on every rank. Of `totals` each rank
// has a state of each element, which starts from what was there before the loop on one of them.
template <class T, class Total>
class total_elements {
 public:
  total_elements(const loop_core& loop, const table& before) : totals_(static_cast<std::size_t>(before.rows())) {
    if (!loop.counts_before()) return;
    const T* const values = static_cast<const T*>(before.column(0).values);
    for (std::size_t i = 0; i < totals_.size(); ++i) {
      if constexpr (requires { totals_[i] += T(); })
        totals_[i] += values[i];
      else
        totals_[i] *= values[i];
    }
  }
  total_elements(const total_elements&) = delete;
  total_elements& operator=(const total_elements&) = delete;
  ~total_elements() {
    if constexpr (is_exact)
      for (Total& t : totals_) t.value.release();
  }
  template <bool CheckedColumns, bool CheckedRows>
  all_rows<Total, CheckedColumns, CheckedRows> view(const site& at, const char* name, const table& rows) {
    return {at, name, totals_.data(), rows};
  }
  combined_states combined() {
    if constexpr (is_exact) {
      using sum = decltype(Total::value);
      static_assert(sizeof(Total) == sizeof(sum));
      return combined_states::of_sums(std::span(reinterpret_cast<sum*>(totals_.data()), totals_.size()));
    } else {
      return combined_states::of(std::span(totals_));
    }
  }
  void finish(T* result) {
    for (std::size_t i = 0; i < totals_.size(); ++i) result[i] = totals_[i].result();
  }

 private:
  static constexpr bool is_exact = std::is_same_v<Total, float_total<T, float_pair>>;
  std::vector<Total> totals_;
};

// Of values the loop's own statement combines them.
template <class T, class Value, bool Once>
class value_elements {
 public:
  value_elements(const loop_core& loop, const table& before) : values_(static_cast<std::size_t>(before.rows())) {
    static_assert(sizeof(Value) == sizeof(T));
    const T* const values = static_cast<const T*>(before.column(0).values);
    const bool starts = !Once || loop.counts_before();
    for (std::size_t i = 0; i < values_.size(); ++i) values_[i].value = starts ? values[i] : T();
  }
  value_elements(const value_elements&) = delete;
  value_elements& operator=(const value_elements&) = delete;
  template <bool CheckedColumns, bool CheckedRows>
  all_rows<T, CheckedColumns, CheckedRows> view(const site& at, const char* name, const table& rows) {
    return {at, name, reinterpret_cast<T*>(values_.data()), rows};
  }
  combined_states combined() { return combined_states::of(std::span(values_)); }
  void finish(T* result) {
    for (std::size_t i = 0; i < values_.size(); ++i) result[i] = values_[i].value;
  }

 private:
  std::vector<Value> values_;
};

template <class T, class Elements>
class by_key {
 public:
  by_key(table& rows, const char* name) : rows_(&rows), name_(name) {}
  rows_in_range<by_key> within(std::initializer_list<range_of_use> ranges) const { return {*this, ranges}; }
  columns_in_range<by_key> columns(std::initializer_list<range_of_use> ranges) const { return {*this, ranges}; }

  static constexpr bool is_read = false;
  void declare(const loop_core& loop) const { *rows_ = loop.whole(*rows_, name_, use_of_all::combined); }
  class state {
   public:
    explicit state(const during<by_key>& d)
        : at_(&d.loop.at()), name_(d.use.name_), rows_(d.use.rows_), elements_(d.loop, *rows_) {}
    template <bool CheckedColumns = true, bool CheckedRows = true>
    auto own() {
      return elements_.template view<CheckedColumns, CheckedRows>(*at_, name_, *rows_);
    }
    auto around() { return own(); }
    combined_states combined() { return elements_.combined(); }
    void finish(const loop_core& loop) {
      table_builder built(loop.at(), {rows_->field_at(0)});
      elements_.finish(built.extend<T>(0, rows_->rows()));
      *rows_ = built.finish(layout::replicated);
    }

   private:
    const site* at_;
    const char* name_;
    table* rows_;
    Elements elements_;
  };

 protected:
  std::int64_t row_count() const { return rows_->matrix_rows(); }
  std::int64_t column_count() const { return rows_->row_length(); }

 private:
  table* rows_;
  const char* name_;
};

}  // namespace detail

// The ways in which iterations combine elements of arrays.
template <class T>
using sums_by_key = detail::by_key<
    T, detail::total_elements<T, std::conditional_t<std::is_floating_point_v<T>, detail::float_total<T, float_pair>,
                                                    detail::integer_total<T>>>>;
template <class T>
using fast_sums_by_key = detail::by_key<T, detail::total_elements<T, detail::fast_total<T>>>;
template <class T>
using products_by_key = detail::by_key<T, detail::total_elements<T, detail::integer_product<T>>>;
template <class T>
using least_by_key = detail::by_key<T, detail::value_elements<T, detail::least_of<T>, false>>;
template <class T>
using greatest_by_key = detail::by_key<T, detail::value_elements<T, detail::greatest_of<T>, false>>;
template <class T>
using all_bits_by_key = detail::by_key<T, detail::value_elements<T, detail::bits_and<T>, false>>;
template <class T>
using any_bits_by_key = detail::by_key<T, detail::value_elements<T, detail::bits_or<T>, false>>;
template <class T>
using flipped_bits_by_key = detail::by_key<T, detail::value_elements<T, detail::bits_xor<T>, true>>;

// Variables that are the same on every rank before and after the loop, and that its iterations combine.
template <class T>
auto sums(T& variable) {
  using total = std::conditional_t<std::is_floating_point_v<T>, detail::float_total<T>, detail::integer_total<T>>;
  return detail::totals<T, total>{variable};
}
template <class T>
auto fast_sums(T& variable) {
  return detail::totals<T, detail::fast_total<T>>{variable};
}
template <class T>
auto products(T& variable) {
  return detail::totals<T, detail::integer_product<T>>{variable};
}
template <class T>
auto least(T& variable) {
  return detail::values<T, detail::least_of<T>, false>{variable};
}
template <class T>
auto greatest(T& variable) {
  return detail::values<T, detail::greatest_of<T>, false>{variable};
}
// The iteration that changes `variable` changes `with` too, which have their values of the one that is kept.
template <class T, class... With>
  requires(sizeof...(With) > 0)
auto least(T& variable, With&... with) {
  return detail::extremes<T, true, With...>{variable, {with...}};
}
template <class T, class... With>
  requires(sizeof...(With) > 0)
auto greatest(T& variable, With&... with) {
  return detail::extremes<T, false, With...>{variable, {with...}};
}
template <class T>
auto all_bits(T& variable) {
  return detail::values<T, detail::bits_and<T>, false>{variable};
}
template <class T>
auto any_bits(T& variable) {
  return detail::values<T, detail::bits_or<T>, false>{variable};
}
template <class T>
auto flipped_bits(T& variable) {
  return detail::values<T, detail::bits_xor<T>, true>{variable};
}

}  // namespace bodo::rt
