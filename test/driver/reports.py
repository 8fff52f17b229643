"""--report: results of the compiler, beside the source or as a list."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = """\
#include <bodo/bodo.h>
[[bodo::jit]] bodo::DataFrame large(auto n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  auto kept = df[df["A"] > 2];
  return kept;
}
[[bodo::jit]] auto total(const bodo::DataFrame& df) { return df["A"].sum(); }
[[bodo::jit]] void show() { bodo::print(total(large(5))); }
int main() {
  large(10);
  large(10L);
}
"""


class Reports(unittest.TestCase):
    maxDiff = None

    def run_on(self, program, *options):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "main.cpp").write_bytes(program.encode())
            command = [os.environ["BODOCC"], *options, "main.cpp"]
            return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)

    def report(self, *kinds):
        done = self.run_on(PROGRAM, "-S", "-o", "-", *[f"--report={kind}" for kind in kinds])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("int main() {", done.stdout)
        return done.stderr

    def json_of(self, program):
        done = self.run_on(program, "-S", "--report=plan-json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_distribution(self):
        report = self.report("distribution")
        first = report.split("\n\n", maxsplit=1)[0].splitlines()
        self.assertEqual([" ".join(line.split()) for line in first], [
            "main.cpp:2: large(n: int)",
            "2 | [[bodo::jit]] bodo::DataFrame large(auto n) {",
            '3 | bodo::DataFrame df{{"A", bodo::arange(n)}}; | df: equal blocks',
            '4 | auto kept = df[df["A"] > 2]; | kept: blocks (filter leaves the ranks with different numbers of rows)',
            "5 | return kept; | kept: replicated (gathered for the return)",
        ])  # fmt: skip
        # all remarks are in one column
        self.assertEqual(len({line.rindex(" | ") for line in first[2:]}), 1)
        self.assertIn("main.cpp:2: large(n: long)\n", report)
        self.assertIn("main.cpp:7: total_inside(df: const bodo::DataFrame &) (called by annotated functions)\n", report)

    def test_specializations(self):
        self.assertEqual(self.report("specializations"), """\
main.cpp:2: large: (int), (long)
  large(n: int) -> bodo::DataFrame, called by ordinary code in line 10
  large(n: long) -> bodo::DataFrame, called by ordinary code in line 11

main.cpp:7: total: ({A: int64})
  total(df: {A: int64} blocks) -> bodo::Scalar, called by ordinary code
  total_inside(df: {A: int64} blocks) -> bodo::Scalar, called by annotated functions in line 8

main.cpp:8: show: ()
  show() -> void, called by ordinary code
""")

    def test_variance(self):
        program = """\
#include <bodo/bodo.h>
struct Place { int rank, size; };
int main() {
  const Place place{bodo::get_rank(), bodo::get_size()};
  int twice = 2 * place.rank;
  if (twice > place.size) twice = 0;
  if (place.size > 3) bodo::barrier();
  const int all = bodo::bcast(twice);
  return all;
}
"""
        done = self.run_on(program, "-S", "-o", "-", "--report=variance")
        self.assertEqual(done.returncode, 0, done.stderr)
        cause = "'get_rank' gives the rank's own number"
        self.assertEqual([" ".join(line.split()) for line in done.stderr.splitlines() if line.count("|") > 1], [
            f"4 | const Place place{{bodo::get_rank(), bodo::get_size()}}; | place varies: {cause}",
            f"5 | int twice = 2 * place.rank; | twice varies: {cause} (line 4)",
            f"6 | if (twice > place.size) twice = 0; | the condition varies: {cause} (line 4)",
            f"| | twice may vary: {cause} (line 4)",
        ])  # fmt: skip

    def test_both(self):
        both = self.report("distribution", "specializations")
        self.assertEqual(both, self.report("specializations") + "\n" + self.report("distribution"))

    def test_functions(self):
        program = """\
#include <bodo/bodo.h>
struct both { bodo::DataFrame rows; long n; };
namespace { [[bodo::jit]] both f(const bodo::DataFrame& df, int n = 2 + 3) { return {df, n}; } }
namespace a { template <class T> [[bodo::jit]] auto g(T x, std::string_view s) { return bodo::arange(x).sum(); } }
struct S {
  [[bodo::jit]] static long h(long& changed) { return changed; }
  [[bodo::jit]] long i(long n) { return n; }
};
"""
        done = self.run_on(program, "-fsyntax-only", "--report=functions")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        listed = json.loads(done.stdout)
        self.assertEqual((listed["version"], listed["file"]), (1, "main.cpp"))
        self.assertEqual(listed["functions"], [
            {"name": "f", "line": 3, "returns": "both", "members": ["rows", "n"], "parameters": [
                {"name": "df", "kind": "frame", "type": "bodo::DataFrame"},
                {"name": "n", "kind": "value", "type": "int", "default": "2 + 3"}]},
            {"name": "a::g", "line": 4, "returns": "auto", "members": [], "parameters": [
                {"name": "x", "kind": "template", "type": "auto"},
                {"name": "s", "kind": "value", "type": "std::string_view"}]},
            {"name": "S::h", "line": 6, "returns": "long", "members": [], "parameters": [
                {"name": "changed", "kind": "reference", "type": "std::int64_t"}]},
        ])  # fmt: skip

    def test_uncalled_functions_are_left_out(self):
        program = PROGRAM + """
[[bodo::jit]] auto unknown(bodo::DataFrame df) { return df["A"].sum(); }
template <class T> [[bodo::jit]] T never(T n) { return n; }
struct S { [[bodo::jit]] long member(long n) const; };
[[bodo::jit]] long S::member(long n) const { return bodo::arange(n).sum(); }
[[bodo::jit]] long shown(const bodo::DataFrame& df) { return df["B"].sum(); }
long ordinary(const bodo::DataFrame& df) { return shown(bodo::expect(df, bodo::schema({{"B", bodo::int64}}))); }
"""
        self.assertIn("the schema of parameter 'df' of 'unknown' is not known", self.run_on(program, "-S").stderr)
        done = self.run_on(program, "-S", "-o", "-", "--omit-uncalled")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for text in ["unknown(bodo::DataFrame df);", "auto total(const bodo::DataFrame& df);", "void show();",
                     "long member(long n) const;", "long shown(const bodo::DataFrame& df) {"]:  # fmt: skip
            self.assertIn(text, done.stdout)
        self.assertNotIn("S::member", done.stdout)

    def test_plan_json(self):
        plan = self.json_of(PROGRAM)
        self.assertEqual((plan["version"], plan["file"]), (1, "main.cpp"))
        self.assertEqual(sorted(f["name"] for f in plan["functions"]),
                         ["large", "large", "show", "total", "total_inside"])  # fmt: skip
        total = next(f for f in plan["functions"] if f["name"] == "total_inside")
        self.assertEqual(total["lines"], [7])
        loop = total["children"][0]
        self.assertEqual((loop["kind"], loop["number"], loop["source"], loop["now"]), ("loop", 1, "table", ["A"]))
        self.assertEqual([(c["kind"], c.get("number")) for c in loop["children"]], [("scalars", 1), ("collective", None)])

    def test_page(self):
        done = self.run_on(PROGRAM.replace("large(10);", 'large(10);  // </script>'), "-S", "--report=html")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        [text] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', done.stdout, re.S)
        data = json.loads(text)
        self.assertEqual((data["version"], data["ranks"]), (1, 0))
        [unit] = data["units"]
        self.assertIn("// </script>", unit["files"]["main.cpp"])
        self.assertEqual([f["name"] for f in unit["functions"]], ["large", "large", "total_inside", "total", "show"])
        large = unit["functions"][1]
        self.assertEqual(large["lines"], [2, 6])
        self.assertEqual(large["remarks"]["5"], ["kept: replicated (gathered for the return)"])
        self.assertTrue(any("collective" in line[1] for line in large["plan"]))
        loops = [line for line in unit["code"] if line[1] == 1 and "rt::row_range" in line[0]]
        self.assertTrue(loops and all(large["plan"][line[2]][1].startswith("loop 1") for line in loops), loops)

    def test_plan_json_escapes(self):
        text = 'a"b\\c\n\té\x01 // %x'
        program = f"""\
#include <bodo/bodo.h>
[[bodo::jit]] void f() {{
  bodo::DataFrame df{{{{"c\\"d\\n", {{"x", "y"}}}}}};
  bodo::print(df[df["c\\"d\\n"] == {json.dumps(text, ensure_ascii=False)}]);
}}
int main() {{ f(); }}
"""
        plan = self.json_of(program.replace("\\u0001", "\\x01\" \""))
        loop = next(step for step in plan["functions"][0]["children"] if step["kind"] == "loop")
        self.assertEqual(loop["now"], ['c"d\n'])
        self.assertIn("filter (df.", loop["children"][0]["text"])

    def test_plan_json_needs_standard_output(self):
        done = self.run_on(PROGRAM, "-S", "-o", "-", "--report=plan-json")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--report=plan-json is written to standard output: give -o another file than '-'", done.stderr)


if __name__ == "__main__":
    unittest.main()
