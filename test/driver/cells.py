"""Cells of a notebook (--cell): what they define and do, on 1 and 3 ranks, one library after another in one process."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import ENVIRONMENT, on_ranks  # noqa: E402

PLAYER = Path(__file__).resolve().parent.parent / "tools" / "notebook.py"


def play(cells: list[str | dict], ranks: int, folder: str) -> list[list[dict]]:
    """The results of each rank. What has been compiled in the folder before is in its cache."""
    for old in Path(folder).glob("cell*.*"):
        old.unlink()
    given = [cell if isinstance(cell, dict) else {"text": cell} for cell in cells]
    Path(folder, "cells").write_text(json.dumps(given))
    runtime = Path(os.environ["BODOCC"]).parent.parent / "lib" / "libbodo_rt.so"
    environment = ENVIRONMENT | {"RUNTIME_LIBRARY": str(runtime), "BODO_CACHE_DIR": str(Path(folder, "cache"))}
    command = [sys.executable, str(PLAYER), "cells", "results"]
    done = subprocess.run(command if ranks == 1 else on_ranks(ranks, *command), cwd=folder, env=environment,
                          capture_output=True, text=True, timeout=280, check=False)  # fmt: skip
    if done.returncode != 0:
        raise AssertionError(done.stdout + done.stderr)
    return [json.loads(Path(folder, f"results.{rank}").read_text()) for rank in range(ranks)]


class Cells(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name

    def outcomes(self, cells: list[str | dict]) -> list[str | None]:
        """The value of each, or its first error, or its first warning and its value."""
        shown = []
        for result in play(cells, 1, self.folder)[0]:
            messages = [line for line in result["errors"].splitlines() if ": error: " in line or "warning: " in line]
            if "status" not in result:
                shown.append(messages[0])
            elif result["status"]:
                shown.append(result["value"])
            else:
                shown.append(" | ".join([*messages, str(result["value"])]))
        return shown

    def test_variables_last_and_statements_run_in_their_order(self):
        cells = [
            "#include <algorithm>\n#include <map>\n#include <vector>\n"
            "std::vector<int> v{1, 2, 3};\nint sum = 0;\nfor (const int x : v) sum += x;\n"
            "std::for_each(v.begin(), v.end(), [&](int x) { sum += x; });\n"
            "int twice(int x) { return x * sum / 6; }\ntwice(5)  // the end",
            'const auto& kept = std::string("abc");\nint squares[3] = {1, 4, 9}, *second = &squares[1];\n'
            'char word[] = "xy";\nauto [count, mean] = std::pair(2, 2.5);\nauto square = [](double x) { return x * x; };\n'
            "struct Point { int x = 4; double y = 2; } p;\n"
            "double (*half)(double) = [](double x) { return x / 2; };\nauto counter = [n = 0]() mutable { return ++n; };\n"
            "counter()",
            'std::make_tuple(kept + word, squares[2] + *second, count, square(mean), p.x, half(1), counter())',
            'std::map<std::string, std::vector<int>>{{"a", v}}',
            "v.push_back(4);\nv",
            "int sum = sum + 1;\ntwice(6)",
        ]  # fmt: skip
        self.assertEqual(
            self.outcomes(cells),
            ["10", "1", '("abcxy", 13, 2, 6.25, 4, 0.5, 2)', '{("a", {1, 2, 3})}', "{1, 2, 3, 4}", "13"],
        )

    def test_a_cell_defines_again_what_earlier_ones_have_defined(self):
        cells = [
            "#define SCALE 2\nint one() { return 1; }\nint next() { return one() + SCALE; }\nnext()",
            "int one() { return 10; }\nnext()",
            "#define SCALE 3\nnext() * SCALE",
            "struct P { int x = 1; };\nint of(const P& p) { return p.x; }\nP p;\nof(p)",
            "struct P { int x = 1; };\nof(p)",
            "struct P { double x = 2.5, y = 0; };\nP().x",
            "p",
            "P p;\np.x",
            "using Number = int;\ntemplate <class T> T pass(T x) { return x; }\npass(Number(2.5))",
            "using Number = double;\ntemplate <class T> T pass(T x) { return x + 1; }\npass(Number(2.5))",
            "double one = 0.5;\none",
            "int one(int x) { return x; }\none(4)",
        ]
        forgotten = "warning: '{}' of In[4] is forgotten: it does not compile with this cell's definitions (unknown type name 'P')"
        outcomes = self.outcomes(cells)
        self.assertEqual(outcomes[:5], ["3", "12", "36", "1", "1"])
        self.assertIn(forgotten.format("of"), outcomes[5])
        self.assertIn(forgotten.format("p"), outcomes[5])
        self.assertTrue(outcomes[5].endswith("2.5"))
        self.assertEqual(outcomes[6], "In[7]:1:1: error: use of undeclared identifier 'p'")
        self.assertEqual(outcomes[7:10], ["2.5", "2", "3.5"])
        self.assertTrue(outcomes[10].endswith("0.5"), outcomes[10])
        self.assertTrue(outcomes[11].endswith("4"), outcomes[11])

    def test_a_failed_cell_defines_nothing(self):
        cells = [
            "#include <stdexcept>\nint kept = 1;\nkept",
            'kept = 2;\nint lost = 3;\nthrow std::runtime_error("no rows");',
            "lost",
            "kept",
            "throw 1;",
            "int lost = 4;\nlost",
        ]
        self.assertEqual(self.outcomes(cells)[1:], ["In[2]:3: error: uncaught exception: no rows",
            "In[3]:1:1: error: use of undeclared identifier 'lost'", "2",
            "In[5]:1: error: uncaught exception, not of a type derived from std::exception", "4"])  # fmt: skip

    def test_what_a_cell_cannot_have(self):
        cells = [
            "#include <vector>\nstd::vector<int> v{1};\nv.size()",
            "auto& first = v.front();",
            "auto list = {1, 2};",
            "int next() { static int n = 0; return ++n; }",
            "namespace my { int n = 0; }",
            "struct { int x; } unnamed;",
            "int main() { return 0; }",
            "return 1;",
            "v.size(",
            "#include <mpi.h>\nnamespace my { constexpr int n = 5; int f() { static const int table[] = {1, 2}; return table[1] + n; } }\n"
            "int started = 0;\nMPI_Initialized(&started);\nmy::f() * started",
        ]
        outcomes = self.outcomes(cells)
        for place, message in enumerate(
            ["is a reference", "is a std::initializer_list", "is a static variable", "is a variable of a namespace",
             "has a type without a name", "a cell has no main", "nothing to return from", "expected"], start=1):  # fmt: skip
            self.assertIn(f"In[{place + 1}]:1:", outcomes[place])
            self.assertIn(message, outcomes[place])
        self.assertEqual(outcomes[9], "7")

    def test_frames_and_interruption_on_all_ranks(self):
        cells = [
            "#include <chrono>\n#include <thread>\n"
            "[[bodo::jit]] bodo::DataFrame load(int k) {\n  bodo::DataFrame d{{\"A\", bodo::arange(k)}};\n"
            '  d["B"] = d["A"] * 2;\n  return d;\n}\n'
            '[[bodo::jit]] double total(const bodo::DataFrame& d) { return d["B"].sum(); }\n'
            "[[bodo::jit]] bodo::DataFrame renamed(const bodo::DataFrame& d) {\n"
            '  return d.rename({{"A", "B"}, {"B", "A"}})[{"B"}];\n}\n'
            "auto df = load(10);\nauto copy = df;\ntotal(df)",
            "total(df) + copy.size()",
            "df = renamed(df);\ntotal(df)",
            "total(df)",
            "df",
            "bodo::DataFrame df{{\"B\", std::vector<double>{1.5, 2}}};\ntotal(df)",
            'if (bodo::get_rank() == bodo::get_size() - 1) throw std::runtime_error("here");\ntotal(df)',
            "[[bodo::jit]] std::int64_t slow() {\n  return bodo::arange(100000000).map([](std::int64_t x) {\n"
            "    std::this_thread::sleep_for(std::chrono::microseconds(10));\n    return x;\n  }).sum();\n}",
            {"text": "slow()", "interrupt": 0.5},
            "total(df)",
            {"text": "if (bodo::get_rank() == bodo::get_size() - 1) std::this_thread::sleep_for(std::chrono::seconds(1));\n"
                     "total(df)", "interrupt": 0.5},
            {"text": "for (;;) total(df);", "interrupt": 0.5, "by": 0},
            "total(df)",
        ]  # fmt: skip
        for ranks in (1, 3):
            with self.subTest(ranks=ranks):
                results = play(cells, ranks, self.folder)
                for result in results:
                    values = [cell.get("value", cell["errors"]) for cell in result]
                    self.assertEqual(values[:6], ["90", "100", "45", "45", "<frame>", "3.5"])
                    self.assertIn("In[7]:1: error: uncaught exception: here", values[6])
                    for place in (8, 10, 11):
                        self.assertEqual(result[place].get("status"), 1, result[place])
                        self.assertIn("interrupted", values[place])
                        self.assertLess(result[place]["seconds"], 60)  # the loops take minutes
                    self.assertEqual([values[9], values[12]], ["3.5", "3.5"])


if __name__ == "__main__":
    unittest.main()
