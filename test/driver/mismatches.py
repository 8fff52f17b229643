"""Programs whose ranks have different values: each ends with a message that shows them, or continues if all is well."""

import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import ProgramTest  # noqa: E402

# One program, a statement per name. `r` is the rank; `part` a frame that each rank fills for itself.
PROGRAM = r"""
#include <bodo/bodo.h>
#include <bodo/error.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

struct Limits { std::int64_t low; double high; std::vector<std::string> words; };
struct Pair { std::int32_t a, b; };

[[bodo::jit(distributed = {"df"})]] bodo::DataFrame rows(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df;
}
[[bodo::jit(distributed = {"df"})]] bodo::DataFrame wide(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}, {"B", bodo::zeros(n)}};
  return df;
}
[[bodo::jit]] std::int64_t total(bodo::DataFrame df) {
  df = bodo::expect(df, bodo::schema({{"A", bodo::int64}}));
  return df["A"].sum();
}
[[bodo::jit]] std::int64_t words(bodo::DataFrame df) {
  df = bodo::expect(df, bodo::schema({{"S", bodo::string}, {"X", bodo::float64}}));
  return df.size();
}
[[bodo::jit(all_returns_distributed)]] bodo::Series column(int n) { return bodo::arange(n); }
[[bodo::jit]] std::int64_t sum_of(bodo::Series s) { return s.sum(); }
[[bodo::jit]] std::int64_t by_struct(const Limits& l) {
  bodo::DataFrame df{{"A", bodo::arange(10)}};
  return df[df["A"] < l.high]["A"].sum();
}
[[bodo::jit]] std::int64_t by_map(const std::map<std::string, int>& m) {
  bodo::DataFrame df{{"A", bodo::arange(static_cast<int>(m.size()))}};
  return df["A"].sum();
}
[[bodo::jit]] std::int64_t by_hash_map(const std::unordered_map<std::string, int>& m) {
  bodo::DataFrame df{{"A", bodo::arange(static_cast<int>(m.size()))}};
  return df["A"].sum();
}
[[bodo::jit]] std::int64_t by_pointer(const int* limit) {
  bodo::DataFrame df{{"A", bodo::arange(10)}};
  return df[df["A"] < *limit]["A"].sum();
}
std::int64_t limit = 5;
[[bodo::jit]] std::int64_t by_global() {
  bodo::DataFrame df{{"A", bodo::arange(10)}};
  return df[df["A"] < limit]["A"].sum();
}
[[bodo::jit]] std::int64_t by_rank() {
  bodo::DataFrame df{{"A", bodo::arange(10)}};
  const std::int64_t r = bodo::get_rank();
  return df[df["A"] < 5 + r]["A"].sum();
}
[[bodo::jit]] std::int64_t by_environment() {
  bodo::DataFrame df{{"A", bodo::arange(10)}};
  return df[df["A"] < std::atoi(std::getenv("OMPI_COMM_WORLD_RANK"))]["A"].sum();
}
[[bodo::jit]] std::int64_t by_head(const int* n) {
  bodo::DataFrame df{{"A", bodo::arange(10)}};
  return df.head(*n)["A"].sum();
}
[[bodo::jit]] std::int64_t by_range(const int* n) { return bodo::arange(*n).sum(); }
std::int64_t shifted(std::int64_t v) { return v + limit; }
[[bodo::jit]] std::int64_t by_function() { return bodo::arange(10).map(shifted).sum(); }
[[bodo::jit]] std::int64_t by_lambda() {
  return bodo::arange(10).map([](std::int64_t v) { return v + limit; }).sum();
}
template <class T>
struct Shifted {
  T by;
  T operator()(T v) const { return v + by; }
};
template <class T>
struct ShiftedByGlobal {
  auto operator()(T v) const { return shifted(v); }
};
[[bodo::jit]] std::int64_t by_functor(const Shifted<std::int64_t>& f) { return bodo::arange(10).map(f).sum(); }
[[bodo::jit]] std::int64_t by_template() { return bodo::arange(10).map(ShiftedByGlobal<std::int64_t>{}).sum(); }
[[bodo::jit]] std::int64_t by_generic() {
  return bodo::arange(10).map([](auto v) { return shifted(v); }).sum();
}
[[bodo::jit]] std::int64_t by_function_pointer(std::int64_t (*f)(std::int64_t)) { return bodo::arange(10).map(f).sum(); }
[[bodo::jit]] std::int64_t by_capture(const int* n) {
  const int k = *n;
  return bodo::arange(10).map([k](std::int64_t v) { return v + k; }).sum();
}
[[bodo::jit]] std::int64_t by_rounds(const int* n) {
  bodo::DataFrame df{{"A", bodo::arange(10)}};
  for (int i = 0; i < *n; ++i) df["A"] = df["A"] + 1;
  return df["A"].sum();
}
[[bodo::jit]] std::int64_t by_branch(const int* n) {
  bodo::DataFrame df{{"A", bodo::arange(10)}};
  if (*n > 5) df["A"] = df["A"] + 1;
  return df["A"].sum();
}
int counted = 0;
std::int64_t counting(std::int64_t v) { ++counted; return v; }
[[bodo::jit]] std::int64_t by_counter() { return bodo::arange(10).map(counting).sum(); }

void say(std::int64_t value) {
  if (bodo::get_rank() == 0) std::printf("%lld\n", static_cast<long long>(value));
}

int main(int, char** argv) {
  const std::string what = argv[1];
  const int r = bodo::get_rank();
  const int other = 5 + r;
  const std::vector<std::int64_t> values{r * 10 + 1, r * 10 + 2};
  const bodo::DataFrame part{{"A", values}};
  const double nan = std::nan("");
  if (what == "own total") say(total(part));
  if (what == "own print") bodo::print(part);
  if (what == "own gather") say(bodo::allgatherv(part).size());
  if (what == "own rows") {
    const auto all = bodo::from_local_rows(part);
    say(all.size());
    say(total(all));
    bodo::print(all);
  }
  if (what == "own columns") {
    const bodo::DataFrame reals{{"A", std::vector<double>{1.0}}};
    bodo::from_local_rows(r == 1 ? reals : part);
  }
  if (what == "own missing") {
    const auto some = r == 1 ? bodo::DataFrame{{"A", std::vector<std::optional<std::int64_t>>{std::nullopt, 1}}} : part;
    bodo::print(bodo::from_local_rows(some));
  }
  if (what == "two frames") { const auto a = rows(6), b = rows(6); say(total(r == 1 ? a : b)); }
  if (what == "one frame") { const auto a = rows(6), b = rows(6); say(total(a) + total(b) + total(a)); }
  if (what == "copies") { const auto a = rows(6); const auto b = a; say(total(r == 1 ? a : b)); }
  if (what == "totals") bodo::print(rows(3).size() == 3 && r == 1 ? rows(6) : rows(7));
  if (what == "columns") { const auto a = rows(6), b = wide(6); say(bodo::allgatherv(r == 1 ? a : b).size()); }
  if (what == "layouts") { auto a = rows(6); if (r == 1) a = part; say(total(a)); }
  if (what == "rebalance") { auto a = rows(6); if (r == 1) a = part; say(bodo::rebalance(a).size()); }
  if (what == "shuffle") { auto a = rows(6); if (r == 1) a = part; say(bodo::random_shuffle(a, 4).size()); }
  if (what == "words") {
    const std::vector<std::string> s{"one", r == 1 ? "a word that is rather long" : "a word that is rather lang"};
    say(words(bodo::DataFrame{{"S", s}, {"X", std::vector<double>{1, 2}}}));
  }
  if (what == "equal values") {
    // made in other ways, of other bits
    std::string longer = "a word that is ";
    longer += "rather long";
    const auto a = bodo::DataFrame{{"S", std::vector<std::string>{"a", longer}},
                                   {"X", std::vector<double>{r == 1 ? nan : -std::numeric_limits<double>::quiet_NaN(), r == 1 ? 0.0 : -0.0}}};
    say(words(a));
  }
  if (what == "series") {
    const auto a = column(6);
    const auto b = column(6);
    const auto& one = r == 1 ? a : b;
    say(r < 3 ? sum_of(one) : sum_of(a));
  }
  if (what == "struct") say(by_struct({0, 5.0 + r, {}}));
  if (what == "struct in struct") say(by_struct({0, 5, {"a", std::to_string(r)}}));
  if (what == "equal structs") say(by_struct({0, 5, {"a", "b"}}));
  if (what == "map") say(by_map({{"a", r}}));
  if (what == "hash map") {
    std::unordered_map<std::string, int> m;
    for (int i = 0; i < 20; ++i) m[std::to_string(r == 1 ? 19 - i : i)] = 1;
    say(by_hash_map(m));
  }
  if (what == "pointer") say(by_pointer(&other));
  if (what == "global") { limit += r; say(by_global()); }
  if (what == "rank") say(by_rank());
  if (what == "environment") say(by_environment());
  if (what == "head") say(by_head(&other));
  if (what == "range") say(by_range(&other));
  if (what == "function") { limit += r; say(by_function()); }
  if (what == "lambda") { limit += r; say(by_lambda()); }
  if (what == "functor") say(by_functor({r + 5}));
  if (what == "template") { limit += r; say(by_template()); }
  if (what == "generic lambda") { limit += r; say(by_generic()); }
  if (what == "function pointer") say(by_function_pointer(r == 1 ? shifted : [](std::int64_t v) { return v; }));
  if (what == "equal functions") say(by_functor({5}) + by_template() + by_generic() + by_function_pointer(shifted));
  if (what == "capture") say(by_capture(&other));
  if (what == "rounds") say(by_rounds(&other));
  if (what == "branch") say(by_branch(&other));
  if (what == "counter") say(by_counter());
  if (what == "equal globals") { limit += 1; say(by_global() + by_function() + by_lambda()); }
  if (what == "one line") { long x = r == 1 ? bodo::bcast(5L) : static_cast<long>(bodo::bcast(std::vector<long>{}).size()); say(x); }
  if (what == "one call") {
    const auto share = [](const auto& x) { return bodo::allgatherv(x).size(); };
    say(static_cast<std::int64_t>(r == 1 ? share(5L) : share(std::vector<long>{})));
  }
  if (what == "structs") {
    const auto share = [](const auto& x) { return bodo::allgatherv(x).size(); };
    say(static_cast<std::int64_t>(r == 1 ? share(Pair{1, 2}) : share(std::array<float, 2>{1, 2})));
  }
  if (what == "root") say(bodo::bcast(1, std::numeric_limits<int>::min()));
  if (what == "caught") {
    for (int i = 0; i < 2; ++i)
      try {
        say(by_head(&other));
      } catch (const bodo::error&) {
        say(-1);
      }
  }
}
"""

# The message for each name; a number is the output of rank 0 if nothing is wrong.
EXPECTED = {
    "own total": "error: total: the ranks disagree on its arguments, here on argument 1\n"
                 "  rank 0: a frame of 2 rows on every rank {A: int64}\n  rank 1: one with other values\n"
                 "  rank 2: one with other values\n"
                 "  rows that each rank has for itself become one frame by bodo::from_local_rows(frame)\n",
    "own print": "error: print: the ranks disagree",
    "own gather": "error: allgatherv: the ranks disagree",
    "own rows": "6\n69\n    A\n0   1\n1   2\n2  11\n3  12\n4  21\n5  22\n",
    "own columns": "error: from_local_rows: the ranks' rows have different columns: {A: int64} on rank 0, "
                   "{A: float64} on rank 1",
    "own missing": "      A\n0     1\n1     2\n2  <NA>\n3     1\n4    21\n5    22\n",
    "two frames": "  ranks 0, 2: a frame of 6 rows over all ranks {A: int64}\n  rank 1: another frame\n",
    "one frame": "45\n",
    "copies": "15\n",
    "totals": "the ranks disagree",
    "columns": "  ranks 0, 2: a frame of 6 rows over all ranks {A: int64, B: float64}\n"
               "  rank 1: a frame of 6 rows over all ranks {A: int64}\n",
    "layouts": "  rank 1: a frame of 2 rows on every rank {A: int64}\n",
    "rebalance": "error: rebalance: the ranks disagree",
    "shuffle": "error: random_shuffle: the ranks disagree",
    "words": "  rank 1: one with other values\n",
    "equal values": "2\n",
    "series": "error: sum_of: the ranks disagree",
    "struct": "error: by_struct: the ranks disagree on its arguments, here on argument 1\n",
    "struct in struct": "error: by_struct: the ranks disagree on its arguments",
    "equal structs": "10\n",
    "map": "error: by_map: the ranks disagree on its arguments",
    "hash map": "190\n",
    "pointer": "the ranks disagree on a value that it takes\n  rank 0: 5\n  rank 1: 6\n  rank 2: 7\n",
    "global": "the ranks disagree on a value that it takes\n  rank 0: 5\n  rank 1: 6\n",
    "rank": "the ranks disagree on a value that it takes\n  rank 0: 5\n  rank 1: 6\n",
    "environment": "the ranks disagree on a value that it takes\n  rank 0: 0\n",
    "head": "error: head: the ranks disagree on a value that it takes\n  rank 0: 5\n",
    "range": "error: range: the ranks disagree on a value that it takes\n  rank 0: 5\n",
    "function": "the ranks disagree on a value that it takes\n  rank 0: 5\n",
    "lambda": "the ranks disagree on a value that it takes\n  rank 0: 5\n",
    "functor": "error: by_functor: the ranks disagree on its arguments, here on argument 1\n",
    "template": "the ranks disagree on a value that it takes\n  rank 0: 5\n",
    "generic lambda": "the ranks disagree on a value that it takes\n  rank 0: 5\n",
    "function pointer": "error: by_function_pointer: the ranks disagree on its arguments, here on argument 1\n",
    "equal functions": "380\n",
    "capture": "the ranks disagree on a value that it takes\n  rank 0: 5\n",
    "rounds": "the ranks disagree",
    "branch": "error: if: the ranks disagree on its arguments, here on argument 1\n  rank 0: false\n",
    "counter": "45\n",
    "equal globals": "225\n",
    "one line": "error: the ranks do not reach the same collectives in the same order:\n",
    "one call": "error: allgatherv: the ranks disagree on its arguments, here on argument 1\n  ranks 0, 2: std::vector<long",
    "structs": "  rank 1: Pair\n",
    "root": "there is no rank -2147483648",
    "caught": "the ranks disagree on a value that it takes",
}  # fmt: skip


class Mismatches(ProgramTest):
    program = PROGRAM
    options = ["-fno-bodo-variance-check"]  # it would find them while compiling

    def test_each(self):
        tried = re.findall(r'what == "([^"]+)"', PROGRAM)
        self.assertEqual(sorted(tried), sorted(EXPECTED))
        for what, expected in EXPECTED.items():
            with self.subTest(what):
                done = self.job(what)
                fine = re.fullmatch(r"([-\d]+\n)*( +A\n(.+\n)+)?", expected) is not None
                self.assertEqual(done.returncode == 0, fine, done.stderr)
                self.assertIn(expected, done.stdout if fine else done.stderr)
                self.assertLessEqual(len(re.findall("error: ", done.stderr)), 1, done.stderr)


if __name__ == "__main__":
    unittest.main()
