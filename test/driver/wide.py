"""Frames of hundreds of columns: their loops are split into parts, with the same results."""

import os
import resource
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Callable
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
            subprocess.run([os.environ["BODOCC"], "-O0", "wide.cpp", "-o", "wide"], cwd=folder, check=True)
            for ranks in (1, 3):
                done = subprocess.run(on_ranks(ranks, "./wide"),
                                      cwd=folder, check=True, capture_output=True, text=True)  # fmt: skip
                self.assertEqual(int(done.stdout), total)
                pd.testing.assert_frame_equal(pd.read_csv(folder / "groups.csv"), groups)
                pd.testing.assert_frame_equal(pd.read_parquet(folder / "rows"), rows)

    # Many of one kind: bodocc's time, and the host compiler's, grow with them, not with their square. Four times as many
    # take at most eight times as long: a figure in seconds would say how fast the machine is.
    def grows(self, body: Callable[[int], str], n: int) -> None:
        with tempfile.TemporaryDirectory() as name:
            for some in (n // 4, n):
                (Path(name) / f"many{some}.cpp").write_text(MANY.replace("BODY", body(some)))
            few, many = (min(compile_time(name, "-S", f"many{some}.cpp", "-o", f"many{some}") for _ in range(3))
                         for some in (n // 4, n))  # fmt: skip
            self.assertLess(many, 8 * few)

    def runs(self, body: Callable[[int], str], n: int, expected: int) -> None:
        with tempfile.TemporaryDirectory() as name:
            few, many = 0.0, 0.0
            for some in (n // 4, n):
                (Path(name) / "many.cpp").write_text(MANY.replace("BODY", body(some)))
                few, many = many, compile_time(name, "-O1", "many.cpp", "-o", "many")
            # most of the smaller program's time does not depend on it
            self.assertLess(many, 3 * few)
            done = subprocess.run(on_ranks(2, "./many"),
                                  cwd=name, check=True, capture_output=True, text=True)  # fmt: skip
            self.assertEqual(int(done.stdout), expected)

    def test_filters_in_a_row(self):
        def body(n):
            return "\n".join(f'  df = df[df["a"] != {i}];' for i in range(n)) + '\n  return df["a"].sum();'

        self.grows(body, 400)
        self.runs(body, 400, sum(range(400, 1000)))  # g++ once took 12 s and 6 GB for them

    def test_long_sum(self):
        def body(n):
            return "  df[\"b\"] = " + " + ".join(f'df["a"] * {i}' for i in range(n)) + ';\n  return df["b"].sum();'

        self.grows(body, 2000)
        self.runs(body, 500, sum(range(500)) * sum(range(1000)))

    def test_reductions(self):
        def body(n):
            return "  return " + " + ".join(f'std::int64_t((df["a"] + {i}).max())' for i in range(n)) + ";"

        self.grows(body, 450)
        self.runs(body, 450, sum(999 + i for i in range(450)))


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
