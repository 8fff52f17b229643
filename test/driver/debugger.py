"""gdb steps through the user's source, not through the emitted code."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = """\
#include <bodo/bodo.h>

#include <cstdint>

static std::int64_t twice(std::int64_t value) {
  return 2 * value;
}

[[bodo::jit]] void show(int n) {
  int shift = n;
  shift += 3;
  bodo::DataFrame df{{"A", bodo::arange(n) + shift}};
  df["B"] = df["A"].map(twice);
  auto kept = df[df["B"] > 10];
  const std::int64_t sum = kept["B"].sum();
  if (sum > 3) {
    shift = 0;
  }
  bodo::print(sum + shift);
}

int main() {
  int n = 10;
  show(n);
  return 0;
}
"""


@unittest.skipUnless(shutil.which("gdb"), "there is no gdb")
class Debugger(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        (cls.folder / "main.cpp").write_text(PROGRAM)
        subprocess.run([os.environ["BODOCC"], "-g", "-O0", "main.cpp", "-o", "main"], cwd=cls.folder, check=True)

    def gdb(self, *commands):
        """The numbers of the source lines that gdb shows, and all that it says."""
        settings = ["set pagination off", "set confirm off", "set style enabled off", "set debuginfod enabled off"]
        arguments = [argument for command in [*settings, *commands] for argument in ("-ex", command)]
        done = subprocess.run(["gdb", "-batch", "-nx", *arguments, "main"], cwd=self.folder, capture_output=True,
                              text=True, check=True, timeout=120)  # fmt: skip
        shown = re.findall(r"^(\d+)\t(.*)$", done.stdout, re.MULTILINE)
        source = PROGRAM.splitlines()
        for number, text in shown:
            self.assertEqual(text, source[int(number) - 1])
        return [int(number) for number, _ in shown], done.stdout

    @unittest.skipIf(os.environ.get("BODOCC_SANITIZE"), "instrumented code goes back to the function's first line")
    def test_a_function_is_stepped_through(self):
        lines, said = self.gdb("break main.cpp:10", "run", *["next"] * 9)
        self.assertIn("Breakpoint 1, show (n=10) at", said)
        # what makes rows has no line of its own: one loop does it all, where the sum is taken; line 12 keeps `shift`
        self.assertEqual(lines, [10, 11, 12, 15, 16, 17, 19, 20, 25, 26])

    def test_a_breakpoint_on_a_fused_line_stops_at_its_loop(self):
        lines, _ = self.gdb("break main.cpp:13", "run")
        self.assertEqual(lines, [15])

    def test_user_functions_are_entered(self):
        lines, said = self.gdb("break twice", "run", "print value", "backtrace 8")
        self.assertEqual(lines[0], 6)
        self.assertIn("$1 = 13", said)
        self.assertRegex(said, r"#\d+ .* show \(n=10\) at .*main\.cpp:15")

    def test_variables_have_their_values(self):
        _, said = self.gdb("break main.cpp:19", "run", "print shift", "print sum", "print n")
        self.assertIn("$1 = 0", said)
        self.assertIn("$2 = 350", said)
        self.assertIn("$3 = 10", said)


if __name__ == "__main__":
    unittest.main()
