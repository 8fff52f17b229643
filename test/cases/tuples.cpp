// Scalars in tuples, pairs and structs, by any way to make one; default arguments that name things of the callee's
// namespace; conversions that the user writes decide a column's type.
// rank 0 prints:
//   6 0.75
//   7 1.0
//   1.5 6 3.0
//   6x1.5
//   6 1.5
//   6 1.5 true
//   11 24
//   float64 3.0 int64
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <optional>
#include <string>
#include <tuple>
#include <type_traits>

struct Summary {
  double mean;
  std::int64_t sum;
  std::optional<double> max;
};

[[bodo::jit]] static std::tuple<double, double> braces() {
  const auto s = bodo::arange(4);
  const auto sum = s.sum();
  const auto mean = s.mean();
  return {sum, mean / 2};
}
[[bodo::jit]] static std::pair<std::int64_t, double> pair(int n) {
  const auto s = bodo::arange(4);
  return {s.sum() + n, n};
}
[[bodo::jit]] static Summary summary() {
  const auto s = bodo::arange(4);
  return {s.mean(), s.sum(), s.max()};
}
[[bodo::jit]] static std::tuple<std::int64_t, std::string, double> named() {
  const auto s = bodo::arange(4);
  const auto m = s.sum();
  return std::tuple<std::int64_t, std::string, double>(m, "x", s.mean());
}
[[bodo::jit]] static std::tuple<std::int64_t, std::optional<double>> variable() {
  bodo::DataFrame df{{"a", bodo::arange(4)}};
  std::tuple<std::int64_t, std::optional<double>> t{df["a"].sum(), df["a"].mean()};
  return t;
}
[[bodo::jit]] static std::pair<std::pair<std::int64_t, double>, bool> nested() {
  const auto s = bodo::arange(4);
  const auto m = s.sum();
  return {{m, s.mean()}, m > 3};
}

namespace inner {
constexpr int K = 3;
[[bodo::jit]] static std::int64_t total(const bodo::DataFrame& df, int n = K, double z = 1.5, bool b = true) {
  return std::int64_t(df["a"].sum()) + n + b + int(z);
}
}  // namespace inner

[[bodo::jit]] static std::string defaults() {
  bodo::DataFrame df{{"a", bodo::arange(4)}};
  return fmt::format("{} {}", inner::total(df), inner::total(df, 10, 7.5));
}

enum Kind {
  one = 1
};

[[bodo::jit]] static std::string conversions(int n, Kind kind, double x) {
  bodo::DataFrame df{{"a", bodo::arange(4)}};
  df["b"] = df["a"] * double(n);
  df["c"] = df["a"] + int(kind) + int(x);
  df["d"] = df["b"] / 2;
  const double s = df["d"].sum();
  const bool z = df["b"].map([](auto v) { return std::is_same_v<decltype(v), double>; }).all();
  const bool y = df["c"].map([](auto v) { return std::is_same_v<decltype(v), std::int64_t>; }).all();
  return fmt::format("{} {:.1f} {}", z ? "float64" : "int64", s, y ? "int64" : "float64");
}

int main() {
  const auto [a, b] = braces();
  bodo::print(fmt::format("{} {}", a, b));
  const auto [c, d] = pair(1);
  bodo::print(fmt::format("{} {:.1f}", c, d));
  const Summary r = summary();
  bodo::print(fmt::format("{} {} {:.1f}", r.mean, r.sum, *r.max));
  const auto [t, u, v] = named();
  bodo::print(fmt::format("{}{}{}", t, u, v));
  const auto [w, x] = variable();
  bodo::print(fmt::format("{} {}", w, *x));
  const auto k = nested();
  bodo::print(fmt::format("{} {} {}", k.first.first, k.first.second, k.second));
  bodo::print(defaults());
  bodo::print(conversions(1, one, 2.5));
}
