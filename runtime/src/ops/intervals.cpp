// Rows for intervals of time without any.
#include <algorithm>
#include <vector>

#include "bodo/rt/collective.h"
#include "bodo/rt/dates.h"
#include "bodo/rt/error.h"
#include "bodo/rt/math.h"
#include "bodo/rt/window.h"
#include "columns/table_content.h"

namespace bodo::rt {

namespace {

// The beginnings of intervals, as numbers that count them.
class interval_steps {
 public:
  interval_steps(bool days, std::int64_t nanoseconds, std::int64_t months)
      : days_(days),
        step_(days ? std::max<std::int64_t>(1, nanoseconds / nanoseconds_per_day) : nanoseconds),
        months_(months) {}

  // How many intervals later `to` begins.
  std::int64_t between(std::int64_t from, std::int64_t to) const {
    if (months_ != 0) return (month(to) - month(from)) / months_;
    return static_cast<std::int64_t>((static_cast<int128>(to) - from) / step_);
  }
  std::int64_t after(std::int64_t from, std::int64_t intervals) const {
    if (months_ == 0) return from + intervals * step_;
    const std::int64_t m = month(from) + intervals * months_;
    const std::int64_t year = floor_div(m, std::int64_t{12});
    const std::int64_t first =
        days_from_civil(static_cast<std::int32_t>(year), static_cast<std::uint32_t>(m - year * 12 + 1), 1);
    return days_ ? first : first * nanoseconds_per_day;
  }

 private:
  std::int64_t month(std::int64_t key) const {
    const auto c = civil_from_days(days_ ? static_cast<std::int32_t>(key) : day_of(key));
    return std::int64_t{c.year} * 12 + static_cast<std::int64_t>(c.month) - 1;
  }
  bool days_;
  std::int64_t step_, months_;
};

}  // namespace

table intervals(const site& at, const table& t, chosen_column of, std::int64_t nanoseconds, std::int64_t months) {
  const std::size_t key = of.in(t);
  const bool replicated = t.is_replicated();
  if (!replicated) guard(at);
  const bool days = t.field_at(key).type.id == kind::date;
  const interval_steps steps(days, nanoseconds, months);
  const column_view keys = t.column(key);
  const auto key_of = [&](std::int64_t i) -> std::int64_t {
    return days ? static_cast<const std::int32_t*>(keys.values)[i] : static_cast<const std::int64_t*>(keys.values)[i];
  };
  // the last key before this rank's rows
  struct end {
    std::int64_t rows = 0, key = 0;
  };
  end before;
  if (!replicated) {
    const std::vector<end> all = allgather_value(t.rows() == 0 ? end{} : end{t.rows(), key_of(t.rows() - 1)});
    for (int r = 0; r < rank(); ++r)
      if (all[static_cast<std::size_t>(r)].rows != 0) before = all[static_cast<std::size_t>(r)];
  }
  std::vector<std::int64_t> place;  // of this rank's rows in the result
  std::int64_t rows = 0;
  for (std::int64_t i = 0; i < t.rows(); ++i) {
    if (i > 0 || before.rows != 0) rows += steps.between(i > 0 ? key_of(i - 1) : before.key, key_of(i)) - 1;
    place.push_back(rows++);
  }
  std::vector<field> fields = t.fields();
  for (std::size_t c = 0; c < fields.size(); ++c) fields[c].nullable = fields[c].nullable || c != key;
  table_writer out(at, fields, rows);
  batch b;
  table_scan scan(t);
  for (std::size_t i = 0; scan.next(b); i += b.size) out.put(b.columns, b, place.data() + i);

  // the rows in between: keys alone
  const std::vector<std::size_t> widths = widths_of(fields);
  std::vector<unsigned char> zeros(batch_capacity * *std::ranges::max_element(widths), 0);
  const std::uint64_t none[batch_capacity / 64] = {};
  std::vector<std::int64_t> times(batch_capacity), to(batch_capacity);
  std::vector<std::int32_t> dates(batch_capacity);
  std::vector<column_view> gap;
  for (std::size_t c = 0; c < fields.size(); ++c) {
    column_view v{zeros.data(), none, t.column(c).words};
    if (c == key) v = {days ? static_cast<const void*>(dates.data()) : times.data(), nullptr, nullptr};
    v.width = static_cast<std::uint8_t>(widths[c]);
    gap.push_back(v);
  }
  std::uint32_t n = 0;
  const auto flush = [&] {
    for (std::uint32_t k = 0; k < n; ++k) dates[k] = static_cast<std::int32_t>(times[k]);
    out.put(gap, {nullptr, n}, to.data());
    n = 0;
  };
  for (std::int64_t i = 0; i < t.rows(); ++i) {
    const std::int64_t last = place[static_cast<std::size_t>(i)];
    const std::int64_t first = i > 0 ? place[static_cast<std::size_t>(i - 1)] + 1 : 0;
    const std::int64_t from = i > 0 ? key_of(i - 1) : before.key;
    for (std::int64_t row = first; row < last; ++row) {
      times[n] = steps.after(from, row - first + 1);
      to[n++] = row;
      if (n == batch_capacity) flush();
    }
  }
  if (n != 0) flush();
  if (replicated) return out.finish(0, rows, layout::replicated);
  const counted placed = scan_and_total(rows);
  return out.finish(placed.first, placed.total, layout::blocks);
}

}  // namespace bodo::rt
