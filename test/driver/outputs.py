"""Outputs appear as a whole or not at all: writers that are killed, two of one output, limits, other readers."""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import ENVIRONMENT, ProgramTest, on_ranks  # noqa: E402

PROGRAM = """\
#include <bodo/bodo.h>

#include <fmt/core.h>
#include <fmt/os.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

std::int64_t slowly(std::int64_t v) {
  if (v % 4000 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return v;
}

[[bodo::jit]] void write_parquet(const std::string& path, std::int64_t n) {
  bodo::DataFrame df{{"a", bodo::arange(n).map(slowly)}};
  df["k"] = df["a"] % 5;
  df.to_parquet(path, {.row_group_size = 1000, .partition_cols = "k"});
}

[[bodo::jit]] void write_csv(const std::string& path, std::int64_t n) {
  bodo::DataFrame df{{"a", bodo::arange(n).map(slowly)}};
  df.to_csv(path);
}

int main(int, char** argv) {
  fmt::output_file(fmt::format("pid.{}", bodo::get_rank())).print("{}", getpid());
  const std::string path = argv[1];
  (path.ends_with(".csv") ? write_csv : write_parquet)(path, std::stoll(argv[2]));
}
"""
THOROUGH = os.environ.get("BODO_TEST_THOROUGH") == "1"
TRIALS = 25 if THOROUGH else 2


class Outputs(ProgramTest):
    program = PROGRAM
    options = ["-lfmt"]

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(dir=type(self).folder))

    def start(self, output: str, rows: int) -> subprocess.Popen:
        return subprocess.Popen(on_ranks(2, "../main", output, str(rows)), cwd=self.folder, env=ENVIRONMENT,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # fmt: skip

    def write(self, output: str, rows: int) -> None:
        process = self.start(output, rows)
        self.assertEqual((process.communicate(timeout=60)[1], process.returncode), ("", 0))

    def rows_of(self, output: str) -> int:
        """Rows of an output that is whole: all of its parts can be read, and are those of its manifest."""
        path = self.folder / output
        if output.endswith(".csv"):
            numbers = path.read_text().splitlines()[1:]
            self.assertEqual(numbers, [str(i) for i in range(len(numbers))])
            return len(numbers)
        manifest = json.loads((path / "_bodo_manifest.json").read_text())
        found = {str(p.relative_to(path)) for p in path.rglob("*.parquet")}
        self.assertEqual(found, {part["name"] for part in manifest["parts"]})
        for part in manifest["parts"]:
            self.assertEqual(pq.ParquetFile(path / part["name"]).metadata.num_rows, part["rows"])
            self.assertEqual((path / part["name"]).stat().st_size, part["bytes"])
        return manifest["rows"]

    def hidden(self) -> list[str]:
        return [p.name for p in self.folder.iterdir() if p.name.startswith(".")]

    def test_killed(self):
        draw = random.Random(17)
        old, new = 100, 80_000
        for output in ("out", "out.csv"):
            self.write(output, old)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGXFSZ, signal.SIGKILL):
                for trial in range(TRIALS):
                    for file in self.folder.glob("pid.*"):
                        file.unlink()
                    process = self.start(output, new)
                    while process.poll() is None and not all((self.folder / f"pid.{r}").exists() for r in (0, 1)):
                        time.sleep(0.005)
                    time.sleep(draw.random() * 0.3)
                    try:
                        to = (self.folder / f"pid.{trial % 2}").read_text()
                        os.kill(process.pid if trial % 3 == 2 else int(to or process.pid), number)
                    except (ProcessLookupError, ValueError):
                        pass  # it has ended
                    process.communicate(timeout=60)
                    with self.subTest(output=output, signal=number.name, trial=trial):
                        self.assertIn(self.rows_of(output), (old, new))
                        if number != signal.SIGKILL:
                            self.assertEqual(self.hidden(), [])
                    if number == signal.SIGKILL:
                        time.sleep(0.2)  # ranks whose launcher is gone end soon
                        self.write(output, old)
                        self.assertEqual(self.hidden(), [])
                    if self.rows_of(output) != old:
                        self.write(output, old)

    def test_two_writers(self):
        for output in ("out", "out.csv"):
            for _ in range(3):
                jobs = [self.start(output, rows) for rows in (20_000, 24_000)]
                for job in jobs:
                    self.assertEqual((job.communicate(timeout=60)[1], job.returncode), ("", 0))
                self.assertIn(self.rows_of(output), (20_000, 24_000))
                self.assertEqual(self.hidden(), [])

    def test_limit_of_file_size(self):
        self.write("out.csv", 100)
        limited = subprocess.run(["bash", "-c", "ulimit -f 8; ../main out.csv 20000"], cwd=self.folder,
                                 capture_output=True, text=True)  # fmt: skip
        self.assertNotEqual(limited.returncode, 0)
        self.assertIn("main.cpp:25: error: to_csv: cannot write 'out.csv': File too large (the limit is 8192 bytes: "
                      "ulimit -f)", limited.stderr)  # fmt: skip
        self.assertEqual((self.rows_of("out.csv"), self.hidden()), (100, []))

    def test_other_readers(self):
        self.write("out", 1000)
        path = self.folder / "out"
        expected = list(range(1000))
        self.assertEqual(sorted(pd.read_parquet(path)["a"]), expected)
        self.assertEqual(sorted(pq.read_table(path)["a"].to_pylist()), expected)
        self.assertEqual(sorted(duckdb.read_parquet(f"{path}/**/*.parquet").df()["a"]), expected)
        self.assertEqual(sorted(pl.scan_parquet(path, hidden_file_prefix="_").collect()["a"]), expected)

    def test_private_while_it_is_written(self):
        self.write("out", 100)
        (self.folder / "out").chmod(0o700)
        process = self.start("out", 80_000)
        modes = set()
        while process.poll() is None:
            for path in [*self.folder.glob(".bodo-*"), self.folder / "out"]:
                try:
                    modes.add(oct(path.stat().st_mode & 0o7777))
                except FileNotFoundError:
                    pass
            time.sleep(0.002)
        self.assertEqual((process.communicate()[1], modes), ("", {"0o700"}))
        self.assertEqual({p.stat().st_mode & 0o7777 for p in (self.folder / "out").glob("k=*")}, {0o700})


if __name__ == "__main__":
    unittest.main()
