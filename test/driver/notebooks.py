"""%%bodo cells in IPython, on ipyparallel engines under MPI. The engines are started once, and killed once."""

import io
import os
import re
import signal
import sys
import tempfile
import threading
import time
import unittest
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

SOURCE = Path(os.environ["BODOCC_SOURCE"])
sys.path.insert(0, str(SOURCE / "tools/jupyter"))
os.environ["PYTHONPATH"] = str(SOURCE / "tools/jupyter")  # of the engines
for name, value in {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
                    "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_hwloc_base_binding_policy": "none"}.items():  # fmt: skip
    os.environ[name] = value
home = tempfile.TemporaryDirectory()
os.environ["IPYTHONDIR"] = os.environ["JUPYTER_CONFIG_DIR"] = home.name
os.chdir(home.name)

import pandas as pd  # noqa: E402
from IPython.core.error import UsageError  # noqa: E402
from IPython.core.interactiveshell import InteractiveShell  # noqa: E402
from IPython.utils.capture import RichOutput  # noqa: E402,F401

RANKS = 3


class Cells(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shell = InteractiveShell.instance()
        cls.shell.run_line_magic("load_ext", "bodocc")
        cls.magics = cls.shell.magics_manager.registry["BodoMagics"]
        cls.shown = []
        publish = cls.shell.display_pub.publish
        cls.shell.display_pub.publish = lambda data, *others, **named: cls.shown.append(data)
        cls.addClassCleanup(setattr, cls.shell.display_pub, "publish", publish)
        out = io.StringIO()
        with redirect_stdout(out):
            cls.shell.run_cell_magic("bodo", f"-n {RANKS}", "1 + 1")
        assert out.getvalue() == f"starting {RANKS} engines\n2\n", out.getvalue()
        cls.addClassCleanup(lambda: cls.magics.engines.cluster.stop_cluster_sync())

    def cell(self, text, line=""):
        """What the cell prints, on both streams, and what it shows."""
        history = self.shell.history_manager
        history.store_inputs(len(history.input_hist_parsed), text)
        self.shown.clear()
        out, err = io.StringIO(), io.StringIO()
        try:
            with redirect_stdout(out), redirect_stderr(err):
                self.shell.run_cell_magic("bodo", line, text)
        finally:
            self.said = re.sub(r"\x1b\[[0-9;]*m", "", err.getvalue())
        return out.getvalue()

    def fails(self, kind, pattern, text, line=""):
        with self.assertRaisesRegex(kind, pattern):
            self.cell(text, line)

    def test_values_and_variables(self):
        self.assertEqual(self.cell("int n = 5;"), "")
        self.assertEqual(self.cell("n * 2"), "10\n")
        self.assertEqual(self.cell("int twice(int x) { return 2 * x; }\nn = twice(n);\nn"), "10\n")
        self.assertEqual(self.cell("double twice(double x) { return 2 * x; }\ntwice(0.25)"), "0.5\n")
        self.assertEqual(self.cell("double n = 1.5;\nn"), "1.5\n")
        self.assertEqual(self.cell("bodo::get_rank()"), "[out:0] 0\n[out:1] 1\n[out:2] 2\n")
        self.assertEqual(self.cell("args.at(1)", "--args a b"), "b\n")

    def test_output_of_each_rank(self):
        text = '#include <iostream>\nstd::cout << "rank " << bodo::get_rank() << std::endl;'
        self.assertEqual(self.cell(text), "".join(f"[stdout:{rank}] rank {rank}\n" for rank in range(RANKS)))
        self.assertEqual(self.cell('#include <cstdio>\nstd::puts("all");', "--fold"), "[stdout:0-2] all\n")

    def test_output_that_comes_late(self):
        def delay():  # the thread that reads the engine's output
            import sys
            import threading
            import time

            stream, plain = sys.stdout, sys.stdout.write

            def late(text):
                if threading.current_thread() is stream.watch_fd_thread:
                    time.sleep(0.3)
                return plain(text)

            stream.plain, stream.write = plain, late

        def restore():
            import sys

            sys.stdout.write = sys.stdout.plain

        view = self.magics.engines.view
        view.apply_sync(delay)
        try:
            shown = self.cell('#include <iostream>\nstd::cout << "one, " << std::flush << "two" << std::endl;')
        finally:
            view.apply_sync(restore)
        # as it comes, so in any order
        self.assertEqual(sorted(shown.splitlines()), [f"[stdout:{rank}] one, two" for rank in range(RANKS)])

    def test_parts_of_a_line(self):
        from bodocc.notebook import Output

        class Answer:
            stdout, stderr = ["one, "], [""]

            def done(self):
                return True

        answer, output, shown = Answer(), Output(fold=False), io.StringIO()
        with redirect_stdout(shown):
            output.update(answer)  # the result is there before the rest of the line
            answer.stdout = ["one, two\nthree"]
            output.update(answer, last=True)
        self.assertEqual(shown.getvalue(), "[stdout:0] one, two\nthree\n")

    def test_frames(self):
        self.cell("""\
[[bodo::jit(all_returns_distributed)]] bodo::DataFrame made(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df[df["A"] % 2 == 0];
}
auto df = made(200);
df""")
        [shown] = self.shown
        self.assertIn("100 rows x 1 columns (rank 0: 34, rank 1: 33, rank 2: 33)", shown["text/html"])
        self.assertIn("A<br><span class=\"bodo-type\">int64</span>", shown["text/html"])
        self.assertIn("<th>198</th><td>198</td>", shown["text/html"])
        self.assertEqual(shown["text/html"].count("<tr>"), 1 + 10 + 1)
        self.assertIn("[100 rows x 1 columns]", shown["text/plain"])
        self.assertEqual(self.cell("""\
[[bodo::jit]] std::int64_t total(const bodo::DataFrame& df) { return df["A"].sum(); }
total(df)"""), "9900\n")

    def test_tables_in_and_out(self):
        self.shell.user_ns["table"] = pd.DataFrame({"k": ["x", "y", "x", None], "v": [1, 2, 3, 4]})
        self.assertEqual(self.cell("table.size()", "-i table"), "4\n")
        self.cell("""\
[[bodo::jit]] bodo::DataFrame sums(const bodo::DataFrame& df) {
  return df.groupby("k", {.sort = true}).agg({{"v", bodo::sum("v")}});
}
auto grouped = sums(table);""", "-o grouped -o table:polars")
        self.assertEqual(self.shell.user_ns["grouped"].to_dict("list"), {"k": ["x", "y"], "v": [4, 2]})
        self.assertEqual(self.shell.user_ns["table"]["v"].to_list(), [1, 2, 3, 4])
        self.fails(UsageError, "Python has no variable 'nothing'", "1", "-i nothing")
        self.fails(Exception, "no frame 'nothing'", "1", "-o nothing")
        self.assertEqual([f for f in os.listdir("/dev/shm") if f.startswith("bodocc-")], [])

    def test_errors(self):
        self.fails(Exception, r"In\[\d+\] does not compile", "int x = 1;\nint y = z;")
        self.assertRegex(self.said, r"In\[\d+\]:2:9: error: use of undeclared identifier 'z'")
        self.assertIn("int y = z;", self.said)
        self.fails(Exception, r"In\[\d+\]:3: error: read_parquet: there is no", """\
#include <bodo/bodo.h>
[[bodo::jit]] std::int64_t missing() {
  return bodo::read_parquet("none.parquet", bodo::schema({{"A", bodo::int64}}))["A"].sum();
}
missing()""")
        self.fails(Exception, "only here", '#include <stdexcept>\nif (bodo::get_rank() == 1) throw std::runtime_error("only here");')
        self.assertEqual(self.cell("1"), "1\n")
        self.fails(UsageError, "3 engines are there already, not 2", "1", "-n 2")
        self.fails(UsageError, "'x' is no option", "1", "x")

    def test_source_and_reports(self):
        self.cell("[[bodo::jit]] int s(int n) { return static_cast<int>(bodo::arange(n).sum()); }\ns(3)", "-S")
        self.assertIn("rt::enter", self.shown[0]["text/plain"])
        text = "[[bodo::jit]] int s(int n) { return static_cast<int>(bodo::arange(n).sum()); }\ns(3)"
        number = len(self.shell.history_manager.input_hist_parsed)
        self.assertIn(f"In[{number}]:1: s: (int)", self.cell(text, "--report specializations"))

    def test_an_unchanged_cell_is_not_compiled_again(self):
        text = "int again(int x) { return x + 1; }\nagain(4)"
        seconds = []
        for _ in range(2):
            started = time.monotonic()
            self.assertEqual(self.cell(text), "5\n")
            seconds.append(time.monotonic() - started)
        self.assertLess(seconds[1], seconds[0] / 4)

    def test_px_works_beside(self):
        self.cell("int beside = 3;")
        out = io.StringIO()
        with redirect_stdout(out):
            self.shell.run_cell_magic("px", "", "print('px', 1 + 1)")
        self.assertEqual(out.getvalue().count("px 2"), RANKS)
        self.assertEqual(self.cell("beside"), "3\n")

    def test_interrupt(self):
        text = "#include <unistd.h>\n[[bodo::jit]] double slow(double x) { return x; }\nbool started = true;\n" \
               "long turns = 0; while (true) { usleep(10000); bodo::barrier(); ++turns; }"  # fmt: skip
        self.cell("1")
        threading.Timer(4, os.kill, [os.getpid(), signal.SIGINT]).start()
        started = time.monotonic()
        self.fails(KeyboardInterrupt, "", text)
        self.assertLess(time.monotonic() - started, 4 + 2.5)
        self.assertEqual(self.cell("bodo::get_size()"), f"{RANKS}\n")

    def test_zz_a_killed_engine(self):
        self.cell("int lost = 1;")
        self.fails(Exception, "the 3 engines have been started again; what the cells defined is gone",
                   "#include <csignal>\nif (bodo::get_rank() == 1) std::raise(SIGKILL);\nbodo::barrier();")  # fmt: skip
        self.assertEqual(self.cell("bodo::get_size()"), f"{RANKS}\n")
        self.fails(Exception, "does not compile", "lost")


if __name__ == "__main__":
    unittest.main()
