// A reduction's result as a C++ value: of a type that holds it, or cast; and as a scalar in ordinary code.
// rank 0 prints:
//   3 6 3 1.5
//   3 6 3 6 2
//   6 12 6
//   3 3 7
//   1.5 1.5 0 1
//   18262 18262 18262
//   3600 3600 3600.5
//   2020-01-01 2020-01-01
//   long enough to live elsewhere
//   1 1.5 1
//   18262
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace std::chrono;

[[bodo::jit]] bodo::Scalar mean(int n) { return bodo::arange(n).mean(); }
[[bodo::jit]] bodo::Scalar latest(int n) { return bodo::full(n, sys_days(2020y / January / 1) + hours(1)).max(); }

template <class... Values>
void show(const Values&... values) {
  std::string line;
  ((line += line.empty() ? "" : " ", line += fmt::format("{}", values)), ...);
  if (bodo::get_rank() == 0) fmt::print("{}\n", line);
}
int days_of(sys_days day) { return day.time_since_epoch().count(); }

[[bodo::jit]] void f(int n) {
  const auto day = 2020y / January / 1;
  bodo::DataFrame df{{"k", bodo::arange(n)},
                     {"i", bodo::arange(n).astype("int32")},
                     {"f", bodo::arange(n).astype("float32")},
                     {"d", bodo::arange(n).astype("decimal(12,2)")},
                     {"t", bodo::full(n, sys_days(day) + hours(1))},
                     {"e", bodo::full(n, day)},
                     {"p", bodo::full(n, milliseconds(3'600'500))},
                     {"s", bodo::full(n, "long enough to live elsewhere")}};
  const auto m = df["k"].mean();
  const int a = static_cast<int>(2 * m);
  int b = int(df["k"].sum());
  show(a, b, (int)df["i"].max(), double(m));

  const std::int64_t most = df["k"].max(), total = df["k"].sum();
  const std::int64_t widened = df["i"].max();
  const std::optional<std::int64_t> sum = df["k"].sum();
  const auto some = df["k"].mean().optional<int>();
  show(most, total, widened, *sum, *some + 1);

  const double x = df["k"].sum(), y = 2 * df["d"].sum();
  std::vector<double> v{m, df["k"].sum()};
  show(x, y, v[static_cast<std::size_t>(df["k"].min()) + 1]);

  const float most_float = df["f"].max(), cast = static_cast<float>(df["k"].max());
  double sums = 1;
  sums += df["k"].sum();
  show(most_float, cast, sums);

  const bool flag = static_cast<bool>(m), none = !m;
  if (m) show(double(m), df["k"].mean().optional<double>().value(), none ? 1 : 0, m && flag ? 1 : 0);

  const sys_days date = df["e"].max();
  const auto rounded = static_cast<sys_days>(df["t"].max());
  const sys_seconds midnight = df["e"].max();
  show(days_of(date), days_of(rounded), days_of(floor<days>(midnight)));
  const auto whole = static_cast<seconds>(df["p"].max());
  const duration<double> exact = df["p"].max();
  show(whole.count(), seconds(df["p"].max()).count(), exact.count());
  const year_month_day first = df["e"].max();
  const auto again = static_cast<year_month_day>(df["e"].max());
  if (first == again) bodo::print("2020-01-01 2020-01-01");
  const std::string_view text = df["s"].max();
  show(text);
}

int main() {
  f(4);
  const auto m = mean(4);
  show(static_cast<int>(m), static_cast<double>(m), static_cast<bool>(m) ? 1 : 0);
  show(days_of(static_cast<sys_days>(latest(1))));
}
