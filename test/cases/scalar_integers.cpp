// Integer results of reductions convert to narrower types if their values fit.
// rank 0 prints:
//   6 7 4 3 6 2 3
//   6 4
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <optional>
#include <vector>

struct Totals {
  int sum;
  short rows;
};

static int half(int x) { return x / 2; }

[[bodo::jit]] static Totals totals() {
  bodo::DataFrame df{{"a", bodo::arange(4)}};
  Totals t{.sum = df["a"].sum(), .rows = 0};
  t.rows = df.size();
  return t;
}

[[bodo::jit]] static std::size_t several() {
  bodo::DataFrame df{{"a", bodo::arange(4)}, {"u", bodo::arange(4).astype("uint32")}};
  const int a = df["a"].sum();
  const auto total = df["a"].sum() + 1;
  const unsigned b = total;
  const std::size_t rows = df.size();
  std::int64_t c = df["u"].max();
  const std::optional<int> d = df["a"].sum();
  std::vector<int> v(rows, 1);
  v[df["a"].max()] = 2;
  bodo::print(fmt::format("{} {} {} {} {} {} {}", a, b, rows, c, *d, v[3], half(df["a"].sum())));
  return rows;
}

int main() {
  several();
  const Totals t = totals();
  bodo::print(fmt::format("{} {}", t.sum, t.rows));
}
