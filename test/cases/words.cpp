// Strings that come as words of a dictionary: functions that follow one another, functions that see missing values,
// comparisons with a missing value, and paths on one of which the strings are plain.
// rank 0 prints:
//   2
//   0
//   1
//   none
//   b
//   u6
//   6
#include <bodo/bodo.h>

#include <optional>
#include <string>
#include <string_view>

std::optional<std::string> marked(std::optional<std::string_view> s) {
  if (!s) return "none";
  if (s->empty()) return std::nullopt;
  return std::string(*s) + "!";
}

[[bodo::jit]] void show() {
  auto df = bodo::read_parquet("words.parquet");
  auto t = df["s"].str().strip().str().upper();
  bodo::print(df[t == "A"].size());
  bodo::print(df[df["s"] == std::nullopt].size());
  auto m = df["s"].map(marked);
  bodo::print(m.isna().sum());
  bodo::print(m.max());
}

[[bodo::jit]] void joined(bool coded) {
  auto df = bodo::read_parquet("words.parquet");
  auto x = df[{"s"}];
  if (coded)
    x["s"] = df["s"];
  else
    x["s"] = df["u"];
  bodo::print(x["s"].max());
}

[[bodo::jit]] void everywhere() {
  auto all = bodo::allgatherv(bodo::read_parquet("words.parquet"));
  bodo::print(bodo::rebalance(all).size());
}

int main() {
  show();
  joined(true);
  joined(false);
  everywhere();
}
