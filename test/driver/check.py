"""-fbodo-check: the plain reading agrees with right programs, and finds faults of passes by row and column."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import ProgramTest, compile_program, on_ranks  # noqa: E402

PROGRAM = """\
#include <bodo/bodo.h>

#include <optional>
#include <string>

struct Two {
  bodo::DataFrame rows;
  double mean;
};

[[bodo::jit]] bodo::DataFrame made(int n) {
  bodo::DataFrame df{{"i", bodo::arange(n)}};
  df["x"] = df["i"] * 0.25 - 3;
  df["key"] = (df["i"] * 7) % 5;
  df["name"] = df["key"].map([](long k) { return "n" + std::to_string(k % 3); });
  df["gap"] = df["i"].map([](long i) { return i % 4 == 0 ? std::optional<long>() : std::optional<long>(i); });
  return df;
}

[[bodo::jit]] bodo::DataFrame filtered(bodo::DataFrame df, long least) {
  auto kept = df[df["i"] >= least && df["name"] != "n2"];
  kept["twice"] = bodo::where(kept["gap"].isna(), -1, kept["gap"] * 2);
  return kept;
}

[[bodo::jit]] bodo::DataFrame grouped(bodo::DataFrame df) {
  return df.groupby("key").agg({{"total", bodo::sum("i")}, {"mean", bodo::mean("x")}, {"known", bodo::count("gap")}});
}

[[bodo::jit]] bodo::DataFrame joined(bodo::DataFrame df, bodo::DataFrame other) {
  return df.merge(other[other["i"] < 2], {.on = "key", .how = "left"});
}

[[bodo::jit]] bodo::DataFrame first(bodo::DataFrame df, int n) {
  return df.sort_values({"name", "i"}, {.ascending = {false, true}}).head(2);
}

[[bodo::jit]] Two both(bodo::DataFrame df, int rounds) {
  double mean = 0;
  for (int round = 0; round < rounds; ++round) {
    df = df[df["i"] > round];
    mean = df["x"].mean();
  }
  if (mean > 1000) df = df.head(1);
  return {df, mean};
}

[[bodo::jit]] double product(bodo::DataFrame df) {
  df["sum"] = df["x"].cumsum();
  return df["sum"].max() + double(df["name"].nunique());
}

[[bodo::jit]] void written(bodo::DataFrame df, const std::string& path) { df[df["x"] < 1].to_parquet(path); }

[[bodo::jit]] double unread(int n) {
  auto x = bodo::random_uniform(n, {.seed = 1});
  return x.sum();
}

[[bodo::jit]] bodo::DataFrame read(const std::string& path) {
  auto df = bodo::read_csv(path, bodo::schema({{"a", bodo::int64}, {"b", bodo::string}}));
  return df.groupby("b", {.sort = true})["a"].sum();
}

int main(int, char** argv) {
  const int n = std::stoi(argv[2]);
  const std::string what = argv[1];
  const auto df = made(n);
  if (what == "filtered") filtered(df, 2);
  if (what == "grouped") grouped(df);
  if (what == "joined") joined(df, df);
  if (what == "first") first(df, n);
  if (what == "both") both(df, 3);
  if (what == "product") product(df);
  if (what == "written") written(df, "out.parquet");
  if (what == "unread") unread(n);
  if (what == "read") bodo::print(read("input.csv"));
}
"""


class Check(ProgramTest):
    program = PROGRAM
    options = ["-fbodo-check"]

    def faulty(self, fault: str, *arguments: str) -> str:
        """What the program says whose passes were given something else."""
        compile_program(self.folder, "main.cpp", "-o", fault, *self.options, "-fbodo-check-fault=" + fault)
        done = self.command(*on_ranks(2, "./" + fault, *arguments))
        self.assertEqual(done.returncode, 1, done.stderr)
        return done.stderr

    def test_right_programs_agree(self):
        for what, ranks, n in [("filtered", 3, "41"), ("grouped", 2, "41"), ("joined", 3, "41"), ("first", 4, "3"),
                               ("both", 2, "20"), ("product", 3, "17"), ("written", 2, "9"), ("grouped", 7, "0")]:  # fmt: skip
            with self.subTest(what):
                done = self.job(what, n, ranks=ranks)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertRegex(done.stderr, rf"bodo check: main\.cpp:\d+: {what}: equal: ")
                self.assertNotIn("not ", done.stderr)

    def test_operations_without_a_plain_reading_are_named(self):
        done = self.job("unread", "5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("main.cpp:55: unread: not checked: line 56: 'uniform' has no plain reading", done.stderr)

    def test_both_read_a_sample_of_each_file(self):
        (self.folder / "input.csv").write_text("a,b\n" + "".join(f"{i},{'xy'[i % 2]}\n" for i in range(100)))
        done = self.job("read", "1", BODO_CHECK_ROWS="10")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.split(), ["b", "a", "0", "x", "20", "1", "y", "25"])
        self.assertIn("read: equal: ", done.stderr)

    def test_faults_are_found_at_row_and_column(self):
        differ = "the compiled program and its plain reading differ: "
        found = self.faulty("drop-filter", "filtered", "9")
        self.assertIn("main.cpp:20: error: filtered: " + differ, found)
        self.assertIn("9 rows; the plain reading has 6; the first difference: row 0, column 'i': 0; in the plain reading 2", found)
        self.assertRegex(self.faulty("inner-join", "joined", "9"), r"joined: .* rows; the plain reading has \d+")
        self.assertIn("row 0, column 'i': ", self.faulty("turn-sort", "first", "9"))
        self.assertIn("3 rows; the plain reading has 2; the first difference: row 2 is not in the plain reading: i = ",
                      self.faulty("long-head", "first", "9"))  # fmt: skip
        self.assertRegex(self.faulty("count-for-sum", "grouped", "9"), r"row \d, column 'total': \d; in the plain reading \d")

    def test_check_runs_the_program(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "one.cpp").write_text(
                "#include <bodo/bodo.h>\n[[bodo::jit]] double sum(int n) { return (bodo::arange(n) * 0.5).sum(); }\n"
                "[[bodo::jit]] bodo::Array<double> more(const bodo::Array<double>& x) { return x + 1; }\n"
                "[[bodo::jit]] std::pair<double, double> ends(int n) { double a = bodo::arange(n).min(); return {a, a + n}; }\n"
                "int main() { return sum(5) == 5 && more(std::vector<double>{1}).size() == 1 && ends(3).second == 3 ? 0 : 1; }\n"
            )
            done = self.command(self.bodocc(), "--check", "-n", "2", "-O0", folder + "/one.cpp")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("bodo check: one.cpp:2: sum: equal: the result", done.stderr)
        self.assertIn("bodo check: one.cpp:3: more: equal: the result: 1 row of 1 column", done.stderr)
        self.assertIn("bodo check: one.cpp:4: ends: not compared: ", done.stderr)

    @staticmethod
    def bodocc() -> str:
        import os

        return os.environ["BODOCC"]


if __name__ == "__main__":
    unittest.main()
