// Columns of other rows of one frame are matched by position, which users of pandas do not expect.
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] void others(const std::string& path) {
  auto df = bodo::read_parquet(path, bodo::schema({{"k", bodo::int64}, {"t", bodo::int64}, {"i", bodo::int64}}));
  // expected-warning:14@+2 {{these columns have rows of one frame in another order, or not the same ones: they are matched by position}}
  // expected-note@+1 {{sort or filter the frame itself first, df = df.sort_values("t"), or merge by a key}}
  df["prev"] = df.sort_values("t").groupby("k")["i"].shift(1);
  auto g = df[df["i"] > 2];
  auto h = df.head(6);
  // expected-warning:10@+2 {{these columns have rows of one frame in another order, or not the same ones: they are matched by position}}
  // expected-note@+1 {{sort or filter the frame itself first, df = df.sort_values("t"), or merge by a key}}
  g["q"] = h["i"];
  auto sorted = df.sort_values("t");
  // expected-warning:15@+2 {{these columns have rows of one frame in another order, or not the same ones: they are matched by position}}
  // expected-note@+1 {{sort or filter the frame itself first, df = df.sort_values("t"), or merge by a key}}
  bodo::print(df[sorted["i"] > 2]);
}

[[bodo::jit]] void same(const std::string& path) {
  auto df = bodo::read_parquet(path, bodo::schema({{"k", bodo::int64}, {"t", bodo::int64}, {"i", bodo::int64}}));
  df = df.sort_values("t");
  df["prev"] = df.groupby("k")["i"].shift(1) + df["i"].diff();
  auto some = df[df["i"] > 2];
  some["number"] = bodo::arange(some.size());
  auto groups = some.groupby("k").agg({{"n", bodo::size()}});
  auto other = df.groupby("k").agg({{"n", bodo::size()}});
  groups["of"] = other["n"];
  bodo::print(df[df["i"] > 2]["k"] == df[df["i"] > 2]["t"]);
  bodo::Array<std::int64_t> x = df["i"].fillna(0);
  bodo::print((x.slice(1, 9) - x.slice(0, 8)).sum());
  bodo::print(df["k"].head(3).cov(df["t"].head(3)));
  bodo::print(groups);
}

[[bodo::jit]] void numbers(int n) {
  bodo::DataFrame df{{"i", bodo::arange(n)}};
  auto some = df[df["i"] > 2];
  some["one"] = bodo::full(n, 1);
  bodo::print(some);
}

int main() {
  numbers(9);
  others("a.parquet");
  same("a.parquet");
}
