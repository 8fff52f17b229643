// A column that does not exist, with the nearest name.
#include <bodo/bodo.h>

[[bodo::jit]] double f(int n) {
  bodo::DataFrame df{{"price", bodo::arange(n)}, {"discount", bodo::full(n, 0.5)}};
  // expected-error@+2 {{there is no column 'pirce'}}
  // expected-note@+1 {{did you mean 'price'? the columns are {price: int64, discount: float64}}}
  df["revenue"] = df["pirce"] * df["discount"];
  return df["revenue"].sum();
}

int main() { return static_cast<int>(f(3)); }
