// Row groups and pages that a filter rules out by values which are known at run time are not read: numbers, dates, times,
// text, of the caller, of variables that change, of results; compared either way round.
// rank 0 prints:
//   done
#include <bodo/bodo.h>
#include <fmt/core.h>

#include <chrono>
#include <string>
#include <vector>

using days = std::chrono::sys_days;
using namespace std::chrono_literals;

[[bodo::jit]] void numbers(long low, int small, unsigned high, double half, bool flag, long long wide) {
  auto df = bodo::read_parquet("facts.parquet");
  df[df["n"] >= low && df["n"] < low + 500].to_parquet("numbers");
  df[low > df["n"] && df["small"] == small].to_parquet("mirrored");
  df[df["big"] >= high || df["n"] < 10].to_parquet("either");
  df[df["half"] <= half].to_parquet("halves");
  df[df["flag"] == flag && df["n"] == wide].to_parquet("flag");
  df[df["n"].between(low, wide)].to_parquet("between");
  df[df["n"].isin({low, wide, 77L})].to_parquet("some");
}

[[bodo::jit]] void others(days from, const std::string& word, const char* other) {
  auto df = bodo::read_parquet("facts.parquet");
  df[df["day"] >= from && df["day"] < from + std::chrono::days(20)].to_parquet("days");
  df[df["at"] < from + 5h].to_parquet("times");
  df[df["word"] == word].to_parquet("word");
  df[df["word"] < other].to_parquet("words");
}

[[bodo::jit]] void changing(long step) {
  long first = 8000;
  auto df = bodo::read_parquet("facts.parquet");
  first = step;
  auto early = df[df["n"] < first];
  first = 100000;
  early.to_parquet("early");
  long sum = 0;
  for (long round = 0; round < 3; ++round) {
    auto again = bodo::read_parquet("facts.parquet");
    sum += again[again["n"] == round * step]["n"].sum();
  }
  auto all = bodo::read_parquet("facts.parquet");
  const long most = all["n"].max();
  auto last = bodo::read_parquet("facts.parquet");
  last[last["n"] > most - 3].to_parquet("last");
  if (bodo::get_rank() == 0) fmt::print("{}\n", sum == 3 * step ? "done" : "wrong");
}

int main() {
  numbers(4000, 3, 4000000100U, 12.5, true, 4020);
  others(days(2020y / 3 / 1), "w1234", "w10");
  changing(1503);
}
