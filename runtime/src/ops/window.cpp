#include "bodo/rt/window.h"

#include <algorithm>

#include "bodo/rt/aggregates.h"
#include "bodo/rt/collective.h"
#include "bodo/rt/error.h"
#include "bodo/rt/redistribute.h"

namespace bodo::rt {

namespace {

// The running sum within a rank, starting from the sum of the ranks before: for floats a state whose value is quickly
// computed.
template <class State>
const State& running_from(const State& before) {
  return before;
}
float_pair running_from(const sum<double>& before) { return float_pair(before.total()); }

// Running sums of one kind: reads T, writes Out, sums in State.
template <class T, class Out, class State>
table running_sum(const site& at, const table& t, std::size_t column, const field& result) {
  const column_view v = t.column(column);
  const T* const values = static_cast<const T*>(v.values);
  const auto n = static_cast<std::size_t>(t.rows());
  State before;
  if (!t.is_replicated() && size() > 1) {
    State mine;
    for (std::size_t i = 0; i < n; ++i)
      if (v.known(i)) mine.add(values[i]);
    const std::vector<State> all = allgather_value(mine);
    for (int r = 0; r < rank(); ++r) before.merge(all[static_cast<std::size_t>(r)]);
  }
  auto sum = running_from(before);
  table_builder b(at, {result});
  Out* const out = b.extend<Out>(0, t.rows());
  for (std::size_t i = 0; i < n; ++i) {
    if (v.known(i)) {
      sum.add(values[i]);
      if constexpr (std::is_same_v<Out, double>)
        out[i] = sum.value();
      else
        out[i] = sum.value(at);
    } else {
      out[i] = Out{};
      b.set_missing(0, static_cast<std::int64_t>(i));
    }
  }
  if constexpr (std::is_same_v<Out, double>) sum.release();
  return b.finish(t.is_replicated() ? layout::replicated : layout::blocks);
}

std::int64_t from_python(std::int64_t i, std::int64_t n) { return std::clamp<std::int64_t>(i < 0 ? i + n : i, 0, n); }

}  // namespace

table cumsum(const site& at, const table& t, std::size_t column) {
  if (!t.is_replicated()) guard(at);
  const field& f = t.field_at(column);
  const field whole{f.name, bodo::int64, flags_of(f.nullable)};
  const field natural{f.name, bodo::uint64, flags_of(f.nullable)};
  const field real{f.name, bodo::float64, flags_of(f.nullable)};
  switch (f.storage()) {
    case storage::b8: return running_sum<std::uint8_t, std::int64_t, sum<std::int64_t>>(at, t, column, whole);
    case storage::i8: return running_sum<std::int8_t, std::int64_t, sum<std::int64_t>>(at, t, column, whole);
    case storage::i16: return running_sum<std::int16_t, std::int64_t, sum<std::int64_t>>(at, t, column, whole);
    case storage::i32: return running_sum<std::int32_t, std::int64_t, sum<std::int64_t>>(at, t, column, whole);
    case storage::u8: return running_sum<std::uint8_t, std::uint64_t, sum<std::uint64_t>>(at, t, column, natural);
    case storage::u16: return running_sum<std::uint16_t, std::uint64_t, sum<std::uint64_t>>(at, t, column, natural);
    case storage::u32: return running_sum<std::uint32_t, std::uint64_t, sum<std::uint64_t>>(at, t, column, natural);
    case storage::u64: return running_sum<std::uint64_t, std::uint64_t, sum<std::uint64_t>>(at, t, column, natural);
    case storage::f32: return running_sum<float, double, sum<double>>(at, t, column, real);
    case storage::f64: return running_sum<double, double, sum<double>>(at, t, column, real);
    case storage::i64: {
      if (f.type.id == kind::decimal)
        return running_sum<std::int64_t, int128, sum<int128>>(
            at, t, column, {f.name, bodo::decimal(38, f.type.scale), flags_of(f.nullable)});
      const field same{f.name, f.type.id == kind::duration ? f.type : bodo::int64, flags_of(f.nullable)};
      return running_sum<std::int64_t, std::int64_t, sum<std::int64_t>>(at, t, column, same);
    }
    case storage::i128:
      return running_sum<int128, int128, sum<int128>>(at, t, column,
                                                      {f.name, bodo::decimal(38, f.type.scale), flags_of(f.nullable)});
    case storage::text:
    case storage::code: break;
  }
  fail_together(at, "internal error: the running sum of strings");
}

table shift(const site& at, const table& t, std::size_t column, std::int64_t k) {
  const bool replicated = t.is_replicated();
  if (!replicated) guard(at);
  const std::int64_t total = t.total();
  k = std::clamp(k, -total, total);
  // the rows that remain; this rank's rows from `begin` to `end` get them
  const table from = slice(at, t.select({static_cast<std::uint32_t>(column)}), std::max<std::int64_t>(0, -k),
                           total - std::max<std::int64_t>(0, k));
  const block got = block{t.first(), t.rows()}.clip(std::max<std::int64_t>(0, k), total + std::min<std::int64_t>(0, k));
  const std::int64_t before = got.count == 0 ? 0 : got.begin - t.first();
  const table moved = replicated || size() == 1 ? from : repartition(at, from, got.count);

  field f = t.field_at(column);
  f.nullable = true;
  table_builder b(at, {f});
  std::vector<unsigned char> zeros(static_cast<std::size_t>(batch_capacity) * width_of(f.storage()), 0);
  const std::uint64_t none[batch_capacity / 64] = {};
  const auto add_missing = [&](std::int64_t n) {
    for (; n > 0; n -= std::min<std::int64_t>(n, batch_capacity)) {
      const column_view v{zeros.data(), none, t.column(column).words};
      b.add({v}, {nullptr, static_cast<std::uint32_t>(std::min<std::int64_t>(n, batch_capacity))});
    }
  };
  add_missing(before);
  batch moving;
  for (table_scan scan(moved); scan.next(moving);) b.add(moving.columns, moving);
  add_missing(t.rows() - before - got.count);
  return b.finish(replicated ? layout::replicated : layout::blocks);
}

table slice(const site&, const table& t, std::int64_t from, std::int64_t to) {
  const std::int64_t total = t.total();
  from = from_python(from, total);
  to = std::max(from, from_python(to, total));
  if (t.is_replicated()) return t.slice(from, to - from, 0, to - from, layout::replicated);
  const block b = t.local().clip(from, to);
  const std::int64_t first = std::clamp(b.begin, from, to) - from;
  return t.slice(b.begin - t.first(), b.count, first, to - from, layout::blocks);
}

table head(const site& at, const table& t, std::int64_t n) { return slice(at, t, 0, n); }

table tail(const site& at, const table& t, std::int64_t n) {
  return slice(at, t, n < 0 ? -n : std::max<std::int64_t>(0, t.total() - n), t.total());
}

}  // namespace bodo::rt
