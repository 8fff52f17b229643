// The last rows of frames that are too long to be kept: strings, categories, missing values, labels; fewer rows than
// asked for; rows of several parts.
// env: BODO_WIDTH=200
#include <bodo/bodo.h>

[[bodo::jit]] void last() {
  bodo::DataFrame df{{"a", bodo::arange(400'000)}};
  df["s"] = bodo::where(df["a"] % 7 == 0, "short", "a text that is longer than 12 bytes, " + df["a"].astype("string"));
  df["m"] = bodo::where(df["a"] % 5 == 0, std::nullopt, df["a"] * 0.5);
  df["class"] = bodo::cut(df["a"], {-1, 100'000, 399'997, 500'000});
  bodo::print(df[df["a"] % 3 != 1].tail());
  bodo::print(df[df["a"] < 3].tail(10));
  bodo::print(df[df["a"] > 400'000].tail(3).size());
  auto many = df[df["a"] % 2 == 1].tail(150'000);
  bodo::print(many["a"].sum());
  bodo::print(many["m"].count());
  bodo::print(many["s"].str().len().sum());
  auto both = bodo::concat({df[df["a"] % 1000 == 999], df[{"a", "s", "m", "class"}].head(2)});
  bodo::print(both.tail(3));
}

int main() { last(); }
