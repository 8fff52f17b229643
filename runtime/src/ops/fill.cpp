// Missing values that are filled from the rows around them.
#include <cstring>
#include <optional>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/redistribute.h"
#include "bodo/rt/window.h"
#include "columns/row_picker.h"
#include "columns/storage_type.h"
#include "columns/table_content.h"
#include "ops/neighbours.h"
#include "ops/running_by_key.h"
#include "ops/window_values.h"

namespace bodo::rt {

namespace {

enum class fill_direction : bool {
  forward,
  backward
};

// The row with the last known value before a rank's rows, or the first one after them.
struct edge {
  table value;            // one row, one column
  std::int64_t away = 0;  // rows between it and this rank's nearest row, which is 1 away at least
};

// Collective: the edge of this rank, if there is one.
std::optional<edge> edge_of(const window_rows& rows, fill_direction to) {
  const table& t = rows.values();
  const column_view v = t.column(0);
  std::int64_t mine = to == fill_direction::forward ? t.rows() - 1 : 0;
  const std::int64_t step = to == fill_direction::forward ? -1 : 1;
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
    const bool wanted = to == fill_direction::forward ? r < rank() : r > rank() && !found;
    if (wanted)
      found = edge{all.slice(next, 1, 0, 1, layout::replicated),
                   to == fill_direction::forward ? t.first() - place : place - (t.first() + t.rows() - 1)};
    ++next;
  }
  return found;
}

// The rows with known values next to a missing one, as the missing rows go on.
class known_rows {
 public:
  explicit known_rows(const column_view& v) : values_(v) {}

  void begin_segment(std::int64_t begin, std::int64_t end) { last_ = -1, begin_ = next_ = begin, end_ = end; }
  // The row before i with a value; -1 if its segment has none. All missing rows before i have been asked for.
  std::int64_t last(std::int64_t i) {
    if (i > begin_ && values_.known(static_cast<std::size_t>(i - 1))) last_ = i - 1;
    return last_;
  }
  // The row after i.
  std::int64_t next(std::int64_t i) {
    for (next_ = std::max(next_, i); next_ < end_ && !values_.known(static_cast<std::size_t>(next_));) ++next_;
    return next_ == end_ ? -1 : next_;
  }

 private:
  column_view values_;
  std::int64_t begin_ = 0, end_ = 0, last_ = -1, next_ = 0;
};

// Calls fill(i, k) for each missing one of these rows, the k-th of a batch.
template <class Fill>
void each_missing(const column_view& v, std::int64_t from, std::int64_t to, std::uint32_t k, Fill fill) {
  for (std::int64_t i = from; i < to;) {
    const auto place = static_cast<std::size_t>(i);
    const std::uint64_t missing = ~v.valid[place / 64] >> place % 64;
    const std::int64_t skipped = missing == 0 ? 64 - i % 64 : __builtin_ctzll(missing);
    i += skipped;
    if (missing != 0 && i < to) fill(i, k + static_cast<std::uint32_t>(i - from)), ++i;
  }
}

// The last known value so far of each of few keys.
template <class T>
struct last_known {
  using sent = last_known;
  const sent& to_send() const { return *this; }
  void take(const T& v, bool is_known) {
    if (is_known) value = v, known = true;
  }
  bool step(const T& v, bool is_known, T& out, const site&) {
    take(v, is_known);
    out = value;
    return known;
  }
  void merge(const last_known& later) { take(later.value, later.known); }
  void release() {}

  T value{};
  bool known = false;
};

template <class T>
class filled_values final : public window::stream {
 public:
  filled_values(const window_rows& rows, fill_direction to, std::int64_t limit, const std::optional<edge>& at_edge)
      : walk_(rows), to_(to), limit_(limit), from_(rows.values()) {
    if (at_edge) {
      away_ = at_edge->away;
      if (from_.field_at(0).coded) {  // one dictionary for all
        from_ = joined(rows.at(), {from_, at_edge->value});
        other_ = values()[rows.values().rows()];
      } else {
        edge_ = at_edge->value;
        other_ = static_cast<const T*>(edge_.column(0).values)[0];
      }
    }
    known_ = known_rows(from_.column(0));
    rows_ = rows.values().rows();
  }

  column_view next(std::uint32_t n) override {
    values_.clear(from_.column(0).words);
    const T* const from = values();
    const auto begin = [&](std::int64_t first, std::int64_t end) { known_.begin_segment(first, end); };
    walk_.next(n, begin, [&](std::int64_t first, std::int64_t end, std::uint32_t at) {
      std::copy(from + first, from + end, &values_[at]);
      each_missing(from_.column(0), first, end, at, [&](std::int64_t i, std::uint32_t k) {
        const bool forward = to_ == fill_direction::forward;
        const std::int64_t source = forward ? known_.last(i) : known_.next(i);
        const std::int64_t away =
            source >= 0 ? (forward ? i - source : source - i) : away_ + (forward ? i : rows_ - 1 - i);
        if ((source < 0 && away_ == 0) || (limit_ != any_distance && away > limit_))
          values_.set_missing(k);
        else
          values_[k] = source < 0 ? other_ : from[source];
      });
    });
    return values_.view();
  }

 private:
  const T* values() const { return static_cast<const T*>(from_.column(0).values); }

  segment_walk walk_;
  fill_direction to_;
  std::int64_t limit_;
  table from_, edge_;
  T other_{};
  std::int64_t away_ = 0;  // of the edge from this rank's nearest row; 0: there is none
  std::int64_t rows_ = 0;
  known_rows known_{{}};
  window_values<T> values_;
};

window filled(const window_rows& rows, fill_direction to, std::int64_t limit) {
  const table& t = rows.values();
  if (limit != any_distance && limit < 1) fail_together(rows.at(), "the limit of filled rows is at least 1");
  std::optional<edge> at_edge;
  if (rows.spread()) at_edge = edge_of(rows, to);
  if (t.column(0).valid == nullptr) return t;
  const auto made = [&]<class T>(T*) -> window {
    return {rows.at(), t.field_at(0), t, new filled_values<T>(rows, to, limit, at_edge)};
  };
  if (t.field_at(0).storage() == storage::text) return made(static_cast<text*>(nullptr));
  switch (width_of(t.field_at(0).storage())) {
    case 1: return made(static_cast<std::uint8_t*>(nullptr));
    case 2: return made(static_cast<std::uint16_t*>(nullptr));
    case 4: return made(static_cast<std::uint32_t*>(nullptr));
    case 8: return made(static_cast<std::uint64_t*>(nullptr));
    default: return made(static_cast<uint128*>(nullptr));
  }
}

// A known value of a rank, by its row among all.
struct known_float {
  std::int64_t row = -1;
  double value = 0;
};

// The values on the lines between known ones.
class interpolated final : public window::stream {
 public:
  // `before` and `after` are of other ranks.
  interpolated(const window_rows& rows, const known_float& before, const known_float& after)
      : walk_(rows), from_(rows.values()), before_(before), after_(after), known_(from_.column(0)) {}

  column_view next(std::uint32_t n) override {
    values_.clear();
    const double* const v = static_cast<const double*>(from_.column(0).values);
    const std::int64_t first = from_.first();
    const auto at = [&](std::int64_t i, const known_float& other) {
      return i < 0 ? other : known_float{first + i, v[i]};
    };
    const auto begin = [&](std::int64_t begins, std::int64_t end) { known_.begin_segment(begins, end); };
    walk_.next(n, begin, [&](std::int64_t from, std::int64_t end, std::uint32_t to) {
      std::copy(v + from, v + end, &values_[to]);
      if (from_.column(0).valid == nullptr) return;
      each_missing(from_.column(0), from, end, to, [&](std::int64_t i, std::uint32_t k) {
        const known_float left = at(known_.last(i), before_), right = at(known_.next(i), after_);
        if (left.row < 0)
          values_.set_missing(k);
        else if (right.row < 0)
          values_[k] = left.value;
        else
          values_[k] = left.value + (right.value - left.value) * static_cast<double>(first + i - left.row) /
                                        static_cast<double>(right.row - left.row);
      });
    });
    return values_.view();
  }

 private:
  segment_walk walk_;
  table from_;
  known_float before_, after_;
  known_rows known_;
  window_values<double> values_;
};

}  // namespace

window ffill(const window_rows& rows, std::int64_t limit) {
  const field f = rows.value_field();
  if (limit == any_distance && f.storage() != storage::text && f.storage() != storage::code)
    if (const few_keys* const keys = rows.keys_if_few())
      return with_storage_type(f.storage(),
                               [&]<class T>(T*) { return running_in_frame<T, T, last_known<T>>(rows, f, *keys); });
  return filled(rows, fill_direction::forward, limit);
}
window bfill(const window_rows& rows, std::int64_t limit) { return filled(rows, fill_direction::backward, limit); }

window interpolate(const window_rows& rows) {
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
  return {rows.at(), t.field_at(0), t, new interpolated(rows, before, after)};
}

}  // namespace bodo::rt
