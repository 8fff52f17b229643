// Operations that pandas has, and that the language leaves out with a reason.
#include <bodo/bodo.h>

#include <string>
#include <vector>

[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"key", bodo::arange(n)}, {"value", bodo::arange(n)}};
  // expected-error:32@+1 {{an aggregate of groups names its column: bodo::sum("name")}}
  df.groupby("key").agg({{"t", df["value"].sum()}});
  std::vector<int> names{1};
  // expected-error:5@+1 {{the columns of a frame are known while compiling: name them in braces, df[{"a", "b"}]}}
  df[names];
  // expected-error:12@+1 {{rows are spread over the ranks: slice(begin, end) takes some, first() the first value}}
  df["key"][0];
  // expected-error:3@+1 {{groups are shown by their aggregates: df.groupby(...).size()}}
  bodo::print(df.groupby("key"));
  // expected-error:20@+1 {{print takes one value: join several with fmt::format}}
  bodo::print("a", n);
  // expected-error:21@+1 {{choose a column: df.groupby("k")["A"].describe()}}
  df.groupby("key").describe();
}

int main() { f(3); }
