"""Ranks that never arrive, signals, launchers of another MPI, wrong settings: the job reports the problem, and ends."""

import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import ProgramTest, compile_program, on_ranks  # noqa: E402

PROGRAM = r"""
#include <bodo/bodo.h>
#include <mpi.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string>
void endless() { for (volatile int i = 0;; i = i + 1) {} }

std::int64_t on(std::int64_t v) {
  if (v == 5) endless();
  return v;
}
[[bodo::jit]] std::int64_t mapped() { return bodo::arange(10).map(on).sum(); }
[[bodo::jit]] std::int64_t total(int n) { return bodo::arange(n).sum(); }

int main(int, char** argv) {
  const std::string what = argv[1];
  const bool last = bodo::get_rank() == bodo::get_size() - 1;
  total(5);
  if (what == "main" && last) endless();
  if (what == "map") mapped();
  if (what == "stopped" && last) std::raise(SIGSTOP);
  if (what == "barrier" && last) MPI_Barrier(MPI_COMM_WORLD);
  if (what == "late" && last) sleep(3);
  if (what == "signal" && last) std::raise(argv[2] == nullptr ? SIGSEGV : std::stoi(argv[2]));
  if (what == "exception" && last) throw std::runtime_error("thrown");
  if (what == "no memory" && last) throw std::bad_alloc();
  if (what == "file") bodo::verify("nothing");
  if (what == "memory") total(1'000'000), mapped();
  if (what == "values") total(bodo::get_rank());
  if (what == "waits") {
    if (bodo::get_rank() == 0) std::printf("ready %d\n", static_cast<int>(getpid())), std::fflush(stdout);
    sleep(60);
  }
  total(6);
  if (what == "ends" && last) return 0;
  if (what == "ends") total(7);
}

// the first rank stops in the function of MPI that the environment names
void stops_in(const char* name) {
  if (std::getenv("STOPS_IN") != nullptr && std::string(std::getenv("STOPS_IN")) == name &&
      std::getenv("OMPI_COMM_WORLD_RANK") == std::string("0"))
    std::raise(SIGSTOP);
}
extern "C" int MPI_Init_thread(int* count, char*** arguments, int wanted, int* given) {
  stops_in("MPI_Init_thread");
  return PMPI_Init_thread(count, arguments, wanted, given);
}
extern "C" int MPI_Finalize() {
  stops_in("MPI_Finalize");
  return PMPI_Finalize();
}
"""

LIBRARY = r"""
#include <bodo/bodo.h>
#include <bodo/error.h>

#include <csignal>
#include <cstdio>
#include <string>

[[bodo::jit]] static std::int64_t total(int n) { return bodo::arange(n).sum(); }

extern "C" __attribute__((visibility("default"))) int total_of(int n, char* message) {
  try {
    return static_cast<int>(total(n));
  } catch (const bodo::error& error) {
    std::snprintf(message, 400, "%s", error.what());
    return -1;
  }
}
"""

# Loads the library on each rank: arguments that differ are an exception everywhere, and it continues afterwards.
LOADER = """
import ctypes, os, signal
handlers = {n: signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
library = ctypes.CDLL("./libtotal.so", mode=ctypes.RTLD_GLOBAL)
message = ctypes.create_string_buffer(400)
rank = int(os.environ.get("OMPI_COMM_WORLD_RANK", 0))
first = library.total_of(5, message)
differs = library.total_of(5 + rank, message) if "OMPI_COMM_WORLD_RANK" in os.environ else None
again = library.total_of(4, ctypes.create_string_buffer(400))
ignored = open("/proc/self/status").read().split("SigCgt:")[1].split()[0]
print(first, differs, again, message.value.decode().splitlines()[:1], bool(int(ignored, 16) >> 14 & 1))
"""


class Hangs(ProgramTest):
    program = PROGRAM
    options = ["-fno-bodo-variance-check"]  # it would find them while compiling

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "library.cpp").write_text(LIBRARY)
        (cls.folder / "loader.py").write_text(LOADER)
        compile_program(cls.folder, "library.cpp", "-fPIC", "-shared", "-o", "libtotal.so")

    def test_who_never_comes_is_named_and_ends_the_job(self):
        settings = {"BODO_HANG_INTERVAL": "1.2", "BODO_HANG_TIMEOUT": "2.4"}
        waits = {
            "main": "ranks 0, 1 wait at main.cpp:17: total for rank 2, last at main.cpp:17: ",
            "map": "ranks 0, 2 wait at main.cpp:16: sum for rank 1, last at main.cpp:16: map",
            "stopped": "for rank 2, last at main.cpp:17: sum (stopped)",
            "barrier": "ranks 0, 1 wait at main.cpp:17: total for rank 2, last at main.cpp:17: ",
        }
        for what, expected in waits.items():
            with self.subTest(what):
                done = self.job(what, **settings)
                self.assertNotEqual(done.returncode, 0)
                # on a busy machine others may be late, too
                lines = [line for line in done.stderr.splitlines() if "wait" in line and expected in line]
                self.assertGreaterEqual(len(lines), 2, done.stderr)
                self.assertTrue(lines[0].startswith("bodo: after "), done.stderr)
                self.assertTrue(lines[-1].startswith("error: after "), done.stderr)
                self.assertIn("(BODO_HANG_TIMEOUT)", lines[-1])
        self.assertEqual([f for f in os.listdir("/dev/shm") if "bodo" in f], [])

    def test_a_rank_that_stops_while_mpi_starts_or_ends_ends_the_job(self):
        for function, message in {"MPI_Init_thread": "MPI has not started", "MPI_Finalize": "MPI has not ended"}.items():
            with self.subTest(function):
                begin = time.monotonic()
                done = self.job("nothing", STOPS_IN=function, BODO_HANG_TIMEOUT="4")
                self.assertEqual(done.returncode, 75, done.stderr)
                self.assertIn(f"error: after 4 s (BODO_HANG_TIMEOUT) {message}: a rank does not arrive", done.stderr)
                self.assertLess(time.monotonic() - begin, 20)

    def test_who_is_late_is_waited_for_without_using_the_processor(self):
        def used(what):
            before = os.times()
            done = self.job(what, BODO_HANG_INTERVAL="2")
            after = os.times()
            self.assertEqual(done.returncode, 0, done.stderr)
            return after.children_user - before.children_user, done

        start, _ = used("nothing")
        late, done = used("late")
        self.assertIn("bodo: after 2 s ranks 0, 1 wait at main.cpp:17: total for rank 2", done.stderr)
        # two ranks that spin would use 6 s, or all that the machine has
        self.assertLess(late - start, 2)

    def test_the_end_of_the_program_says_what_came_before_it(self):
        done = self.job("ends")
        self.assertIn("rank 2: the end of the program, after main.cpp:17: ", done.stderr)

    def test_a_signal_of_one_rank_is_told_once(self):
        started = time.monotonic()
        done = self.job("signal")
        self.assertLess(time.monotonic() - started, 15)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stderr.count("signal SIG"), 1, done.stderr)
        self.assertRegex(done.stderr, r"main.cpp:17: error: \w+: signal SIGSEGV \(segmentation fault\) on rank 2")

    def test_the_exit_status_is_that_of_the_kind_of_failure(self):
        for what, status, settings in [
            ("exception", 70, {}), ("no memory", 70, {}), ("file", 1, {}), ("values", 76, {}), ("ends", 76, {}),
            ("main", 75, {"BODO_HANG_TIMEOUT": "0.5"}), ("nothing", 1, {"BODO_MEM_LIMIT": "abc"}),
        ]:  # fmt: skip
            with self.subTest(what):
                self.assertEqual(self.job(what, ranks=2, **settings).returncode, status)
                if what in ("exception", "file"):
                    self.assertEqual(self.command("./main", what).returncode, status)
        for number in (signal.SIGFPE, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGTERM, signal.SIGKILL):
            with self.subTest(number.name):
                self.assertEqual(self.job("signal", str(number.value), ranks=2).returncode, 128 + number)

    def test_without_guards_failures_still_end_all_ranks(self):
        compile_program(self.folder, "main.cpp", "-o", "unguarded", "-fno-bodo-collective-check", *self.options)
        run = on_ranks(2, "./unguarded")
        self.assertEqual(self.command(*run, "nothing").returncode, 0)
        # what the guard would have seen
        done = self.command(*run, "values")
        self.assertNotIn("disagree", done.stderr)
        failed = self.command(*run, "exception")
        self.assertEqual(failed.returncode, 70)
        self.assertIn("uncaught exception: thrown [rank 1]", failed.stderr)

    def test_a_signal_from_outside_keeps_its_status(self):
        for number in [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGXCPU, signal.SIGUSR1]:
            with self.subTest(number.name):
                process = subprocess.Popen(["./main", "waits"], cwd=self.folder, stdout=subprocess.PIPE,
                                           stderr=subprocess.PIPE, text=True)  # fmt: skip
                process.stdout.readline()
                process.send_signal(number)
                _, errors = process.communicate(timeout=30)
                self.assertEqual(process.returncode, -number)
                self.assertIn(f"signal {number.name} (", errors)
                self.assertEqual(len(errors.splitlines()), 1, errors)

    def test_an_ignored_signal_stays_ignored(self):
        done = self.command("sh", "-c", "trap '' HUP; ./main waits & read -r x; sleep 1; kill -HUP $!; sleep 1; "
                                        "kill -0 $! && echo alive; kill -9 $!")  # fmt: skip
        self.assertIn("alive", done.stdout)

    def test_a_launcher_of_another_mpi_is_an_error(self):
        for settings in [
            {"PMI_RANK": "0", "PMI_SIZE": "4"},
            {"SLURM_NTASKS": "4", "SLURM_PROCID": "0", "SLURM_STEP_NUM_TASKS": "4"},
            {"SLURM_NTASKS": "4", "SLURM_PROCID": "0", "SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "4"},
        ]:
            done = self.command("./main", "", **settings)
            self.assertEqual(done.returncode, 1, settings)
            self.assertIn("a launcher has started 4 processes or more", done.stderr)
            self.assertIn("mpirun of Open MPI", done.stderr)
        silent = self.command("./main", "", PMI_RANK="2", PMI_SIZE="4")
        self.assertEqual((silent.returncode, silent.stderr), (1, ""))

    def test_an_allocation_is_no_launcher(self):
        shell = self.command("./main", "", SLURM_NTASKS="4", SLURM_PROCID="0", SLURM_STEP_NUM_TASKS="1")
        self.assertEqual((shell.returncode, shell.stderr), (0, ""))
        script = self.command("./main", "", SLURM_NTASKS="4")
        self.assertEqual(script.returncode, 0)
        self.assertIn("warning: SLURM_NTASKS is 4, but this is a job of one process", script.stderr)

    def test_wrong_settings_are_told_once_before_anything_runs(self):
        for name, value, why in [
            ("BODO_MEM_LIMIT", "abc", "not a number of bytes"),
            ("BODO_BATCH", "1Q", "not a number of bytes"),
            ("BODO_FAIL_TIMEOUT", "-1", "not a number of seconds"),
            ("BODO_HANG_TIMEOUT", "soon", "not a number of seconds"),
            ("BODO_HANG_INTERVAL", "0", "not a number of seconds"),
            ("BODO_JOIN", "hash", "not 'spread', 'broadcast' or 'turned'"),
            ("BODO_GROUPS", "hash", "not 'partitioned'"),
        ]:
            done = self.job("", ranks=2, **{name: value})
            self.assertEqual(done.returncode, 1)
            self.assertEqual(done.stdout, "")
            self.assertEqual(done.stderr.count(f"error: {name} is '{value}', which is {why}"), 1, done.stderr)

    def test_a_library_throws_and_leaves_signals_alone(self):
        alone = self.command(sys.executable, "loader.py")
        self.assertEqual(alone.stdout, "10 None 6 [''] False\n".replace("['']", "[]"), alone.stderr)
        # to a file each: mpirun may mix what two ranks print
        into_files = f"exec {sys.executable} loader.py > said.$OMPI_COMM_WORLD_RANK"
        done = self.command(*on_ranks(2, "sh", "-c", into_files))
        self.assertEqual(done.returncode, 0, done.stderr)
        for rank in range(2):
            self.assertEqual((self.folder / f"said.{rank}").read_text(), "10 -1 6 ['library.cpp:9: error: total: "
                             "the ranks disagree on its arguments, here on argument 1'] False\n")  # fmt: skip


if __name__ == "__main__":
    unittest.main()
