"""bodocc under the tools that ask compilers questions: CMake (its find modules need the folders of the host compiler),
clangd's --query-driver, ninja and make through out-of-source builds."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

BODOCC = os.environ["BODOCC"]

LISTS = """\
cmake_minimum_required(VERSION 3.25)
project(uses LANGUAGES CXX)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_library(z NAMES z REQUIRED)
message(STATUS "is ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}; at ${CMAKE_LIBRARY_ARCHITECTURE}")
add_executable(uses src/uses.cpp)
target_link_libraries(uses PRIVATE fmt::fmt Threads::Threads)
"""
USES = """\
#include <bodo/bodo.h>
#include <fmt/format.h>
#include <thread>
[[bodo::jit]] void f(const std::string& path) {
  bodo::print(bodo::read_csv(path, bodo::like("sample.csv"))["A"].sum());
}
int main(int, char** argv) {
  std::thread([] { fmt::print("by fmt\\n"); std::fflush(stdout); }).join();
  f(argv[1]);
}
"""


class Probes(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        (self.folder / "empty.cpp").write_text("int main() {}\n")

    def run_in(self, *command, folder=None, status=0):
        done = subprocess.run(command, cwd=folder or self.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              check=False)  # fmt: skip
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def test_cmake_finds_packages_and_builds_out_of_source(self):
        (self.folder / "src").mkdir()
        (self.folder / "CMakeLists.txt").write_text(LISTS)
        (self.folder / "src/uses.cpp").write_text(USES)
        sample = self.folder / "src/sample.csv"
        sample.write_text("A\n1\n2\n")
        said = self.run_in("cmake", "-S", ".", "-B", "build", "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={BODOCC}",
                           "-DCMAKE_BUILD_TYPE=Debug")  # fmt: skip
        self.assertRegex(said.stdout, r"-- is GNU \d+\.\d+\.\d+; at \w+-linux-gnu")
        self.run_in("cmake", "--build", "build")
        (self.folder / "data.csv").write_text("A\n40\n2\n")
        self.assertEqual(self.run_in("build/uses", "data.csv").stdout, "by fmt\n42\n")
        # the sample is a dependency: as it changes, so does the program
        self.assertIn("no work to do", self.run_in("cmake", "--build", "build").stdout)
        sample.write_text("A\n1.5\n")
        self.run_in("cmake", "--build", "build")
        self.assertEqual(self.run_in("build/uses", "data.csv").stdout, "by fmt\n42.0\n")
        # and if there is none, the message has the searched folders
        sample.unlink()
        said = self.run_in(BODOCC, "-c", "../src/uses.cpp", folder=self.folder / "build", status=1).stderr
        self.assertIn("there is no file 'sample.csv', and none in '../src'", said)

    def test_what_clangd_asks(self):
        # clangd runs the driver like this (clang-tools-extra/clangd/SystemIncludeExtractor.cpp), and reads this
        for arguments in (["-E", "-x", "c++", "-", "-v"], ["-E", "-v", "-x", "c++", "/dev/null"]):
            said = self.run_in(BODOCC, *arguments).stderr
            found = re.search(r"^#include <\.\.\.> search starts here:\n(.*?)^End of search list\.$", said, re.S | re.M)
            folders = [Path(line.strip()) for line in found[1].splitlines()]
            for header in ("vector", "bodo/bodo.h", "stdio.h"):
                self.assertTrue(any((folder / header).exists() for folder in folders), header)
            self.assertRegex(said, r"(?m)^Target: \w+-linux-gnu$")

    @unittest.skipIf(shutil.which("clangd") is None, "clangd is not installed")
    def test_clangd(self):
        (self.folder / "uses.cpp").write_text(USES.replace("fmt::print", "std::puts").replace("#include <fmt/format.h>", "#include <cstdio>"))
        (self.folder / "compile_commands.json").write_text(
            f'[{{"directory": "{self.folder}", "command": "{BODOCC} -std=c++20 -c uses.cpp", "file": "uses.cpp"}}]')
        said = self.run_in("clangd", f"--query-driver={BODOCC}", "--check=uses.cpp", "--log=verbose", "--check-lines=1").stderr
        self.assertIn("System includes extractor: successfully executed", said)
        self.assertNotIn("file not found", said)

    def test_questions_go_to_the_host_compiler(self):
        machine = self.run_in("mpicxx", "-dumpmachine").stdout
        self.assertEqual(self.run_in(BODOCC, "-dumpmachine").stdout, machine)
        for question in ("-dumpversion", "-print-search-dirs", "-print-file-name=libstdc++.so", "--print-prog-name=ld",
                         "-print-multi-os-directory", "-print-sysroot", "--help=optimizers"):  # fmt: skip
            self.assertEqual(self.run_in(BODOCC, question).stdout, self.run_in("mpicxx", question).stdout, question)
        self.assertRegex(self.run_in(BODOCC, "--version").stdout, r"^bodocc \d+\.\d+")
        self.assertIn("gcc version", self.run_in(BODOCC, "-v").stderr)
        # CMake asks for the linker's name
        self.assertRegex(self.run_in(BODOCC, "-Wl,--version", "empty.cpp", "-o", "empty").stdout, "ld|mold")

    def test_verbose_output_goes_to_standard_error(self):
        done = self.run_in(BODOCC, "-v", "-E", "empty.cpp")
        self.assertTrue(done.stdout.startswith("# "), done.stdout[:200])
        self.assertIn("bodocc", done.stderr)
        done = self.run_in(BODOCC, "-v", "empty.cpp", "-o", "empty")
        self.assertIn("LIBRARY_PATH=", done.stderr)
        self.assertIn("collect2", done.stderr)
        (self.folder / "empty").unlink()
        self.assertIn('"-o" "empty"', self.run_in(BODOCC, "-###", "empty.cpp", "-o", "empty").stderr)
        self.assertFalse((self.folder / "empty").exists())

    def test_options_that_only_clang_knows(self):
        options = ["-fbracket-depth=512", "-fconstexpr-steps=100000", "-ferror-limit=3", "-fcolor-diagnostics", "-fno-spell-checking",
                   "-ftemplate-backtrace-limit=4", "-fmacro-backtrace-limit=2", "-foperator-arrow-depth=99", "-ftemplate-depth=700",
                   "-fno-caret-diagnostics", "-fno-elide-type", "-fshow-overloads=best", "-fdiagnostics-absolute-paths", "-Weverything",
                   "-Wno-everything", "-Rpass=inline", "-Xclang", "-fcolor-diagnostics", "-fparse-all-comments"]  # fmt: skip
        done = self.run_in(BODOCC, *options, "empty.cpp", "-o", "empty")
        self.assertEqual(done.stderr, "")
        (self.folder / "plain.c").write_text("int other(void) { return 0; }\n")
        self.run_in(BODOCC, "-fbracket-depth=512", "-c", "plain.c")
        self.run_in(BODOCC, "-Weverything", "empty.cpp", "plain.o", "-o", "empty")
        # the front end does obey them
        (self.folder / "deep.cpp").write_text(f"int main() {{ return {'(' * 300}0{')' * 300}; }}\n")
        self.assertIn("nesting level exceeded", self.run_in(BODOCC, "deep.cpp", "-o", "deep", status=1).stderr)
        self.run_in(BODOCC, "-fbracket-depth=400", "deep.cpp", "-o", "deep")
        # options that would change the program are reported
        said = self.run_in(BODOCC, "-fstrict-vtable-pointers", "-c", "empty.cpp").stderr
        self.assertIn("warning: the host compiler does not know '-fstrict-vtable-pointers'", said)
        # the host compiler reports options that neither knows
        said = self.run_in(BODOCC, "-fno-such-thing-at-all", "-c", "empty.cpp", status=1).stderr
        self.assertIn("-fno-such-thing-at-all", said)
        # and a host compiler that knows them gets them
        if shutil.which("clang++-19"):
            said = self.run_in(BODOCC, "--host-compiler=clang++-19", "-###", "-fbracket-depth=512", "-c", "empty.cpp").stderr
            self.assertIn('"-fbracket-depth=512"', said.splitlines()[-1])


if __name__ == "__main__":
    unittest.main()
