"""bodocc as a command: its outputs, temporary files and exit status."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

BODOCC = os.environ["BODOCC"]

PROGRAM = """\
#include <bodo/bodo.h>
#include <cstdio>
#include "local.h"
[[bodo::jit]] auto shifted(auto n) {
  bodo::DataFrame df{{"A", bodo::arange(n) + SHIFT}};
  return df.head(2);
}
int other();
int main() {
  std::printf("%d %d\\n", static_cast<int>(shifted(5).size()), other());
}
"""
OTHER = '#include "local.h"\nint other() { return SHIFT; }\n'
BROKEN = "#include <bodo/bodo.h>\nint main() { return undeclared; }\n"


class CommandLine(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        (self.folder / "sub").mkdir()
        self.write("main.cpp", PROGRAM)
        self.write("local.h", "#define SHIFT 3\n")
        self.write("sub/other.cpp", OTHER)
        self.write("sub/local.h", "#define SHIFT 40\n")
        self.write("broken.cpp", BROKEN)
        # files that are left in the folder for temporary files are a fault too
        self.temporaries = self.folder / "tmp"
        self.temporaries.mkdir()

    def tearDown(self):
        self.assertEqual(os.listdir(self.temporaries), [])
        self.assertEqual([name for name in self.files() if name.endswith(".tmp")], [])

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def read(self, name):
        return (self.folder / name).read_text()

    def files(self):
        return sorted(p.name for p in self.folder.iterdir() if p.is_file())

    def bodocc(self, *arguments, status=0, text=None):
        done = subprocess.run([BODOCC, *arguments], cwd=self.folder, input=text, capture_output=True, text=True,
                              env=os.environ | {"TMPDIR": str(self.temporaries)}, check=False)  # fmt: skip
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def run_program(self, name):
        return subprocess.run([self.folder / name], capture_output=True, text=True, check=True).stdout

    def test_several_inputs_in_one_go(self):
        self.bodocc("main.cpp", "sub/other.cpp", "-o", "program")
        self.assertEqual(self.run_program("program"), "2 40\n")
        self.assertNotIn("main.o", self.files())

    def test_objects_linked_later(self):
        self.bodocc("-c", "main.cpp", "sub/other.cpp")
        self.bodocc("main.o", "other.o", "-o", "program")
        self.assertEqual(self.run_program("program"), "2 40\n")

    def test_the_default_output_is_a_out(self):
        self.bodocc("main.cpp", "sub/other.cpp")
        self.assertEqual(self.run_program("a.out"), "2 40\n")

    @unittest.skipIf(os.environ.get("BODOCC_SANITIZE"), "the sanitizers' flags are wanted too")
    def test_emitted_source_builds_with_the_wrapper_alone(self):
        self.bodocc("-S", "main.cpp")
        self.assertIn("main.mpi.cpp", self.files())
        said = self.bodocc("-###", "main.cpp", "sub/other.cpp", "-o", "program").stderr
        includes = re.findall(r'"-isystem" "([^"]+)"', said.splitlines()[-2])
        libraries = re.findall(r'"-L([^"]+)"', said)[0]
        subprocess.run(["mpicxx", "-std=c++20", "main.mpi.cpp", "sub/other.cpp", "-o", "program",
                        *[f"-I{directory}" for directory in includes], f"-L{libraries}", "-lbodo_rt",
                        f"-Wl,-rpath,{libraries}"], cwd=self.folder, check=True)  # fmt: skip
        self.assertEqual(self.run_program("program"), "2 40\n")

    def test_source_to_standard_output_and_from_standard_input(self):
        text = self.bodocc("-S", "main.cpp", "-o", "-").stdout
        self.assertNotIn("[[bodo::jit]]", text)
        self.assertNotIn("#line", text)
        self.assertIn("int main() {\n  std::printf", text)
        self.assertIn("#line", self.bodocc("-S", "-g", "main.cpp", "-o", "-").stdout)
        self.assertEqual(self.bodocc("-x", "c++", "-", "-S", "-I.", text=PROGRAM).stdout.count("int main()"), 1)

    def test_preprocessing(self):
        self.assertIn("bodo::arange(n) + 3", self.bodocc("-E", "main.cpp").stdout)

    def test_dependencies(self):
        self.bodocc("-c", "main.cpp", "-MMD", "-MP")
        rule = self.read("main.d")
        self.assertTrue(rule.startswith("main.o: main.cpp"), rule)
        self.assertIn("local.h", rule)
        self.assertNotIn("cstdio", rule)
        self.bodocc("-c", "main.cpp", "-MD", "-MF", "rules", "-MT", "$(X)", "-o", "x.o")
        self.assertTrue(self.read("rules").startswith("$(X): main.cpp"))
        self.assertIn("cstdio", self.read("rules"))
        self.assertIn("local.h", self.bodocc("-MM", "main.cpp").stdout)

    def test_an_error_leaves_no_output_and_the_old_one_as_it_was(self):
        self.write("program", "old")
        before = self.files()
        said = self.bodocc("broken.cpp", "-o", "program", "-MD", status=1).stderr
        self.assertRegex(said, r"broken\.cpp:2:\d+: error: use of undeclared identifier 'undeclared'")
        self.assertEqual(self.files(), before)
        self.assertEqual(self.read("program"), "old")
        self.bodocc("-S", "broken.cpp", status=1)
        self.bodocc("-c", "broken.cpp", status=1)
        self.bodocc("main.cpp", "-o", "program", status=1)  # other() is missing: the linker says so
        self.assertEqual(self.files(), before)

    def test_faults_of_the_command_line(self):
        self.assertIn("error: no input files", self.bodocc(status=1).stderr)
        self.assertIn("missing.cpp", self.bodocc("missing.cpp", status=1).stderr)
        self.assertIn("did you mean '--list-passes'", self.bodocc("--lst-passes", status=1).stderr)
        self.assertIn("nowhere/x.o", self.bodocc("-c", "main.cpp", "-o", "nowhere/x.o", status=1).stderr)

    def test_schemas_from_other_folders(self):
        (self.folder / "sub" / "schemas").mkdir()
        (self.folder / "sub" / "schemas" / "sample.csv").write_text("A,B\n1,2\n")
        self.write("reads.cpp", "#include <bodo/bodo.h>\n[[bodo::jit]] void f(const char* path) {\n"
                   '  bodo::print(bodo::read_csv(path, bodo::like("schemas/sample.csv"))["B"].sum());\n}\n'
                   "int main(int, char** argv) { f(argv[1]); }\n")  # fmt: skip
        self.assertIn("there is no file 'schemas/sample.csv'", self.bodocc("reads.cpp", "-o", "reads", status=1).stderr)
        said = self.bodocc("--schema-dir=tmp", "reads.cpp", "-o", "reads", status=1).stderr
        self.assertIn("and none in 'tmp'", said)
        self.bodocc("--schema-dir=tmp", "--schema-dir=sub", "reads.cpp", "-o", "reads")
        self.write("data.csv", "A,B\n1,2\n3,4\n")
        run = subprocess.run(["./reads", "data.csv"], cwd=self.folder, capture_output=True, text=True, check=True)
        self.assertEqual(run.stdout, "6\n")
        self.assertIn("there is no folder 'nowhere'", self.bodocc("--schema-dir=nowhere", "reads.cpp", status=1).stderr)

    def test_defaults_of_the_host_compiler(self):
        command = self.bodocc("-###", "-c", "main.cpp").stderr.splitlines()[-1]
        self.assertIn('"-O2"', command)
        self.assertIn('"-std=c++20"', command)
        self.assertIn('"-ffp-contract=off"', command)
        command = self.bodocc("-###", "-c", "main.cpp", "-O0", "-std=c++23", "-DX=a b").stderr.splitlines()[-1]
        self.assertNotIn('"-O2"', command)
        self.assertNotIn('"-std=c++20"', command)
        self.assertIn('"-DX=a b"', command)
        self.assertIn("-ffast-math", self.bodocc("-###", "-c", "main.cpp", "-ffast-math").stderr.split(" (front end)")[0])

    def test_integers_of_columns_wrap(self):
        self.write("wraps.cpp", """\
#include <bodo/bodo.h>
#include <cstdint>
#include <limits>
[[bodo::jit]] void show(std::int64_t n) {
  bodo::DataFrame df{{"A", bodo::arange(3)}};
  df["B"] = df["A"] + n;
  bodo::print((df["B"] > df["A"]).sum());
}
int main() { show(std::numeric_limits<std::int64_t>::max()); }
""")
        self.assertIn('"-fwrapv"', self.bodocc("-###", "-c", "wraps.cpp").stderr.splitlines()[-1])
        self.bodocc("-O3", "wraps.cpp", "-o", "program")
        self.assertEqual(self.run_program("program"), "1\n")

    def test_warnings_are_given_once(self):
        self.write("warns.cpp", """\
#include <bodo/bodo.h>
[[bodo::jit]] void show(int n) {
  int unused;
  bodo::print(bodo::arange(n).sum());
}
int main(int argc, char**) {
  if (argc > 1 && argc > 1) show(3);
}
""")
        said = self.bodocc("-c", "-Wall", "-Wextra", "-Weverything", "-Wno-all", "-Wunused", "warns.cpp").stderr
        self.assertEqual(said.count("unused variable 'unused'"), 1, said)
        self.assertRegex(said, r"warns\.cpp:3:7: warning: unused")
        # options that only the host compiler knows
        said = self.bodocc("-c", "-Wall", "-Wlogical-op", "warns.cpp").stderr
        self.assertEqual(said.count("unused variable"), 1, said)
        self.assertRegex(said, r"warns\.cpp:7:\d+: warning: logical")
        self.bodocc("-c", "-Wall", "-Werror", "warns.cpp", "-o", "x.o", status=1)
        self.assertNotIn("x.o", self.files())

    @unittest.skipIf(os.environ.get("BODOCC_SANITIZE"), "the runtime links the sanitizers of g++")
    def test_another_host_compiler(self):
        said = self.bodocc("--host-compiler=clang++-19", "-v", "main.cpp", "sub/other.cpp", "-o", "program").stderr
        self.assertIn("OMPI_CXX=", said)
        self.assertEqual(self.run_program("program"), "2 40\n")
        self.assertIn("'nonsense' was not found",
                      self.bodocc("--host-compiler=nonsense", "main.cpp", status=1).stderr)  # fmt: skip

    def test_questions(self):
        self.assertRegex(self.bodocc("--version").stdout, r"^bodocc \d+\.\d+")
        self.assertIn("--report=<kind>", self.bodocc("--help").stdout)
        passes = self.bodocc("--list-passes").stdout
        self.assertRegex(passes, r"(?m)^FormPlan +[^(]")
        self.assertRegex(passes, r"(?m)^PushFilters +\(optional\) \w")

    def test_from_any_folder_by_a_relative_path(self):
        relative = os.path.relpath(BODOCC, self.folder / "sub")
        done = subprocess.run([relative, "-c", "other.cpp"], cwd=self.folder / "sub", check=False)
        self.assertEqual(done.returncode, 0)

    @unittest.skipIf(os.environ.get("BODOCC_SANITIZE"), "g++'s sanitizers write names that no prefix map changes")
    def test_objects_do_not_depend_on_temporary_names(self):
        self.bodocc("-g", "-c", "main.cpp", "-o", "a.o")
        self.bodocc("-g", "-c", "main.cpp", "-o", "b.o")
        self.assertEqual((self.folder / "a.o").read_bytes(), (self.folder / "b.o").read_bytes())

    def test_fix_it_moves_a_collective_out_of_a_condition(self):
        before = """#include <bodo/bodo.h>
#include <cstdio>
[[bodo::jit]] double total(int n) { return bodo::arange(n).sum(); }
int main() {
  const int rank = bodo::get_rank();
  if (rank == 0) {
    const double sum = total(10);
    std::printf("%g\\n", sum);
  }
  if (rank == 0) { bodo::barrier(); }
  if (rank == 0) bodo::barrier();
  int next = 1;
  if (rank == 0 && ++next == 2) bodo::barrier();
  if (rank == 0) {
    std::puts("first");
    bodo::barrier();
  }
  return next == 2 ? 0 : 1;
}
"""
        after = """  const double sum = total(10);
  if (rank == 0) {
    std::printf("%g\\n", sum);
  }
  bodo::barrier();
  bodo::barrier();
"""
        self.write("wrong.cpp", before)
        done = self.bodocc("-fdiagnostics-parseable-fixits", "-S", "wrong.cpp", "-o", "wrong.mpi.cpp", status=1)
        self.assertEqual(done.stderr.count("error: only some ranks call"), 5)
        text = before.splitlines(keepends=True)
        edits = re.findall(r'^fix-it:"wrong.cpp":\{(\d+):(\d+)-(\d+):(\d+)\}:"(.*)"$', done.stderr, re.MULTILINE)
        starts = [0]
        for line in text:
            starts.append(starts[-1] + len(line))
        places = sorted({(starts[int(a) - 1] + int(b) - 1, starts[int(c) - 1] + int(d) - 1, new) for a, b, c, d, new in edits})
        fixed = before
        for begin, end, new in reversed(places):
            fixed = fixed[:begin] + new.encode().decode("unicode_escape") + fixed[end:]
        self.assertIn(after, fixed)
        self.write("fixed.cpp", fixed)
        again = self.bodocc("-S", "fixed.cpp", "-o", "fixed.mpi.cpp", status=1)
        self.assertEqual(again.stderr.count("error: only some ranks call"), 2, again.stderr)


if __name__ == "__main__":
    unittest.main()
