// Rows that have several partners in one join, and then travel to the next one: all pairs arrive, wherever its build
// side is.
// rank 0 prints:
//   33333
//   999960
//   1649934
//   60000
//   6666
#include <bodo/bodo.h>

[[bodo::jit]] void pairs_that_travel() {
  bodo::DataFrame several{{"k", {1, 1, 1, 2, 2}}, {"v", {10, 20, 30, 40, 50}}};
  bodo::DataFrame rows{{"n", bodo::arange(20000)}};
  rows["k"] = rows["n"] % 3;
  rows["id"] = rows["n"] % 100;
  bodo::DataFrame weights{{"id", bodo::arange(100)}};
  weights["w"] = weights["id"];
  auto t = rows.merge(several, {.on = "k"}).merge(weights, {.on = "id"});
  bodo::print(t.size());
  bodo::print(t["v"].sum());
  bodo::print(t["w"].sum());

  // two joins before the one that sends rows: each row has six pairs, and half of them are kept
  bodo::DataFrame two{{"z", {0, 0}}, {"a", {1, 2}}};
  bodo::DataFrame three{{"z", {0, 0, 0}}, {"b", {1, 2, 3}}};
  rows["z"] = 0;
  auto u = rows.merge(two, {.on = "z"}).merge(three, {.on = "z"});
  bodo::DataFrame even{{"id", bodo::arange(0, 100, 2)}};
  bodo::print(u.merge(even, {.on = "id"}).size());

  // the last group of a filter that drops all pairs of some batches
  auto kept = rows[rows["k"] == 2].merge(several[several["v"] > 45], {.on = "k"});
  bodo::print(kept.merge(weights, {.on = "id"}).size());
}

int main() { pairs_that_travel(); }
