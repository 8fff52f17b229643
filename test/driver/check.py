"""-fbodo-check: the plain reading agrees with right programs, and finds faults of passes by row and column."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import ProgramTest, compile_program, on_ranks  # noqa: E402

PROGRAM = """\
#include <bodo/bodo.h>

#include <chrono>
#include <optional>
#include <string>
#include <tuple>

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

using namespace std::chrono;

// With gaps.
[[bodo::jit]] bodo::DataFrame made_days(int n) {
  bodo::DataFrame df{{"day", bodo::date_range(2024y / January / 28, n, "d")}};
  bodo::DataFrame later{{"day", bodo::date_range(2024y / April / 1, n, "3d")}};
  df = bodo::concat({df, later});
  df["i"] = df["day"].dt().dayofyear();
  df["time"] = df["day"].astype("timestamp") + hours(7);
  df["x"] = df["i"] * 0.5;
  df["key"] = df["i"] % 3;
  return df;
}

namespace steps {
[[bodo::jit]] bodo::DataFrame later(const bodo::DataFrame& df, long least);
[[bodo::jit]] Two halved(const bodo::DataFrame& df, const std::string& name) {
  auto rows = df[df["name"] != name];
  const double mean = rows["x"].mean();
  return {rows, mean};
}
}  // namespace steps

[[bodo::jit]] bodo::DataFrame called(bodo::DataFrame df, long least) {
  auto [rows, mean] = steps::halved(df, "n1");
  rows["far"] = rows["x"] - mean;
  return steps::later(rows, least + 1);
}

[[bodo::jit]] bodo::DataFrame steps::later(const bodo::DataFrame& df, long least) { return df[df["i"] > least]; }

[[bodo::jit]] std::tuple<double, std::pair<long, std::string>> ends(bodo::DataFrame df) {
  auto kept = df[df["i"] > 2];
  const double mean = kept["x"].mean();
  return {mean, {kept["i"].sum(), "rows"}};
}

[[bodo::jit]] bodo::DataFrame texts(bodo::DataFrame df) {
  df["word"] = df["name"].str().replace("n([0-9])", "<\\\\1>", {.regex = true});
  df["digit"] = df["name"].str().extract("([02])$");
  return df[df["name"].str().contains("[12]", {.regex = true})][{"word", "digit", "i"}];
}

[[bodo::jit]] bodo::DataFrame formatted(bodo::DataFrame df) {
  df["text"] = df["time"].dt().strftime("%a %d/%m/%Y %I%p");
  df["week"] = df["time"].dt().floor("w");
  return df[df["day"].dt().strftime("%b") == "Feb"];
}

[[bodo::jit]] bodo::DataFrame rolled(bodo::DataFrame df) {
  df["mean"] = df["x"].rolling(3, {.min_periods = 2}).mean();
  df["middle"] = df["i"].rolling(4, {.min_periods = 1, .center = true}).max();
  df["days"] = df.rolling("3d", {.on = "day"})["x"].sum();
  return df;
}

[[bodo::jit]] bodo::DataFrame resampled(bodo::DataFrame df) {
  return df.resample("12h", {.on = "time"}).agg({{"rows", bodo::size()}, {"x", bodo::mean("x")}});
}

[[bodo::jit]] bodo::DataFrame nearest(bodo::DataFrame df) {
  auto even = df[df["i"] % 2 == 0][{"day", "key", "x"}].rename({{"x", "y"}});
  return bodo::merge_asof(df, even, {.on = "day", .by = "key", .tolerance = days(5)});
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
  const auto by_day = made_days(n);
  if (what == "called") called(df, 1);
  if (what == "ends") ends(df);
  if (what == "texts") texts(df);
  if (what == "formatted") formatted(by_day);
  if (what == "rolled") rolled(by_day);
  if (what == "resampled") resampled(by_day);
  if (what == "nearest") nearest(by_day);
  if (what == "read") bodo::print(read("input.csv"));
}
"""


class Check(ProgramTest):
    program = PROGRAM
    options = ["-fbodo-check"]

    def faulty(self, fault: str, *arguments: str) -> str:
        """What the program says whose passes were given something else."""
        if not (self.folder / fault).exists():
            compile_program(self.folder, "main.cpp", "-o", fault, *self.options, "-fbodo-check-fault=" + fault)
        done = self.command(*on_ranks(2, "./" + fault, *arguments))
        self.assertEqual(done.returncode, 1, done.stderr)
        return done.stderr

    def test_right_programs_agree(self):
        for what, ranks, n in [("filtered", 3, "41"), ("grouped", 2, "41"), ("joined", 3, "41"), ("first", 4, "3"),
                               ("both", 2, "20"), ("product", 3, "17"), ("written", 2, "9"), ("grouped", 7, "0"), ("called", 3, "41"),
                               ("ends", 2, "19"), ("texts", 3, "17"), ("formatted", 2, "17"), ("rolled", 3, "41"),
                               ("resampled", 2, "17"), ("nearest", 3, "41")]:  # fmt: skip
            with self.subTest(what):
                done = self.job(what, n, ranks=ranks)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertRegex(done.stderr, rf"bodo check: main\.cpp:\d+: {what}: equal: ")
                self.assertNotIn("not ", done.stderr)

    def test_operations_without_a_plain_reading_are_named(self):
        done = self.job("unread", "5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("main.cpp:57: unread: not checked: line 58: 'uniform' has no plain reading", done.stderr)

    def test_both_read_a_sample_of_each_file(self):
        (self.folder / "input.csv").write_text("a,b\n" + "".join(f"{i},{'xy'[i % 2]}\n" for i in range(100)))
        done = self.job("read", "1", BODO_CHECK_ROWS="10")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.split(), ["b", "a", "0", "x", "20", "1", "y", "25"])
        self.assertIn("read: equal: ", done.stderr)

    def test_faults_are_found_at_row_and_column(self):
        differ = "the compiled program and its plain reading differ: "
        found = self.faulty("drop-filter", "filtered", "9")
        self.assertIn("main.cpp:22: error: filtered: " + differ, found)
        self.assertIn("9 rows; the plain reading has 6; the first difference: row 0, column 'i': 0; in the plain reading 2", found)
        self.assertRegex(self.faulty("inner-join", "joined", "9"), r"joined: .* rows; the plain reading has \d+")
        self.assertIn("row 0, column 'i': ", self.faulty("turn-sort", "first", "9"))
        self.assertIn("3 rows; the plain reading has 2; the first difference: row 2 is not in the plain reading: i = ",
                      self.faulty("long-head", "first", "9"))  # fmt: skip
        # in a function that the function calls, in a tuple, and behind expressions of text
        self.assertIn("rows; the plain reading has ", self.faulty("drop-filter", "called", "19"))
        self.assertIn("ends: " + differ + "the result[0]: ", self.faulty("drop-filter", "ends", "9"))
        self.assertIn("the first difference: row 0, column 'word': \"<0>\"", self.faulty("drop-filter", "texts", "9"))
        found = self.faulty("drop-filter", "formatted", "17")
        self.assertIn("column 'day': 2024-01-28; in the plain reading 2024-02-01", found)
        self.assertIn('text = "Thu 01/02/2024 07AM"', found)
        for what, column in {"rolled": "middle", "nearest": "y"}.items():
            self.assertRegex(self.faulty("other-neighbours", what, "17"), rf"{what}: {differ}.*row \d+, column '{column}': ")
        self.assertRegex(self.faulty("other-neighbours", "resampled", "17"), r"resampled: .* rows; the plain reading has \d+")
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
        self.assertIn("bodo check: one.cpp:4: ends: equal: the result", done.stderr)

    @staticmethod
    def bodocc() -> str:
        import os

        return os.environ["BODOCC"]


if __name__ == "__main__":
    unittest.main()
