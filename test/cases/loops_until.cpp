// A loop that ends when a result of frames is close to the one before: every rank has the same results, so that no
// message is needed to agree on the condition.
// rank 0 prints:
//   1 50.5
//   2 24.25
//   3 12.125
//   7 2.758
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>

[[bodo::jit]] double settle(std::int64_t n, double tolerance) {
  bodo::DataFrame df{{"x", bodo::arange(n) * 2.0}};
  double error = tolerance + 1, before = 0;
  int rounds = 0;
  while (error > tolerance && rounds < 100) {
    df["x"] = df["x"] * 0.5 + 1;
    const double now = df["x"].mean();
    error = now - before;
    if (error < 0) error = -error;
    before = now;
    ++rounds;
    if (rounds <= 3 && bodo::get_rank() == 0) fmt::print("{} {}\n", rounds, error);
  }
  const double left = df["x"].mean();
  if (bodo::get_rank() == 0) fmt::print("{} {:.3f}\n", rounds, left);
  return left;
}

int main() { settle(100, 1); }
