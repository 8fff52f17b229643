"""When a program starts MPI: on a single rank only if the user's code, or a library of it, calls MPI itself."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import ProgramTest, compile_program  # noqa: E402

# Looks MPI's functions up, so that the program does not need its library.
PROGRAM = r"""
#include <bodo/bodo.h>
#include <dlfcn.h>
#include <iostream>

[[bodo::jit]] std::int64_t total(int n) { return bodo::arange(n).sum(); }

int main() {
  int started = -1;
  reinterpret_cast<int (*)(int*)>(dlsym(RTLD_DEFAULT, "MPI_Initialized"))(&started);
  const std::int64_t sum = total(5);
  if (bodo::get_rank() == 0) std::cout << bodo::get_size() << ' ' << sum << ' ' << started << '\n';
}
"""

CALLS_MPI = r"""
#include <bodo/bodo.h>
#include <mpi.h>
#include <iostream>

[[bodo::jit]] std::int64_t total(int n) { return bodo::arange(n).sum(); }

int main() {
  int ranks = 0;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  std::cout << ranks << ' ' << total(5) << '\n';
}
"""

# A library whose function calls MPI, and a program that only calls this function.
LIBRARY = r"""
#include <mpi.h>
int ranks() {
  int n = 0;
  MPI_Comm_size(MPI_COMM_WORLD, &n);
  return n;
}
"""
CALLS_LIBRARY = CALLS_MPI.replace("#include <mpi.h>", "int ranks();").replace(
    "int ranks = 0;\n  MPI_Comm_size(MPI_COMM_WORLD, &ranks);", "").replace("<< ranks <<", "<< ranks() <<")


class Start(ProgramTest):
    program = PROGRAM

    def test_one_rank_runs_without_mpi(self):
        self.assertEqual(self.command("./main").stdout, "1 10 0\n")

    def test_ranks_of_a_launcher_have_started_it(self):
        for ranks in [1, 2]:
            done = self.job(ranks=ranks)
            self.assertEqual(done.stdout, f"{ranks} 10 1\n", done.stderr)

    def test_code_that_calls_mpi_finds_it_started(self):
        (self.folder / "calls.cpp").write_text(CALLS_MPI)
        compile_program(self.folder, "calls.cpp", "-o", "calls")
        done = self.command("./calls")
        self.assertEqual((done.returncode, done.stdout), (0, "1 10\n"), done.stderr)

    def test_a_library_that_calls_mpi_finds_it_started(self):
        (self.folder / "library.cpp").write_text(LIBRARY)
        (self.folder / "program.cpp").write_text(CALLS_LIBRARY)
        compile_program(self.folder, "library.cpp", "-fPIC", "-shared", "-o", "libranks.so")
        compile_program(self.folder, "program.cpp", "-L.", "-lranks", "-Wl,-rpath,$ORIGIN", "-o", "program")
        done = self.command("./program")
        self.assertEqual((done.returncode, done.stdout), (0, "1 10\n"), done.stderr)


if __name__ == "__main__":
    unittest.main()
