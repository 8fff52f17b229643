// Emitted names capture no name of the user's: a namespace rt, types and functions with the names of columns, macros of
// any name.
// rank 0 prints:
//   14
//      Weight  zero  a  rows  heavy
//   0       1     2  1     8      3
//   1       2     3  4     9      4
//   2       3     4  9    10      5
//      rows  kept  Wide  merge  other
//   0     8     1     1      1      2
//   1     9     1     2      2      3
//   2    10     1     3      3      4
//   3
//   36
//   7 8
#include <bodo/bodo.h>

#include <cstdint>
#include <cstdio>

#define rows 7
#define kept(x) ((x) + 1)
#define i 1
#define n 3
#define batch rows
#define begin(x) other_name(x)

namespace rt {
struct Number {
  std::int64_t of;
};
inline std::int64_t length(std::int64_t m) { return 2 * m; }
}  // namespace rt

using Weight = std::int64_t;
namespace {
Weight zero(Weight v) { return v + 1; }
Weight a(Weight v) { return v * v; }
Weight heavier(Weight x, Weight y) { return x > y ? x : y; }
int other_name(int x) { return x; }
Weight groups_state = 2;
}  // namespace

[[bodo::jit]] std::int64_t doubled(std::int64_t m) {
  bodo::DataFrame df{{"A", bodo::arange(rt::length(m))}};
  const std::int64_t count = df.size();
  rt::Number number{count};
  return number.of;
}

[[bodo::jit]] void names() {
  bodo::DataFrame df{{"Weight", bodo::arange(n) + i}};
  df["zero"] = df["Weight"].map(zero);
  df["a"] = df["Weight"].map([](Weight w) { return a(w); });
  df["rows"] = df["Weight"] + rows;
  df["heavy"] = df["zero"] + groups_state - i;
  bodo::print(df);
  bodo::print(df.groupby("rows", {.sort = true})
                  .agg({{"kept", bodo::size()},
                        {"Wide", bodo::max("Weight")},
                        {"merge", bodo::reduce("Weight", std::int64_t{0}, heavier)},
                        {"other", bodo::sum("zero")}}));
  // a column whose name is cut where the function's is
  bodo::print(df.groupby("rows", {.sort = true})
                  .agg({{"a_name_that_is_too_long_for_a_variable_of_an_emitted_program_by_far",
                         bodo::reduce("Weight", std::int64_t{0}, [](Weight x, Weight y) { return x + y; })}})
                  .size());
  bodo::print(df["a"].sum() + rows * n + i);
  if (const int x = begin(7); bodo::get_rank() == 0) std::printf("%d %d\n", x, kept(batch));
}

int main() {
  const auto d = doubled(7);
  bodo::print(d);
  names();
}
