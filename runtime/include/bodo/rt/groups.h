#pragma once
// Group-by: a hash table from keys to states. `find` gives each row the state of its group, which the emitted loop
// updates; `next` returns the groups, with the results of their states as columns:
//
//     struct fares {
//       rt::sum<double> total;
//       rt::count rides;
//     };
//     rt::group_by<fares> g(at, {{{"place", bodo::int64}}});
//     const auto states = g.find({k.view()}, live);
//     for (const auto [i, state] : states) state.total.add(fare[i]);
//     g.finish();
//     for (rt::batch b; g.next(b, rt::values(at));) ...  // or all of them: rt::add_all(sorter, g, rt::values(at));
//
// Keys are packed into as few bits as their values need: an integer minus the smallest one, the number of a string, a
// bool; a value outside of the current range causes repacking, which known ranges avoid. Keys with a small range
// address their group directly, others are hashed. At `finish`, each group travels to the rank that owns the range of
// its keys' hash, where the partial states are merged in rank order. Missing keys are a group of their own. Floats: NaN
// equals NaN, -0 equals 0.
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "bodo/rt/batch.h"
#include "bodo/rt/column.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/site.h"

namespace bodo::rt {

struct key {
  rt::field field;
  // smallest and largest value, if known from statistics (integers, dates, timestamps, decimals up to 18 digits);
  // values outside are allowed nevertheless
  std::optional<std::pair<std::int64_t, std::int64_t>> range;

  key(const rt::field& field, std::optional<std::pair<std::int64_t, std::int64_t>> range = {})
      : field(field), range(range) {}
};

// The layout of a struct of states, which is trivially copyable.
struct state_layout {
  std::size_t size = 0;
  std::size_t align = 1;
  std::vector<std::size_t> text_offsets = {};  // of members of type `text`, whose bytes must travel with it
  std::vector<std::size_t> sum_offsets = {};   // of members of type `small_state`, which may own bytes outside
  void (*init)(void*) = nullptr;
  void (*merge)(void* into, const void* from) = nullptr;

  // Not inlined, nor is the rest: programs would take longer to compile.
  state_layout();
  ~state_layout();
  void add_text(std::size_t offset);
  void add_sum(std::size_t offset);
};

class distinct;
class quantiles;
struct sort_key;  // sort.h

class groups {
 public:
  groups(const site& at, std::span<const key> keys, const state_layout& layout = {});
  groups(const site& at, std::initializer_list<key> keys, const state_layout& layout = {})
      : groups(at, std::span<const key>(keys.begin(), keys.size()), layout) {}
  ~groups();
  groups(const groups&) = delete;
  groups& operator=(const groups&) = delete;

  // The group of each of the rows: the k-th number belongs to row rows[k]. The numbers stay until finish; those of a
  // group_by until its next find(). Local.
  std::span<const std::uint32_t> find(std::span<const column_view> keys, rows rows);
  std::span<const std::uint32_t> find(std::initializer_list<column_view> keys, rows rows) {
    return find(std::span<const column_view>(keys.begin(), keys.size()), rows);
  }
  // The states by group number, valid until the next find().
  template <class S>
  S* states() {
    return static_cast<S*>(states_);
  }
  // The heap for strings in states: `states[k].name.add(v, heap)`.
  text_heap& heap() { return *heap_; }

  // Collective. Afterwards each group is on one rank, in any order.
  void finish();
  // Collective, instead of finish(), before order(): the ranks' groups one after the other will be in one order.
  void finish_by_hash();
  // Collective, instead of finish(): afterwards all groups are on every rank, in the same order. For keys of a small
  // known domain, whose partial groups need one exchange; with more than some thousands, owners merge them first.
  // An error if they take more than BODO_GATHER_LIMIT bytes.
  void finish_everywhere();
  // Instead of finish() if every rank has seen the same rows (replicated input). Local.
  void finish_local();
  // Sorts the groups by the hash of the keys' values, equal hashes by the values: the same order for any number of
  // ranks. Local, after finish_by_hash, finish_everywhere or finish_local.
  void order();

  // Of the keys, and after them these, which have the names of results.
  std::vector<field> fields(std::initializer_list<field> results = {}) const;
  // The keys in their order, ascending: for a sorter of fields().
  std::vector<sort_key> keys() const;

  // After finish: the number of this rank's groups.
  std::uint32_t size() const;
  // The key columns of the next groups; `first_row` is the number of the first one among this rank's groups:
  // states<S>()[first_row + i] belongs to row i. At the end (false), keys and states are freed.
  bool next(batch& out);

 protected:
  // Groups may leave the table, and be numbered anew.
  void change_numbers();
  // For group_by::next: the n-th buffer of results, which the first call makes; a further column of a batch.
  void* result_buffer(std::size_t n, void* (*make)(), void (*free)(void*));
  static void append(batch& to, const column_view& column);

 private:
  friend class distinct;
  friend class quantiles;
  struct impl;
  void finish_with_owners(bool all);

  impl* self_;
  void* states_ = nullptr;
  text_heap* heap_ = nullptr;
};

// Counts the distinct known values of a column within each group (nunique). Made before the first find() of its
// group-by, and finished with it.
class distinct {
 public:
  distinct(const site& at, groups& of, const key& value);
  ~distinct();
  distinct(const distinct&) = delete;
  distinct& operator=(const distinct&) = delete;

  // `group` is the result of find() for these rows. Local.
  void add(std::span<const std::uint32_t> group, const column_view& values, rows rows);
  // After the group-by's finish (and order): the number of distinct values by group number, and of the batch's groups
  // as a column.
  const std::int64_t* counts() const;
  column_view counts(const batch& of) const {
    column_view v{counts() + of.first_row, nullptr, nullptr};
    v.width = sizeof(std::int64_t);
    return v;
  }

 private:
  friend class groups;
  struct impl;
  impl* self_;
};

namespace detail {

template <class T>
inline constexpr bool is_tuple = false;
template <class... T>
inline constexpr bool is_tuple<std::tuple<T...>> = true;

// f(a, b) for each pair of members of two states; long lists are tuples of tuples, which compile faster.
template <class Members, class F>
void for_each_member(const Members& a, const Members& b, const F& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto one = [&](auto& left, auto& right) {
      if constexpr (is_tuple<std::remove_const_t<std::remove_reference_t<decltype(left)>>>)
        for_each_member(left, right, f);
      else
        f(left, right);
    };
    (one(std::get<I>(a), std::get<I>(b)), ...);
  }(std::make_index_sequence<std::tuple_size_v<Members>>());
}

// An object that converts to any state.
struct any_state {
  template <class T>
  operator T() const;
};
// The number of members of a struct of states.
template <class State, class... Members>
consteval std::size_t member_count() {
  if constexpr (requires { State{Members{}..., any_state{}}; })
    return member_count<State, Members..., any_state>();
  else
    return sizeof...(Members);
}

// References to all states of a struct: its members, or what its members() returns, if they are more than 8.
template <class State>
auto states_of(State& s) {
  if constexpr (requires { s.members(); }) {
    return s.members();
  } else {
    constexpr std::size_t n = member_count<State>();
    static_assert(n > 0 && n <= 8, "a struct of more than 8 states needs members()");
    if constexpr (n == 1) {
      auto& [a] = s;
      return std::tie(a);
    } else if constexpr (n == 2) {
      auto& [a, b] = s;
      return std::tie(a, b);
    } else if constexpr (n == 3) {
      auto& [a, b, c] = s;
      return std::tie(a, b, c);
    } else if constexpr (n == 4) {
      auto& [a, b, c, d] = s;
      return std::tie(a, b, c, d);
    } else if constexpr (n == 5) {
      auto& [a, b, c, d, e] = s;
      return std::tie(a, b, c, d, e);
    } else if constexpr (n == 6) {
      auto& [a, b, c, d, e, f] = s;
      return std::tie(a, b, c, d, e, f);
    } else if constexpr (n == 7) {
      auto& [a, b, c, d, e, f, g] = s;
      return std::tie(a, b, c, d, e, f, g);
    } else {
      auto& [a, b, c, d, e, f, g, h] = s;
      return std::tie(a, b, c, d, e, f, g, h);
    }
  }
}

template <class State>
state_layout layout_of() {
  static_assert(std::is_trivially_copyable_v<State>, "states travel between ranks as bytes");
  state_layout layout;
  layout.size = sizeof(State);
  layout.align = alignof(State);
  State s;
  for_each_member(states_of(s), states_of(s), [&]<class Member>(Member& member, Member&) {
    const auto at = static_cast<std::size_t>(reinterpret_cast<const char*>(&member) - reinterpret_cast<char*>(&s));
    if constexpr (requires { Member::begins_with_text; }) layout.add_text(at);
    if constexpr (requires { Member::begins_with_small_state; }) layout.add_sum(at);
  });
  layout.init = [](void* at) { *static_cast<State*>(at) = State{}; };
  layout.merge = [](void* into, const void* from) {
    State other = *static_cast<const State*>(from);
    for_each_member(states_of(*static_cast<State*>(into)), states_of(other),
                    [](auto& left, const auto& right) { left.merge(right); });
  };
  return layout;
}

}  // namespace detail

// A result that may be missing; that of a state.
template <class T>
struct optional_result {
  T value;
  bool known;
};
template <class T>
optional_result<T> known_if(bool known, T value) {
  return {value, known};
}
template <class State>
auto if_known(const State& state) {
  return known_if(state.known(), state.value());
}

// The results of all states of a struct, in the order of its members, as a function of one: each state's `value()`, or
// `value(at)` if that may fail, which is missing unless it is `known()`. `at` must outlive it.
class values {
 public:
  explicit values(const site& at) : at_(at) {}

  template <class State>
  auto operator()(const State& state) const {
    const auto all = [this](const auto&... each) { return std::tuple(this->result(each)...); };
    return std::apply(all, detail::states_of(const_cast<State&>(state)));
  }

 private:
  template <class S>
  auto result(const S& state) const {
    if constexpr (requires { requires std::bool_constant<S::known()>::value; })
      return value(state);
    else
      return known_if(state.known(), value(state));
  }
  template <class S>
  auto value(const S& state) const {
    if constexpr (requires { state.value(at_); })
      return state.value(at_);
    else
      return state.value();
  }

  const site& at_;
};

// Groups with states.
template <class State>
class group_by : public groups {
 public:
  group_by(const site& at, std::span<const key> keys) : groups(at, keys, detail::layout_of<State>()) {
    change_numbers();
  }
  group_by(const site& at, std::initializer_list<key> keys) : group_by(at, std::span(keys.begin(), keys.size())) {}

  // The rows that find() was given, each with its state. Good until the next find().
  //     for (const auto [i, state] : states) state.total.add(fare[i]);
  class found {
   public:
    struct row_state {
      std::uint32_t row;
      State& state;
    };
    class iterator {
     public:
      iterator(State* states, const std::uint32_t* group, const std::uint16_t* row)
          : states_(states), group_(group), row_(row) {}
      row_state operator*() const { return {*row_, states_[*group_]}; }
      iterator& operator++() {
        ++group_;
        ++row_;
        return *this;
      }
      bool operator==(const iterator& o) const { return group_ == o.group_; }

     private:
      State* states_;
      const std::uint32_t* group_;
      const std::uint16_t* row_;
    };

    found(State* states, std::span<const std::uint32_t> group, const rows& rows)
        : states_(states), group_(group), rows_(rows) {}
    iterator begin() const { return {states_, group_.data(), rows_.begin()}; }
    iterator end() const { return {states_, group_.data() + group_.size(), rows_.end()}; }
    // The same, with row of[k] instead of row k.
    //     for (const auto [i, state] : states.with(pairs.probed())) ...
    class with_rows {
     public:
      class iterator : public found::iterator {
       public:
        iterator(const found::iterator& at, const std::uint16_t* of) : found::iterator(at), of_(of) {}
        row_state operator*() const {
          const row_state at = found::iterator::operator*();
          return {of_[at.row], at.state};
        }

       private:
        const std::uint16_t* of_;
      };
      with_rows(const found& states, const rows& of) : states_(states), of_(of) {}
      iterator begin() const { return {states_.begin(), of_.begin()}; }
      iterator end() const { return {states_.end(), of_.begin()}; }

     private:
      const found& states_;
      rows of_;
    };
    with_rows with(const rows& of) const { return {*this, of}; }
    std::span<const std::uint32_t> groups() const { return group_; }

   private:
    State* states_;
    std::span<const std::uint32_t> group_;
    rows rows_;
  };
  found find(std::span<const column_view> keys, rows rows) {
    const std::span<const std::uint32_t> group = groups::find(keys, rows);
    return {states<State>(), group, rows};
  }
  found find(std::initializer_list<column_view> keys, rows rows) {
    return find(std::span<const column_view>(keys.begin(), keys.size()), rows);
  }

  // As groups::next; after the keys' columns come those of the results: of each, what a function of a state returns,
  // a value or optional_result, or a std::tuple of these, is one column each.
  using groups::next;
  template <class... Results>
    requires(sizeof...(Results) > 0)
  bool next(batch& out, const Results&... results) {
    if (!groups::next(out)) return false;
    std::size_t made = 0;
    (add(out, results, made), ...);
    return true;
  }

 private:
  template <class T>
  struct column_of {
    using type = buffer<T>;
    static void set(type& to, std::size_t i, const T& v) { to[i] = v; }
  };
  template <class T>
  struct column_of<optional_result<T>> {
    using type = nullable_buffer<T>;
    static void set(type& to, std::size_t i, const optional_result<T>& v) { to.set(i, v.value, v.known); }
  };

  template <class T>
  static auto as_tuple(T result) {
    if constexpr (detail::is_tuple<T>)
      return result;
    else
      return std::tuple<T>(result);
  }
  template <class Results>
  void add(batch& out, const Results& results, std::size_t& made) {
    using row = decltype(as_tuple(results(std::declval<const State&>())));
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      const std::tuple<typename column_of<std::tuple_element_t<I, row>>::type&...> columns{
          buffer_at<typename column_of<std::tuple_element_t<I, row>>::type>(made + I)...};
      const State* const state = states<State>() + out.first_row;
      for (std::uint32_t i = 0; i < out.size; ++i) {
        const row r = as_tuple(results(state[i]));
        (column_of<std::tuple_element_t<I, row>>::set(std::get<I>(columns), i, std::get<I>(r)), ...);
      }
      (append(out, std::get<I>(columns)), ...);
    }(std::make_index_sequence<std::tuple_size_v<row>>());
    made += std::tuple_size_v<row>;
  }
  // The buffer of the n-th result, whose type is the same for each batch.
  template <class Buffer>
  Buffer& buffer_at(std::size_t n) {
    const auto make = []() -> void* { return new Buffer; };
    return *static_cast<Buffer*>(result_buffer(n, make, [](void* b) { delete static_cast<Buffer*>(b); }));
  }
};

}  // namespace bodo::rt
