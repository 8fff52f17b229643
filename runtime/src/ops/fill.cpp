// Missing values that are filled from the rows around them.
#include <cstring>
#include <optional>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/redistribute.h"
#include "bodo/rt/window.h"
#include "columns/row_picker.h"
#include "columns/table_content.h"
#include "ops/neighbours.h"

namespace bodo::rt {

namespace {

enum class direction : bool {
  forward,
  backward
};

// The row with the last known value before a rank's rows, or the first one after them.
struct edge {
  table value;            // one row, one column
  std::int64_t away = 0;  // rows between it and this rank's nearest row, which is 1 away at least
};

// Collective: the edge of this rank, if there is one.
std::optional<edge> edge_of(const window_rows& rows, direction to) {
  const table& t = rows.values();
  const column_view v = t.column(0);
  std::int64_t mine = to == direction::forward ? t.rows() - 1 : 0;
  const std::int64_t step = to == direction::forward ? -1 : 1;
  while (mine >= 0 && mine < t.rows() && !v.known(static_cast<std::size_t>(mine))) mine += step;
  const bool any = mine >= 0 && mine < t.rows();
  const std::vector<std::int64_t> places = allgather_value(any ? t.first() + mine : std::int64_t{-1});
  table_builder b(rows.at(), t.fields());
  if (any) {
    const auto row = static_cast<std::uint32_t>(mine);
    row_picker picker(t);
    b.add(picker.pick(&row, 1), {nullptr, 1});
  }
  const table all = gather(rows.at(), b.finish(layout::blocks));
  std::optional<edge> found;
  std::int64_t next = 0;
  for (int r = 0; r < size(); ++r) {
    const std::int64_t place = places[static_cast<std::size_t>(r)];
    if (place < 0) continue;
    const bool wanted = to == direction::forward ? r < rank() : r > rank() && !found;
    if (wanted)
      found = edge{all.slice(next, 1, 0, 1, layout::replicated),
                   to == direction::forward ? t.first() - place : place - (t.first() + t.rows() - 1)};
    ++next;
  }
  return found;
}

// Calls fill(i, source) for each missing row that gets a value: from row `source`, which is -1 for the edge's.
template <class Fill>
void each_gap(const window_rows& rows, direction to, std::int64_t limit, const std::optional<edge>& at_edge,
              Fill fill) {
  const column_view v = rows.values().column(0);
  const std::span<const std::int64_t> starts = rows.starts();
  const auto within = [&](std::int64_t away) { return limit == any_distance || away <= limit; };
  for (std::size_t s = 0; s + 1 < starts.size(); ++s) {
    const std::int64_t begin = starts[s], end = starts[s + 1];
    std::int64_t source = -1, away = at_edge ? at_edge->away - 1 : 0;
    bool any = at_edge.has_value();
    for (std::int64_t k = 0; k < end - begin; ++k) {
      const std::int64_t i = to == direction::forward ? begin + k : end - 1 - k;
      ++away;
      if (v.known(static_cast<std::size_t>(i)))
        source = i, away = 0, any = true;
      else if (any && within(away))
        fill(i, source);
    }
  }
}

template <class T>
table filled_numbers(const window_rows& rows, direction to, std::int64_t limit, const std::optional<edge>& at_edge) {
  const table& t = rows.values();
  const T* const values = static_cast<const T*>(t.column(0).values);
  T other{};
  if (at_edge) other = static_cast<const T*>(at_edge->value.column(0).values)[0];
  const column_view v = t.column(0);
  const auto n = static_cast<std::size_t>(t.rows());
  table_builder b(rows.at(), {t.field_at(0)});
  T* const out = b.extend<T>(0, t.rows());
  copy_bytes(out, values, n * sizeof(T));
  array<std::uint64_t> found(rows.at(), n / 64 + 1);
  clear_bytes(found.data(), found.size() * sizeof(std::uint64_t));
  each_gap(rows, to, limit, at_edge, [&](std::int64_t i, std::int64_t source) {
    out[i] = source < 0 ? other : values[source];
    found[static_cast<std::size_t>(i) / 64] |= std::uint64_t{1} << i % 64;
  });
  for (std::size_t w = 0; w * 64 < n; ++w) {
    const std::size_t rest = n - w * 64;
    std::uint64_t missing = ~(v.valid[w] | found[w]) & (rest < 64 ? (std::uint64_t{1} << rest) - 1 : ~std::uint64_t{0});
    for (; missing != 0; missing &= missing - 1) {
      const std::size_t i = w * 64 + static_cast<std::size_t>(__builtin_ctzll(missing));
      out[i] = T{};
      b.set_missing(0, static_cast<std::int64_t>(i));
    }
  }
  return b.finish_like(t);
}

// Strings: rows of this rank's table and of the edge's.
table filled_texts(const window_rows& rows, direction to, std::int64_t limit, const std::optional<edge>& at_edge) {
  const table& t = rows.values();
  const table from = at_edge ? joined(rows.at(), {t, at_edge->value}) : t;
  array<std::uint32_t> source(rows.at(), static_cast<std::size_t>(t.rows()));
  for (std::size_t i = 0; i < source.size(); ++i) source[i] = static_cast<std::uint32_t>(i);
  each_gap(rows, to, limit, at_edge, [&](std::int64_t i, std::int64_t k) {
    source[static_cast<std::size_t>(i)] = static_cast<std::uint32_t>(k < 0 ? t.rows() : k);
  });
  table_writer out(rows.at(), t.fields(), t.rows());
  row_picker picker(from);
  for (std::size_t i = 0; i < source.size(); i += batch_capacity) {
    const auto n = static_cast<std::uint32_t>(std::min<std::size_t>(batch_capacity, source.size() - i));
    out.put(picker.pick(source.data() + i, n), {nullptr, n}, static_cast<std::int64_t>(i));
  }
  return out.finish(t.first(), t.total(), t.distribution());
}

table filled(const window_rows& rows, direction to, std::int64_t limit) {
  const table& t = rows.values();
  if (limit != any_distance && limit < 1) fail_together(rows.at(), "the limit of filled rows is at least 1");
  std::optional<edge> at_edge;
  if (rows.spread()) at_edge = edge_of(rows, to);
  if (t.column(0).valid == nullptr) return t;
  const storage s = t.field_at(0).storage();
  if (s == storage::text || s == storage::code) return filled_texts(rows, to, limit, at_edge);
  switch (width_of(s)) {
    case 1: return filled_numbers<std::uint8_t>(rows, to, limit, at_edge);
    case 2: return filled_numbers<std::uint16_t>(rows, to, limit, at_edge);
    case 4: return filled_numbers<std::uint32_t>(rows, to, limit, at_edge);
    case 8: return filled_numbers<std::uint64_t>(rows, to, limit, at_edge);
    default: return filled_numbers<uint128>(rows, to, limit, at_edge);
  }
}

// A known value of a rank, by its row among all.
struct known_float {
  std::int64_t row = -1;
  double value = 0;
};

}  // namespace

table ffill(const window_rows& rows, std::int64_t limit) { return filled(rows, direction::forward, limit); }
table bfill(const window_rows& rows, std::int64_t limit) { return filled(rows, direction::backward, limit); }

table interpolate(const window_rows& rows) {
  const table& t = rows.values();
  if (t.field_at(0).type.id != kind::float64)
    fail_together(rows.at(), "internal error: interpolated values that are no floats");
  const column<double> v(t.column(0));
  const auto known = [&](std::int64_t i) { return v.known(static_cast<std::size_t>(i)); };
  known_float before, after;  // of other ranks
  if (rows.spread()) {
    known_float ends[2];
    for (std::int64_t i = 0; i < t.rows(); ++i)
      if (known(i)) {
        ends[1] = {t.first() + i, v[static_cast<std::size_t>(i)]};
        if (ends[0].row < 0) ends[0] = ends[1];
      }
    std::vector<known_float> all(2 * static_cast<std::size_t>(size()));
    allgather(ends, sizeof ends, all.data());
    for (int r = 0; r < size(); ++r) {
      const known_float &first = all[2 * static_cast<std::size_t>(r)], &last = all[2 * static_cast<std::size_t>(r) + 1];
      if (first.row < 0) continue;
      if (r < rank()) before = last;
      if (r > rank() && after.row < 0) after = first;
    }
  }
  table_builder b(rows.at(), {t.field_at(0)});
  double* const out = b.extend<double>(0, t.rows());
  const std::int64_t first = t.first();
  const auto fill = [&](std::int64_t begin, std::int64_t end, const known_float& left, const known_float& right) {
    for (std::int64_t i = begin; i < end; ++i) {
      out[i] = 0;
      if (left.row < 0)
        b.set_missing(0, i);
      else if (right.row < 0)
        out[i] = left.value;
      else
        out[i] = left.value + (right.value - left.value) * static_cast<double>(first + i - left.row) /
                                  static_cast<double>(right.row - left.row);
    }
  };
  const std::span<const std::int64_t> starts = rows.starts();
  for (std::size_t s = 0; s + 1 < starts.size(); ++s) {
    known_float left = before;
    std::int64_t gap = starts[s];
    for (std::int64_t i = starts[s]; i < starts[s + 1]; ++i) {
      if (!known(i)) continue;
      const known_float here{first + i, v[static_cast<std::size_t>(i)]};
      fill(gap, i, left, here);
      out[i] = here.value;
      left = here, gap = i + 1;
    }
    fill(gap, starts[s + 1], left, after);
  }
  return b.finish_like(t);
}

}  // namespace bodo::rt
