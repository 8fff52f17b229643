// Comparisons and logic: && and || follow Kleene if a value is missing, and a filter drops missing.
#include <bodo/bodo.h>

#include <optional>

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"a", {true, true, true, false, false, false, std::nullopt, std::nullopt, std::nullopt}},
                     {"b", {true, false, std::nullopt, true, false, std::nullopt, true, false, std::nullopt}}};
  df = bodo::scatterv(df);  // rows on all ranks, or on some
  df["and"] = df["a"] && df["b"];
  df["or"] = df["a"] || df["b"];
  df["not"] = !df["a"];
  df["same"] = df["a"] == df["b"];
  bodo::print(df);
  bodo::print(df[df["a"] | df["b"]].size());
  bodo::print(df[df["a"] & df["b"]].size());
}

int main() { show(); }
