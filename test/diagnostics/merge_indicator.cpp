// The column that tells from which frame a row is.
#include <bodo/bodo.h>

[[bodo::jit]] bodo::DataFrame no_keys(int n) {
  bodo::DataFrame a{{"i", bodo::arange(n)}}, b{{"j", bodo::arange(n)}};
  // expected-error@+1 {{the option .indicator needs key columns, .on = "k"}}
  return a.merge(b, {.how = "outer", .where = a["i"] > b["j"], .indicator = true});
}

[[bodo::jit]] bodo::DataFrame pairs_only(int n) {
  bodo::DataFrame a{{"i", bodo::arange(n)}};
  // expected-error@+1 {{the option .indicator is for inner, left, right and outer joins}}
  return a.merge(a, {.on = "i", .how = "semi", .indicator = true});
}

[[bodo::jit]] bodo::DataFrame on_both_sides(int n) {
  bodo::DataFrame a{{"i", bodo::arange(n)}, {"_merge", bodo::arange(n)}};
  // expected-error@+2 {{the merged frame has a column '_merge' already}}
  // expected-note@+1 {{rename it before}}
  return a.merge(a, {.on = "i", .indicator = true});
}

[[bodo::jit]] bodo::DataFrame right(int n) {
  bodo::DataFrame a{{"i", bodo::arange(n)}};
  return a.merge(a, {.on = "i", .how = "outer", .indicator = true});
}

int main() {
  no_keys(3);
  pairs_only(3);
  on_both_sides(3);
  right(3);
}
