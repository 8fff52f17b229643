"""BODO_PROGRESS: a step that takes more than two seconds is shown, with the rank that is behind."""

import os
import pty
import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import ENVIRONMENT, ProgramTest, on_ranks  # noqa: E402

BATCHES, ROWS = 10, 64


class Progress(ProgramTest):
    options = ["-O1"]
    # each batch of 64 rows takes 0.3 s, on the last rank 0.45 s
    program = """\
#include <bodo/bodo.h>
#include <unistd.h>
long slow(long n, long last) {
  if (n % 64 == 0) usleep(n >= last ? 450'000 : 300'000);
  return n;
}
[[bodo::jit]] void read(long last, const char* file) {
  auto df = bodo::read_csv(file, bodo::schema({{"n", bodo::int64}}));
  bodo::print(df["n"].map([last](long n) { return slow(n, last); }).sum());
}
int main() {
  const long ranks = bodo::get_size();
  read((ranks - 1) * 640, "rows.csv");
}
"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # lines of the same length: the ranks' parts of the file are equal
        (cls.folder / "rows.csv").write_text("n\n" + "".join(f"{n:05}\n" for n in range(3 * BATCHES * ROWS)))

    def start(self, ranks, stderr, **settings):
        settings |= {"BODO_BATCH": "64"}
        return subprocess.Popen(on_ranks(ranks, "./main") if ranks > 1 else ["./main"], cwd=self.folder,
                                env=ENVIRONMENT | settings, stdout=subprocess.PIPE, stderr=stderr)  # fmt: skip

    def test_all(self):
        """At the same time: they sleep."""
        total = f"{sum(range(3 * BATCHES * ROWS))}\n".encode()
        terminal, end = pty.openpty()
        programs = {
            "on": self.start(3, subprocess.PIPE, BODO_PROGRESS="on"),
            "none": self.start(3, subprocess.PIPE),
            "terminal": self.start(3, end),
            "off": self.start(3, subprocess.PIPE, BODO_PROGRESS="off"),
        }
        os.close(end)
        shown = b""
        while True:
            try:
                part = os.read(terminal, 10000)
            except OSError:  # the program has closed the other end
                break
            if not part:
                break
            shown += part
        os.close(terminal)
        said = {}
        for name, program in programs.items():
            out, err = program.communicate(timeout=100)
            self.assertEqual((program.returncode, out), (0, total), err)
            said[name] = (err or b"").decode()
        self.assertEqual(said["none"], "")
        self.assertEqual(said["off"], "")
        line = r"main\.cpp:9: scan (\d+) %, (\d+) rows/s, slowest: rank 2 \((\d+) %\)"
        self.assertRegex(said["on"], rf"^{line}\n")
        percent, rate, least = map(int, re.search(line, said["on"]).groups())
        self.assertTrue(25 < least < percent < 95 and 200 < rate < 900, said["on"])
        self.assertRegex(shown.decode(), rf"\r\x1b\[K{line}\r\x1b\[K{line}\r\x1b\[K")
        self.assertTrue(shown.endswith(b"\r\x1b[K"), shown)

    def test_a_wrong_value(self):
        done = self.command("./main", BODO_PROGRESS="yes")
        self.assertEqual(done.returncode, 1)
        self.assertIn("BODO_PROGRESS is 'yes', which is neither 'on' nor 'off'", done.stderr)


if __name__ == "__main__":
    unittest.main()
