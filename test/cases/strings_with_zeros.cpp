// Strings that contain the character 0, as constants and as values.
// rank 0 prints:
//   1
//   1
//   2
//   1 3
//   2
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <string>
#include <string_view>

using namespace std::literals;

[[bodo::jit]] void show() {
  constexpr std::string_view key("a\0b", 3);
  bodo::DataFrame df{{"s", {"a\0b"s, "a"s, "c"s}}};
  df = bodo::scatterv(df);
  bodo::print(df[df["s"] == key].size());
  bodo::print(df[df["s"] == "a"].size());
  bodo::print(df[df["s"].isin({"a\0b"sv, "c"sv})].size());
  const std::int64_t least = df["s"].str().len().min(), most = df["s"].str().len().max();
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", least, most);
  bodo::print(df[df["s"].str().startswith("a\0"sv)].size() + df[df["s"].str().contains("\0b"sv)].size());
}

int main() { show(); }
