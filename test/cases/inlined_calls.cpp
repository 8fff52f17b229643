// Small annotated functions stand in the places of their calls: what their parameters mean there, names of both, frames
// that are used again, functions that cannot.
// rank 0 prints:
//      k   v   word
//   4  4  40  least
//   5  5  50  least
//   3 3 5
//      k    v
//   3  3  300
//   4  4  400
//   5  5  500
//   from 1: 150
//   from 2: 140
//   from 4: 90
//   next 5: 50
//   4 calls: 2 1
//   doubled 240
//   shifted 34
//   two 70
//   far 9
//   under 4
//   lifted 109
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>
#include <string>
#include <tuple>

// an int, whatever the caller has; a name in a string is none
[[bodo::jit]] static bodo::DataFrame from(bodo::DataFrame df, int least) {
  auto kept = df[df["k"] >= least];
  kept["word"] = "least";
  return kept;
}

[[bodo::jit]] static bodo::Series scaled(const bodo::Series& s, std::int64_t by) { return s * by; }

[[bodo::jit]] static std::tuple<bodo::DataFrame, bodo::DataFrame> parts(const bodo::DataFrame& df, std::int64_t at) {
  return {df[df["k"] < at], df[df["k"] >= at]};
}

// calls what is inlined itself
[[bodo::jit]] static bodo::DataFrame hundredfold(bodo::DataFrame df, std::int64_t least) {
  auto kept = from(df, least)[{"k", "v"}];
  kept["v"] = scaled(kept["v"], least * 5 - 5);
  return kept;
}

// statements of the user's, and a result that is no frame: calls stay calls
[[bodo::jit]] static bodo::DataFrame counted(const bodo::DataFrame& df, int& calls) {
  ++calls;
  return df[df["k"] > calls];
}
[[bodo::jit]] static std::int64_t total(const bodo::DataFrame& df) { return df["v"].sum(); }

static int next(int& n) { return ++n; }

namespace other {
static std::int64_t twice(std::int64_t x) { return 2 * x; }
[[bodo::jit]] static bodo::DataFrame doubled(bodo::DataFrame df) {
  df["v"] = df["v"].map(twice);
  return df;
}
}  // namespace other
static std::int64_t twice(std::int64_t x) { return 20 * x; }

// `run` has a variable of this name
static int shift = 7;
[[bodo::jit]] static bodo::DataFrame shifted(bodo::DataFrame df) {
  df["v"] = df["k"].map([](std::int64_t k) { return k + shift; });
  return df;
}

// names after an apostrophe, and in a comment: `run` has variables of these names
[[bodo::jit]] static bodo::DataFrame far(bodo::DataFrame df, int calls, int first) {
  return df[df["k"] > 1'0 / 10 + calls - first /* don't */ + 0 * calls];
}

// `run` has a type of this name
using Count = std::int64_t;
[[bodo::jit]] static bodo::DataFrame under(bodo::DataFrame df, int k) { return df[df["k"] < Count(k)]; }

// declared before it is defined
[[bodo::jit]] static bodo::DataFrame first_two(bodo::DataFrame df);

struct Bounds {
  int least = 1;
};

[[bodo::jit]] void run(int n, int least) {
  bodo::DataFrame df{{"k", bodo::arange(n)}};
  df["v"] = df["k"] * 10;
  bodo::print(from(df, least + 0.9));  // 4, not 4.9

  // used twice; the same function with another value
  auto [small, large] = parts(df, 3);
  auto again = from(large, 5);
  std::int64_t sum = again["k"].sum();
  const std::int64_t below = small.size(), above = large.size();
  if (bodo::get_rank() == 0) fmt::print("{} {} {}\n", below, above, sum);

  bodo::print(hundredfold(df, 3));

  // arguments that change between the calls
  Bounds bounds;
  for (int round = 0; round < 3; ++round) {
    bounds.least += round;
    sum = total(from(df, bounds.least));
    if (bodo::get_rank() == 0) fmt::print("from {}: {}\n", bounds.least, sum);
  }
  sum = total(from(df, next(bounds.least)));
  if (bodo::get_rank() == 0) fmt::print("next {}: {}\n", bounds.least, sum);

  int calls = 2;
  const std::int64_t first = counted(df, calls).size(), second = counted(df, calls).size();
  if (bodo::get_rank() == 0) fmt::print("{} calls: {} {}\n", calls, first, second);

  // each finds its own function
  sum = total(other::doubled(large)) + twice(0);
  if (bodo::get_rank() == 0) fmt::print("doubled {}\n", sum);
  const std::int64_t shift = 1;
  sum = total(shifted(large)) + shift;
  if (bodo::get_rank() == 0) fmt::print("shifted {}\n", sum);
  sum = total(first_two(large));
  if (bodo::get_rank() == 0) fmt::print("two {}\n", sum);
  sum = far(df, 3, 1)["k"].sum();
  if (bodo::get_rank() == 0) fmt::print("far {}\n", sum);
  using Count = bool;
  sum = under(df, 3)["k"].sum() + Count(7);
  if (bodo::get_rank() == 0) fmt::print("under {}\n", sum);
}

static bodo::DataFrame first_two(bodo::DataFrame df) { return df.head(2); }

// `lifted` means the one outside
static int limit = 1;
namespace hidden {
static int limit = 100;
}
[[bodo::jit]] static bodo::DataFrame lifted(bodo::DataFrame df) {
  df["v"] = df["k"].map([](std::int64_t k) { return k + limit; });
  return df;
}
[[bodo::jit]] void hide(int n) {
  using namespace hidden;
  bodo::DataFrame df{{"k", bodo::arange(n)}};
  const std::int64_t sum = total(lifted(df));
  if (bodo::get_rank() == 0) fmt::print("lifted {}\n", sum + hidden::limit - ::limit);
}

int main() {
  run(6, 4);
  hide(4);
}
