// ranks: 1 2 3 4 7
#include "bodo/rt/quantile.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "bodo/rt/collective.h"
#include "runtime/random_frame.h"

namespace test_quantile {

using namespace random_frame;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();

constexpr std::int64_t groups_of_kinds = 6;

// The value of a row; its group is the kind of its values.
std::int64_t group_of(std::int64_t row) { return row % groups_of_kinds; }
double value_of(std::int64_t row, std::int64_t rows) {
  const std::uint64_t random = mix(static_cast<std::uint64_t>(row));
  switch (group_of(row)) {
    case 0: return static_cast<double>(random % 1'000'003) - 500'000;
    case 1: return static_cast<double>(row) * 0.1;  // sorted
    case 2: return random % 3 == 0 ? 0.0 : -0.0;    // all equal, but for their bits
    case 3: return random % 5 == 0 ? nan : random % 7 == 0 ? infinity : random % 11 == 0 ? -infinity : 1.5;
    case 4: {  // the rows that a sample of 256 takes have a value of their own
      const std::int64_t group_rows = rows / groups_of_kinds, place = row / groups_of_kinds * 256 % group_rows;
      return place == 0 || place + 256 > group_rows ? -1e300 : static_cast<double>(random % 1000);
    }
    default: return nan;
  }
}

double expected(std::vector<double> values, double q) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  if (values.empty()) return nan;
  std::ranges::sort(values);
  const double at = static_cast<double>(values.size() - 1) * q, low = std::floor(at);
  const double a = values[static_cast<std::size_t>(low)] + 0.0;
  if (at == low) return a;
  const double b = values[static_cast<std::size_t>(low) + 1] + 0.0;
  if (a == b) return a;
  return std::isinf(b - a) ? a * (1 - (at - low)) + b * (at - low) : a + (b - a) * (at - low);
}

bool is(double found, double wanted) {
  if (std::isnan(wanted)) return std::isnan(found);
  return found == wanted ? std::signbit(found) == std::signbit(wanted)
                         : std::abs(found - wanted) <= 1e-12 * std::abs(wanted);
}

const key of_double{{"v", bodo::float64}};

}  // namespace

// More values a group than are sorted at once.
TEST_CASE("quantiles of large groups") {
  const std::int64_t n = 6 * 7919;
  std::vector<std::vector<double>> all(groups_of_kinds);
  for (std::int64_t row = 0; row < n; ++row) all[static_cast<std::size_t>(group_of(row))].push_back(value_of(row, n));
  for (const double q : {0.0, 0.001, 0.1, 0.5, 0.77, 0.999, 1.0})
    for (int end = 0; end < 4; ++end) {
      INFO("quantile " << q << ", end " << end);
      groups g(here, {{{"k", bodo::int64}}});
      quantiles found(here, g, of_double, q);
      buffer<std::int64_t> k;
      buffer<double> v;
      const block rows = end == 0 ? block{0, n} : mine(n, end);
      for (std::int64_t begin = rows.begin; begin < rows.end(); begin += batch_capacity) {
        const auto size = static_cast<std::uint32_t>(std::min<std::int64_t>(batch_capacity, rows.end() - begin));
        for (std::uint32_t i = 0; i < size; ++i) {
          k[i] = group_of(begin + i);
          v[i] = value_of(begin + i, n);
        }
        found.add(g.find({k.view()}, {nullptr, size}), v.view(), {nullptr, size});
      }
      if (end == 0)
        g.finish_local();
      else if (end == 1)
        g.finish_everywhere();
      else
        g.finish_by_hash();
      std::int64_t results = 0, wrong = 0;
      for (batch b; g.next(b);) {
        const column<double> result(found.values(b));
        for (std::uint32_t i = 0; i < b.size; ++i, ++results)
          wrong +=
              !result.known(i) || !is(result[i], expected(all[static_cast<std::size_t>(b.at<std::int64_t>(0)[i])], q));
      }
      CHECK(wrong == 0);
      CHECK((end < 2 ? results : total(results)) == groups_of_kinds);
    }
}

TEST_CASE("quantiles of many rows") {
  const std::int64_t n = 6 * 7919;
  for (std::int64_t group = 0; group < groups_of_kinds; ++group) {
    INFO("values of kind " << group);
    std::vector<double> all;
    quantile<double> spread(here, of_double), local(here, of_double);
    const block rows = mine(n, static_cast<int>(group) % 4);
    for (std::int64_t row = 0; row < n; ++row) {
      if (group_of(row) != group) continue;
      const double v = value_of(row, n);
      all.push_back(v);
      local.add({&v}, {nullptr, 1});
      if (row >= rows.begin && row < rows.end()) spread.add({&v}, {nullptr, 1});
    }
    for (const double q : {0.0, 0.001, 0.1, 0.5, 0.77, 0.999, 1.0}) {
      const double wanted = expected(all, q);
      CHECK(is(spread.finish(q).value(), wanted));
      CHECK(is(local.finish_local(q).value(), wanted));
    }
  }
}

}  // namespace test_quantile
