#include "bodo/rt/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "bodo/rt/aggregates.h"
#include "bodo/rt/error.h"
#include "bodo/rt/exact.h"
#include "bodo/rt/exchange.h"
#include "bodo/rt/parallel_loop.h"
#include "bodo/rt/redistribute.h"
#include "columns/table_content.h"
#include "ops/from_python.h"

namespace bodo::rt {
namespace {

// The column of an array whose rows have so many elements of the type of `like`.
field elements(const field& like, std::int64_t row_length) {
  field f("elements", like.type);
  f.row_length = row_length;
  return f;
}

void check_columns(const site& at, std::int64_t columns) {
  if (columns < 1)
    fail_together(at, fmt::format("an array of two dimensions has at least one column, not {}", columns));
}

// The table of what each rank has made of its rows of `t`: so many elements of each.
table finish_rows(table_builder& built, const table& t, std::int64_t row_length = 1) {
  if (t.distribution() == layout::equal_blocks) return built.finish_equal(t.matrix_rows() * row_length);
  return built.finish(t.is_replicated() ? layout::replicated : layout::blocks);
}

template <class T>
std::span<const T> values_of(const table& t) {
  return {static_cast<const T*>(t.column(0).values), static_cast<std::size_t>(t.rows())};
}

// Calls `with` with a value of the type of the elements, which are numbers of 64 bits.
template <class With>
table by_type(const table& t, const With& with) {
  return t.field_at(0).type == bodo::float64 ? with(double()) : with(std::int64_t());
}

// Calls `with` with a value of the size of the elements.
template <class With>
void by_width(const table& t, const With& with) {
  switch (width_of(t.field_at(0).storage())) {
    case 1: return with(std::uint8_t());
    case 2: return with(std::uint16_t());
    case 4: return with(std::uint32_t());
    default: with(std::uint64_t());
  }
}

template <class T>
using element_total = std::conditional_t<std::is_same_v<T, double>, detail::float_total<T>, detail::integer_total<T>>;

template <class T, class State, class Add, class Result>
table of_rows(const site& at, const table& t, const Add& add, const Result& result) {
  const auto length = static_cast<std::size_t>(t.row_length());
  const std::span<const T> values = values_of<T>(t);
  table_builder built(at, {elements(t.field_at(0), 1)});
  T* const to = built.extend<T>(0, t.rows() / t.row_length());
  for (std::size_t row = 0; row * length < values.size(); ++row) {
    State state{};
    for (std::size_t j = 0; j < length; ++j) add(state, values[row * length + j]);
    to[row] = result(state);
  }
  return finish_rows(built, t);
}

template <class T, class State, class Add, class Result>
table of_columns(const site& at, const table& t, const Add& add, const Result& result) {
  const auto length = static_cast<std::size_t>(t.row_length());
  const std::span<const T> values = values_of<T>(t);
  std::vector<State> states(length);
  for (std::size_t row = 0; row * length < values.size(); ++row)
    for (std::size_t j = 0; j < length; ++j) add(states[j], values[row * length + j]);
  if (!t.is_replicated()) detail::combine(at, std::span(states));
  table_builder built(at, {elements(t.field_at(0), 1)});
  T* const to = built.extend<T>(0, t.row_length());
  for (std::size_t j = 0; j < length; ++j) to[j] = result(states[j]);
  return built.finish(layout::replicated);
}

template <bool Least>
table row_extremes(const site& at, const table& t) {
  return by_type(t, [&]<class T>(T) {
    using state = std::conditional_t<Least, min<T>, max<T>>;
    return of_rows<T, state>(at, t, [](state& s, T v) { s.add(v); }, [](const state& s) { return s.value(); });
  });
}

template <bool Least>
table column_extremes(const site& at, const table& t) {
  if (t.total() == 0) fail_together(at, "an array without rows has no smallest or largest elements of columns");
  return by_type(t, [&]<class T>(T) {
    using state = std::conditional_t<Least, min<T>, max<T>>;
    return of_columns<T, state>(at, t, [](state& s, T v) { s.add(v); }, [](const state& s) { return s.value(); });
  });
}

}  // namespace

static std::int64_t check_size(const site& at, std::int64_t rows, std::int64_t columns) {
  check_columns(at, columns);
  std::int64_t elements = 0;
  if (__builtin_mul_overflow(rows, columns, &elements))
    fail_together(at, fmt::format("an array of {} x {} elements is too large", rows, columns));
  return elements;
}

// Of a builder: the numbers of the elements of these rows.
static void add_numbers(table_builder& built, const block& rows, std::int64_t columns) {
  std::int64_t* const numbers = built.extend<std::int64_t>(0, rows.count * columns);
  std::iota(numbers, numbers + rows.count * columns, rows.begin * columns);
}

table matrix(const site& at, std::int64_t rows, std::int64_t columns) {
  const std::int64_t size = check_size(at, length(rows), columns);
  table_builder built(at, {elements({"", bodo::int64}, columns)});
  add_numbers(built, block_of(rows), columns);
  return built.finish_equal(size);
}

table whole_matrix(const site& at, const whole_use& use, std::int64_t rows, std::int64_t columns) {
  use.check(check_size(at, length(rows), columns));
  table_builder built(at, {elements({"", bodo::int64}, columns)});
  add_numbers(built, {0, length(rows)}, columns);
  return built.finish(layout::replicated);
}

table matrix_shape(const site& at, const table& t, int axis) {
  table_builder built(at, {elements({"", bodo::int64}, 1)});
  *built.extend<std::int64_t>(0, 1) = axis == 0 ? t.matrix_rows() : t.row_length();
  return built.finish(layout::replicated);
}

table matrix_element(const site& at, const table& t, std::int64_t row, std::int64_t column) {
  if (row < 0 || row >= t.matrix_rows() || column < 0 || column >= t.row_length())
    fail_together(at, fmt::format("there is no element ({}, {}) in an array of {} x {} elements", row, column,
                                  t.matrix_rows(), t.row_length()));
  const std::int64_t place = row * t.row_length() + column - t.first();
  const bool here = place >= 0 && place < t.rows();
  table_builder built(at, {elements(t.field_at(0), 1)});
  const std::size_t width = width_of(t.field_at(0).storage());
  const auto* const values = static_cast<const std::byte*>(t.column(0).values);
  column_view one{values + static_cast<std::size_t>(here ? place : 0) * width, nullptr, nullptr};
  one.width = static_cast<std::uint8_t>(width);
  if (here) built.add({one}, {nullptr, 1});
  return built.finish(t.is_replicated() ? layout::replicated : layout::blocks);
}

table to_matrix(const site& at, const table& t, std::initializer_list<chosen_column> columns) {
  const std::vector<std::uint32_t> numbers = numbers_of(t, columns);
  table_builder built(at, {elements(t.field_at(numbers.at(0)), static_cast<std::int64_t>(numbers.size()))});
  std::uint64_t* const to = built.extend<std::uint64_t>(0, t.rows() * static_cast<std::int64_t>(numbers.size()));
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    const auto* const from = static_cast<const std::uint64_t*>(t.column(numbers[k]).values);
    for (std::size_t i = 0; i < static_cast<std::size_t>(t.rows()); ++i) to[i * numbers.size() + k] = from[i];
  }
  return built.finish(t.is_replicated() ? layout::replicated : layout::blocks);
}

table reshape(const site& at, const table& t, std::int64_t rows, std::int64_t columns) {
  check_columns(at, columns);
  if (rows == -1 && t.total() % columns == 0) rows = t.total() / columns;
  if (rows == -1) fail_together(at, fmt::format("{} elements are no rows of {} elements each", t.total(), columns));
  if (std::int64_t elements = 0; __builtin_mul_overflow(rows, columns, &elements) || elements != t.total())
    fail_together(at, fmt::format("{} elements are no array of {} x {}", t.total(), rows, columns));
  const table placed = t.is_replicated() ? t : repartition(at, t, block_of(rows).count * columns);
  table_builder built(at, {elements(t.field_at(0), columns)});
  batch b;
  for (table_scan scan(placed); scan.next(b);) built.add(b.columns, b);
  return built.finish(t.is_replicated() ? layout::replicated : layout::blocks);
}

table matrix_column(const site& at, const table& t, std::int64_t column) {
  if (column < 0 || column >= t.row_length())
    fail_together(at, fmt::format("there is no column {} in an array of {} x {} elements", column, t.matrix_rows(),
                                  t.row_length()));
  const auto length = static_cast<std::size_t>(t.row_length());
  const std::int64_t rows = t.rows() / t.row_length();
  table_builder built(at, {elements(t.field_at(0), 1)});
  by_width(t, [&]<class Bits>(Bits) {
    const Bits* const from = static_cast<const Bits*>(t.column(0).values) + column;
    Bits* const to = built.extend<Bits>(0, rows);
    for (std::size_t i = 0; i < static_cast<std::size_t>(rows); ++i) to[i] = from[i * length];
  });
  return finish_rows(built, t);
}

table flatten(const table& t) {
  table_column all = t.get().columns.front();
  all.field = elements(all.field, 1);
  return make_table({all}, t.rows(), t.first(), t.total(), t.is_replicated() ? layout::replicated : layout::blocks);
}

table row_slice(const site&, const table& t, std::int64_t begin, std::int64_t end) {
  const std::int64_t rows = t.matrix_rows(), length = t.row_length();
  const std::int64_t from = from_python(begin, rows) * length, to = std::max(from, from_python(end, rows) * length);
  const std::uint32_t elements_alone[] = {0};
  const char* const names[] = {"elements"};
  const table all = t.select(elements_alone, names);
  if (t.is_replicated()) return all.slice(from, to - from, 0, to - from, layout::replicated);
  const block own = t.local().clip(from, to);
  return all.slice(own.begin - t.first(), own.count, std::clamp(own.begin, from, to) - from, to - from, layout::blocks);
}

table column_range(const site& at, const table& t, std::int64_t begin, std::int64_t end) {
  const std::int64_t all = t.row_length();
  begin = from_python(begin, all), end = from_python(end, all);
  if (begin >= end)
    fail_together(at, fmt::format("there are no columns from {} to {} in an array of {} x {} elements", begin, end,
                                  t.matrix_rows(), all));
  const std::int64_t rows = t.rows() / all, columns = end - begin;
  table_builder built(at, {elements(t.field_at(0), columns)});
  by_width(t, [&]<class Bits>(Bits) {
    const std::span<const Bits> values = values_of<Bits>(t);
    Bits* const to = built.extend<Bits>(0, rows * columns);
    for (std::int64_t i = 0; i < rows; ++i) std::copy_n(values.data() + i * all + begin, columns, to + i * columns);
  });
  return finish_rows(built, t, columns);
}

table row_filter(const site& at, const table& t, const table& mask) {
  if (mask.total() != t.matrix_rows())
    fail_together(at, fmt::format("a mask of {} elements cannot choose among {} rows", mask.total(), t.matrix_rows()));
  const table rows = t.is_replicated() ? cut(t, mask) : t;
  const table kept = rows.is_replicated() ? mask : align(at, mask, rows);
  const std::span<const bool> holds = values_of<bool>(kept);
  const auto length = rows.row_length();
  table_builder built(at, {elements(t.field_at(0), length)});
  by_width(t, [&]<class Bits>(Bits) {
    const Bits* from = values_of<Bits>(rows).data();
    Bits* to = built.extend<Bits>(0, std::ranges::count(holds, true) * length);
    for (const bool is : holds) {
      if (is) to = std::copy_n(from, length, to);
      from += length;
    }
  });
  return built.finish(rows.is_replicated() ? layout::replicated : layout::blocks);
}

table frame_of_columns(const site& at, const table& t) {
  std::vector<std::string> names;
  std::vector<field> fields;
  for (std::int64_t j = 0; j < t.row_length(); ++j) names.push_back(std::to_string(j));
  for (const std::string& name : names) fields.emplace_back(name.c_str(), t.field_at(0).type);
  table_builder built(at, fields);
  const auto length = static_cast<std::size_t>(t.row_length());
  const std::int64_t rows = t.rows() / t.row_length();
  by_width(t, [&]<class Bits>(Bits) {
    const std::span<const Bits> values = values_of<Bits>(t);
    for (std::size_t j = 0; j < length; ++j) {
      Bits* to = built.extend<Bits>(j, rows);
      for (std::size_t i = j; i < values.size(); i += length) *to++ = values[i];
    }
  });
  return finish_rows(built, t);
}

table transpose(const site& at, const table& t) {
  const std::int64_t n = t.matrix_rows(), m = t.row_length();
  if (n == 0) fail_together(at, "an array without rows has no transpose, which would have no columns");
  table_builder built(at, {elements(t.field_at(0), n)});
  by_width(t, [&]<class Bits>(Bits) {
    // the elements of these columns, one column after the other
    const std::span<const Bits> values = values_of<Bits>(t);
    const auto take = [&](const block& columns, Bits* to) {
      for (std::int64_t j = columns.begin; j < columns.end(); ++j)
        for (std::size_t i = static_cast<std::size_t>(j); i < values.size(); i += static_cast<std::size_t>(m))
          *to++ = values[i];
    };
    if (t.is_replicated()) return take({0, m}, built.extend<Bits>(0, n * m));
    guard(at);
    const std::vector<std::int64_t> counts = allgather_value(t.rows() / m);
    exchange columns(at);
    for (int r = 0; r < size(); ++r) {
      const block wanted = block_of(m, r, size());
      columns.to(r).resize(static_cast<std::size_t>(wanted.count) * static_cast<std::size_t>(t.rows() / m) *
                           sizeof(Bits));
      take(wanted, reinterpret_cast<Bits*>(columns.to(r).data()));
    }
    columns.round(true);
    const block mine = block_of(m);
    Bits* const to = built.extend<Bits>(0, mine.count * n);
    std::int64_t before = 0;  // rows of the ranks so far
    for (int r = 0; r < size(); ++r) {
      const std::int64_t count = counts[static_cast<std::size_t>(r)];
      const Bits* const from = reinterpret_cast<const Bits*>(columns.from(r).data());
      for (std::int64_t j = 0; j < mine.count; ++j) std::copy_n(from + j * count, count, to + j * n + before);
      before += count;
    }
  });
  return t.is_replicated() ? built.finish(layout::replicated) : built.finish_equal(n * m);
}

table over_rows(const site& at, const table& like, const table& series) {
  if (series.total() != like.row_length())
    fail_together(at, fmt::format("a series of {} elements cannot be combined with rows of {}", series.total(),
                                  like.row_length()));
  const table row = series.is_replicated() ? series : gather(at, series);
  table_builder built(at, {elements(series.field_at(0), like.row_length())});
  by_width(series, [&]<class Bits>(Bits) {
    const std::span<const Bits> values = values_of<Bits>(row);
    Bits* to = built.extend<Bits>(0, like.rows());
    for (const Bits* const end = to + like.rows(); to != end;) to = std::ranges::copy(values, to).out;
  });
  return built.finish_like(like);
}

table row_sums(const site& at, const table& t) {
  return by_type(t, [&]<class T>(T) {
    using state = element_total<T>;
    return of_rows<T, state>(at, t, [](state& s, T v) { s += v; }, [](const state& s) { return s.result(); });
  });
}

table column_sums(const site& at, const table& t) {
  return by_type(t, [&]<class T>(T) {
    using state = element_total<T>;
    return of_columns<T, state>(at, t, [](state& s, T v) { s += v; }, [](const state& s) { return s.result(); });
  });
}

table row_minima(const site& at, const table& t) { return row_extremes<true>(at, t); }
table row_maxima(const site& at, const table& t) { return row_extremes<false>(at, t); }
table column_minima(const site& at, const table& t) { return column_extremes<true>(at, t); }
table column_maxima(const site& at, const table& t) { return column_extremes<false>(at, t); }

}  // namespace bodo::rt
