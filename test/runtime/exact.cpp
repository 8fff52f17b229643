// ranks: 1
// Sums, means and variances of floats and integers against whole numbers of any size: rounded once, whatever the
// values, their order and their split.
#include "bodo/rt/exact.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "bodo/rt/aggregates.h"

namespace test_exact {

using namespace bodo::rt;

namespace {

// Natural numbers, digit by digit.
struct digits {
  std::vector<std::uint32_t> d;

  digits(std::uint64_t v = 0) : d{static_cast<std::uint32_t>(v), static_cast<std::uint32_t>(v >> 32)} {}
  std::uint32_t at(std::size_t i) const { return i < d.size() ? d[i] : 0; }
};
digits operator+(const digits& a, const digits& b) {
  digits s;
  s.d.clear();
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i <= std::max(a.d.size(), b.d.size()); ++i, carry >>= 32) {
    carry += std::uint64_t{a.at(i)} + b.at(i);
    s.d.push_back(static_cast<std::uint32_t>(carry));
  }
  return s;
}
digits operator*(const digits& a, const digits& b) {
  digits p;
  p.d.assign(a.d.size() + b.d.size() + 1, 0);
  for (std::size_t i = 0; i < a.d.size(); ++i) {
    std::uint64_t carry = 0;
    for (std::size_t k = 0; k <= b.d.size(); ++k, carry >>= 32) {
      carry += std::uint64_t{a.d[i]} * b.at(k) + p.d[i + k];
      p.d[i + k] = static_cast<std::uint32_t>(carry);
    }
  }
  return p;
}
digits shifted(const digits& a, int bits) {  // 2^bits times a; bits that fall out are zeros
  digits s;
  s.d.assign(a.d.size() + static_cast<std::size_t>(std::max(bits, 0)) / 32 + 1, 0);
  for (std::size_t i = 0; i < 32 * a.d.size(); ++i) {
    const int to = static_cast<int>(i) + bits;
    if (to >= 0 && (a.d[i / 32] >> i % 32 & 1) != 0) s.d[static_cast<std::size_t>(to) / 32] |= 1U << to % 32;
  }
  return s;
}
bool operator<=(const digits& a, const digits& b) {
  for (std::size_t i = std::max(a.d.size(), b.d.size()); i-- > 0;)
    if (a.at(i) != b.at(i)) return a.at(i) < b.at(i);
  return true;
}

// Whole numbers as a difference.
struct whole {
  digits plus, minus;
  whole() = default;
  whole(digits p, digits m) : plus(std::move(p)), minus(std::move(m)) {}
};
whole operator+(const whole& a, const whole& b) { return {a.plus + b.plus, a.minus + b.minus}; }
whole operator-(const whole& a, const whole& b) { return {a.plus + b.minus, a.minus + b.plus}; }
whole operator*(const whole& a, const whole& b) {
  return {a.plus * b.plus + a.minus * b.minus, a.plus * b.minus + a.minus * b.plus};
}
bool operator<=(const whole& a, const whole& b) { return a.plus + b.minus <= b.plus + a.minus; }
whole of(std::uint64_t n) { return {digits(n), digits()}; }
whole of(int128 n) {
  const uint128 a = n < 0 ? -static_cast<uint128>(n) : static_cast<uint128>(n);
  const digits d = digits(static_cast<std::uint64_t>(a)) + shifted(digits(static_cast<std::uint64_t>(a >> 64)), 64);
  return n < 0 ? whole{digits(), d} : whole{d, digits()};
}

constexpr int unit = 1080;  // floats are counted in units of 2^-unit
whole of(double v) {
  int exponent;
  const double m = std::frexp(std::fabs(v), &exponent);
  const digits d = shifted(digits(static_cast<std::uint64_t>(std::ldexp(m, 53))), exponent - 53 + unit);
  return v < 0 ? whole{digits(), d} : whole{d, digits()};
}
whole half(const whole& a) { return {shifted(a.plus, -1), shifted(a.minus, -1)}; }

// Whether v is the float next to a / b, a counted in units.
bool is_rounded(double v, const whole& a, const whole& b) {
  const auto neighbour = [&](double to) {
    const double n = std::nextafter(v, to);
    // beyond the largest one, rounding goes on as if there were one more
    return std::isinf(n) ? of(v) + of(std::copysign(0x1p970, to)) + of(std::copysign(0x1p970, to)) : of(n);
  };
  const whole largest = of(0x1.fffffffffffffp1023) + of(0x1p970);
  if (std::isinf(v)) return v > 0 ? largest * b <= a : a <= (whole() - largest) * b;
  const whole below = half(of(v) + neighbour(-INFINITY)), above = half(of(v) + neighbour(INFINITY));
  return below * b <= a && a <= above * b;
}

struct moments {
  whole sum, squares;
  std::uint64_t n = 0;
  template <class T>
  explicit moments(const std::vector<T>& values) : n(values.size()) {
    for (const T v : values) {
      whole w;
      if constexpr (std::is_same_v<T, double>)
        w = of(v);
      else
        w = of(static_cast<int128>(v));
      sum = sum + w;
      squares = squares + w * w;
    }
  }
  whole spread() const { return squares * of(n) - sum * sum; }  // in squares of the unit
};

template <class State, class T>
State part(const std::vector<T>& values, std::size_t from, std::size_t to) {
  State s;
  for (std::size_t i = from; i < to; ++i) s.add(values[i]);
  return s;
}
// Cut into parts anywhere, which are merged in any order.
template <class State, class T>
State split(const std::vector<T>& values, std::mt19937_64& r) {
  std::vector<std::size_t> cuts{0, values.size()};
  for (int i = 0; i < 4; ++i) cuts.push_back(r() % (values.size() + 1));
  std::sort(cuts.begin(), cuts.end());
  std::vector<State> parts;
  for (std::size_t i = 1; i < cuts.size(); ++i) parts.push_back(part<State>(values, cuts[i - 1], cuts[i]));
  std::shuffle(parts.begin(), parts.end(), r);
  State all;
  for (const State& s : parts) all.merge(s);
  return all;
}

std::vector<double> sample(int kind, std::mt19937_64& r) {
  std::vector<double> values(1 + r() % (r() % 3 == 0 ? 600 : 60));  // many are added at once
  std::normal_distribution<double> normal;
  for (double& v : values) {
    switch (kind) {
      case 0: v = 1000 + normal(r); break;
      case 1: v = normal(r) * std::ldexp(1.0, static_cast<int>(r() % 600) - 300); break;
      case 2: v = 1.7e15 + static_cast<double>(r() % 1000); break;
      case 3: v = std::bit_cast<double>(r()); break;  // anything
      case 4: v = std::ldexp(static_cast<double>(r() % 100), -1074); break;
      case 5: v = (r() % 2 == 0 ? 1 : -1) * 0x1.fffffffffffffp1023 / static_cast<double>(1 + r() % 3); break;
      case 6: v = normal(r) * std::ldexp(1.0, static_cast<int>(r() % 2100) - 1074); break;
      case 7: v = r() % 3 == 0 ? 0.0 : static_cast<double>(r() >> (11 + r() % 50)); break;  // integers of any size
      case 8: v = normal(r) * std::ldexp(1.0, static_cast<int>(r() % 40) - 20); break;      // at a window's edges
      case 9: v = std::ldexp(1 + static_cast<double>(r() % 3), static_cast<int>(r() % 90)); break;
      default: v = static_cast<double>(r() % 7) * 0x1p-500; break;
    }
    if (!std::isfinite(v)) v = 1;
  }
  if (kind == 6)  // most of it cancels
    for (std::size_t i = 1; i < values.size(); i += 2) values[i] = -values[r() % i];
  return values;
}

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

template <class T>
std::vector<T> whole_sample(std::mt19937_64& r, int bits) {
  std::vector<T> values(2 + r() % 50);
  const T offset = static_cast<T>(r()) << (bits > 64 ? 60 : 0);
  for (T& v : values) {
    v = static_cast<T>(r());
    if (bits > 64) v = static_cast<T>(v * static_cast<T>(r() >> 2));
    if (r() % 4 == 0) v = static_cast<T>(v >> r() % 60);
  }
  if (r() % 2 == 0)
    for (T& v : values) v = static_cast<T>(offset + static_cast<T>(r() % 1000));
  return values;
}

}  // namespace

TEST_CASE("sums, means and variances of floats are the exact ones, rounded once") {
  std::mt19937_64 r(11);
  for (int round = 0; round < 330; ++round) {
    CAPTURE(round);
    std::vector<double> values = sample(round % 11, r);
    const moments m(values);
    const double s = part<sum<double>>(values, 0, values.size()).value();
    const double mu = part<mean<double>>(values, 0, values.size()).value();
    const auto v = part<variance<double>>(values, 0, values.size());
    REQUIRE(is_rounded(s, m.sum, of(std::uint64_t{1})));
    REQUIRE(is_rounded(mu, m.sum, of(m.n)));
    if (m.n > 1) {
      // counted in squares of the unit
      REQUIRE(is_rounded(v.value(), m.spread(), {shifted((of(m.n) * of(m.n - 1)).plus, unit), digits()}));
      if (std::isnormal(v.value())) REQUIRE(same_bits(v.root(), std::sqrt(v.value())));
    }
    for (int k = 0; k < 4; ++k) {
      std::shuffle(values.begin(), values.end(), r);
      REQUIRE(same_bits(split<sum<double>>(values, r).value(), s));
      REQUIRE(same_bits(split<mean<double>>(values, r).value(), mu));
      REQUIRE(same_bits(split<grouped_sum>(values, r).value(), s));
      REQUIRE(same_bits(split<grouped_mean>(values, r).value(), mu));
      if (m.n < 2) continue;
      REQUIRE(same_bits(split<variance<double>>(values, r).value(), v.value()));
      REQUIRE(same_bits(split<grouped_variance>(values, r).value(), v.value()));
      REQUIRE(same_bits(split<grouped_variance>(values, r).root(), v.root()));
    }
  }
}

TEST_CASE("the sums after each float are those of the floats so far") {
  std::mt19937_64 r(13);
  for (int round = 0; round < 110; ++round) {
    CAPTURE(round);
    std::vector<double> values = sample(round % 11, r);
    if (round % 10 == 0) values[r() % values.size()] = round % 20 == 0 ? INFINITY : NAN;
    std::vector<double> sums(values.size());
    float_pair all;
    const std::size_t cut = r() % values.size();
    all.add_each(values.data(), cut, sums.data());
    all.add_each(values.data() + cut, values.size() - cut, sums.data() + cut);
    all.release();
    exact_sum one_by_one;
    for (std::size_t i = 0; i < values.size(); ++i) {
      one_by_one.add(values[i]);
      const double expected = one_by_one.value();
      REQUIRE((std::isnan(expected) ? std::isnan(sums[i]) : same_bits(sums[i], expected)));
    }
  }
}

TEST_CASE("means of two, four and eight floats, of which many are just between two results") {
  std::mt19937_64 r(5);
  std::uniform_real_distribution<double> some(64, 256);
  for (const std::size_t n : {2, 4, 8})
    for (int round = 0; round < 100; ++round) {
      std::vector<double> values(n);
      for (double& v : values) v = some(r);
      const double mu = part<grouped_mean>(values, 0, n).value();
      REQUIRE(is_rounded(mu, moments(values).sum, of(n)));
      REQUIRE(same_bits(part<mean<double>>(values, 0, n).value(), mu));
    }
}

TEST_CASE("a variance of very many values, which leaves the small state") {
  const std::vector<double> values{1.1, 2.5e8, -3.3e-5, 0.0, 1.7e8};
  const moments m(values);
  auto v = part<variance<double>>(values, 0, values.size());
  auto grouped = part<grouped_variance>(values, 0, values.size());
  for (int doubled = 1; doubled <= 40; ++doubled) {
    v.merge(variance<double>(v));
    const grouped_variance so_far = grouped;
    grouped.merge(so_far);
    const whole n = of(m.n << doubled), all{shifted(m.sum.plus, doubled), shifted(m.sum.minus, doubled)};
    const whole squares{shifted(m.squares.plus, doubled), shifted(m.squares.minus, doubled)};
    const whole by{shifted((n * (n - of(std::uint64_t{1}))).plus, unit),
                   shifted((n * (n - of(std::uint64_t{1}))).minus, unit)};
    REQUIRE(is_rounded(v.value(), squares * n - all * all, by));
    REQUIRE(same_bits(grouped.value(), v.value()));
    REQUIRE(same_bits(grouped.root(), v.root()));
  }
}

TEST_CASE("infinities and NaN act as in plain addition, in any order") {
  std::mt19937_64 r(3);
  const double inf = INFINITY;
  struct {
    std::vector<double> values;
    double result;
  } const samples[] = {
      {{1, inf, 2}, inf},    {{-inf, 1e308, 1e308, 1e-300}, -inf},   {{1e308, 1e308, -1e308, -1e308, 5}, 5},
      {{1e308, 1e308}, inf}, {{1e20, 1e-20, 1e300, inf, -inf}, NAN}, {{1, NAN, inf}, NAN},
      {{-0.0, -0.0}, 0.0}};
  for (const auto& s : samples)
    for (int k = 0; k < 20; ++k) {
      std::vector<double> values = s.values;
      std::shuffle(values.begin(), values.end(), r);
      for (const double got : {split<sum<double>>(values, r).value(), split<grouped_sum>(values, r).value()})
        REQUIRE((std::isnan(s.result) ? std::isnan(got) : same_bits(got, s.result)));
      if (!std::isfinite(s.result) && values.size() > 2) {
        REQUIRE(std::isnan(split<variance<double>>(values, r).value()));
        REQUIRE(std::isnan(split<grouped_variance>(values, r).value()));
      }
    }
  CHECK(part<mean<double>>(std::vector<double>{1e308, 1e308}, 0, 2).value() == 1e308);
  CHECK(part<grouped_mean>(std::vector<double>{1e308, 1e308}, 0, 2).value() == 1e308);
  CHECK(part<variance<double>>(std::vector<double>{1e200, 3e200}, 0, 2).value() == inf);
  CHECK(part<variance<double>>(std::vector<double>{1e200, 3e200}, 0, 2).root() == Approx(std::sqrt(2) * 1e200));
}

TEST_CASE("means and variances of integers and decimals are the exact ones, rounded once") {
  std::mt19937_64 r(7);
  const auto check = [&]<class T>(std::vector<T> values, int scale) {
    const moments m(values);
    whole by = of(m.n), ten = of(std::uint64_t{1});
    for (int i = 0; i < scale; ++i) ten = ten * of(std::uint64_t{10});
    const auto units = [](const whole& w) { return whole{shifted(w.plus, unit), shifted(w.minus, unit)}; };
    for (int k = 0; k < 3; ++k) {
      const auto v = split<variance<T>>(values, r);
      REQUIRE(is_rounded(v.value(scale), units(m.spread()), of(m.n) * of(m.n - 1) * ten * ten));
      REQUIRE(same_bits(v.root(scale), std::sqrt(v.value(scale))));
      if constexpr (std::is_same_v<T, std::uint64_t>)
        REQUIRE(is_rounded(split<mean<T>>(values, r).value(), units(m.sum), by * ten));
      else
        REQUIRE(is_rounded(split<mean<T>>(values, r).value(scale), units(m.sum), by * ten));
    }
  };
  for (int round = 0; round < 60; ++round) {
    check(whole_sample<std::int64_t>(r, 64), 0);
    check(whole_sample<std::int64_t>(r, 64), round % 19);
    check(whole_sample<std::uint64_t>(r, 64), 0);
    std::vector<int128> wide = whole_sample<int128>(r, 128);
    for (int128& v : wide) v %= power_of_ten(38);
    check(wide, round % 39);
  }
  check(std::vector<std::int64_t>{INT64_MIN, INT64_MIN, INT64_MAX}, 0);
  check(std::vector<std::uint64_t>{UINT64_MAX, UINT64_MAX, 0}, 0);
  check(std::vector<int128>{power_of_ten(38) - 1, 1 - power_of_ten(38)}, 38);
}

}  // namespace test_exact
