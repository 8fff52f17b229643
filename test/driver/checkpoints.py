"""bodo::checkpoint: what an earlier run has left is used, on any number of ranks, unless anything has changed."""

import json
import os
import shutil
import sys
import unittest
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import ProgramTest, compile_program  # noqa: E402

PROGRAM = """\
#include <bodo/bodo.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

constexpr double factor = FACTOR;
std::int64_t offset = 0;

static double scaled(double x) { return x * factor; }

// Each row that is computed is a line in a file.
static double traced(double x) {
  std::FILE* const file = std::fopen("trace", "a");
  std::fputs("row\\n", file);
  std::fclose(file);
  return scaled(x) + static_cast<double>(offset);
}

#define SALES \\
  bodo::schema({{"day", bodo::timestamp}, {"region", bodo::string}, {"quantity", bodo::int64}, {"price", bodo::float64}})

[[bodo::jit]] bodo::DataFrame result(const std::string& rates, int least) {
  auto all = bodo::read_parquet("sales.parquet", SALES);
  auto rate = bodo::read_csv(rates, bodo::schema({{"region", bodo::string}, {"rate", bodo::float64}}));
  auto large = all[all["quantity"] >= least + 1].merge(rate, {.on = "region"});
  large["total"] = large["price"].map(traced) * large["rate"] - large["price"].mean();
  auto kept = bodo::checkpoint(large, "kept/deep/large");
  return kept.groupby("region").agg({{"sum", bodo::sum("total")}, {"first", bodo::first("day")}}).sort_values(BY);
}

[[bodo::jit(distributed = {"df"})]] bodo::DataFrame made(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}, {"x", bodo::arange(n) * 0.5 - 3}};
  return df;
}

[[bodo::jit]] std::int64_t of_frame(bodo::DataFrame given, const std::vector<std::int64_t>& more) {
  auto df = bodo::expect(given, bodo::schema({{"A", bodo::int64}, {"x", bodo::float64}}));
  auto both = bodo::concat({df[{"A"}], bodo::DataFrame{{"A", bodo::from_vector(more)}}});
  both["A"] = both["A"].map([](std::int64_t a) { return static_cast<std::int64_t>(traced(static_cast<double>(a))); });
  return bodo::checkpoint(both, "kept/frame")["A"].sum();
}

[[bodo::jit]] double rounds(int n, const std::string& name, bool differs) {
  auto df = bodo::read_parquet("sales.parquet", SALES)[{"price"}];
  for (int i = 0; i < n; ++i) {
    df["price"] = df["price"].map(traced);
    df = bodo::checkpoint(df, differs ? name + std::to_string(i) : name);
  }
  return df["price"].sum();
}

int main(int argc, char** argv) {
  const std::string what = argv[1];
  const int n = std::stoi(argv[2]);
  offset = argc > 4 ? std::stoi(argv[4]) : 0;
  if (what == "result") bodo::print(result(argc > 3 ? argv[3] : "rates.csv", n));
  if (what == "frame") bodo::print(of_frame(made(n), {1, 2, argc > 3 ? std::stoi(argv[3]) : 3}));
  if (what == "rounds") bodo::print(rounds(n, "kept/round", true));
  if (what == "one name") bodo::print(rounds(n, "kept/round", false));
}
"""
SALES = pd.DataFrame({
    "day": pd.date_range("2024-01-01", periods=60, unit="ns"),
    "region": ["north", "south", None, "east", "it's"] * 12,
    "quantity": range(60),
    "price": [0.1 * i for i in range(60)],
})  # fmt: skip
RATES = "region,rate\nnorth,1.5\nsouth,2\neast,0.3\nit's,7\n"


class Checkpoints(ProgramTest):
    program = PROGRAM
    options = ["-DFACTOR=2.0", '-DBY="region"']

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        compile_program(cls.folder, "main.cpp", "-o", "below", "-DFACTOR=2.0", '-DBY="sum"')
        compile_program(cls.folder, "main.cpp", "-o", "above", "-DFACTOR=3.0", '-DBY="region"')

    def setUp(self):
        shutil.rmtree(self.folder / "kept", ignore_errors=True)
        SALES.to_parquet(self.folder / "sales.parquet")
        (self.folder / "rates.csv").write_text(RATES)

    def run_on(self, ranks: int, *arguments: str, program: str = "./main") -> tuple[str, int]:
        """What a run prints, and the number of rows that it computes above its checkpoints."""
        trace = self.folder / "trace"
        trace.unlink(missing_ok=True)
        command = ["mpirun", "-q", "--oversubscribe", "--bind-to", "none", "-n", str(ranks), program, *arguments]
        done = self.command(*command)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout, len(trace.read_text().splitlines()) if trace.exists() else 0

    def test_it_is_used_on_any_number_of_ranks(self):
        first = self.run_on(3, "result", "9")
        rows = len(SALES[(SALES["quantity"] >= 10) & SALES["region"].notna()])
        self.assertEqual(first[1], rows)
        for ranks in (1, 2, 4, 7):
            self.assertEqual(self.run_on(ranks, "result", "9"), (first[0], 0))
        shutil.rmtree(self.folder / "kept")
        self.assertEqual(self.run_on(4, "result", "9"), first)

    def test_code_below_it_does_not_matter_and_code_above_does(self):
        first, rows = self.run_on(1, "result", "9")
        self.assertEqual(self.run_on(1, "result", "9", program="./below")[1], 0)
        other, again = self.run_on(1, "result", "9", program="./above")
        self.assertNotEqual(first, other)
        self.assertEqual(rows, again)

    def test_what_changes_is_computed_anew(self):
        rows = self.run_on(2, "result", "9")[1]
        times = self.folder / "sales.parquet"

        def touch() -> None:
            os.utime(times, ns=(0, times.stat().st_mtime_ns + 1000))

        def rewrite() -> None:  # of the same size, at the same time
            path = self.folder / "rates.csv"
            at = path.stat().st_mtime_ns
            path.write_text(RATES.replace("1.5", "1.6"))
            os.utime(path, ns=(at, at))

        changes = {
            "an argument": (lambda: None, ["result", "8"], rows + 1),
            "a global variable": (lambda: None, ["result", "8", "rates.csv", "1"], rows + 1),
            "a time": (touch, ["result", "8", "rates.csv", "1"], rows + 1),
            "the content of a file": (rewrite, ["result", "8", "rates.csv", "1"], rows + 1),
            "a path": (lambda: shutil.copy(self.folder / "rates.csv", self.folder / "other.csv"),
                       ["result", "8", "other.csv", "1"], rows + 1),
        }  # fmt: skip
        for what, (change, arguments, expected) in changes.items():
            with self.subTest(what):
                change()
                made = self.run_on(2, *arguments)
                self.assertEqual(made[1], expected)
                self.assertEqual(self.run_on(3, *arguments), (made[0], 0))

    def test_damage_is_noticed(self):
        made, rows = self.run_on(2, "result", "9")
        kept = self.folder / "kept" / "deep" / "large"

        def change_a_byte() -> None:
            part = sorted(kept.glob("*.parquet"))[-1]
            content = bytearray(part.read_bytes())
            content[len(content) // 2] ^= 1
            part.write_bytes(content)

        def cut() -> None:
            part = sorted(kept.glob("*.parquet"))[0]
            part.write_bytes(part.read_bytes()[:-9])

        def forget() -> None:
            manifest = kept / "_bodo_manifest.json"
            manifest.write_text(manifest.read_text()[:-30])

        for damage in (change_a_byte, lambda: sorted(kept.glob("*.parquet"))[0].unlink(), lambda: shutil.rmtree(kept)):
            damage()
            self.assertEqual(self.run_on(2, "result", "9"), (made, rows))
            self.assertEqual(self.run_on(2, "result", "9"), (made, 0))
        # a folder that is not as its manifest says is not replaced
        for damage, why in ((cut, "which is not as its _bodo_manifest.json has it"), (forget, "is not valid")):
            damage()
            done = self.job("result", "9", ranks=2)
            self.assertEqual(done.returncode, 1)
            self.assertIn("error: checkpoint: 'kept/deep/large' is not replaced: ", done.stderr)
            self.assertIn(why, done.stderr)
            shutil.rmtree(kept)
            self.run_on(2, "result", "9")

    def test_frames_and_vectors_from_outside(self):
        self.assertEqual(self.run_on(3, "frame", "100"), (str(2 * (4950 + 6)) + "\n", 103))
        self.assertEqual(self.run_on(2, "frame", "100")[1], 0)
        self.assertEqual(self.run_on(1, "frame", "100", "4"), (str(2 * (4950 + 7)) + "\n", 103))
        self.assertEqual(self.run_on(4, "frame", "99", "4")[1], 102)

    def test_rounds_of_a_loop(self):
        expected = f"{sum(price * 8 for price in SALES['price']):.4f}"
        printed, rows = self.run_on(2, "rounds", "3")
        self.assertEqual((f"{float(printed):.4f}", rows), (expected, 180))
        self.assertEqual(self.run_on(3, "rounds", "3"), (printed, 0))
        self.assertEqual(self.run_on(3, "rounds", "4")[1], 60)
        shutil.rmtree(self.folder / "kept" / "round1")
        self.assertEqual(self.run_on(1, "rounds", "3"), (printed, 60))
        done = self.job("one name", "2", ranks=2)
        self.assertEqual(done.returncode, 1)
        self.assertIn("the program keeps two different frames in 'kept/round'", done.stderr)

    def test_why_is_told(self):
        command = ["mpirun", "-q", "--oversubscribe", "-n", "2", "./main", "frame", "3"]
        for arguments, why in (([], "is made: it is not there"), ([], "is used"), (["7"], "is made: it was made from other values")):
            done = self.command(*command, *arguments, BODO_VERBOSE="1")
            self.assertIn(f"checkpoint: 'kept/frame' {why}\n", done.stderr)
        self.assertIn("made_from", json.loads((self.folder / "kept" / "frame" / "_bodo_manifest.json").read_text()))

    def test_a_folder_of_others_is_not_replaced(self):
        (self.folder / "kept" / "frame").mkdir(parents=True)
        (self.folder / "kept" / "frame" / "thesis.tex").touch()
        done = self.job("frame", "3", ranks=2)
        self.assertEqual(done.returncode, 1)
        self.assertIn("'kept/frame' is not replaced", done.stderr)


if __name__ == "__main__":
    unittest.main()
