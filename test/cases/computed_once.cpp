// A user's function is called once a row, however many filters, groups and reductions of one loop look at its result;
// what is computed behind a join belongs to the rows that a filter keeps. An operation that looks at an operand twice
// (between, where, logic with missing values, the remainder of scalars) computes it once.
// rank 0 prints:
//      k     m
//   0  0  3990
//   1  1  3992
//   2  2  3994
//   3  3  3996
//   4  4  3998
//   3998000
//   1998000
//   2000
//   180
//   42
//   16
//   between 5
//   where 10
//   logic 10
//   remainder 1 2 2
#include <bodo/bodo.h>

#include <iostream>
#include <optional>

std::int64_t calls = 0;
std::int64_t twice(std::int64_t v) {
  ++calls;
  return 2 * v;
}

[[bodo::jit]] void several_sinks(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n) % 5}, {"y", bodo::arange(n)}};
  df["a"] = df["y"].map(twice);
  auto groups = df.groupby("k", {.sort = true}).agg({{"m", bodo::max("a")}});
  bodo::Scalar sum = df["a"].sum();
  auto every_second = df[df["a"] % 4 == 0];
  bodo::Scalar less = every_second["a"].sum();
  bodo::print(groups);
  bodo::print(sum);
  bodo::print(less);
}

[[bodo::jit]] void behind_a_join(int n) {
  bodo::DataFrame a{{"k", bodo::arange(n) % 5}, {"x", bodo::arange(n)}};
  bodo::DataFrame b{{"k", {0, 1, 2, 3, 4, 4}}, {"y", {1, 2, 3, 4, 5, 6}}};
  auto t = a.merge(b, {.on = "k"});
  t["c"] = (t["y"] + t["x"]).map([](std::int64_t v) { return v * 3; });
  auto even = t[t["c"] % 2 == 0];
  bodo::print(even["c"].sum());
  bodo::print(even["c"].max());
}

[[bodo::jit]] void in_a_filter(int n) {
  bodo::DataFrame df{{"y", bodo::arange(n)}};
  df["a"] = df["y"].map(twice);
  auto large = df[df["a"] > 3];
  bodo::print(large["a"].max() - large["a"].min() + 4);
}

bool odd(std::int64_t v) {
  ++calls;
  return v % 2 != 0;
}
std::optional<bool> odd_unless_3(std::int64_t v) {
  ++calls;
  return v % 3 == 0 ? std::nullopt : std::optional(v % 2 != 0);
}
std::optional<std::int64_t> unless_3(std::int64_t v) {
  ++calls;
  return v % 3 == 0 ? std::nullopt : std::optional(v);
}

[[bodo::jit]] std::int64_t between(int n) {
  bodo::DataFrame df{{"y", bodo::arange(n)}};
  df["b"] = df["y"].map(twice).between(2, 8);
  return df["b"].sum();
}
[[bodo::jit]] std::int64_t where(int n) {
  bodo::DataFrame df{{"y", bodo::arange(n)}};
  df["m"] = df["y"].map(unless_3);
  df["b"] = bodo::where(df["y"].map(odd), df["m"], 5);
  return df["b"].sum();
}
[[bodo::jit]] std::int64_t logic(int n) {
  bodo::DataFrame df{{"y", bodo::arange(n)}};
  df["b"] = df["y"].map(odd) && df["y"].map(odd_unless_3);
  return df["b"].sum();
}

int divisors = 0;
int next() {
  ++divisors;
  return -4;
}
[[bodo::jit]] void remainder(int n) {
  bodo::DataFrame df{{"y", bodo::arange(n)}};
  const std::int64_t last = df["y"].sum() % 4;
  auto signed_as_the_divisor = df["y"].sum() % next();
  if (bodo::get_rank() == 0)
    std::cout << "remainder " << divisors << " " << last << " " << -signed_as_the_divisor << "\n";
}

void count(const char* what, std::int64_t (*f)(int)) {
  calls = 0;
  f(5);
  std::int64_t all = 0;
  for (const std::int64_t here : bodo::allgatherv(calls)) all += here;
  if (bodo::get_rank() == 0) std::cout << what << " " << all << "\n";
}

int main() {
  several_sinks(2000);
  std::int64_t all = 0;
  for (const std::int64_t here : bodo::allgatherv(calls)) all += here;
  if (bodo::get_rank() == 0) std::cout << all << "\n";
  behind_a_join(12);
  calls = 0;
  in_a_filter(9);
  all = 0;
  for (const std::int64_t here : bodo::allgatherv(calls)) all += here;
  if (all != 9) std::cout << all << " calls\n";
  count("between", between);
  count("where", where);
  count("logic", logic);
  remainder(4);
}
