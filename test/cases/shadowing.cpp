// Blocks within an annotated function have variables of their own, whatever they are called.
// rank 0 prints:
//   6 8 100 7 3 12 11
//   12 34 40
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <string>
#include <utility>

static int k = 100;

[[bodo::jit]] void show(int n) {
  bodo::DataFrame df{{"a", bodo::arange(4)}};
  std::string out;
  int x = 1;
  df["later"] = df["a"] * x;
  {
    int x = 2;
    df["a"] = df["a"] + x;
  }
  {
    const double x = 0.5;
    df["b"] = df["a"] * x;
  }
  if (n > 0) {
    int x = 5, y = x + 1;
    df["a"] = df["a"] - 1 + n;
    out += std::to_string(y);
    if (y > x) {
      const auto x = std::string("8");
      bodo::DataFrame df{{"a", bodo::arange(2)}};
      df["z"] = df["a"];
      out += " " + x;
    }
  }
  {
    int k = 3;
    df["c"] = df["a"] + k;
  }
  out += " " + std::to_string(k);
  const auto plus_x = [x](int y) { return x + y; };
  out += " " + std::to_string(plus_x(6));
  {
    auto [a, b] = std::pair{1, 2};
    df["c"] = df["c"] + a;
    x += b;
  }
  out += " " + std::to_string(x);
  {
    auto [a, b] = std::pair{10, 2};
    const auto sum = [&a, b] { return a + b; };
    df["c"] = df["c"] + a;
    out += " " + std::to_string(sum());
  }
  if (int x = n; x == 1) df["a"] = df["a"] + x;
  for (int i = 0, x = 1; i < 2; ++i) df["a"] = df["a"] + x * i;
  out += " " + std::to_string(8 + x);
  bodo::print(out);
  df["half"] = df["a"] * double(n) / 2;
  const std::int64_t later = df["later"].sum(), a = df["a"].sum(), c = df["c"].sum() - 30;
  bodo::print(fmt::format("{} {} {}", later + 6, a + 12, c));
}

int main() { show(1); }
