// Frames print as in pandas: the first and last five of more than 60 rows, the shape, `...` for columns beyond 80
// characters.
#include <bodo/bodo.h>

[[bodo::jit]] void show() {
  bodo::DataFrame df{{"n", bodo::arange(61)}};
  bodo::print(df.head(60));
  bodo::print(df);
  df["a rather long name of a column"] = df["n"] * 1000000;
  df["another long name of a column"] = df["n"] / 3;
  df["text"] = bodo::where(df["n"] % 2 == 0, "even", "an odd number");
  df["x"] = df["n"] * 0.1;
  bodo::print(df);
  bodo::print(df.head(2));
  bodo::print(df[df["n"] > 99]);
}

int main() { show(); }
