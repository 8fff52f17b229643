"""BODO_EXPLAIN, BODO_TRACE: at its end a program reports its plan, with what each loop and each sink has done, and when."""

import json
import os
import re
import sys
import unittest
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import ProgramTest, compile_program  # noqa: E402

CUSTOMERS, ORDERS, ITEMS = 1000, 10000, 40000
# What of them remains: each fifth customer; orders of the first half of each hundred; then those of such customers.
BUILDING, EARLY, THEIRS = 200, 5000, 1000
# Items of the second half of each hundred; those of such orders; the orders that they are of.
LATE, MATCHES, GROUPS = 19600, 1600, 400
THREE = r"([\d.]+) / ([\d.]+) / ([\d.]+)"


class Explain(ProgramTest):
    program = """\
#include <bodo/bodo.h>

#include <cstdlib>
#include <stdexcept>
#include <string_view>

[[bodo::jit]] void best() {
  auto customer = bodo::read_parquet("customer.parquet",
                                     bodo::schema({{"custkey", bodo::int64}, {"segment", bodo::string}}));
  auto orders = bodo::read_parquet(
      "orders.parquet", bodo::schema({{"orderkey", bodo::int64}, {"o_custkey", bodo::int64}, {"day", bodo::int64}}));
  auto lineitem = bodo::read_parquet(
      "lineitem.parquet", bodo::schema({{"l_orderkey", bodo::int64}, {"ship", bodo::int64}, {"price", bodo::int64}}));
  auto t = customer[customer["segment"] == "BUILDING"]
               .merge(orders[orders["day"] < 50], {.left_on = "custkey", .right_on = "o_custkey"})
               .merge(lineitem[lineitem["ship"] > 50], {.left_on = "orderkey", .right_on = "l_orderkey"});
  auto sums = t.groupby("orderkey").agg({{"revenue", bodo::sum("price")}});
  bodo::print(sums.sort_values({"revenue", "orderkey"}).head(10));
}

[[bodo::jit]] std::int64_t on_each_rank(std::int64_t n) {
  bodo::DataFrame df{{"A", {1, 2, 3, 4}}};
  return df[df["A"] > n]["A"].sum();
}

[[bodo::jit]] void missing() { bodo::print(bodo::read_parquet("none.parquet", bodo::schema({{"A", bodo::int64}}))); }

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "nothing") return 0;
  if (what == "caught") {
    try {
      missing();
    } catch (const std::exception&) {
    }
  }
  best();
  if (what == "twice") best();
  if (what == "each") on_each_rank(1);
  if (what == "exits") std::exit(0);
  if (what == "uncaught") missing();
  if (what == "one" && bodo::get_rank() == 0) throw std::runtime_error("of one rank");
}
"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        customers, orders, items = range(CUSTOMERS), range(ORDERS), range(ITEMS)
        tables = {
            "customer": {"custkey": customers, "segment": ["HOUSE" if i % 5 else "BUILDING" for i in customers]},
            "orders": {"orderkey": orders, "o_custkey": [i % CUSTOMERS for i in orders], "day": [i % 100 for i in orders]},
            "lineitem": {"l_orderkey": [i // 4 for i in items], "ship": [i % 100 for i in items], "price": items},
        }
        for name, columns in tables.items():
            pq.write_table(pa.table({k: list(v) for k, v in columns.items()}), cls.folder / f"{name}.parquet",
                           row_group_size=5000)  # fmt: skip

    def explained(self, *arguments, ranks, **settings):
        done = self.job(*arguments, ranks=ranks, BODO_EXPLAIN="analyze", **settings)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr.count("BODO_EXPLAIN=analyze"), 1, done.stderr)
        return done.stderr.splitlines()

    def done_by(self, lines, text):
        """What stands below the line that begins so."""
        at = next((n for n, line in enumerate(lines) if line.strip().startswith(text)), None)
        self.assertIsNotNone(at, f"{text} is not in\n" + "\n".join(lines))
        self.assertTrue(lines[at + 1].strip().startswith("= "), lines[at : at + 2])
        return lines[at + 1].strip().removeprefix("= ")

    def check_rows(self, lines, times=1):
        lines = lines[next(n for n, line in enumerate(lines) if line.startswith("best  //")) :]
        for text, rows in {
            "loop 1": f"{times * CUSTOMERS} rows in, {times * BUILDING} out",
            "filter (customer.segment": f"{times * BUILDING} rows",
            "build customer": f"{times * BUILDING} rows in, {times * BUILDING} out",
            "loop 2": f"{times * ORDERS} rows in, {times * THEIRS} out",
            "filter (orders.day": f"{times * EARLY} rows",
            "probe customer": f"{times * THEIRS} rows",
            "build orders": f"{times * THEIRS} rows in, {times * THEIRS} out",
            "loop 3": f"{times * ITEMS} rows in, {times * MATCHES} out",
            "filter (lineitem.ship": f"{times * LATE} rows",
            "probe orders": f"{times * MATCHES} rows",
            "groups sums by": f"{times * MATCHES} rows in, {times * GROUPS} out",
            "loop 4": f"{times * GROUPS} rows in, {times * GROUPS} out",
            "sort by": f"{times * GROUPS} rows in, {times * 10} out",
        }.items():
            self.assertEqual(self.done_by(lines, text).split(";")[0], rows, text)

    def test_rows_on_any_ranks(self):
        for ranks in (1, 3):
            for join in ("broadcast", "spread"):
                with self.subTest(ranks=ranks, join=join):
                    self.check_rows(self.explained(ranks=ranks, BODO_JOIN=join))

    def test_build_sides(self):
        for join, chosen in (("broadcast", "on every rank"), ("spread", "spread over the ranks")):
            lines = self.explained(ranks=3, BODO_JOIN=join)
            for build in ("build customer", "build orders"):
                self.assertIn(f"; {chosen};", self.done_by(lines, build))

    def test_bytes_seconds_and_memory(self):
        lines = self.explained(ranks=3)
        for loop in ("loop 1", "loop 2", "loop 3"):
            self.assertRegex(self.done_by(lines, loop), r"; read [1-9][\d.]* \w+, decoded [1-9][\d.]* \w+")
        self.assertRegex(self.done_by(lines, "groups sums by"), r"; sent [1-9][\d.]* \w+;")
        for line in lines:
            for text in re.findall(rf"(?:busy|waiting) {THREE} s", line):
                least, mean, most = map(float, text)
                self.assertLessEqual(least, mean + 1e-4)
                self.assertLessEqual(mean, most + 1e-4)
        for text in ("loop 3", "groups sums by"):
            self.assertRegex(self.done_by(lines, text), rf"busy {THREE} s; waiting {THREE} s; memory ")

    def test_the_tree_is_that_of_the_report(self):
        done = self.command(os.environ["BODOCC"], "-S", "--report=plan", "main.cpp", "-o", "reported.cpp")
        tree = done.stderr[done.stderr.index("best  //") : done.stderr.index("on_each_rank  //")].splitlines()
        found = [line for line in self.explained(ranks=1)[1:] if not line.strip().startswith("= ")]
        self.assertEqual(found, tree)

    def test_calls(self):
        lines = self.explained("twice", ranks=3)
        self.assertEqual(self.done_by(lines, "best  //"), "called 2 times")
        self.check_rows(lines, times=2)

    def test_rows_that_each_rank_has(self):
        lines = self.explained("each", ranks=3)
        at = next(n for n, line in enumerate(lines) if line.startswith("on_each_rank"))
        self.assertEqual(self.done_by(lines[at:], "loop 1").split(";")[0], "4 rows in, 3 out on each rank")
        self.assertEqual(self.done_by(lines[at:], "sum").split(";")[0], "3 rows in on each rank")

    def test_ends(self):
        for what in ("caught", "exits"):
            for ranks in (1, 3):
                with self.subTest(what=what, ranks=ranks):
                    lines = self.explained(what, ranks=ranks)
                    self.check_rows(lines)
                    self.assertEqual(what == "caught", any(line.startswith("missing  //") for line in lines))

    def test_a_program_that_fails_prints_its_error_alone(self):
        for what in ("uncaught", "one"):
            for ranks in (1, 3):
                with self.subTest(what=what, ranks=ranks):
                    done = self.job(what, ranks=ranks, BODO_EXPLAIN="analyze")
                    self.assertNotEqual(done.returncode, 0)
                    self.assertNotIn("BODO_EXPLAIN", done.stderr)
                    self.assertIn("error", done.stderr)

    def test_no_function_is_called(self):
        lines = self.explained("nothing", ranks=3)
        self.assertIn("no annotated function was called", "\n".join(lines))

    def test_one_rank_that_is_set_is_enough(self):
        command = ["mpirun", "-q", "--oversubscribe", "--bind-to", "none", "-n", "2", "./main", ":", "-n", "1", "env",
                   "BODO_EXPLAIN=analyze", "./main"]  # fmt: skip
        done = self.command(*command)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check_rows(done.stderr.splitlines())

    def test_other_values_are_errors(self):
        done = self.command("./main", BODO_EXPLAIN="yes")
        self.assertEqual(done.returncode, 1)
        self.assertIn("BODO_EXPLAIN is 'yes', which is not 'analyze', 'json' or 'html'", done.stderr)

    def data(self, lines):
        """The rows of best()'s lines in JSON, as in the text."""
        best = next(f for f in lines["functions"] if f["plan"][0]["text"].startswith("best  //"))
        return {line["text"]: line["work"] for line in best["plan"]}

    def test_json(self):
        text = [line for line in self.explained(ranks=3)[1:] if not line.strip().startswith("= ")]
        done = self.job(ranks=3, BODO_EXPLAIN="json")
        self.assertEqual((done.returncode, done.stderr.count("\n")), (0, 1))
        found = json.loads(done.stderr)
        self.assertEqual((found["version"], found["ranks"]), (1, 3))
        plan = found["functions"][0]["plan"]
        self.assertEqual(["  " * line["depth"] + line["text"] for line in plan], text)
        self.assertEqual(found["functions"][0]["calls"], [1, 1, 1])
        work = self.data(found)
        for start, name, value in [("loop 1", "rows", CUSTOMERS), ("loop 3", "rows", ITEMS), ("groups sums by", "made", GROUPS)]:
            line = next(w for t, w in work.items() if t.startswith(start))
            self.assertEqual((len(line[name]), sum(line[name])), (3, value))
            self.assertTrue(all(0 <= w <= e for w, e in zip(line["waiting"], line["elapsed"])))

    def test_page(self):
        done = self.job(ranks=3, BODO_EXPLAIN="html")
        self.assertEqual((done.returncode, done.stderr), (0, "BODO_EXPLAIN=html: main.explain.html is written\n"))
        page = (self.folder / "main.explain.html").read_text()
        self.assertNotRegex(page, r"(src|href)=|https?://|@import|fetch\(")
        data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])
        unit = data["units"][0]
        self.assertEqual(unit["files"], {"main.cpp": self.program})
        best = next(f for f in unit["functions"] if f["name"] == "best")
        called = data["functions"][0]
        self.assertEqual([line[1] for line in best["plan"]], [line["text"] for line in called["plan"]])
        # the code of a loop is marked with its line of the plan, and nothing else of the marks is left
        code = "\n".join(line[0] for line in unit["code"])
        self.assertNotRegex(code, r"#line|explained|plan_line")
        number = unit["functions"].index(best)
        scans = {called["plan"][line[2]]["text"].split()[3] for line in unit["code"] if line[1] == number and "rt::parquet_scan " in line[0]}
        self.assertEqual(scans, {"customer", "orders", "lineitem"})
        self.assertIn("void best() {", code)
        self.assertNotIn("int main(", code)
        # each rank's times are in order, and sum up to those of the lines
        self.assertEqual(len(data["timeline"]), 3)
        for rank, times in enumerate(data["timeline"]):
            self.assertEqual(times, sorted(times, key=lambda t: t[2]))
            for n, line in enumerate(called["plan"]):
                spent = sum(t[3] for t in times if (t[0], t[1]) == (0, n))
                self.assertAlmostEqual(spent, line["work"]["elapsed"][rank], delta=1e-4)

    def test_trace(self):
        done = self.job(ranks=2, BODO_TRACE="trace.json")
        self.assertEqual((done.returncode, done.stderr), (0, "BODO_TRACE: trace.json is written\n"))
        events = json.loads((self.folder / "trace.json").read_text())["traceEvents"]
        self.assertEqual([e["args"]["name"] for e in events if e["ph"] == "M"], ["rank 0", "rank 1"])
        for rank in range(2):
            names = [e["name"] for e in events if e["ph"] == "X" and e["tid"] == rank]
            for loop in ("loop 1", "loop 2", "loop 3", "loop 4"):
                self.assertTrue(any(name.startswith(loop) for name in names), names)
        done = self.job(ranks=2, BODO_TRACE="no/such/trace.json")
        self.assertIn("BODO_TRACE: no/such/trace.json cannot be written: No such file or directory", done.stderr)

    def test_readers_are_spared_the_marks(self):
        texts = {}
        for name, options in {"plain": [], "debug": ["-g"]}.items():
            compile_program(self.folder, "main.cpp", "-S", *options, "-o", f"{name}.cpp")
            texts[name] = (self.folder / f"{name}.cpp").read_text()
        self.assertNotIn("explained", texts["plain"])
        marked = re.sub(r"  static constexpr rt::plan_line plan\[\] = \{\n.*?\n  \};\n", "", texts["debug"], flags=re.S)
        self.assertEqual(self.statements(marked), self.statements(texts["plain"]))

    @staticmethod
    def statements(text):
        """The lines but for marks, and for braces: with marks, loops have more than one statement."""
        while counted := re.search(r"explained\.rows\(\{[\d, ]+\}, ", text):
            end, depth = counted.end(), 1
            while depth > 0:
                depth += {"(": 1, ")": -1}.get(text[end], 0)
                end += 1
            text = text[: counted.start()] + text[counted.end() : end - 1] + text[end:]
        lines = [line.strip().removesuffix(" {") for line in text.splitlines()]
        return [line for line in lines if line not in ("", "{", "}") and not re.match(r"#line|(rt::)?explained\b", line)]


if __name__ == "__main__":
    unittest.main()
