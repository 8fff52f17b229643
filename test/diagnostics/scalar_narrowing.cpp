// Converting a reduction's result to a narrower C++ type is an error, unless it is cast.
// options: -ferror-limit=0
#include <bodo/bodo.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

using namespace std::chrono;

struct Pair {
  int a;
  double b;
};
struct Result {
  bodo::DataFrame df;
  int total;
};
int half(int x) { return x / 2; }

[[bodo::jit]] int integer(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)}};
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  return df["k"].mean();
}

[[bodo::jit]] bool any(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)}};
  // expected-error@+2 {{'bool' does not hold all values of this scalar of type int64}}
  // expected-note@+1 {{keep it as a 'std::int64_t', or write static_cast<bool>(...) to convert it all the same}}
  return df["k"].sum();
}

[[bodo::jit]] std::tuple<bodo::DataFrame, int> tuple(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)}};
  return {df, df["k"].sum()};
}

[[bodo::jit]] Result result(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)}};
  return {df, df["k"].sum()};
}

[[bodo::jit]] Result named(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)}};
  return {.df = df, .total = df["k"].sum()};
}

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)},
                     {"i", bodo::arange(n).astype("int32")},
                     {"u", bodo::arange(n).astype("uint64")},
                     {"d", bodo::arange(n).astype("decimal(12,2)")},
                     {"t", bodo::full(n, sys_days(2020y / January / 1) + hours(1))},
                     {"p", bodo::full(n, hours(1))}};
  const auto mean = df["k"].mean();
  int n0 = 0;
  std::int64_t wide = 0;
  std::vector<int> v{1};
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  int a1 = mean;
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  int a2{mean};
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  int a3(mean);
  int a4 = df["k"].sum();
  // expected-error@+2 {{'std::int64_t' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<std::int64_t>(...) to convert it all the same}}
  std::int64_t a5 = mean;
  // expected-error@+2 {{'std::int64_t' does not hold all values of this scalar of type decimal(38,2)}}
  // expected-note@+1 {{keep it as a 'bodo::decimal_value', or write static_cast<std::int64_t>(...) to convert it all the same}}
  std::int64_t a6 = df["d"].sum();
  std::int64_t a7 = df["u"].max();
  std::size_t a8 = df["k"].max();
  unsigned a9 = df["i"].max();
  std::int16_t b1 = df["i"].max();
  // expected-error@+2 {{'float' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<float>(...) to convert it all the same}}
  float b2 = mean;
  // expected-error@+2 {{'float' does not hold all values of this scalar of type int64}}
  // expected-note@+1 {{keep it as a 'std::int64_t', or write static_cast<float>(...) to convert it all the same}}
  float b3 = df["k"].max();
  // expected-error@+2 {{'bool' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<bool>(...) to convert it all the same}}
  bool b4 = mean;
  // expected-error@+2 {{'bool' does not hold all values of this scalar of type int64}}
  // expected-note@+1 {{keep it as a 'std::int64_t', or write static_cast<bool>(...) to convert it all the same}}
  bool b5{df["k"].count()};
  // expected-error@+2 {{'std::chrono::sys_days' does not hold all values of this scalar of type timestamp}}
  // expected-note@+1 {{keep it as a 'std::chrono::sys_time<std::chrono::nanoseconds>', or write static_cast<std::chrono::sys_days>(...) to convert it all the same}}
  sys_days b6 = df["t"].max();
  // expected-error@+2 {{'std::chrono::sys_time<std::chrono::seconds>' does not hold all values of this scalar of type timestamp}}
  // expected-note@+1 {{keep it as a 'std::chrono::sys_time<std::chrono::nanoseconds>', or write static_cast<std::chrono::sys_time<std::chrono::seconds>>(...) to convert it all the same}}
  sys_seconds b7 = df["t"].max();
  // expected-error@+2 {{'std::chrono::year_month_day' does not hold all values of this scalar of type timestamp}}
  // expected-note@+1 {{keep it as a 'std::chrono::sys_time<std::chrono::nanoseconds>', or write static_cast<std::chrono::year_month_day>(...) to convert it all the same}}
  year_month_day b8 = df["t"].max();
  // expected-error@+2 {{'std::chrono::sys_days' does not hold all values of this scalar of type timestamp}}
  // expected-note@+1 {{keep it as a 'std::chrono::sys_time<std::chrono::nanoseconds>', or write static_cast<std::chrono::sys_days>(...) to convert it all the same}}
  sys_days b9(df["t"].max());
  // expected-error@+2 {{'std::chrono::seconds' does not hold all values of this scalar of type duration}}
  // expected-note@+1 {{keep it as a 'std::chrono::nanoseconds', or write static_cast<std::chrono::seconds>(...) to convert it all the same}}
  seconds c1 = df["p"].max();
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  n0 = mean;
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  n0 += mean;
  // expected-error@+2 {{'int' does not hold all values of this scalar of type int64}}
  // expected-note@+1 {{keep it as a 'std::int64_t', or write static_cast<int>(...) to convert it all the same}}
  n0 -= df["k"].sum();
  // expected-error@+2 {{'std::int64_t' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<std::int64_t>(...) to convert it all the same}}
  wide /= df["k"].max();
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  n0 = half(mean);
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  n0 = n > 0 ? mean : 0;
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  Pair c2{mean, mean};
  Pair c3{.a = df["k"].sum(), .b = 1};
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  std::vector<int> c4{mean};
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  v.push_back(mean);
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  v[0] = mean;
  v[df["k"].max()] = 1;
  // expected-error@+2 {{'std::int64_t' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<std::int64_t>(...) to convert it all the same}}
  auto c5 = df.head(mean);
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  auto c6 = int{mean};
  // expected-error@+2 {{'std::optional<int>' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<std::optional<int>>(...) to convert it all the same}}
  std::optional<int> c7 = mean;
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  int c8 = mean * 2;
  int c9 = df["k"].sum() + 1;
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  auto d1 = static_cast<double>(n > 1 ? mean : 0);
  for (int i = df["k"].sum(); i < n; ++i) half(i);
  Pair d2{0, mean};
  // expected-error@+2 {{'int' does not hold all values of this scalar of type float64}}
  // expected-note@+1 {{keep it as a 'double', or write static_cast<int>(...) to convert it all the same}}
  d2.a = mean;
  bodo::Scalar count(0);
  // expected-error@+2 {{'count' is a 'std::int64_t', and this is a 'std::uint64_t'}}
  // expected-note@+1 {{it has the type of its initialiser: declare it with a C++ type that holds both, as in double count = 0}}
  count = df["u"].max();
}

int main() {
  f(integer(any(1)));
  return std::get<1>(tuple(1)) + result(1).total + named(1).total;
}
