// Operations inside macros: in their bodies, in their arguments, whole statements and parts of one, heads of ifs and
// loops, lambdas, the attribute; and macros that an annotated function defines itself.
// rank 0 prints:
//   rows of big: 7
//   b: 12
//   sum: 12
//   mapped: 18 18
//   looped: 48
//   twice: 12, 19
//   checked: df["a"].sum() > 60
//   local: 11 7
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cassert>
#include <stdexcept>
#include <vector>

#define MAKE(n)            \
  bodo::DataFrame {        \
    {                      \
      "a", bodo::arange(n) \
    }                      \
  }
#define BIG(df, n) df[df["a"] > n * 2]
#define ADD(df, name, value) df[name] = df["a"] * 2 + value
#define SHOW(...) bodo::print(fmt::format(__VA_ARGS__));
#define DOUBLE_IF(c, df)             \
  if (c > 1) {                       \
    df["a"] = df["a"] * (2 + c - c); \
  }
#define WHEN(c) if (c > 1 + 0)
#define TIMES(k) [](std::int64_t x) { return x * k; }
#define MAPPED(df, k) df["a"].map([](std::int64_t x) { return x * k; })
#define JIT(...) [[bodo::jit(__VA_ARGS__)]]
#define COLUMN "a"
#define THREE_TIMES for (int i = 0; i < 3; ++i)
#define EACH(x, list) for (const auto x : list)
#define PLUS_SUM(df) +std::int64_t(df["a"].sum()) + 1
#define TWICE(x) ((x) + (x))
#define CHECK(c) \
  if (!(c)) throw std::runtime_error(#c)

// clang-format off
JIT() void show(int n) {
  auto df = MAKE(10);
  auto big = BIG(df, n);
  SHOW("rows of big: {}", big.size())

  auto four = MAKE(n + 3);
  ADD(four, "b", n * 6);
  const std::int64_t b = four["b"].max();
  SHOW("b: {}", b)

  DOUBLE_IF(2, four)
  WHEN(n) { four["a"] = four["a"] * 2; }
  assert(four["a"].sum() == 12 && n > 0);
  SHOW("sum: {}", std::int64_t(four["a"].sum()))

  auto plain = MAKE(4);
  plain["c"] = plain["a"].map(TIMES(3));
  plain["d"] = MAPPED(plain, 3);
  const std::int64_t c = plain["c"].sum(), d = plain["d"].sum();
  SHOW("mapped: {} {}", c, d)

  THREE_TIMES { plain[COLUMN] = plain[COLUMN] * 2; }
  const std::vector<int> none;
  EACH(x, none) { plain["a"] = plain["a"] + x; }
  SHOW("looped: {}", std::int64_t(plain[COLUMN].sum()))

  auto last = MAKE(4);
  const std::int64_t twice = TWICE(last["a"].sum());
  std::int64_t total = 2 * n PLUS_SUM(last) * 5;
  total += 0 PLUS_SUM(last) - 1;
  SHOW("twice: {}, {}", twice, total)
}

JIT(all_args_distributed) void check(const bodo::DataFrame& df) { CHECK(df["a"].sum() > 60); }

JIT() std::int64_t local(int n) {
#define ROWS 4
  bodo::DataFrame df{{"a", bodo::arange(ROWS)}};
  const std::int64_t k = ROWS + n;
  const std::int64_t sum = df["a"].sum();
#undef ROWS
#define LATER(x) \
  (x + 6)
  return sum + k;
}
// clang-format on

int main() {
  show(1);
  try {
    check(bodo::DataFrame{{"a", std::vector<int>{1, 2}}});
  } catch (const std::runtime_error& error) {
    bodo::print(fmt::format("checked: {}", error.what()));
  }
  bodo::print(fmt::format("local: {} {}", local(1), LATER(1)));
}
