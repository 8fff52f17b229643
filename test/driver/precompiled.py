"""The precompiled headers: the host compiler's is used by default, changes no object, and is left out when it might; the
front end reads little of its own.
"""

import os
import resource
import shlex
import subprocess
import tempfile
import unittest
from pathlib import Path

BODOCC = os.environ["BODOCC"]
HEADER = Path(BODOCC).parent.parent / "share/bodocc/emitted.h"
PROGRAM = """\
#include <bodo/bodo.h>
[[bodo::jit]] void f() {
  bodo::DataFrame df{{"A", bodo::arange(10)}};
  df = df[df["A"].map([](std::int64_t a) { return a % 3 == 0; })];
  bodo::print(df);
}
int main() { f(); }
"""


@unittest.skipUnless(HEADER.exists(), "the host compiler is clang++")
class PrecompiledForHost(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        (cls.folder / "main.cpp").write_text(PROGRAM)

    def bodocc(self, *arguments, **settings):
        return subprocess.run([BODOCC, *arguments], cwd=self.folder, env=os.environ | settings, capture_output=True,
                              text=True, check=False)  # fmt: skip

    def is_used(self, *options, file="main.cpp", **settings):
        """True if it is given to the host compiler: for -O0 that of the folder O0."""
        done = self.bodocc("-v", "-c", "-o", "x.o", *options, file, **settings)
        self.assertEqual(done.returncode, 0, done.stderr)
        header = HEADER.parent / "O0" / HEADER.name if "-O0" in options else HEADER
        return f'"-include" "{header}"' in done.stderr

    def test_the_host_compiler_takes_it(self):
        for options in ([], ["-O1"], ["-Wall", "-Wextra", "-Wshadow", "-I", "."]):
            with self.subTest(options=options):
                self.bodocc("-S", *options, "main.cpp", "-o", "emitted.cpp")
                said = self.bodocc("-###", "-c", *options, "main.cpp").stderr
                command = shlex.split(next(line for line in said.splitlines() if str(HEADER) in line))
                command[command.index("-o") + 1] = "emitted.o"
                command[-1] = "emitted.cpp"
                done = subprocess.run([*command, "-H", "-Winvalid-pch"], cwd=self.folder, capture_output=True, text=True,
                                      check=True)  # fmt: skip
                self.assertIn(f"! {HEADER}.gch", done.stderr)

    def test_the_object_is_the_same(self):
        def symbols():
            listed = subprocess.run(["nm", "x.o"], cwd=self.folder, capture_output=True, text=True, check=True).stdout
            return sorted(line.split()[-1] for line in listed.splitlines() if ".LC" not in line)

        # a macro that nothing uses leaves it out; at -O0, g++ numbers some constants in another way
        for level, contents in (("-O0", symbols), ("-O1", (self.folder / "x.o").read_bytes), ("-O2", (self.folder / "x.o").read_bytes)):
            with self.subTest(level=level):
                self.assertTrue(self.is_used(level))
                used = contents()
                self.assertFalse(self.is_used(level, "-DUNUSED"))
                self.assertEqual(used, contents())

    def test_the_rule_for_make_is_the_same(self):
        rules = []
        for options in ([], ["-DUNUSED"]):
            self.bodocc("-c", "-MD", "-MF", "x.d", *options, "main.cpp")
            rules.append(set((self.folder / "x.d").read_text().split()))
        self.assertEqual(*rules)

    def test_options_that_may_change_a_header(self):
        (self.folder / "own.h").write_text("#define NDEBUG\n")
        for options in (["-O2", "-O0"], ["-O3"], ["-O"], ["-Os"], ["-g"], ["-DX"], ["-UX"], ["-Wp,-DX"], ["-include", "own.h"],
                        ["-std=c++23"], ["-std=gnu++20"], ["-fPIC"], ["-fopenmp"], ["-pthread"], ["-march=native"],
                        ["-fsanitize=undefined"], ["-flto"], ["--host-compiler=g++"]):  # fmt: skip
            with self.subTest(options=options):
                self.assertNotIn(str(HEADER), self.bodocc("-###", "-c", *options, "main.cpp").stderr)
        self.assertNotIn(str(HEADER), self.bodocc("-###", "-c", "main.cpp", OMPI_CXX="g++").stderr)

    def test_sources_that_may_change_a_header(self):
        (self.folder / "own.h").write_text("#define NDEBUG\n")
        for file, text in {"macro.cpp": "#define NDEBUG\n" + PROGRAM, "header.cpp": '#include "own.h"\n' + PROGRAM,
                           "plain.cpp": "#include <bodo/bodo.h>\nint main() {}\n"}.items():  # fmt: skip
            with self.subTest(file=file):
                (self.folder / file).write_text(text)
                self.assertFalse(self.is_used(file=file))

    def test_the_front_end_reads_little_of_its_header(self):
        (self.folder / "sum.cpp").write_text("#include <bodo/bodo.h>\n[[bodo::jit]] int f(int n) { return n + 1; }\n")

        def least_seconds(*options):
            times = []
            for _ in range(3):
                before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
                self.assertEqual(self.bodocc("-S", *options, "sum.cpp", "-o", "sum.mpi.cpp").returncode, 0)
                times.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
            return min(times)

        # a walk over all of the unit, or templates that are instantiated again, take a third of parsing the header
        self.assertLess(least_seconds(), least_seconds("-DUNUSED") / 5)

    def test_messages_name_the_users_lines(self):
        (self.folder / "wrong.cpp").write_text(PROGRAM + "#ifndef __BODOCC__\n#error of the host compiler\n#endif\n")
        done = self.bodocc("-c", "wrong.cpp")
        self.assertEqual(done.returncode, 1)
        line = PROGRAM.count("\n") + 2
        self.assertIn(f"wrong.cpp:{line}:2: error: #error of the host compiler", done.stderr)


if __name__ == "__main__":
    unittest.main()
