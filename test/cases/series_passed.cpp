// Series as parameters and results, default arguments, pointers to functions, frames as `auto` parameters.
// options: -Wno-bodo-no-parallelism
// rank 0 prints:
//   10 10 4 6
//   7
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>

[[bodo::jit]] auto make(auto n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df;
}

[[bodo::jit]] std::int64_t sum(auto df) { return df["A"].sum(); }

[[bodo::jit]] bodo::Series column(const bodo::DataFrame& df) { return df["A"]; }

[[bodo::jit]] std::int64_t sum_of(const bodo::Series& s) { return s.sum(); }

[[bodo::jit]] double mean(const bodo::DataFrame& df, double scale = 2.0) { return df["A"].mean() * scale; }

[[bodo::jit]] void show(const bodo::DataFrame& df) {
  auto s = column(df);
  bodo::print(sum_of(s[s >= 3]));
}

int main() {
  const auto df = make(5);
  auto* const function = &mean;
  const auto a = sum(df), b = sum_of(column(df));
  const double c = mean(df), d = function(df, 3.0);
  if (bodo::get_rank() == 0) fmt::print("{} {} {} {}\n", a, b, c, d);
  show(df);
}
