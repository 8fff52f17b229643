"""Frames of hundreds of columns: their loops are split into parts, with the same results."""

import os
import resource
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import on_ranks  # noqa: E402

COLUMNS = 150
KINDS = ["sum", "min", "max", "first", "last", "mean", "count"]


def program() -> str:
    made = "\n".join(
        f'  df["c{i}"] = df["c{i - 1}"].map([](std::int64_t v) {{ return v * 3 % 1001 + {i}; }});' if i % 10 == 0
        else f'  df["c{i}"] = df["c{i - 1}"] + df["c0"] * {i};' for i in range(1, COLUMNS))  # fmt: skip
    aggregates = ", ".join(f'{{"a{i}", bodo::{KINDS[i % len(KINDS)]}("c{i}")}}' for i in range(COLUMNS))
    sums = "\n".join(f'  total += std::int64_t(df["c{i}"].{"max" if i % 2 else "min"}());' for i in range(COLUMNS))
    return f"""#include <bodo/bodo.h>
#include <fmt/core.h>
#include <cstdint>

[[bodo::jit]] void wide(int n) {{
  bodo::DataFrame df{{{{"c0", bodo::arange(n)}}}};
{made}
  df["key"] = df["c0"] % 7;
  df.groupby("key").agg({{{aggregates}}}).sort_values("key").to_csv("groups.csv");
  df[df["c1"] % 2 == 0].to_parquet("rows");
  std::int64_t total = 0;
{sums}
  if (bodo::get_rank() == 0) fmt::print("{{}}\\n", total);
}}

int main() {{ wide(5000); }}
"""


def expected() -> tuple[pd.DataFrame, pd.DataFrame, int]:
    columns = {"c0": np.arange(5000)}
    for i in range(1, COLUMNS):
        before = columns[f"c{i - 1}"]
        columns[f"c{i}"] = before * 3 % 1001 + i if i % 10 == 0 else before + columns["c0"] * i
    df = pd.DataFrame(columns | {"key": columns["c0"] % 7})
    groups = df.groupby("key").agg(**{f"a{i}": (f"c{i}", KINDS[i % len(KINDS)]) for i in range(COLUMNS)})
    total = sum(int(df[f"c{i}"].max() if i % 2 else df[f"c{i}"].min()) for i in range(COLUMNS))
    return groups.copy().reset_index(), df[df["c1"] % 2 == 0].reset_index(drop=True), total


def compile_time(folder: str, *arguments: str) -> float:
    """User seconds of bodocc, and of the compiler that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run([os.environ["BODOCC"], *arguments], cwd=folder, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


class Wide(unittest.TestCase):
    def test_parts(self):
        groups, rows, total = expected()
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "wide.cpp").write_text(program())
            subprocess.run([os.environ["BODOCC"], "wide.cpp", "-o", "wide"], cwd=folder, check=True)
            for ranks in (1, 3):
                done = subprocess.run(on_ranks(ranks, "./wide"),
                                      cwd=folder, check=True, capture_output=True, text=True)  # fmt: skip
                self.assertEqual(int(done.stdout), total)
                pd.testing.assert_frame_equal(pd.read_csv(folder / "groups.csv"), groups)
                pd.testing.assert_frame_equal(pd.read_parquet(folder / "rows"), rows)

    # many of one kind: bodocc's time grows with them, not with their square
    def compiled_within(self, seconds: float, body: str) -> None:
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / "many.cpp").write_text(MANY.replace("BODY", body))
            self.assertLess(min(compile_time(name, "-S", "many.cpp", "-o", "many.mpi.cpp") for _ in range(3)), seconds)

    def runs(self, seconds: float, body: str, expected: int) -> None:
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / "many.cpp").write_text(MANY.replace("BODY", body))
            self.assertLess(compile_time(name, "-O1", "many.cpp", "-o", "many"), seconds)
            done = subprocess.run(on_ranks(2, "./many"),
                                  cwd=name, check=True, capture_output=True, text=True)  # fmt: skip
            self.assertEqual(int(done.stdout), expected)

    def test_filters_in_a_row(self):
        body = "\n".join(f'  df = df[df["a"] != {i}];' for i in range(400)) + '\n  return df["a"].sum();'
        self.compiled_within(1, body)
        self.runs(6, body, sum(range(400, 1000)))  # g++ once took 12 s and 6 GB for them

    def test_long_sum(self):
        def body(terms):
            return "  df[\"b\"] = " + " + ".join(f'df["a"] * {i}' for i in range(terms)) + ';\n  return df["b"].sum();'

        self.compiled_within(1, body(2000))
        self.runs(6, body(500), sum(range(500)) * sum(range(1000)))

    def test_reductions(self):
        body = "  return " + " + ".join(f'std::int64_t((df["a"] + {i}).max())' for i in range(450)) + ";"
        self.compiled_within(1, body)
        self.runs(6, body, sum(999 + i for i in range(450)))


MANY = """#include <bodo/bodo.h>
#include <fmt/core.h>
#include <cstdint>

[[bodo::jit]] std::int64_t many() {
  bodo::DataFrame df{{"a", bodo::arange(1000)}};
BODY
}

int main() {
  const auto result = many();
  if (bodo::get_rank() == 0) fmt::print("{}\\n", result);
}
"""

if __name__ == "__main__":
    unittest.main()
