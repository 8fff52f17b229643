"""BODO_SPILL_DIR: what needs more memory than BODO_MEM_LIMIT goes to files, and results have the same bits."""

import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import ProgramTest, on_ranks  # noqa: E402

PROGRAM = """\
#include <bodo/bodo.h>

#include <cstdint>
#include <string>

[[bodo::jit]] bodo::DataFrame made(std::int64_t n) {
  bodo::DataFrame df{{"i", bodo::arange(n)}, {"x", bodo::arange(n) * 0.37}};
  df["key"] = df["i"] * 7919 % 100003;
  df["name"] = df["i"].map([](std::int64_t i) { return "the name of row " + std::to_string(i % 50021); });
  return df;
}

[[bodo::jit]] double sorted(std::int64_t n) {
  auto df = made(n).sort_values({"name", "x"}, {.ascending = {true, false}});
  df["sum"] = df["x"].cumsum() + df["i"].shift(1, {.fill_value = 0});
  return (df["sum"] * (df["key"] % 10)).sum();
}

[[bodo::jit]] double groups(std::int64_t n) {
  auto df = made(n);
  auto all = df.groupby("name").agg({{"sum", bodo::sum("x")}, {"different", bodo::nunique("key")}, {"middle", bodo::median("x")}});
  return (all["sum"] * all["different"] + all["middle"]).sum();
}

[[bodo::jit]] double joined(std::int64_t n) {
  auto left = made(n);
  auto right = made(n / 2);
  auto both = left.merge(right, {.on = "name", .how = "outer", .suffixes = {"_l", "_r"}});
  return both["x_l"].sum() + (both["x_r"] * 3).sum();
}

[[bodo::jit]] double windows(std::int64_t n) {
  auto df = made(n);
  df["before"] = df.groupby("name")["x"].shift(1);
  df["rank"] = df.groupby("key")["x"].rank();
  return (df["before"].fillna(0) * df["rank"]).sum();
}

int main(int, char** argv) {
  const std::string what = argv[1];
  const std::int64_t n = std::stoll(argv[2]);
  if (what == "sorted") bodo::print(sorted(n));
  if (what == "groups") bodo::print(groups(n));
  if (what == "joined") bodo::print(joined(n));
  if (what == "windows") bodo::print(windows(n));
}
"""
ROWS = "400000"
LIMIT = "12M"
IN_SMALL_FOLDER = 'mount -t tmpfs -o size=6m none "$1" && shift && exec "$@"'
CAN_MOUNT = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0


class Spill(ProgramTest):
    program = PROGRAM
    options = ["-O1"]

    def setUp(self):
        self.spilled = self.folder / "spilled"
        self.spilled.mkdir(exist_ok=True)

    def test_results_have_the_same_bits(self):
        for what in ("sorted", "groups", "joined", "windows"):
            with self.subTest(what):
                expected = self.command("./main", what, ROWS).stdout
                self.assertNotEqual(expected, "")
                done = self.command("./main", what, ROWS, BODO_MEM_LIMIT=LIMIT)
                self.assertEqual(done.returncode, 1)
                self.assertIn(": out of memory: ", done.stderr)
                for ranks in (1, 3) if what == "sorted" else (3,):
                    command = on_ranks(ranks, "./main", what, ROWS) if ranks > 1 else ["./main", what, ROWS]
                    done = self.command(*command, BODO_MEM_LIMIT=LIMIT, BODO_SPILL_DIR=str(self.spilled))
                    self.assertEqual((done.returncode, done.stderr, done.stdout), (0, "", expected))
        self.assertEqual(list(self.spilled.iterdir()), [])

    @unittest.skipUnless(CAN_MOUNT, "needs the right to mount")
    def test_a_full_disk_is_an_error(self):
        for ranks in (1, 2):
            command = on_ranks(ranks, "./main", "sorted", ROWS) if ranks > 1 else ["./main", "sorted", ROWS]
            done = self.command("unshare", "--mount", "sh", "-c", IN_SMALL_FOLDER, "sh", str(self.spilled), *command,
                                BODO_MEM_LIMIT="6M", BODO_SPILL_DIR=str(self.spilled))  # fmt: skip
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertRegex(done.stderr, r"^main\.cpp:\d+: error: \w+: [\d.]+ MB more do not fit into BODO_MEM_LIMIT \(6.3 MB\), "
                                          rf"and BODO_SPILL_DIR, '{self.spilled}', cannot take them: No space left on device; "
                                          r"it holds [\d.]+ MB of this rank")  # fmt: skip

    def test_wrong_settings_are_errors(self):
        for settings, message in (
            ({"BODO_SPILL_DIR": str(self.spilled)}, "BODO_SPILL_DIR is set, but BODO_MEM_LIMIT, the memory beyond which data go there, is not"),
            ({"BODO_SPILL_DIR": "main.cpp", "BODO_MEM_LIMIT": "1G"}, "BODO_SPILL_DIR is 'main.cpp', which is not a folder that can be written"),
        ):  # fmt: skip
            done = self.command("./main", "sorted", "10", **settings)
            self.assertEqual(done.returncode, 1)
            self.assertIn(message, done.stderr)


if __name__ == "__main__":
    unittest.main()
