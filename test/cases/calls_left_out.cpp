// The user's arithmetic is left out for rows that a join drops, in loops over row numbers and over groups.
#include <bodo/bodo.h>

#include <cmath>
#include <cstdint>

double part(std::int64_t i) {
  const double x = static_cast<double>(i) * 0.6180339887498949;
  return x - std::floor(x);
}
std::int64_t item(std::int64_t i) { return static_cast<std::int64_t>(part(7 * i) * 100); }
std::int64_t buyer(std::int64_t i) { return static_cast<std::int64_t>(part(i) * 5); }
std::int64_t halves(std::int64_t n) { return n % 2 == 0 ? n / 2 : halves(n - 1); }

[[bodo::jit]] void ranges(std::int64_t n) {
  bodo::DataFrame items{{"item", bodo::arange(100)}, {"kind", bodo::arange(100) % 7}};
  bodo::DataFrame sales{{"buyer", bodo::arange(n).map(buyer)}, {"item", bodo::arange(n).map(item)}};
  auto some = sales.merge(items[items["kind"] == 3], {.on = "item"});
  bodo::print(some.groupby("buyer").agg({{"n", bodo::size()}, {"items", bodo::sum("item")}}).sort_values("buyer"));
  bodo::print(sales.merge(items[items["kind"] == 3], {.on = "item", .how = "left"})["kind"].count());
  bodo::print(sales.merge(items[items["kind"] == 3], {.on = "item", .how = "semi"})["buyer"].sum());
  bodo::print(sales.merge(items[items["kind"] == 3], {.on = "item", .how = "anti"})["buyer"].sum());
}

[[bodo::jit]] void groups(std::int64_t n) {
  bodo::DataFrame rows{{"k", bodo::arange(n).map(item)}, {"v", bodo::arange(n)}};
  auto sums = rows.groupby("k").agg({{"v", bodo::sum("v")}});
  const std::int64_t shift = n % 3;
  sums["shifted"] = sums["v"].map([shift](std::int64_t v) { return v + shift; });
  sums["halves"] = sums["k"].map(halves);
  bodo::DataFrame few{{"k", {1, 2, 50, 99, 100}}};
  bodo::print(sums.merge(few, {.on = "k"}).sort_values("k"));
}

int main() {
  ranges(0);
  ranges(20000);
  groups(20000);
}
