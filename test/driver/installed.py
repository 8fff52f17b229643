"""An installation: it is self-contained, and so are the programs that it compiles; it can be moved and copied. Projects of
make, CMake and pkg-config use it: unchanged files are not compiled again, and a file whose schema has changed counts.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

BODOCC = Path(os.environ["BODOCC"])
SOURCE = Path(os.environ["BODOCC_SOURCE"])
BUILD = BODOCC.parent.parent

PROGRAM = """\
#include <bodo/bodo.h>
[[bodo::jit]] void f() {
  bodo::DataFrame df{{"A", {1, 2, 3}}};
  df.to_parquet("out");
  bodo::print(bodo::read_parquet("out", bodo::schema({{"A", bodo::int64}}))["A"].sum());
}
int main() { f(); }
"""
READS = """\
#include "total.h"
#include <bodo/bodo.h>
#include <cstdio>
[[bodo::jit]] double total() { return bodo::read_csv("sales.csv")["price"].sum() * FACTOR; }
double other();
int main() {
  const double sum = total();
  if (bodo::get_rank() == 0) std::printf("%g\\n", sum + other());
}
"""
MAKEFILE = """\
CXXFLAGS = -O0 -MMD -MP
program: main.o other.o
\t$(CXX) $^ -o $@
-include main.d other.d
"""
CMAKE = """\
cmake_minimum_required(VERSION 3.20)
project(sales LANGUAGES CXX)
enable_testing()
find_package(bodocc 0.1 CONFIG REQUIRED)
bodo_add_executable(program main.cpp other.cpp)
bodo_add_test(NAME program RANKS 1 3 WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
bodo_add_test(NAME arguments COMMAND ${CMAKE_COMMAND} -E echo "a b" -n)
"""
# bodocc from elsewhere, with the checkout and the build tree (arguments 1 and 2) out of sight
HIDDEN = 'mount -t tmpfs none "$1" && { [ ! -d "$2" ] || mount -t tmpfs none "$2"; } && shift 2 && exec "$@"'


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        # symbolic links on the way (macOS' /tmp, many clusters' homes) are not what is tested
        cls.folder = Path(temporary.name).resolve()
        subprocess.run(["cmake", "--install", BUILD, "--prefix", cls.folder / "first"], check=True, capture_output=True)
        (cls.folder / "program.cpp").write_text(PROGRAM)

    def without_checkout(self, *command):
        """Folders are hidden if the system allows it; the checks by ldd apply everywhere."""
        hides = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0
        if hides:
            command = ["unshare", "--mount", "sh", "-c", HIDDEN, "sh", SOURCE, BUILD, *command]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=True)

    def check(self, prefix):
        program = self.folder / f"{prefix.name}-program"
        said = self.without_checkout(prefix / "bin/bodocc", "-v", "program.cpp", "-o", program).stderr
        self.assertNotIn(str(SOURCE), said)
        self.assertEqual(self.without_checkout(program).stdout, "6\n")
        for file in (prefix / "bin/bodocc", program, *(prefix / "lib").glob("*.so*")):
            listed = subprocess.run(["ldd", file], capture_output=True, text=True, check=True).stdout
            self.assertNotIn("not found", listed)
            self.assertNotIn(str(SOURCE), listed)
            self.assertNotIn(str(BUILD), listed)
            path = re.findall(r"(?:RUNPATH|RPATH).*\[(.*)\]", subprocess.run(
                ["readelf", "-d", file], capture_output=True, text=True, check=True).stdout)  # fmt: skip
            self.assertNotIn(str(SOURCE), " ".join(path))
        return said

    def sources(self, name):
        """A folder with a project's sources, and a file whose schema the program has been compiled for."""
        folder = self.folder / name
        folder.mkdir()
        (folder / "main.cpp").write_text(READS)
        (folder / "other.cpp").write_text("double other() { return 0.5; }\n")
        (folder / "total.h").write_text("#define FACTOR 2\n")
        (folder / "sales.csv").write_text("price\n1\n2\n")
        return folder

    def run_in(self, folder, *command, **settings):
        return subprocess.run(command, cwd=folder, env=os.environ | settings, capture_output=True, text=True, check=True)  # fmt: skip

    def check_rebuilds(self, folder, build, program):
        """`build` gives the names of the sources that it has compiled."""
        self.assertEqual(build(), {"main", "other"})
        self.assertEqual(self.run_in(folder, program).stdout, "6.5\n")
        self.assertEqual(build(), set())
        (folder / "total.h").write_text("#define FACTOR 3\n")
        self.assertEqual(build(), {"main"})
        # the column moves, and has another type
        (folder / "sales.csv").write_text("day,price\n2024-01-01,1.5\n2024-01-02,2\n")
        self.assertEqual(build(), {"main"})
        self.assertEqual(self.run_in(folder, program).stdout, "11\n")
        self.assertEqual(build(), set())

    def check_make(self, prefix):
        folder = self.sources("make")
        (folder / "Makefile").write_text(MAKEFILE)

        def build():
            said = self.run_in(folder, "make", CXX=str(prefix / "bin/bodocc")).stdout
            return set(re.findall(r"(\w+)\.cpp", said))

        self.check_rebuilds(folder, build, "./program")

    def check_cmake(self, prefix):
        """A project of g++, in which bodocc compiles one program. (probes.py has bodocc as the compiler of a project.)"""
        folder = self.sources("cmake")
        (folder / "CMakeLists.txt").write_text(CMAKE)
        self.run_in(folder, "cmake", "-G", "Unix Makefiles", "-S", ".", "-B", "build", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                    "-DCMAKE_CXX_FLAGS=-O0", f"-DCMAKE_PREFIX_PATH={prefix}")  # fmt: skip
        build = lambda: set(re.findall(r"(\w+)\.cpp\.o", self.run_in(folder, "cmake", "--build", "build").stdout))
        self.check_rebuilds(folder, build, "build/program")
        # editors parse the sources by these commands, in the place of the compiler that they name
        for entry in json.loads((folder / "build/compile_commands.json").read_text()):
            command = shlex.split(entry["command"])
            self.assertNotIn("--instead-of", command)
            self.run_in(entry["directory"], "clang++-19", "-fsyntax-only", "-Werror", *command[1:])
        tests = self.run_in(folder, "ctest", "--test-dir", "build", "-V").stdout
        said = re.findall(r"(?m)^\d: (?!Test|Working|Environment|bodocc: note)(\S.*)", tests)
        self.assertEqual(said, ["11", "11", "a b -n"])

    @unittest.skipIf(os.environ.get("BODOCC_SANITIZE"), "ldd cannot list programs that link the sanitizers")
    def test_anywhere(self):
        first = self.folder / "first"
        texts = (first / "share/bodocc/toolchain.json").read_text()
        self.assertNotIn(str(SOURCE), texts)
        self.assertFalse(Path(json.loads(texts)["libraryDir"]).is_absolute())
        # the precompiled headers serve there, and are not used by a copy, whose own headers count
        said = self.check(first)
        self.assertIn("-include-pch", said)
        self.assertIn(f'"-include" "{first}/share/bodocc/emitted.h"', said)
        self.check_make(first)
        self.check_cmake(first)
        copied = self.folder / "copied"
        shutil.copytree(first, copied, symlinks=True)
        header = copied / "include/bodo/bodo.h"
        header.write_text(header.read_text() + "#define OF_THE_COPY 1\n")
        (self.folder / "asks.cpp").write_text("#include <bodo/bodo.h>\nstatic_assert(OF_THE_COPY);\n")
        subprocess.run([copied / "bin/bodocc", "-fsyntax-only", "asks.cpp"], cwd=self.folder, check=True)
        # moved: the first one does not exist any more
        moved = self.folder / "a deeper" / "place"
        moved.parent.mkdir()
        first.rename(moved)
        self.assertNotIn('"-include', self.check(moved))
        ask = lambda *what: shlex.split(self.run_in(self.folder, "pkg-config", *what, "bodocc",
                                                    PKG_CONFIG_PATH=str(moved / "lib/pkgconfig")).stdout)  # fmt: skip
        self.assertEqual(Path(ask("--variable=bodocc")[0]).resolve(), moved / "bin/bodocc")
        flags = ask("--cflags", "--libs")
        self.assertTrue(Path(next(flag[2:] for flag in flags if flag.startswith("-I")), "bodo/bodo.h").exists(), flags)
        self.assertTrue(Path(next(flag[2:] for flag in flags if flag.startswith("-L")), "libbodo_rt.so").exists(), flags)
        shutil.rmtree(moved)


if __name__ == "__main__":
    unittest.main()
