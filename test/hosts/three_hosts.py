"""Jobs on three hosts: the results of one host, and the end of a job whose host is no longer reached."""

import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "tools")]

import hosts  # noqa: E402
from program_test import ENVIRONMENT, ProgramTest  # noqa: E402

PROGRAM = r"""
#include <bodo/bodo.h>
#include <cstdio>
#include <cstdlib>

[[bodo::jit]] void work(int n) {
  bodo::DataFrame df{{"k", bodo::arange(n) * 7919 % 10007}, {"v", bodo::arange(n) * 0.5}};
  df["s"] = df["k"].astype("string");
  auto groups = df.groupby("s").agg({{"sum", bodo::sum("v")}, {"n", bodo::size()}});
  auto joined = df.merge(groups, {.on = "s"}).sort_values({"k", "v"});
  joined["running"] = joined["v"].cumsum();
  bodo::print(joined.tail(3));
  bodo::print(groups.sort_values("sum").head(3));
}

int main(int, char** argv) {
  for (int i = std::atoi(argv[2]); i > 0; --i) {
    work(std::atoi(argv[1]));
    if (bodo::get_rank() == 0) std::printf("a round\n"), std::fflush(stdout);
  }
}
"""


class ThreeHosts(ProgramTest):
    program = PROGRAM

    def setUp(self):
        # anew for each test: a link that was down, and what is left of a job, are in the way of the next one for seconds
        try:
            self.hosts = hosts.Hosts(self.folder)
        except hosts.NoHosts as reason:
            self.skipTest(str(reason))
        self.addCleanup(self.hosts.remove)

    def test_results_are_those_of_one_host(self):
        wanted = self.command("./main", "20000", "1")
        self.assertEqual(wanted.returncode, 0, wanted.stderr)
        for ranks in (3, 4, 7):
            done = self.command(*self.hosts.job(ranks, "./main", "20000", "1"))
            self.assertEqual((done.returncode, done.stdout), (0, wanted.stdout), done.stderr)

    def cut_off(self, **more) -> subprocess.Popen:
        """A job that works on, one host of which is cut off."""
        command = self.hosts.job(6, "./main", "20000", "100000", **more)
        # a file: processes that are left behind would keep a pipe open
        with (self.folder / "errors").open("w") as errors:
            job = subprocess.Popen(command, cwd=self.folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=errors, text=True)
        self.addCleanup(job.stdout.close)
        for line in job.stdout:
            if line.strip() == "a round":
                break
        else:
            self.fail("the job has ended:\n" + (self.folder / "errors").read_text())
        self.hosts.cut(2)
        return job

    def ranks_left(self) -> int:
        return sum(self.hosts.processes(host, "main") for host in range(3))

    def test_a_job_ends_when_a_host_does_not_answer(self):
        job = self.cut_off(options=hosts.KEEPALIVE)
        self.assertNotEqual(job.wait(timeout=40), 0)
        self.assertIn("lost communication with a remote daemon", (self.folder / "errors").read_text())
        self.assertEqual(self.ranks_left(), 0)

    def test_ranks_that_wait_too_long_say_so_and_end(self):
        job = self.cut_off(settings={"BODO_HANG_TIMEOUT": "4"})
        # mpirun itself waits for the host; the ranks end everywhere
        begin = time.monotonic()
        while self.ranks_left() != 0 and time.monotonic() - begin < 40:
            time.sleep(0.2)
        self.assertEqual(self.ranks_left(), 0)
        job.kill()
        job.wait()
        self.assertIn("error: after 4 s (BODO_HANG_TIMEOUT) ", (self.folder / "errors").read_text())


if __name__ == "__main__":
    unittest.main()
