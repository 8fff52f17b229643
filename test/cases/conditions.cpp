// Conditions that are bool only where one is asked for: optional values, pointers, streams, classes of the user's; and
// variables that are declared in if, while and for.
// rank 0 prints:
//   optional
//   unique
//   flag
//   no pointer
//   stream
//   stream
//   once
//   all
//   sum 6
//   3
//   2
//   1
//   12
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <memory>
#include <optional>
#include <sstream>
#include <vector>

struct Flag {
  bool on;
  explicit operator bool() const { return on; }
};

[[bodo::jit]] void show(std::optional<int> q, const int* p, Flag flag) {
  bodo::DataFrame df{{"a", bodo::arange(4)}};
  auto unique = std::make_unique<int>(3);
  std::istringstream words("7 8");
  int word = 0;
  if (q) bodo::print("optional");
  if (unique) bodo::print("unique");
  if (flag) {
    bodo::print("flag");
  } else {
    bodo::print("no flag");
  }
  if (p) bodo::print("pointer");
  if (!p) bodo::print("no pointer");
  while (words >> word) bodo::print("stream");
  while (unique) {
    bodo::print("once");
    unique.reset();
  }
  if (flag && q && !unique) bodo::print("all");

  if (const auto sum = df["a"].sum(); sum > 3) bodo::print(fmt::format("sum {}", sum));
  int left = 3;
  while (const int now = left--) bodo::print(fmt::format("{}", now));
  if (const int* first = &*q) df["a"] = df["a"] + *first - 2;
  for (const std::vector<int> more{1, 5}; const int k : more) df["a"] = df["a"] + k - 4;
  bodo::print(fmt::format("{}", std::int64_t(df["a"].sum()) + 14));
}

int main() { show(2, nullptr, Flag{true}); }
