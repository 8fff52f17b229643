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
// rank as a whole, and small ones may be computed there (everywhere). Elements of other ranks' rows (halos) are
// exchanged before the loop: which ranks need which rows follows from lengths that all ranks know. The iterations that
// read none of them run on plain pointers. Sums of floats are exact, and rounded once, so results have the same bits on
// any number of ranks.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <tuple>
#include <type_traits>
#include <vector>

#include "bodo/rt/error.h"
#include "bodo/rt/loop_core.h"
#include "bodo/rt/loop_totals.h"
#include "bodo/rt/loop_views.h"
#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

namespace detail {

// A body has views and small values of its own while it runs: each store might change what a reference leads to.
template <class T>
struct own_copy {
  explicit own_copy(T& home) : value(home), home(home) {}
  own_copy(const own_copy&) = delete;
  own_copy& operator=(const own_copy&) = delete;
  ~own_copy() { home = value; }
  T& get() { return value; }
  T value;
  T& home;
};
template <class T>
  requires(!std::is_trivially_copyable_v<T> || sizeof(T) > 64)
struct own_copy<T> {
  T& get() { return home; }
  T& home;
};

// A loop's iterations in code for wide vectors, if the machine has them and the user's options do not ask for them
// anyway. The results have the same bits: no operation is fused with another one (-ffp-contract=off), and the order of
// sums stays. (At -O0 nothing becomes a vector.)
#if defined(__x86_64__) && defined(__OPTIMIZE__) && !defined(__AVX2__)
inline bool has_wide_vectors() {
  static const bool has = __builtin_cpu_supports("avx2") != 0;
  return has;
}
template <class Body, class... Given>
[[gnu::target("avx2"), gnu::flatten]] void run_wide(const Body& body, iterations rows, Given&... given) {
  body(rows, own_copy<Given>{given}.get()...);
}
#else
inline bool has_wide_vectors() { return false; }
template <class Body, class... Given>
void run_wide(const Body& body, iterations rows, Given&... given) {
  body(rows, given...);
}
#endif

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
                if constexpr ((Uses::is_read || ...)) on(body, core_.before(), state.around()...);
                if (!are_there(use...))
                  on(body, core_.inner(), state.own()...);
                else if (has_wide_vectors())
                  on_wide(body, core_.inner(), state.template own<!knows_columns<Uses>, !knows_rows<Uses>>()...);
                else
                  on(body, core_.inner(), state.template own<!knows_columns<Uses>, !knows_rows<Uses>>()...);
                if constexpr ((Uses::is_read || ...)) on(body, core_.after(), state.around()...);
                combine(state...);
                (state.finish(core_), ...);
              },
              states);
        },
        uses_);
  }

 private:
  // The body with what each use gives it: a view, or the variable itself.
  template <class Body, class... Given>
  static void on(const Body& body, iterations rows, Given&&... given) {
    body(rows, own_copy<std::remove_reference_t<Given>>{given}.get()...);
  }
  template <class Body, class... Given>
  static void on_wide(const Body& body, iterations rows, Given&&... given) {
    run_wide(body, rows, given...);
  }

  // One exchange for all that the loop combines.
  template <class... States>
  void combine(States&... states) const {
    std::vector<combined_states> all;
    const auto add = [&]<class State>(State& state) {
      if constexpr (requires { state.combined(); }) all.push_back(state.combined());
    };
    (add(states), ...);
    if (!all.empty()) core_.combine(all);
  }

  template <class Use>
  static constexpr bool knows_columns = requires(const Use& use) { use.columns_are_there(); };
  template <class Use>
  static constexpr bool knows_rows = requires(const Use& use) { use.rows_are_there(); };
  // True if all that is used of some arrays is known before the loop, and there.
  static bool are_there(const Uses&... use) {
    const auto is = []<class Use>(const Use& u) {
      bool there = true;
      if constexpr (knows_columns<Use>) there = u.columns_are_there();
      if constexpr (knows_rows<Use>) there = there && u.rows_are_there();
      return there;
    };
    return (is(use) && ...);
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
  detail::columns_in_range<reads> columns(std::initializer_list<detail::range_of_use> ranges) const {
    return {*this, ranges};
  }

  static constexpr bool is_read = true;
  void declare(detail::loop_core& loop) const { loop.read(*rows_, name_, Low, High, sizeof(T)); }
  class state {
   public:
    explicit state(const detail::during<reads>& d) : at_(&d.loop.at()), array_(&d.loop.array(d.array)) {}
    template <bool Checked = true, bool = true>
    detail::own_rows<const T, Checked> own() const {
      const auto* values = static_cast<const T*>(array_->own.count == 0 ? nullptr : array_->rows.column(0).values);
      return {values, array_->own.begin, {*at_, array_->name, array_->rows}};
    }
    detail::rows_around<T> around() const { return {*at_, *array_}; }
    static void finish(const detail::loop_core&) {}

   private:
    const site* at_;
    const detail::read_array* array_;
  };

 protected:
  std::int64_t column_count() const { return rows_->row_length(); }

 private:
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
  detail::columns_in_range<writes> columns(std::initializer_list<detail::range_of_use> ranges) const {
    return {*this, ranges};
  }

  static constexpr bool is_read = false;
  void declare(detail::loop_core& loop) const { loop.written(*rows_, name_); }
  class state {
   public:
    explicit state(const detail::during<writes>& d)
        : rows_(d.use.rows_),
          columns_(d.loop.at(), d.use.name_, *rows_),
          built_(d.loop.at(), {rows_->field_at(0)}),
          own_(static_cast<T*>(detail::own_elements(*rows_))),
          values_(own_ != nullptr ? own_ : copy(*rows_, d.loop.mine(), built_)) {}
    template <bool Checked = true, bool = true>
    detail::own_rows<T, Checked> own() const {
      return {values_, rows_->first() / rows_->row_length(), columns_};
    }
    auto around() const { return own(); }
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
    detail::row_columns columns_;
    table_builder built_;
    T* own_;
    T* values_;
  };

 protected:
  std::int64_t column_count() const { return rows_->row_length(); }

 private:
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
  // All elements that the loop may use; of two dimensions: all rows.
  detail::rows_in_range<reads_all> within(std::initializer_list<detail::range_of_use> ranges) const {
    return {*this, ranges};
  }
  detail::columns_in_range<reads_all> columns(std::initializer_list<detail::range_of_use> ranges) const {
    return {*this, ranges};
  }

  static constexpr bool is_read = false;
  void declare(const detail::loop_core& loop) { rows_ = loop.whole(rows_, name_, use_of_all::read); }
  class state {
   public:
    explicit state(const detail::during<reads_all>& d) : at_(&d.loop.at()), use_(&d.use) {}
    template <bool CheckedColumns = true, bool CheckedRows = true>
    detail::all_rows<const T, CheckedColumns, CheckedRows> own() const {
      return {*at_, use_->name_, static_cast<const T*>(use_->rows_.column(0).values), use_->rows_};
    }
    auto around() const { return own(); }
    static void finish(const detail::loop_core&) {}

   private:
    const site* at_;
    const reads_all* use_;
  };

 protected:
  std::int64_t row_count() const { return rows_.matrix_rows(); }
  std::int64_t column_count() const { return rows_.row_length(); }

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
    explicit state(const detail::during<appends>& d) : rows_(d.use.rows_) {}
    template <bool...>
    view own() {
      return view(values_);
    }
    view around() { return own(); }
    void finish(const detail::loop_core& loop) {
      table_builder built(loop.at(), {rows_->field_at(0)});
      T* const to = built.extend<T>(0, static_cast<std::int64_t>(values_.size()));
      if (!values_.empty()) std::memcpy(to, values_.data(), values_.size() * sizeof(T));
      *rows_ = built.finish(layout::blocks);
    }

   private:
    table* rows_;
    std::vector<value> values_;
  };

 private:
  table* rows_;
};

class parallel_loop {
 public:
  parallel_loop(const site& at, std::int64_t begin, std::int64_t end) : core_(at, begin, end) {}
  parallel_loop(const site& at, std::int64_t n) : core_(at, 0, n) {}

  // Every rank runs all iterations, on arrays that are on every rank: nothing is exchanged.
  parallel_loop& everywhere() {
    core_.run_everywhere();
    return *this;
  }
  template <class... Uses>
  detail::loop_over<Uses...> over(const Uses&... uses) {
    return {core_, uses...};
  }

 private:
  detail::loop_core core_;
};

}  // namespace bodo::rt
