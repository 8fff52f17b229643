#pragma once
// Windows within groups: the rows of each key are brought together on one rank, in the frame's order, functions of
// their values give one value for each row, and these travel back to the rows' places:
//
//     const rt::rows_by_key by_k(at, df, {0}, {1});
//     df = df.with("before", by_k.back(rt::shift({by_k, 0}, 1)));
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <type_traits>

#include "bodo/rt/aggregates.h"
#include "bodo/rt/groups.h"
#include "bodo/rt/memory.h"
#include "bodo/rt/site.h"
#include "bodo/rt/table.h"

namespace bodo::rt {

enum class missing_keys : bool {
  kept,    // they are equal to each other
  dropped  // their rows belong to no group
};

class rows_by_key {
 public:
  // The columns of t at `keys` and at `values`. Collective unless t is replicated: rows travel to the owner of their
  // key's hash.
  rows_by_key(const site& at, const table& t, std::initializer_list<std::uint32_t> keys,
              std::initializer_list<std::uint32_t> values, missing_keys missing = missing_keys::kept);
  ~rows_by_key();
  rows_by_key(const rows_by_key&) = delete;
  rows_by_key& operator=(const rows_by_key&) = delete;

  const site& at() const;
  // The n-th of the values as a table of its own: group after group. Local, nothing is copied.
  table operator[](std::size_t n) const;
  std::int64_t rows() const;
  // The first row of each group, ascending, and rows() at the end.
  std::span<const std::int64_t> starts() const;

  // A column with a value for each row here, as a column of the frame; missing for rows that belong to no group.
  // Collective unless the frame is replicated.
  table back(const table& column) const;

 private:
  struct impl;
  impl* self_;
};

// The row's number in its group, from 1; counted from the group's end. Local.
table row_number(const rows_by_key& rows);
table rows_left(const rows_by_key& rows);

namespace detail {

// Adds a known value to a state, in the way that it takes them.
template <class State, class T>
void add_to(State& state, const T& v, std::int64_t row, text_heap& heap) {
  if constexpr (std::is_same_v<State, count>)
    state.add();
  else if constexpr (requires { state.add(v); })
    state.add(v);
  else if constexpr (requires { state.add(v, row); })
    state.add(v, row);
  else if constexpr (requires { state.add(v, heap); })
    state.add(v, heap);
  else
    state.add(v, row, heap);
}

// Writes a result to rows [begin, end) of the builder's column.
template <class T>
void fill_rows(table_builder& to, T* values, std::int64_t begin, std::int64_t end, T value, bool known = true) {
  if constexpr (std::is_same_v<T, text>) value = text(to.keep(0, value.view()));
  for (std::int64_t i = begin; i < end; ++i) {
    values[i] = known ? value : T{};
    if (!known) to.set_missing(0, i);
  }
}
template <class T>
void fill_rows(table_builder& to, T* values, std::int64_t begin, std::int64_t end, const optional_result<T>& r) {
  fill_rows(to, values, begin, end, r.value, r.known);
}

template <class T>
struct result_value {
  using type = T;
};
template <class T>
struct result_value<optional_result<T>> {
  using type = T;
};

}  // namespace detail

// For each row what the state of its group's values (T) ends in: result(state) is a value or an optional_result.
// Without a column, states count the rows. Local.
template <class State, class T, class Result>
table of_groups(const rows_by_key& rows, std::size_t column, const field& made, const Result& result) {
  using value =
      typename detail::result_value<std::remove_cvref_t<std::invoke_result_t<const Result&, const State&>>>::type;
  const table from = rows[column];
  const rt::column<T> values(from.column(0));
  text_heap heap(rows.at());
  table_builder to(rows.at(), {made});
  value* const out = to.extend<value>(0, rows.rows());
  const std::span<const std::int64_t> starts = rows.starts();
  for (std::size_t g = 0; g + 1 < starts.size(); ++g) {
    State state;
    for (std::int64_t i = starts[g]; i < starts[g + 1]; ++i)
      if (values.known(static_cast<std::size_t>(i)))
        detail::add_to(state, values[static_cast<std::size_t>(i)], i, heap);
    detail::fill_rows(to, out, starts[g], starts[g + 1], result(state));
  }
  return to.finish_like(from);
}
template <class State, class Result>
table count_of_groups(const rows_by_key& rows, const field& made, const Result& result) {
  const table like = row_number(rows);
  table_builder to(rows.at(), {made});
  std::int64_t* const out = to.extend<std::int64_t>(0, rows.rows());
  const std::span<const std::int64_t> starts = rows.starts();
  for (std::size_t g = 0; g + 1 < starts.size(); ++g) {
    State state;
    state.add(starts[g + 1] - starts[g]);
    detail::fill_rows(to, out, starts[g], starts[g + 1], result(state));
  }
  return to.finish_like(like);
}

}  // namespace bodo::rt
