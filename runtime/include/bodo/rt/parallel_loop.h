#pragma once
// Parallel loops over arrays, `for (auto i : bodo::prange(begin, end))`: each rank runs the iterations of its rows. An
// emitted loop says how it uses each array and variable, and its body is the user's, on views that are indexed by
// global row numbers:
//
//     rt::parallel_loop(at::line<9, "prange">, 1, n - 1)
//         .over(rt::reads<double, -1, 1>(u, "u"), rt::overwrites<double>(next, "next"), rt::sums(change))
//         .run([&](rt::iterations rows, const auto& u, auto& next, auto& change) {
//           for (auto i : rows) {
//             next[i] = (u[i - 1] + u[i + 1]) / 2;
//             change += next[i] - u[i];
//           }
//         });
//
// Iteration i runs on the rank that has row i of the arrays that the loop writes; of those that it reads, if it writes
// none; of equal blocks of the iterations, if it has no such arrays. Arrays that are used at any index are on every
// rank as a whole. Elements of other ranks' rows (halos) are exchanged before the loop: which ranks need which rows
// follows from lengths that all ranks know. The iterations that read none of them run on plain pointers. Sums of floats
// are exact, and rounded once, so results have the same bits on any number of ranks.
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "bodo/rt/aggregates.h"
#include "bodo/rt/allreduce.h"
#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/exact.h"
#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

// The numbers from `first` up to, not including, `last`.
class iterations {
 public:
  class iterator {
   public:
    explicit iterator(std::int64_t i) : i_(i) {}
    std::int64_t operator*() const { return i_; }
    iterator& operator++() { return ++i_, *this; }
    bool operator!=(const iterator& o) const { return i_ != o.i_; }

   private:
    std::int64_t i_;
  };
  iterations(std::int64_t first, std::int64_t last) : first_(first), last_(last < first ? first : last) {}
  iterator begin() const { return iterator(first_); }
  iterator end() const { return iterator(last_); }

 private:
  std::int64_t first_, last_;
};

namespace detail {

// An array that a loop reads: this rank's rows in place, and those of other ranks around them.
struct read_array {
  table rows;
  const char* name;
  std::int64_t low, high;  // it is read from i + low to i + high
  std::size_t width = 0;   // bytes of an element
  block own = {}, before = {}, after = {};
  std::vector<std::byte> left = {}, right = {};  // the rows `before` and `after`
};

// What all loops share.
class loop_core {
 public:
  loop_core(const site& at, std::int64_t begin, std::int64_t end) : at_(&at), begin_(begin), end_(end) {}

  void read(const table& rows, const char* name, std::int64_t low, std::int64_t high, std::size_t width);
  void written(table& rows, const char* name);
  // Collective: all elements on every rank, for a loop that does `what`; an error if there are more than 2^20.
  table whole(const table& rows, const char* name, const char* what, const char* instead) const;
  // Collective: divides the iterations, exchanges the rows that ranks need of each other.
  void start();

  const site& at() const { return *at_; }
  const read_array& array(std::size_t n) const { return reads_[n]; }
  const block& mine() const { return mine_; }
  // This rank's iterations, and those of them that read its own rows alone.
  iterations before() const { return {mine_.begin, inner_.begin}; }
  iterations inner() const { return {inner_.begin, inner_.end()}; }
  iterations after() const { return {inner_.end(), mine_.end()}; }

 private:
  block iterations_of(int rank) const;
  block needed_by(int rank, const read_array& a) const;
  void exchange_halos();

  const site* at_;
  std::int64_t begin_, end_;
  std::int64_t length_ = -1;  // of the array whose rows divide the iterations; negative: there is none
  bool writes_ = false;
  std::vector<read_array> reads_;
  block mine_, inner_;
};

// Collective: combines what the ranks have, of each element, in the order of the ranks.
void merge(const site& at, std::span<float_pair> sums);
void merge(const site& at, std::span<std::byte> states, std::size_t width,
           void (*combine)(std::byte*, const std::byte*));
template <class State>
void merge(const site& at, std::span<State> states) {
  merge(at, std::as_writable_bytes(states), sizeof(State), [](std::byte* state, const std::byte* other) {
    reinterpret_cast<State*>(state)->merge(*reinterpret_cast<const State*>(other));
  });
}

// The elements of an array that no other table shares: they may be overwritten. Else null. Local.
void* own_elements(table& rows);

[[noreturn]] void beyond_array(const site& at, const char* name, std::int64_t index, std::int64_t length);
[[noreturn]] void beyond_array(const site& at, const char* name, std::int64_t row, std::int64_t column,
                               std::int64_t rows, std::int64_t columns);

// The columns of an array of two dimensions, in which the index of one is looked up.
class row_columns {
 public:
  row_columns(const site& at, const char* name, const table& rows)
      : at_(&at), name_(name), rows_(rows.matrix_rows()), count_(rows.row_length()) {}
  std::int64_t count() const { return count_; }
  bool has_row(std::int64_t row) const { return static_cast<std::uint64_t>(row) < static_cast<std::uint64_t>(rows_); }
  std::int64_t place(std::int64_t row, std::int64_t column) const {
    if (static_cast<std::uint64_t>(column) >= static_cast<std::uint64_t>(count_)) [[unlikely]]
      beyond(row, column);
    return column;
  }
  [[noreturn]] void beyond(std::int64_t row, std::int64_t column) const {
    beyond_array(*at_, name_, row, column, rows_, count_);
  }

 private:
  const site* at_;
  const char* name_;
  std::int64_t rows_, count_;
};

// The arguments of the state that a use has while the loop runs. Of arrays that are read: its number.
template <class Use>
struct during {
  const Use& use;
  const loop_core& loop;
  std::size_t array;
};

// With `Checked` the columns of elements are looked up; else they are known to be there.
template <class T, bool Checked>
class own_rows {
 public:
  own_rows(const site& at, const read_array& a)
      : values_(static_cast<const T*>(a.own.count == 0 ? nullptr : a.rows.column(0).values)),
        first_(a.own.begin),
        columns_(at, a.name, a.rows) {}
  const T& operator[](std::int64_t i) const { return values_[i - first_]; }
  const T& operator()(std::int64_t i, std::int64_t j) const {
    return values_[(i - first_) * columns_.count() + (Checked ? columns_.place(i, j) : j)];
  }

 private:
  const T* values_;
  std::int64_t first_;
  row_columns columns_;
};

template <class T>
class rows_around {
 public:
  rows_around(const site& at, const read_array& a) : at_(&at), array_(&a), columns_(at, a.name, a.rows) {}
  const T& operator[](std::int64_t i) const {
    if (const T* row = find(i)) return *row;
    beyond_array(*at_, array_->name, i, array_->rows.total());
  }
  const T& operator()(std::int64_t i, std::int64_t j) const {
    if (const T* row = find(i)) return row[columns_.place(i, j)];
    columns_.beyond(i, j);
  }

 private:
  const T* find(std::int64_t i) const {
    const auto in = [&](const block& b, const void* values) {
      const bool within = i >= b.begin && i < b.end();
      return within ? static_cast<const T*>(values) + (i - b.begin) * columns_.count() : nullptr;
    };
    const T* row = in(array_->own, array_->rows.column(0).values);
    if (row == nullptr) row = in(array_->before, array_->left.data());
    return row == nullptr ? in(array_->after, array_->right.data()) : row;
  }

  const site* at_;
  const read_array* array_;
  row_columns columns_;
};

// All rows of an array: on this rank, whatever the index.
template <class Value>
class all_rows {
 public:
  all_rows(const site& at, const char* name, Value* values, const table& rows)
      : at_(&at), name_(name), values_(values), count_(rows.rows()), columns_(at, name, rows) {}
  template <std::integral Index>
  Value& operator[](Index i) const {
    if (!std::in_range<std::int64_t>(i) || static_cast<std::uint64_t>(i) >= static_cast<std::uint64_t>(count_))
        [[unlikely]]
      beyond_array(*at_, name_, static_cast<std::int64_t>(i), count_);
    return values_[i];
  }
  Value& operator()(std::int64_t i, std::int64_t j) const {
    if (!columns_.has_row(i)) [[unlikely]]
      columns_.beyond(i, j);
    return values_[i * columns_.count() + columns_.place(i, j)];
  }

 private:
  const site* at_;
  const char* name_;
  Value* values_;
  std::int64_t count_;
  row_columns columns_;
};

template <class T, bool Checked>
class new_rows {
 public:
  new_rows(T* values, std::int64_t first, const row_columns& columns)
      : values_(values), first_(first), columns_(columns) {}
  explicit new_rows(const new_rows<T, !Checked>& o) : new_rows(o.values_, o.first_, o.columns_) {}
  T& operator[](std::int64_t i) const { return values_[i - first_]; }
  T& operator()(std::int64_t i, std::int64_t j) const {
    return values_[(i - first_) * columns_.count() + (Checked ? columns_.place(i, j) : j)];
  }

 private:
  friend class new_rows<T, !Checked>;
  T* values_;
  std::int64_t first_;
  row_columns columns_;
};

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
      if (rank() != 0) return;  // what it was before the loop counts once
      if constexpr (requires { total_ += T(); })
        total_ += *variable_;
      else
        total_ *= *variable_;
    }
    Total& own() { return total_; }
    Total& around() { return total_; }
    void finish(const loop_core& loop) { *variable_ = allreduce(loop.at(), total_).result(); }

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
        : variable_(&d.use.variable), value_{Once && rank() != 0 ? T() : d.use.variable} {}
    T& own() { return value_.value; }
    T& around() { return value_.value; }
    void finish(const loop_core& loop) { *variable_ = allreduce(loop.at(), value_).value; }

   private:
    T* variable_;
    Value value_;
  };
  T& variable;
};

// Columns from `begin` up to, not including, `end`.
struct column_range {
  std::int64_t begin, end;
};

// A use of an array of two dimensions, all of whose columns are known before the loop: if they are there, it needs no
// look at each.
template <class Use>
class in_columns : public Use {
 public:
  in_columns(const Use& use, std::initializer_list<column_range> ranges) : Use(use) {
    for (const column_range& r : ranges) {
      if (r.begin >= r.end) continue;  // no element is used
      begin_ = r.begin < begin_ ? r.begin : begin_;
      end_ = r.end > end_ ? r.end : end_;
    }
  }
  bool has_columns() const { return begin_ >= 0 && end_ <= this->rows_->row_length(); }
  class state : public Use::state {
   public:
    explicit state(const during<in_columns>& d) : Use::state(during<Use>{d.use, d.loop, d.array}) {}
  };

 private:
  std::int64_t begin_ = 0, end_ = 0;
};

template <class... Uses>
class loop_over {
 public:
  loop_over(loop_core& core, const Uses&... uses) : core_(core), uses_(uses...) {
    std::apply([&](Uses&... use) { (use.declare(core_), ...); }, uses_);
  }

  // Collective.
  template <class Body>
  void run(const Body& body) {
    core_.start();
    const running user(core_.at());
    std::size_t array = 0;
    std::apply(
        [&](const Uses&... use) {
          std::tuple<typename Uses::state...> states{during<Uses>{use, core_, Uses::is_read ? array++ : 0}...};
          std::apply(
              [&](auto&... state) {
                if constexpr ((Uses::is_read || ...)) body(core_.before(), state.around()...);
                if (has_columns(use...))
                  body(core_.inner(), fastest<Uses>(state)...);
                else
                  body(core_.inner(), state.own()...);
                if constexpr ((Uses::is_read || ...)) body(core_.after(), state.around()...);
                (state.finish(core_), ...);
              },
              states);
        },
        uses_);
  }

 private:
  template <class Use>
  static constexpr bool knows_columns = requires(const Use& use) { use.has_columns(); };
  // True if the columns of some arrays are known before the loop, and all of them are there.
  static bool has_columns(const Uses&... use) {
    const auto has = []<class Use>(const Use& u) {
      if constexpr (knows_columns<Use>)
        return u.has_columns();
      else
        return true;
    };
    return (knows_columns<Uses> || ...) && (has(use) && ...);
  }
  template <class Use, class State>
  static auto& fastest(State& state) {
    if constexpr (knows_columns<Use>)
      return state.unchecked();
    else
      return state.own();
  }

  loop_core& core_;
  std::tuple<Uses...> uses_;
};

}  // namespace detail

// An array whose elements from i + Low to i + High iteration i reads.
template <class T, std::int64_t Low = 0, std::int64_t High = 0>
class reads {
 public:
  reads(const table& rows, const char* name) : rows_(&rows), name_(name) {}
  // Of an array of two dimensions: all columns of its elements that the loop may use.
  detail::in_columns<reads> columns(std::initializer_list<detail::column_range> ranges) const {
    return {*this, ranges};
  }

  static constexpr bool is_read = true;
  void declare(detail::loop_core& loop) const { loop.read(*rows_, name_, Low, High, sizeof(T)); }
  class state {
   public:
    explicit state(const detail::during<reads>& d)
        : own_(d.loop.at(), d.loop.array(d.array)),
          unchecked_(d.loop.at(), d.loop.array(d.array)),
          around_(d.loop.at(), d.loop.array(d.array)) {}
    const detail::own_rows<T, true>& own() const { return own_; }
    const detail::own_rows<T, false>& unchecked() const { return unchecked_; }
    const detail::rows_around<T>& around() const { return around_; }
    static void finish(const detail::loop_core&) {}

   private:
    detail::own_rows<T, true> own_;
    detail::own_rows<T, false> unchecked_;
    detail::rows_around<T> around_;
  };

 protected:
  const table* rows_;
  const char* name_;
};

// An array whose element i iteration i writes, and no other iteration reads: `rows` becomes the new array, in the
// memory of the old one if nothing else holds that. With `Overwrites` each iteration writes its element before it reads
// it.
template <class T, bool Overwrites = false>
class writes {
 public:
  writes(table& rows, const char* name) : rows_(&rows), name_(name) {}
  detail::in_columns<writes> columns(std::initializer_list<detail::column_range> ranges) const {
    return {*this, ranges};
  }

  static constexpr bool is_read = false;
  void declare(detail::loop_core& loop) const { loop.written(*rows_, name_); }
  class state {
   public:
    explicit state(const detail::during<writes>& d)
        : rows_(d.use.rows_),
          built_(d.loop.at(), {rows_->field_at(0)}),
          own_(static_cast<T*>(detail::own_elements(*rows_))),
          view_(own_ != nullptr ? own_ : copy(*rows_, d.loop.mine(), built_), rows_->first() / rows_->row_length(),
                {d.loop.at(), d.use.name_, *rows_}),
          unchecked_(view_) {}
    const detail::new_rows<T, true>& own() const { return view_; }
    const detail::new_rows<T, false>& unchecked() const { return unchecked_; }
    const detail::new_rows<T, true>& around() const { return view_; }
    void finish(const detail::loop_core&) {
      if (own_ == nullptr) *rows_ = built_.finish_like(*rows_);
    }

   private:
    // The elements that the loop need not write.
    static T* copy(const table& from, const block& written, table_builder& to) {
      T* const values = to.extend<T>(0, from.rows());
      const std::int64_t length = from.row_length();
      const block own{from.first() / length, from.rows() / length};
      const auto part = [&](const block& rows) {
        const std::int64_t at = (rows.begin - own.begin) * length;
        if (rows.count == 0) return;
        std::memcpy(values + at, static_cast<const T*>(from.column(0).values) + at,
                    static_cast<std::size_t>(rows.count * length) * sizeof(T));
      };
      if (!Overwrites) part(own);
      if (Overwrites) part(own.clip(own.begin, written.begin)), part(own.clip(written.end(), own.end()));
      return values;
    }
    table* rows_;
    table_builder built_;
    T* own_;
    detail::new_rows<T, true> view_;
    detail::new_rows<T, false> unchecked_;
  };

 protected:
  table* rows_;
  const char* name_;
};

template <class T>
writes<T, true> overwrites(table& rows, const char* name) {
  return {rows, name};
}

// An array whose elements any iteration may read.
template <class T>
class reads_all {
 public:
  reads_all(const table& rows, const char* name) : rows_(rows), name_(name) {}

  static constexpr bool is_read = false;
  void declare(const detail::loop_core& loop) {
    rows_ = loop.whole(rows_, name_, "reads", "read {0}[i + k] with a constant k, or merge frames by a key");
  }
  class state {
   public:
    explicit state(const detail::during<reads_all>& d)
        : view_(d.loop.at(), d.use.name_, static_cast<const T*>(d.use.rows_.column(0).values), d.use.rows_) {}
    const detail::all_rows<const T>& own() const { return view_; }
    const detail::all_rows<const T>& around() const { return view_; }
    static void finish(const detail::loop_core&) {}

   private:
    detail::all_rows<const T> view_;
  };

 private:
  table rows_;
  const char* name_;
};

// Elements that iterations append, in their order: `rows` becomes an array of these alone.
template <class T>
class appends {
  using value = std::conditional_t<std::is_same_v<T, bool>, unsigned char, T>;
  class view {
   public:
    explicit view(std::vector<value>& values) : values_(&values) {}
    void push_back(T v) const { values_->push_back(v); }

   private:
    std::vector<value>* values_;
  };

 public:
  appends(table& rows, const char*) : rows_(&rows) {}

  static constexpr bool is_read = false;
  static void declare(const detail::loop_core&) {}
  class state {
   public:
    explicit state(const detail::during<appends>& d) : rows_(d.use.rows_), view_(values_) {}
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    const view& own() const { return view_; }
    const view& around() const { return view_; }
    void finish(const detail::loop_core& loop) {
      table_builder built(loop.at(), {rows_->field_at(0)});
      T* const to = built.extend<T>(0, static_cast<std::int64_t>(values_.size()));
      if (!values_.empty()) std::memcpy(to, values_.data(), values_.size() * sizeof(T));
      *rows_ = built.finish(layout::blocks);
    }

   private:
    table* rows_;
    std::vector<value> values_;
    view view_;
  };

 private:
  table* rows_;
};

namespace detail {

// Arrays whose elements any iteration may combine: `rows` becomes the new array, on every rank. Of `totals` each rank
// has a state of each element, which starts from what was there before the loop on one of them.
template <class T, class Total>
class total_elements {
 public:
  total_elements(const loop_core& loop, const char* name, const table& before)
      : totals_(static_cast<std::size_t>(before.rows())), view_(loop.at(), name, totals_.data(), before) {
    if (rank() != 0) return;
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
  const all_rows<Total>& view() const { return view_; }
  void finish(const loop_core& loop, T* result) {
    if constexpr (is_exact) {
      using sum = decltype(Total::value);
      static_assert(sizeof(Total) == sizeof(sum));
      merge(loop.at(), std::span(reinterpret_cast<sum*>(totals_.data()), totals_.size()));
    } else {
      merge(loop.at(), std::span(totals_));
    }
    for (std::size_t i = 0; i < totals_.size(); ++i) result[i] = totals_[i].result();
  }

 private:
  static constexpr bool is_exact = std::is_same_v<Total, float_total<T, float_pair>>;
  std::vector<Total> totals_;
  all_rows<Total> view_;
};

// Of values the loop's own statement combines them.
template <class T, class Value, bool Once>
class value_elements {
 public:
  value_elements(const loop_core& loop, const char* name, const table& before)
      : values_(static_cast<std::size_t>(before.rows())),
        view_(loop.at(), name, reinterpret_cast<T*>(values_.data()), before) {
    static_assert(sizeof(Value) == sizeof(T));
    const T* const values = static_cast<const T*>(before.column(0).values);
    for (std::size_t i = 0; i < values_.size(); ++i) values_[i].value = Once && rank() != 0 ? T() : values[i];
  }
  value_elements(const value_elements&) = delete;
  value_elements& operator=(const value_elements&) = delete;
  const all_rows<T>& view() const { return view_; }
  void finish(const loop_core& loop, T* result) {
    merge(loop.at(), std::span(values_));
    for (std::size_t i = 0; i < values_.size(); ++i) result[i] = values_[i].value;
  }

 private:
  std::vector<Value> values_;
  all_rows<T> view_;
};

template <class T, class Elements>
class by_key {
 public:
  by_key(table& rows, const char* name) : rows_(&rows), name_(name) {}

  static constexpr bool is_read = false;
  void declare(const loop_core& loop) const {
    *rows_ = loop.whole(*rows_, name_, "combines", "use groupby, which has any number of keys");
  }
  class state {
   public:
    explicit state(const during<by_key>& d) : rows_(d.use.rows_), elements_(d.loop, d.use.name_, *rows_) {}
    const auto& own() const { return elements_.view(); }
    const auto& around() const { return elements_.view(); }
    void finish(const loop_core& loop) {
      table_builder built(loop.at(), {rows_->field_at(0)});
      elements_.finish(loop, built.extend<T>(0, rows_->rows()));
      *rows_ = built.finish(layout::replicated);
    }

   private:
    table* rows_;
    Elements elements_;
  };

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

class parallel_loop {
 public:
  parallel_loop(const site& at, std::int64_t begin, std::int64_t end) : core_(at, begin, end) {}
  parallel_loop(const site& at, std::int64_t n) : core_(at, 0, n) {}

  template <class... Uses>
  detail::loop_over<Uses...> over(const Uses&... uses) {
    return {core_, uses...};
  }

 private:
  detail::loop_core core_;
};

}  // namespace bodo::rt
