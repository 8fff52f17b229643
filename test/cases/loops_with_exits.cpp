// break and continue in loops that change frames: until nothing changes, before and after the change, within else, in
// blocks, with a value that is looked at afterwards.
// rank 0 prints:
//   3 components after 7 rounds
//   5 rounds, i = 5, 125 of 1000
//   16
//   5 of 8: 1 3 5 7 9
//   left at 2 with 4 rows
//   7 rounds, 16 rows, 35 multiples up to 7
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <string>
#include <vector>

// labels spread along the edges until no label changes: three chains of 40 nodes
[[bodo::jit]] void components(std::int64_t n) {
  auto edges = bodo::DataFrame{{"from", bodo::arange(n)}};
  edges["to"] = edges["from"] + 1;
  edges = edges[edges["to"] % 40 != 0 && edges["to"] < n];
  auto nodes = bodo::DataFrame{{"node", bodo::arange(n)}};
  nodes["label"] = nodes["node"];
  int rounds = 0;
  for (int it = 0; it < 1000; ++it) {
    // of the label's label, too: paths halve
    auto jump = nodes.rename({{"node", "label"}, {"label", "further"}});
    auto near =
        nodes.merge(edges, {.left_on = "node", .right_on = "from"}).groupby("to").agg({{"least", bodo::min("label")}});
    auto next = nodes.merge(near, {.left_on = "node", .right_on = "to", .how = "left"}).merge(jump, {.on = "label"});
    next["least"] = bodo::where(next["least"].fillna(n) < next["further"], next["least"].fillna(n), next["further"]);
    const bool same = (next["least"] == next["label"]).all();
    if (same) break;
    nodes = next[{"node", "least"}].rename({{"least", "label"}});
    ++rounds;
  }
  const auto found = nodes["label"].nunique();
  if (bodo::get_rank() == 0) fmt::print("{} components after {} rounds\n", found, rounds);
}

[[bodo::jit]] void halves(std::int64_t n) {
  bodo::DataFrame df{{"i", bodo::arange(n)}};
  int rounds = 0, i = 0;
  for (; i < 50; ++i) {
    if (i == 3) {
      continue;
    }
    ++rounds;
    if (df.size() < 200) {
      break;
    } else if (i % 2 == 1) {
      continue;
    }
    df = df[df["i"] % 2 == 0];
    df["i"] = bodo::floordiv(df["i"], 2);
    if (rounds > 100) return;
  }
  const auto left = df.size();
  if (bodo::get_rank() == 0) fmt::print("{} rounds, i = {}, {} of {}\n", rounds, i, left, n);
}

[[bodo::jit]] void after_the_change(std::int64_t n) {
  bodo::DataFrame df{{"i", bodo::arange(n)}};
  while (df.size() > 10) {
    df = df[df["i"] % 2 == 0];
    {
      if (df.size() < 30) break;
    }
    df["i"] = bodo::floordiv(df["i"], 2);
  }
  const auto left = df.size();
  if (bodo::get_rank() == 0) fmt::print("{}\n", left);
}

[[bodo::jit]] void over_a_container(const std::vector<int>& numbers) {
  auto all = bodo::DataFrame{{"i", bodo::arange(0)}};
  int seen = 0;
  for (const int number : numbers) {
    ++seen;
    if (number % 2 == 0) continue;
    if (number > 9) break;
    auto one = bodo::DataFrame{{"i", bodo::arange(1)}};
    one["i"] = one["i"] + number;
    all = bodo::concat({all, one});
  }
  const auto n = all.size();
  std::string text;
  for (int k = 1; k < 10; ++k)
    if (all[all["i"] == k].size() == 1) text += " " + std::to_string(k);
  if (bodo::get_rank() == 0) fmt::print("{} of {}:{}\n", n, seen, text);
}

// a loop within a loop, each with its own exit
[[bodo::jit]] void nested(std::int64_t n) {
  bodo::DataFrame df{{"i", bodo::arange(n)}};
  int outer = 0;
  for (; outer < 10; ++outer) {
    for (int inner = 0; inner < 10; ++inner) {
      if (inner == 2) break;
      df = df[df["i"] % 2 == inner % 2];
      df["i"] = bodo::floordiv(df["i"], 2);
    }
    if (df.size() < 10) break;
  }
  const auto left = df.size();
  if (bodo::get_rank() == 0) fmt::print("left at {} with {} rows\n", outer, left);
}

[[bodo::jit]] void at_the_end(std::int64_t n) {
  bodo::DataFrame df{{"i", bodo::arange(n)}};
  int rounds = 0;
  do {
    ++rounds;
    if (rounds == 2) continue;
    df = df[df["i"] % 2 == 0];
    df["i"] = bodo::floordiv(df["i"], 2);
  } while (df.size() > 20);
  std::int64_t sum = 0;
  int k = 0;
  do {
    ++k;
    if (k == 3) continue;
    if (k == 7) break;
    sum += df[df["i"] % k == 0].size();
  } while (k < 10);
  const auto left = df.size();
  if (bodo::get_rank() == 0) fmt::print("{} rounds, {} rows, {} multiples up to {}\n", rounds, left, sum, k);
}

int main() {
  components(120);
  halves(1000);
  after_the_change(1000);
  over_a_container({1, 2, 3, 5, 7, 8, 9, 11, 13});
  nested(256);
  at_the_end(1000);
}
