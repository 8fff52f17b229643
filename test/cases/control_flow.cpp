// if/else, for and while with frames and scalars; ordinary statements on scalars stay as they are.
// rank 0 prints:
//      A   B
//   0  0   3
//   1  1   5
//   2  2   9
//   3  3  15
//   rounds: 2, 2 rows
//      A   B
//   2  2   9
//   3  3  15
//   the sum is large
//   72
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>
#include <string>

[[bodo::jit]] void show(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  df["B"] = df["A"] * 0;
  for (int i = 1; i <= 3; ++i) {
    if (i % 2 == 1) {
      df["B"] = df["B"] + df["A"] * df["A"] * (i / 2) + i;
    } else {
      df["B"] = df["B"] + df["A"] - 1;
    }
  }
  bodo::print(df);

  int rounds = 0;
  auto rest = df;
  while (rest.size() > 2) {
    rest = rest.tail(rest.size() - 1);
    ++rounds;
  }
  const std::int64_t rows = rest.size();
  std::string text = "rounds: " + std::to_string(rounds);
  text += ", ";
  if (bodo::get_rank() == 0) fmt::print("{}{} rows\n", text, rows);
  bodo::print(rest);

  bodo::Scalar sum = df["B"].sum();
  double doubled = sum;
  doubled *= 2;
  if (sum > 30) {
    bodo::print("the sum is large");
  } else {
    bodo::print("the sum is small");
  }
  const auto whole = static_cast<std::int64_t>(doubled) + rows * (sum > 1000 ? 1 : 4);
  bodo::print(whole);
}

int main() { show(4); }
