// User code and what may fail beside joins: what is made before a join runs once a row, however many partners the row
// has; what is made behind it never sees rows that the join drops.
// options: -Wno-bodo-no-parallelism
// every rank prints:
//   called for 10
//   called for 20
// rank 0 prints:
//   called for 10
//   called for 20
//      k   v  twice  w
//   0  1  10     20  1
//   1  1  10     20  2
//   2  1  10     20  3
//   27
//   27
#include <bodo/bodo.h>

#include <cstdint>
#include <cstdio>

std::int64_t twice(std::int64_t v) {
  std::printf("called for %d\n", static_cast<int>(v));
  return 2 * v;
}

[[bodo::jit]] void once() {
  bodo::DataFrame a{{"k", {1, 2}}, {"v", {10, 20}}};
  bodo::DataFrame b{{"k", {1, 1, 1}}, {"w", {1, 2, 3}}};
  a["twice"] = a["v"].map(twice);
  bodo::print(a.merge(b, {.on = "k"}));
}

[[bodo::jit]] void behind() {
  bodo::DataFrame all{{"k", bodo::arange(1000)}};
  bodo::DataFrame large{{"k", bodo::arange(10, 1000)}};
  auto small = all.merge(large, {.on = "k", .how = "anti"});
  small = small[small["k"] != 9 && small["k"] != 8 && small["k"] != 1];
  small["k"] = small["k"].astype("int8");
  bodo::print(small["k"].sum());

  bodo::DataFrame few{{"k", bodo::arange(10)}};
  auto inner = all.merge(few, {.on = "k"});
  inner = inner[inner["k"] != 9 && inner["k"] != 8 && inner["k"] != 1];
  inner["k"] = inner["k"].astype("int8");
  bodo::print(inner["k"].sum());
}

int main() {
  once();
  behind();
}
