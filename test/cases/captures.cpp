// A statement means the values that its variables have there, whatever happens to them before its loop runs; a user's
// function is called once a row.
// rank 0 prints:
//   20.0
//   30.0
//   1 1
//      k    a    b
//   0  0  0.0  0.0
//   1  1  2.0  3.0
//   10
//   25.0
//   2 2.5
//   6.0
//   1
//   10.0
//   2
//   14.0
//   3
//   10.0
//      k    x
//   3  3  3.0
//   4  4  4.0
//   5
#include <bodo/bodo.h>

#include <cstdio>
#include <vector>

int calls = 0;
int next() { return ++calls; }
double counted(double v) {
  ++calls;
  return v;
}

[[bodo::jit]] void changed(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)}};
  n = 2;
  double factor = 2;
  df["a"] = df["k"].map([factor](double v) { return v * factor; });
  factor = 3;
  bodo::print(df["a"].sum());
  df["b"] = df["k"] * factor;
  factor = 4;
  auto tens = df["k"] * 0 + next();
  bodo::print(df["b"].sum());
  if (bodo::get_rank() == 0) std::printf("%d ", calls);
  bodo::print(tens.max());
  bodo::print(df.head(n));
}

[[bodo::jit]] void defined_later(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)}};
  bodo::print(df["k"].sum());
  const double factor = 2.5;
  df["a"] = df["k"].map([factor](double v) { return v * factor; });
  auto groups = df.groupby("a", {.sort = true}).agg({{"n", bodo::size()}});
  bodo::print(df["a"].sum());
  auto second = groups.slice(1, 2);
  const double a = second["a"].sum();
  if (bodo::get_rank() == 0) std::printf("2 %g\n", a);
}

[[bodo::jit]] void in_a_loop(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)}};
  df["a"] = df["k"].astype("float64");
  int least = 3;
  for (int i = 0; i < 3; ++i) {
    double more = i;
    df["a"] = df["k"].map([&more](double v) { return v + more; });
    auto kept = df["k"] >= least;
    more = 10;
    --least;
    bodo::print(df[df["k"] < 4]["a"].sum());
    bodo::print(df[kept].size());
  }
}

[[bodo::jit]] void once(bodo::DataFrame df) {
  bodo::expect(df, bodo::schema({{"k", bodo::int64}}));
  auto x = df["k"].map(counted);
  bodo::print(x.sum());
  df["x"] = x;
  bodo::print(df.sort_values("x").tail(2));
}

[[bodo::jit(distributed = {"df"})]] bodo::DataFrame make(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n)}};
  return df;
}

int main() {
  changed(5);
  defined_later(5);
  in_a_loop(4);
  calls = 0;
  once(make(5));
  int all = 0;
  for (const int of_rank : bodo::allgatherv(calls)) all += of_rank;
  if (bodo::get_rank() == 0) std::printf("%d\n", all);
}
