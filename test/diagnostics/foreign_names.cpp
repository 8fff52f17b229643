// Names of other libraries: one error at the name, with the remedy, and no errors that follow from it.
#include <bodo/bodo.h>

[[bodo::jit]] void f(int rows) {
  bodo::DataFrame df{{"A", bodo::arange(rows)}, {"B", bodo::arange(rows)}};
  bodo::DataFrame other{{"A", bodo::arange(rows)}};
  // expected-error:6@+2 {{frames have no operation 'loc'}}
  // expected-note@+1 {{write df[mask] for rows, df["A"] or df[{"A", "B"}] for columns}}
  df.loc["A"];
  // expected-error:20@+2 {{series have no operation 'apply'}}
  // expected-note@+1 {{...map(f)...}}
  auto a = df["A"].apply([](long v) { return v; });
  // expected-error:15@+2 {{frames have no operation 'shape'}}
  // expected-note@+1 {{write df.size() for the number of rows; ...}}
  auto b = df.shape;
  // expected-error:20@+2 {{series have no operation 'unique'}}
  // expected-note@+1 {{...df["A"].drop_duplicates()}}
  auto c = df["A"].unique();
  // expected-error:15@+2 {{frames have no operation 'group_by'}}
  // expected-note@+1 {{write df.groupby(...}}
  auto d = df.group_by("A").agg({{"n", bodo::size()}});
  // expected-error:15@+2 {{frames have no operation 'join'}}
  // expected-note@+1 {{write df.merge(...}}
  auto e = df.join(other, "A");
  // expected-error:15@+2 {{frames have no operation 'orderBy'}}
  // expected-note@+1 {{write df.sort_values(...}}
  auto g = df.orderBy("A");
  // expected-error:15@+2 {{frames have no operation 'withColumn'}}
  // expected-note@+1 {{write df["C"] = ...}}
  auto h = df.withColumn("C", df["A"] + 1);
  // expected-error:18@+2 {{there is no 'bodo::avg'}}
  // expected-note@+1 {{write bodo::mean("A") for groups, df["A"].mean() for a column}}
  auto i = bodo::avg("A");
  // expected-error:12@+2 {{there is no 'len'}}
  // expected-note@+1 {{write df.size() for the number of rows}}
  auto j = len(df);
  // expected-error:15@+2 {{frames have no operation 'A'}}
  // expected-note@+1 {{columns are chosen in brackets: df["A"]; ...}}
  auto k = df.A;
  // expected-error:20@+2 {{series have no operation 'upper'}}
  // expected-note@+1 {{operations on strings stand after .str(): ...}}
  auto l = df["A"].upper();
  // expected-error:23@+2 {{there is no 'None'}}
  // expected-note@+1 {{a missing value is std::nullopt; ...}}
  auto m = df["A"] == None;
  // expected-error:15@+2 {{frames have no operation 'pivot'}}
  // expected-note@+1 {{write df.pivot_table(...}}
  auto n = df.pivot({"A"});
  // expected-error:15@+2 {{frames have no operation 'foo'}}
  // expected-note@+1 {{docs/operations.md lists all operations}}
  auto o = df.foo().bar();
  // expected-error@+2 {{one column of groups has no operation 'size'}}
  // expected-note@+1 {{the groups themselves have it: df.groupby("k").size()}}
  df.groupby("A")["B"].size();
}

int main() { f(3); }
