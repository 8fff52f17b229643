"""Source files as editors leave them: a byte order mark, lines that end in CR LF, no line break at the end, headers alike."""

import itertools
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

HEADER = "#pragma once\n#include <bodo/bodo.h>\n\ninline std::int64_t total(std::int64_t n) {\n  return n * (n - 1) / 2;\n}\n"
PROGRAM = """#include <bodo/bodo.h>
#include "h.h"

[[bodo::jit]] std::int64_t larger(std::int64_t n) {
  bodo::DataFrame df{{"a",
                      bodo::arange(n)}};  // ümlaut
  const std::int64_t limit = 2; /* of
    two lines */
  return df[df["a"] > limit]["a"].sum();
}

int main() { bodo::print(larger(5) + total(3)); }"""
ENDS = {"plain": lambda text: text, "CR LF": lambda text: text.replace("\n", "\r\n"), "mixed": lambda text: text.replace("\n", "\r\n", 3)}


class SourceBytes(unittest.TestCase):
    def test_kinds(self) -> None:
        for mark, (name, ends) in itertools.product((b"", b"\xef\xbb\xbf"), ENDS.items()):
            last = "" if mark else "\n"
            with self.subTest(mark=mark, ends=name), tempfile.TemporaryDirectory() as folder:
                self.check(Path(folder), mark + ends(HEADER + last).encode(), mark + ends(PROGRAM + last).encode())

    def check(self, folder: Path, header: bytes, program: bytes) -> None:
        (folder / "h.h").write_bytes(header)
        (folder / "p.cpp").write_bytes(program)
        built = subprocess.run([os.environ["BODOCC"], "p.cpp", "-o", "p"], cwd=folder, check=False, capture_output=True, text=True)
        self.assertEqual((built.returncode, built.stderr), (0, ""))
        done = subprocess.run([folder / "p"], cwd=folder, check=True, capture_output=True, text=True)
        self.assertEqual(done.stdout, "10\n")
        (folder / "p.cpp").write_bytes(program.replace(b'df["a"] >', b'df["b"] >'))
        wrong = subprocess.run([os.environ["BODOCC"], "p.cpp", "-o", "p"], cwd=folder, check=False, capture_output=True, text=True)
        self.assertEqual(wrong.returncode, 1)
        self.assertTrue(wrong.stderr.startswith("p.cpp:9:16: error: "), wrong.stderr)


if __name__ == "__main__":
    unittest.main()
