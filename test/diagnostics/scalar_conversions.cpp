// A reduction's result becomes a C++ value of its own kind only, and goes with scalars of its kind only.
#include <bodo/bodo.h>

#include <chrono>
#include <optional>
#include <string>
#include <tuple>

double half(double x) { return x / 2; }

[[bodo::jit]] double f(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)}, {"s", bodo::full(n, "x")}, {"d", bodo::full(n, std::chrono::sys_days{})}};
  const auto m = df["s"].max();
  // expected-error:22@+2 {{a scalar of type string does not become a 'double'}}
  // expected-note@+1 {{as C++ it is a 'std::string'}}
  double a = df["s"].max();
  // expected-error:27@+2 {{a scalar of type int64 does not become a 'std::string'}}
  // expected-note@+1 {{as C++ it is a 'std::int64_t'}}
  std::string t = df["k"].max();
  // expected-error:37@+2 {{a scalar of type string does not become a 'std::optional<double>'}}
  // expected-note@+1 {{as C++ it is a 'std::string'}}
  std::optional<double> o = df["s"].max();
  // expected-error:22@+2 {{a scalar of type date does not become a 'double'}}
  // expected-note@+1 {{as C++ it is a 'std::chrono::sys_days'}}
  double b = df["d"].max();
  // expected-error:8@+2 {{a scalar of type string does not become a 'double'}}
  // expected-note@+1 {{as C++ it is a 'std::string'}}
  a += m;
  // expected-error:12@+2 {{a scalar of type string does not become a 'double'}}
  // expected-note@+1 {{as C++ it is a 'std::string'}}
  a = half(m);
  // expected-error:14@+2 {{'+' does not join a string and a scalar of type int32}}
  // expected-note@+1 {{fmt::format("sum is {}", s.sum()) makes text of it}}
  auto e = m + 1;
  // expected-error:7@+2 {{a scalar of type string does not become a 'bool'}}
  // expected-note@+1 {{as C++ it is a 'std::string'}}
  if (m) bodo::print(1);
  // expected-error:19@+2 {{'-' cannot be applied to a scalar of type string}}
  // expected-note@+1 {{numbers go with numbers, strings with strings (+ and comparisons), dates and times with durations (+ and -) and with each other (- and comparisons)}}
  auto negative = -m;
  // expected-error:26@+2 {{a scalar of type string does not become a 'std::optional<double>'}}
  // expected-note@+1 {{as C++ it is a 'std::string'}}
  const auto r = df["s"].max().optional<double>();
  // expected-error:17@+2 {{'==' cannot combine scalars of the types string and int32}}
  // expected-note@+1 {{numbers go with numbers, strings with strings (+ and comparisons), dates and times with durations (+ and -) and with each other (- and comparisons)}}
  bool same = m == 3;
  // expected-error:28@+2 {{'*' cannot combine scalars of the types date and int32}}
  // expected-note@+1 {{numbers go with numbers, strings with strings (+ and comparisons), dates and times with durations (+ and -) and with each other (- and comparisons)}}
  auto day = df["d"].max() * 2;
  // expected-error:49@+2 {{'+' cannot take months or years, whose length varies}}
  // expected-note@+1 {{numbers go with numbers, strings with strings (+ and comparisons), dates and times with durations (+ and -) and with each other (- and comparisons)}}
  auto months = (df["d"].max() - df["d"].min()) + std::chrono::months(1);
  bodo::Scalar total(0);
  // expected-error:9@+2 {{'total' is a 'std::int64_t', and this is a 'double'}}
  // expected-note@+1 {{it has the type of its initialiser: declare it with a C++ type that holds both, as in double total = 0}}
  total = df["k"].mean();
  bodo::Scalar half_of(1);
  // expected-error:11@+2 {{'half_of' is a 'std::int64_t', and this is a 'double'}}
  // expected-note@+1 {{it has the type of its initialiser: declare it with a C++ type that holds both, as in double half_of = 0}}
  half_of /= 2;
  bodo::Scalar mean(0.5);
  // expected-error:8@+2 {{'+' does not join a string and a scalar of type float64}}
  // expected-note@+1 {{fmt::format("sum is {}", s.sum()) makes text of it}}
  mean += m;
  bodo::Scalar fine(0.5);
  fine += 1;
  fine /= 2;
  std::string good = m;
  if (m == good && m < "z") bodo::print(m + "y");
  // expected-error:10@+2 {{a scalar of type string does not become a 'double'}}
  // expected-note@+1 {{as C++ it is a 'std::string'}}
  return m;
}

[[bodo::jit]] std::tuple<bodo::DataFrame, double> g(int n) {
  bodo::DataFrame df{{"s", bodo::full(n, "x")}};
  // expected-error:15@+2 {{a scalar of type string does not become a 'double'}}
  // expected-note@+1 {{as C++ it is a 'std::string'}}
  return {df, df["s"].max()};
}

int main() { return f(3) > 0 && std::get<1>(g(3)) > 0; }
