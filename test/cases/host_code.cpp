// Ordinary C++ in annotated functions: types of their own, calls of annotated functions that only this file sees,
// parameters that are results, values of every type printed.
// rank 0 prints:
//      k    d         day
//   0  0  0.5  2024-01-01
//   1  1  2.5  2024-01-02
//   2  2  4.5  2024-01-01
//      A
//   0  0
//   1  1
//   0.5 3 1
//   2 1.0 3
//   2024-01-02
//   1 days 01:00:00
//   12.34
//   2024-01-03 00:00:00
//   2024-01-03
//   2024-01-04
//   6.5
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <chrono>
#include <string>
#include <vector>

using std::chrono::sys_days;

static int calls = 0;
[[bodo::jit]] static void show(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  bodo::print(df);
  ++calls;
}

namespace {

[[bodo::jit]] double mean_of(std::int64_t n) { return bodo::arange(n).mean(); }

[[bodo::jit]] void report(double mean, std::int64_t rows) { bodo::print(fmt::format("{} {} {}", mean, rows, calls)); }

}  // namespace

[[bodo::jit]] double local_types(int n) {
  using real = double;
  struct Pair {
    double mean;
    int count;
  };
  enum Step {
    once,
    twice
  };
  using namespace std::chrono;
  bodo::DataFrame df{{"k", bodo::arange(n)}};
  const Pair pair{df["k"].mean(), twice};
  df["d"] = df["k"].map([](std::int64_t k) { return real(2 * k) + 0.5; });
  df["day"] = bodo::where(df["k"] == pair.count, sys_days(2024y / January / 2), sys_days(2024y / January / 1));
  bodo::print(df);
  return pair.mean;
}

[[bodo::jit]] void without_frames(int n) {
  show(2);
  bodo::DataFrame df{{"k", bodo::arange(n)}};
  report(mean_of(2), df.size());
}

// Whatever the caller's variables held before.
[[bodo::jit]] void results(int n, double& mean, std::vector<std::int64_t>& sizes) {
  const auto numbers = bodo::arange(n);
  mean = numbers.mean();
  sizes.push_back(numbers.size());
  bodo::print(fmt::format("{} {:.1f} {}", numbers.max().optional<std::int64_t>().value(), mean, sizes.back()));
}

[[bodo::jit]] void shown(sys_days day, std::chrono::nanoseconds duration, bodo::decimal_value value) {
  using namespace std::chrono;
  bodo::print(day);
  bodo::print(duration);
  bodo::print(value);
  bodo::print(sys_time<nanoseconds>(sys_days(2024y / January / 3)));
  bodo::print(sys_days(2024y / January / 3));
  bodo::DataFrame df{{"d", bodo::full(2, day)}};
  df["d"] = df["d"] + days(2);
  const sys_days last = df["d"].max();
  bodo::print(last);
}

// A variable that changes is as wide as its later values.
[[bodo::jit]] void changes(int n) {
  auto sum = bodo::arange(n).astype("int8").max();
  for (int i = 0; i < 3; ++i) sum += 1'000;
  sum %= 7;
  auto mean = bodo::arange(n).mean();
  mean /= 2;
  mean += sum;
  bodo::print(mean);
}

int main() {
  using namespace std::chrono;
  local_types(3);
  without_frames(3);
  double mean = bodo::get_rank();
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(bodo::get_rank()));
  results(3, mean, sizes);
  shown(sys_days(2024y / January / 2), hours(25), bodo::decimal_value(1234, 2));
  changes(3);
}
