"""bodocc under ccache: a program whose schema was read from a file is compiled anew when the file's schema changes."""

import os
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

BODOCC = os.environ["BODOCC"]
PROGRAM = """\
#include <bodo/bodo.h>
[[bodo::jit]] void f() {
  auto df = bodo::read_csv("%s");
  bodo::print(df);
}
int main() { f(); }
"""
MODES = {
    "direct": {},
    "preprocessor": {"CCACHE_NODIRECT": "1"},
    "depend": {"CCACHE_DEPEND": "1"},
}


@unittest.skipIf(shutil.which("ccache") is None, "ccache is not installed")
class CompilerCache(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def build(self, mode, *options):
        """How often the object came out of the cache: 0 or 1."""
        settings = {"CCACHE_DIR": str(self.folder / "cache"), "CCACHE_COMPILERCHECK": "content", **MODES[mode]}
        # two folders may differ in the cache's time of day: files of this second are not trusted
        settings["CCACHE_SLOPPINESS"] = "include_file_mtime,include_file_ctime"
        environment = os.environ | settings
        subprocess.run(["ccache", "--zero-stats"], env=environment, capture_output=True, check=True)
        subprocess.run(["ccache", BODOCC, "-O0", "-c", *options, "main.cpp", "-o", "main.o"], cwd=self.folder, env=environment,
                       check=True)  # fmt: skip
        said = subprocess.run(["ccache", "--print-stats"], env=environment, capture_output=True, text=True, check=True).stdout
        counts = dict(line.split() for line in said.splitlines())
        return int(counts["direct_cache_hit"]) + int(counts["preprocessed_cache_hit"])

    def check(self, mode, options, path, sample):
        (self.folder / "main.cpp").write_text(PROGRAM % path)
        (self.folder / sample).write_text("A\n1\n2\n")
        self.assertEqual(self.build(mode, *options), 0)
        self.assertEqual(self.build(mode, *options), 1, "not cached")
        time.sleep(0.01)
        (self.folder / sample).write_text("A\nx\ny\n")
        self.assertEqual(self.build(mode, *options), 0, "stale")

    def test_each_mode(self):
        for number, (mode, options) in enumerate([("direct", []), ("preprocessor", []), ("direct", ["-MD"]),
                                                  ("preprocessor", ["-MD"]), ("depend", ["-MD"])]):  # fmt: skip
            with self.subTest(mode=mode, options=options):
                name = f"sample{number}.csv"
                self.check(mode, options, name, name)

    def test_the_first_file_of_a_folder(self):
        for number, mode in enumerate(("direct", "preprocessor")):
            with self.subTest(mode=mode):
                folder = f"data{number}"
                (self.folder / folder).mkdir()
                self.check(mode, [], folder, f"{folder}/b.csv")
                self.build(mode)
                (self.folder / folder / "a.csv").write_text("A\n1.5\n")
                self.assertEqual(self.build(mode), 0, "stale")

    def test_values_that_become_columns(self):
        for number, mode in enumerate(("direct", "preprocessor")):
            with self.subTest(mode=mode):
                (self.folder / "main.cpp").write_text(PROGRAM.replace("(df)", '(bodo::get_dummies(df["A"]))') % f"c{number}.csv")
                sample = self.folder / f"c{number}.csv"
                sample.write_text("A\nx\ny\n")
                self.assertEqual(self.build(mode), 0)
                self.assertEqual(self.build(mode), 1, "not cached")
                time.sleep(0.01)
                sample.write_text("A\nx\nz\n")
                self.assertEqual(self.build(mode), 0, "stale")

    def test_what_the_preprocessor_writes(self):
        (self.folder / "main.cpp").write_text(PROGRAM % "s.csv")
        (self.folder / "s.csv").write_text("A,B\n1,x\n")
        done = subprocess.run([BODOCC, "-E", "main.cpp"], cwd=self.folder, capture_output=True, text=True, check=True)
        self.assertIn('\n# 1 "s.csv" 1\n// {A: int64', done.stdout)
        # of a program with mistakes, too: the compiler tells them
        (self.folder / "main.cpp").write_text("#include <bodo/bodo.h>\n[[bodo::jit]] int f() { return x; }\n")
        done = subprocess.run([BODOCC, "-E", "main.cpp"], cwd=self.folder, capture_output=True, text=True, check=True)
        self.assertEqual(done.stderr, "")


if __name__ == "__main__":
    unittest.main()
