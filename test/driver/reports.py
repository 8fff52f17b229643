"""--report: what the compiler found out, beside the source or as a list."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = """\
#include <bodo/bodo.h>
[[bodo::jit]] bodo::DataFrame large(auto n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  auto kept = df[df["A"] > 2];
  return kept;
}
[[bodo::jit]] auto total(const bodo::DataFrame& df) { return df["A"].sum(); }
[[bodo::jit]] void show() { bodo::print(total(large(5))); }
int main() {
  large(10);
  large(10L);
}
"""


class Reports(unittest.TestCase):
    maxDiff = None

    def report(self, *kinds):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "main.cpp").write_text(PROGRAM)
            command = [os.environ["BODOCC"], "-S", *[f"--report={kind}" for kind in kinds], "main.cpp", "-o", "-"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("int main() {", done.stdout)
        return done.stderr

    def test_distribution(self):
        report = self.report("distribution")
        first = report.split("\n\n", maxsplit=1)[0].splitlines()
        self.assertEqual([" ".join(line.split()) for line in first], [
            "main.cpp:2: large(n: int)",
            "2 | [[bodo::jit]] bodo::DataFrame large(auto n) {",
            '3 | bodo::DataFrame df{{"A", bodo::arange(n)}}; | df: equal blocks',
            '4 | auto kept = df[df["A"] > 2]; | kept: blocks (filter leaves the ranks with different numbers of rows)',
            "5 | return kept; | kept: replicated (gathered for the return)",
        ])  # fmt: skip
        # all remarks stand in one column
        self.assertEqual(len({line.rindex(" | ") for line in first[2:]}), 1)
        self.assertIn("main.cpp:2: large(n: long)\n", report)
        self.assertIn("main.cpp:7: total_inside(df: const bodo::DataFrame &) (called by annotated functions)\n", report)

    def test_specializations(self):
        self.assertEqual(self.report("specializations"), """\
main.cpp:2: large
  large(n: int) -> bodo::DataFrame, called by ordinary code
  large(n: long) -> bodo::DataFrame, called by ordinary code
  large_inside(n: int) -> bodo::DataFrame, called by annotated functions

main.cpp:7: total
  total(df: {A: int64} blocks) -> bodo::Scalar, called by ordinary code
  total_inside(df: {A: int64} blocks) -> bodo::Scalar, called by annotated functions

main.cpp:8: show
  show() -> void, called by ordinary code
""")

    def test_both(self):
        both = self.report("distribution", "specializations")
        self.assertEqual(both, self.report("specializations") + "\n" + self.report("distribution"))


if __name__ == "__main__":
    unittest.main()
