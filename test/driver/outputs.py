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

[[bodo::jit]] std::int64_t rows_in(const std::string& path) {
  return bodo::read_parquet(path, bodo::schema({{"a", bodo::int64}})).size();
}

int main(int, char** argv) {
  fmt::output_file(fmt::format("pid.{}", bodo::get_rank())).print("{}", getpid());
  const std::string path = argv[1], rows = argv[2];
  if (rows == "read") {
    bodo::print(rows_in(path));
    return 0;
  }
  if (rows == "verify") {
    bodo::print(bodo::verify(path));
    return 0;
  }
  (path.ends_with(".csv") ? write_csv : write_parquet)(path, std::stoll(rows));
}
"""
# A file system that cannot exchange two names, and a program that is killed after its n-th rename.
SHIM = """\
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static void count(void) {
  static int done;
  const char* n = getenv("SHIM_KILLED");
  if (++done == (n ? atoi(n) : 0)) raise(SIGKILL);
}
int renameat2(int a, const char* from, int b, const char* to, unsigned flags) {
  errno = EINVAL;
  return -1;
}
int rename(const char* from, const char* to) {
  int (*real)(const char*, const char*) = (int (*)(const char*, const char*))dlsym(RTLD_NEXT, "rename");
  int result = real(from, to);
  if (result == 0) count();
  return result;
}
"""
THOROUGH = os.environ.get("BODO_TEST_THOROUGH") == "1"
TOOLS = Path(os.environ["BODOCC"]).parent
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
                errors = [job.communicate(timeout=60)[1] for job in jobs]
                # the one that ends first wins, and the other says so, unless it began after that
                won = [rows for rows, job in zip((20_000, 24_000), jobs) if job.returncode == 0]
                self.assertIn(self.rows_of(output), won)
                for job, error in zip(jobs, errors):
                    expected = f"has written '{output}' since this one began: its output stays"
                    self.assertIn(expected if job.returncode else "", error)
                self.assertEqual(self.hidden(), [])

    def test_file_system_without_exchange(self):
        (self.folder / "shim.c").write_text(SHIM)
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "shim.c", "-o", "shim.so", "-ldl"], cwd=self.folder, check=True)
        shim = {"LD_PRELOAD": str(self.folder / "shim.so")}
        self.write("out", 100)
        for killed in (0, 1, 2, 3):
            with self.subTest(renames_before_the_end=killed):
                done = subprocess.run(["../main", "out", "3000"], cwd=self.folder, capture_output=True, text=True,
                                      env=ENVIRONMENT | shim | {"SHIM_KILLED": str(killed)})  # fmt: skip
                self.assertEqual(done.returncode, -9 if killed else 0)
                read = subprocess.run(["../main", "out", "read"], cwd=self.folder, capture_output=True, text=True)
                # killed after the first rename there is only the old output, which the reader puts back
                self.assertEqual((read.stdout, read.stderr), ("3000\n" if killed != 1 else "100\n", ""))
                self.assertEqual(self.rows_of("out"), int(read.stdout))
                self.write("out", 100)
                self.assertEqual(self.hidden(), [])

    def test_verify(self):
        def told(ranks: int) -> str:
            done = subprocess.run(on_ranks(ranks, "../main", "out", "verify"), cwd=self.folder, env=ENVIRONMENT,
                                  capture_output=True, text=True)  # fmt: skip
            self.assertEqual(done.returncode == 0, done.stdout != "")
            return done.stdout + done.stderr

        def command(*folders: str) -> tuple[int, str]:
            done = subprocess.run([TOOLS / "bodo-verify", *folders], cwd=self.folder, capture_output=True, text=True)
            return done.returncode, done.stdout + done.stderr

        def assert_wrong(cause: str) -> None:
            self.assertEqual({told(1), told(3)}, {f"main.cpp:40: error: verify: 'out' is not as it was written: {cause}\n"})
            self.assertEqual(command("out"), (1, f"bodo-verify: 'out' is not as it was written: {cause}\n"))

        assert_wrong("_bodo_manifest.json: No such file or directory")
        self.write("out", 1000)
        self.assertEqual((told(1), told(3)), ("1000\n", "1000\n"))
        self.assertEqual(command("out"), (0, "out: 10 files, 1000 rows\n"))
        part = sorted((self.folder / "out").rglob("*.parquet"))[3]
        name, content = part.relative_to(self.folder / "out"), part.read_bytes()
        part.write_bytes(content[:-1])
        assert_wrong(f"its part '{name}' has {len(content) - 1} bytes instead of {len(content)}")
        part.write_bytes(content[:50] + bytes([content[50] ^ 1]) + content[51:])
        assert_wrong(f"its part '{name}' holds other bytes than were written")
        part.unlink()
        assert_wrong(f"its part '{name}' is missing")
        part.write_bytes(content)
        (self.folder / "out/notes.txt").write_text("mine")
        assert_wrong("it holds 'notes.txt', which is not as its _bodo_manifest.json has it")
        (self.folder / "out/notes.txt").unlink()
        self.assertEqual(told(2), "1000\n")

    def test_clean(self):
        def clean(*arguments: str) -> tuple[int, str]:
            done = subprocess.run([TOOLS / "bodo-clean", *arguments], cwd=self.folder, capture_output=True, text=True)
            return done.returncode, done.stdout + done.stderr

        self.write("out", 100)
        for file in self.folder.glob("pid.*"):
            file.unlink()
        process = self.start("out", 80_000)
        while not all((self.folder / f"pid.{r}").exists() and (self.folder / f"pid.{r}").read_text() for r in (0, 1)):
            time.sleep(0.005)
        while process.poll() is None and not self.hidden():
            time.sleep(0.005)
        self.assertEqual(clean("."), (0, ""))  # it is at work
        for rank in (0, 1):
            os.kill(int((self.folder / f"pid.{rank}").read_text()), signal.SIGKILL)
        process.communicate(timeout=60)
        left = self.hidden()
        self.assertEqual(clean("."), (0, "".join(f".: removed {name}\n" for name in left)))
        self.assertEqual((self.hidden(), self.rows_of("out")), ([], 100))
        self.assertEqual(clean("nowhere")[0], 1)
        self.assertEqual(clean()[0], 2)

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
