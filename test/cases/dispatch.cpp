// Ordinary code calls one function with handles of several schemas and distributions: each call runs the version for
// its handle. Where the file does not show what a handle holds, the run decides.
// options: -Wno-bodo-no-parallelism
// rank 0 prints:
//   spread 45, whole 6, words b, pair 1045
//   10: int64 0 to 9
//   3: int64 1 to 3
//   2: string a to b
//   10 rows in all, 3 rows in all
//   45 6
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>
#include <string>
#include <vector>

[[bodo::jit(distributed = {"df"})]] bodo::DataFrame spread(int n) {
  bodo::DataFrame df{{"v", bodo::arange(n)}};
  return df;
}

[[bodo::jit]] bodo::DataFrame whole() { return bodo::DataFrame{{"v", {1, 2, 3}}}; }

[[bodo::jit]] bodo::DataFrame words() { return bodo::DataFrame{{"v", {"b", "a"}}}; }

[[bodo::jit]] auto greatest(const bodo::DataFrame& df) { return df["v"].max(); }

[[bodo::jit]] std::int64_t sum(const bodo::DataFrame& df) { return df["v"].sum(); }

// versions by two frames
[[bodo::jit]] std::int64_t sum_of_both(const bodo::DataFrame& a, const bodo::DataFrame& b) {
  auto joined = a.merge(b, {.on = "v", .how = "semi"});
  return a["v"].sum() + b["v"].sum() * 100 + joined["v"].sum() * 0;
}

[[bodo::jit]] bodo::DataFrame kept(const bodo::DataFrame& df) { return df[df["v"].notna()]; }

int main() {
  const auto rows = spread(10), few = whole(), texts = words();
  const std::int64_t a = sum(rows), b = sum(few), both = sum_of_both(rows, spread(5)) + sum_of_both(few, few) * 0;
  std::string last = greatest(texts);
  if (bodo::get_rank() == 0) fmt::print("spread {}, whole {}, words {}, pair {}\n", a, b, last, both);

  // from a vector, whose frames the file does not show: the versions are those of the calls above it
  std::vector<bodo::DataFrame> all{kept(rows), kept(few), kept(texts)};
  for (const bodo::DataFrame& df : all) {
    const auto again = kept(df);
    const auto size = again.size();
    if (bodo::get_rank() != 0) continue;
    if (again.schema()[0].type == bodo::int64)
      fmt::print("{}: int64 {} to {}\n", size, again.column<std::int64_t>("v").front(),
                 again.column<std::int64_t>("v").back());
    else
      fmt::print("{}: string {} to {}\n", size, again.column<std::string_view>("v")[1],
                 again.column<std::string_view>("v")[0]);
  }
  if (bodo::get_rank() == 0) fmt::print("{} rows in all, {} rows in all\n", rows.size(), few.size());
  std::vector<std::int64_t> sums;
  for (const bodo::DataFrame& df : {rows, few}) sums.push_back(sum(df));
  if (bodo::get_rank() == 0) fmt::print("{} {}\n", sums[0], sums[1]);
}
