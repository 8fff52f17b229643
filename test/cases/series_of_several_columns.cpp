// A function with a series as its parameter is compiled for the types of the series that it is called with, whatever
// they are called.
// rank 0 prints:
//   6.0
//   15.0
//   4.5
//   3
//   2
//      A   B     D
//   0  2   8     2
//   1  4  10  <NA>
//   2  6  12     6
//   6.0
//   15.0
#include <bodo/bodo.h>

#include <cstdint>
#include <optional>

[[bodo::jit]] bodo::DataFrame make() {
  bodo::DataFrame df{{"A", bodo::arange(3) + 1}};
  df["B"] = df["A"] + 3;
  df["C"] = df["A"] / 2 + 0.5;
  df["D"] = df["A"].map([](std::int64_t v) { return v == 2 ? std::optional<std::int64_t>() : v; });
  return df;
}

[[bodo::jit]] bodo::Series first(const bodo::DataFrame& df) { return df["A"]; }
[[bodo::jit]] bodo::Series second(const bodo::DataFrame& df) { return df["B"]; }

[[bodo::jit]] double total(const bodo::Series& s) { return s.sum(); }
// an aggregate of bodo's has this name, too
[[bodo::jit]] std::int64_t count(const bodo::Series& s) { return s.count(); }
[[bodo::jit]] bodo::Series twice(const bodo::Series& s) { return s * 2; }

[[bodo::jit]] void inside() {
  const auto df = make();
  bodo::print(total(df["A"]));
  bodo::print(total(df["B"]));
  bodo::print(total(df["C"]));
  bodo::print(count(df["C"]));
  bodo::print(count(df["D"]));
  bodo::DataFrame doubled{{"A", twice(df["A"])}, {"B", twice(df["B"])}, {"D", twice(df["D"])}};
  bodo::print(doubled);
}

int main() {
  const auto df = make();
  inside();
  bodo::print(total(first(df)));
  bodo::print(total(second(df)));
}
