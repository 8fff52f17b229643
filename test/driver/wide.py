"""Frames of hundreds of columns: their loops are split into parts, with the same results."""

import os
import resource
import subprocess
import tempfile
import unittest
from pathlib import Path

import numpy as np
import pandas as pd

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


class Wide(unittest.TestCase):
    def test_parts(self):
        groups, rows, total = expected()
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "wide.cpp").write_text(program())
            subprocess.run([os.environ["BODOCC"], "wide.cpp", "-o", "wide"], cwd=folder, check=True)
            for ranks in (1, 3):
                done = subprocess.run(["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(ranks), "./wide"],
                                      cwd=folder, check=True, capture_output=True, text=True)  # fmt: skip
                self.assertEqual(int(done.stdout), total)
                pd.testing.assert_frame_equal(pd.read_csv(folder / "groups.csv"), groups)
                pd.testing.assert_frame_equal(pd.read_parquet(folder / "rows"), rows)

    # many of one kind: bodocc's time grows with them, not with their square
    def compiled_within(self, seconds: float, body: str, expected: str) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "many.cpp").write_text(MANY.replace("BODY", body))
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([os.environ["BODOCC"], "-S", "many.cpp", "-o", "many.mpi.cpp"], cwd=folder, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            self.assertLess(after.ru_utime - before.ru_utime, seconds)
            subprocess.run([os.environ["BODOCC"], "-O1", "many.cpp", "-o", "many"], cwd=folder, check=True)
            done = subprocess.run(["mpirun", "--oversubscribe", "--bind-to", "none", "-n", "2", "./many"],
                                  cwd=folder, check=True, capture_output=True, text=True)  # fmt: skip
            self.assertEqual(done.stdout.strip(), expected)

    def test_filters_in_a_row(self):
        filters = "\n".join(f'  df = df[df["a"] != {i}];' for i in range(400))
        self.compiled_within(3, filters + '\n  return df["a"].sum();', str(sum(range(400, 1000))))

    def test_long_sum(self):
        terms = " + ".join(f'df["a"] * {i}' for i in range(1000))
        self.compiled_within(3, f'  df["b"] = {terms};\n  return df["b"].sum();', str(sum(range(1000)) ** 2))

    def test_reductions(self):
        terms = " + ".join(f'std::int64_t((df["a"] + {i}).max())' for i in range(450))
        self.compiled_within(3, f"  return {terms};", str(sum(999 + i for i in range(450))))


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
