// A merge numbers its rows from 0: what is printed behind filters and loops are these numbers, not those of its inputs.
// rank 0 prints:
//      k  a   b
//   0  1  0  10
//   1  1  0  13
//   2  3  2  12
//   4  1  3  13
//      k  a   b
//   0  1  2  10
//   1  1  2  13
//   2  3  4  12
//   3  1  5  10
//   4  1  5  13
//      k  a
//   0  2  3
//   1  5  6
//      k  a
//   1  5  4
#include <bodo/bodo.h>

[[bodo::jit]] bodo::DataFrame left() {
  bodo::DataFrame a{{"k", {1, 2, 3, 1, 5}}, {"a", {0, 1, 2, 3, 4}}};
  return bodo::scatterv(a);
}
// every rank has all of it
[[bodo::jit]] bodo::DataFrame right() {
  bodo::DataFrame b{{"k", {1, 7, 3, 1}}, {"b", {10, 11, 12, 13}}};
  return bodo::scatterv(b);
}

[[bodo::jit]] void filtered() {
  auto t = left().merge(right(), {.on = "k"});
  bodo::print(t[t["b"] > t["a"] * 4]);
}
[[bodo::jit]] void through_a_loop() {
  auto t = left().merge(right(), {.on = "k"});
  for (int i = 0; i < 2; ++i) t["a"] = t["a"] + 1;
  bodo::print(t);
}
[[bodo::jit]] void anti_through_a_loop() {
  auto t = left().merge(right(), {.on = "k", .how = "anti"});
  for (int i = 0; i < 2; ++i) t["a"] = t["a"] + 1;
  bodo::print(t);
}
[[bodo::jit]] void anti_filtered() {
  auto t = left().merge(right(), {.on = "k", .how = "anti"});
  bodo::print(t[t["a"] > 1]);
}

int main() {
  filtered();
  through_a_loop();
  anti_through_a_loop();
  anti_filtered();
}
