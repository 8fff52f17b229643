// Scalars and values of the user's as values of a frame: missing ones stay missing, and types are made one without loss.
// options: -Wno-bodo-no-parallelism
// rank 0 prints:
//         m     k     l     d     e     g     h
//   0  <NA>  <NA>   0.0  <NA>  <NA>   2.5  <NA>
//   1  <NA>   0.0  <NA>  <NA>  <NA>  <NA>  <NA>
//             m    k    l    d     e     g     h
//   0       1.5  1.5  4.0  3.5  1.25  <NA>  3.50
//   1  1.290994  4.0  1.5  1.5   1.5  1.25  3.50
#include <bodo/bodo.h>

#include <optional>

[[bodo::jit]] void show(int n, std::optional<double> o) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  df["d"] = (df["A"] + 0.5).astype("decimal(9,2)");
  df["g"] = (df["A"] * 0.25 + 0.5).astype("float32");
  const auto mean = df["A"].mean(), spread = df["A"].std(), count = df["A"].count(), most = df["d"].max(),
             narrow = df["g"].max();
  bodo::print(bodo::DataFrame{{"m", {mean, spread}},
                              {"k", {mean, count}},
                              {"l", {count, mean}},
                              {"d", {most, mean}},
                              {"e", {narrow, mean}},
                              {"g", {o, narrow}},
                              {"h", {most, most}}});
}

int main() {
  show(0, 2.5);
  show(4, std::nullopt);
}
