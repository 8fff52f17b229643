#include "bodo/rt/histogram.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "bodo/rt/error.h"
#include "bodo/rt/parallel_loop.h"

namespace bodo::rt {
namespace {

std::span<const double> values_of(const table& t, chosen_column of) {
  return {static_cast<const double*>(t.column(of.in(t)).values), static_cast<std::size_t>(t.rows())};
}

}  // namespace

table histogram(const site& at, const table& t, chosen_column of, std::int64_t intervals) {
  struct ends {
    double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
    void add(double v) {
      // a value that is no number is no bound either
      low = !(v >= low) ? v : low;
      high = !(v <= high) ? v : high;
    }
  };
  ends all;
  for (const double v : values_of(t, of)) {
    all.add(v);
    if (std::isnan(v)) break;
  }
  if (!t.is_replicated()) {
    guard(at);
    const ends mine = all;
    all = {};
    for (const ends& e : allgather_value(mine)) {
      if (std::isnan(all.low)) break;
      if (!(e.low > e.high)) all.add(e.low), all.add(e.high);
    }
  }
  if (t.total() == 0) all = {0, 1};
  return histogram(at, t, of, intervals, all.low, all.high);
}

table histogram(const site& at, const table& t, chosen_column of, std::int64_t intervals, double low, double high) {
  constexpr std::int64_t most = std::int64_t{1} << 20;
  if (intervals < 1 || intervals > most)
    fail_together(at, fmt::format("a histogram has 1 to {} intervals, not {}", most, intervals));
  if (!std::isfinite(high - low) || low > high)
    fail_together(at, fmt::format("a histogram has no intervals from {} to {}", low, high));
  if (low == high) low -= 0.5, high += 0.5;
  const auto n = static_cast<std::size_t>(intervals);
  const double step = (high - low) / static_cast<double>(intervals);
  std::vector<double> bounds(n + 1);
  for (std::size_t i = 0; i < n; ++i) bounds[i] = static_cast<double>(i) * step + low;
  bounds[n] = high;
  std::vector<detail::integer_total<std::int64_t>> counts(n);
  for (const double v : values_of(t, of)) {
    if (!(v >= low && v <= high)) continue;
    std::size_t i =
        std::min(static_cast<std::size_t>((v - low) / (high - low) * static_cast<double>(intervals)), n - 1);
    // the product is rounded: the bounds decide
    if (v < bounds[i])
      --i;
    else if (i + 1 < n && v >= bounds[i + 1])
      ++i;
    ++counts[i];
  }
  if (!t.is_replicated()) detail::combine(at, std::span(counts));
  table_builder built(at, {{"count", int64}});
  std::ranges::transform(counts, built.extend<std::int64_t>(0, intervals), [](const auto& c) { return c.result(); });
  return built.finish(layout::replicated);
}

}  // namespace bodo::rt
