"""The check of ranks on large ordinary programs: many classes whose virtual functions call each other."""

import os
import random
import re
import resource
import subprocess
import tempfile
import unittest
from pathlib import Path

HEAD = """#include <bodo/bodo.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

long rows(long n);
struct Node;
struct Context {
  std::map<std::string, long> counts;
  std::vector<std::unique_ptr<Node>> all;
  Node* current = nullptr;
  long total = 0;
  Node* find(long n) { return all.empty() ? nullptr : all[n % all.size()].get(); }
};
struct Node {
  virtual ~Node() = default;
  METHODS
  std::vector<Node*> children;
  Node* left = nullptr;
  std::string name;
  std::vector<std::string> names;
  long value = 1;
};
"""

TAIL = """
[[bodo::jit]] long rows(long n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df["A"].sum();
}

int main(int argc, char**) {
  const auto begin = std::chrono::steady_clock::now();
  Context context;
  MADE
  for (std::size_t i = 0; i + 1 < context.all.size(); ++i) {
    context.all[i]->children.push_back(context.all[i + 1].get());
    if (i % 3 == 0) context.all[i]->left = context.all[i / 2].get();
  }
  long total = 0;
  for (auto& node : context.all) total += node->m0(context, argc);
  total += rows(100);
  const auto took = std::chrono::steady_clock::now() - begin;
  if (bodo::get_rank() == 0) std::printf("%ld %ld\\n", total, long(took.count()));
}
"""


def statements(r: random.Random, classes: int, methods: int) -> str:
    other, one = r.randrange(methods), r.randrange(classes)
    return r.choice([
        f"for (Node* child : children) total += child->m{other}(context, depth - 1);",
        f"if (auto* made = context.find({one})) total += made->m{other}(context, depth - 1);",
        f"total += m{other}(context, depth - 2);",
        f"context.current = left != nullptr ? left : this;\n  total += helper{one}(context, *this, depth - 1);",
        f"if (auto* as = dynamic_cast<Class{one}*>(context.current)) total += as->own{one}();",
        f'if (total % {one + 2} == 0) {{\n    context.counts["c"] += total;\n  }} else {{\n    value = total;\n  }}',
        "names.push_back(name + std::to_string(total));",
        "std::sort(children.begin(), children.end(), [&](Node* a, Node* b) { return a->value < b->value + total; });",
        "switch (total % 3) {\n    case 0: total += 1; break;\n    case 1: value += total; break;\n    default:\n"
        f"      if (left) total += left->m{other}(context, depth - 1);\n      break;\n  }}",
    ])  # fmt: skip


def program(classes: int, methods: int, each: int, added: dict[str, str] = {}) -> str:  # noqa: B006
    """`added`: further statements of some methods, as "Class1::m0"."""
    r = random.Random(1)
    lines = [HEAD.replace("METHODS", "\n  ".join(f"virtual long m{i}(Context& context, long depth) = 0;" for i in range(methods)))]  # fmt: skip
    for c in range(classes):
        lines += [f"long helper{c}(Context& context, Node& node, long depth);", f"struct Class{c} : Node {{",
                  f"  explicit Class{c}(long v) {{ value = v; }}", f"  long own{c}() const {{ return value * {c}; }}",
                  *(f"  long m{i}(Context& context, long depth) override;" for i in range(methods)), "};"]  # fmt: skip
    for c in range(classes):
        for i in range(methods):
            name = f"Class{c}::m{i}"
            lines += [f"long {name}(Context& context, long depth) {{", "  if (depth <= 0) return value;",
                      f"  long total = depth * {c + 1};", *("  " + statements(r, classes, methods) for _ in range(each)),
                      *([added[name]] if name in added else []), "  context.total += total;", "  return total;", "}"]  # fmt: skip
        lines += [f"long helper{c}(Context& context, Node& node, long depth) {{",
                  f"  if (node.left == nullptr) node.left = context.find({c});",
                  f"  return node.m{r.randrange(methods)}(context, depth - 1) + node.value;", "}"]  # fmt: skip
    made = (f"for (long i = 0; i < 3; ++i) context.all.push_back(std::make_unique<Class{c}>(i));" for c in range(classes))  # fmt: skip
    return "\n".join(lines) + TAIL.replace("MADE", "\n  ".join(made))


class LargePrograms(unittest.TestCase):
    def compiled(self, text: str, *options: str, status: int = 0) -> tuple[float, str]:
        """CPU seconds, and messages."""
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / "large.cpp").write_text(text)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = subprocess.run([os.environ["BODOCC"], *options, "-S", "large.cpp", "-o", "large.mpi.cpp"], cwd=name,
                                  capture_output=True, text=True, check=False,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (20, 20)))  # fmt: skip
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.assertEqual(done.returncode, status, done.stderr[-2000:])
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stderr

    def check_time(self, text: str, status: int = 0) -> str:
        differences = []
        for _ in range(4):  # other programs may disturb it
            without, _ = self.compiled(text, "-fno-bodo-variance-check")
            time, messages = self.compiled(text, status=status)
            differences.append(time - without)
            if differences[-1] < 1:
                return messages
        self.fail(f"the check takes {min(differences)} s")

    def test_few_classes(self):  # once more than a minute
        self.assertEqual(self.check_time(program(3, 2, 6)), "")

    def test_many_classes(self):
        self.assertEqual(self.check_time(program(14, 4, 8)), "")

    def test_collectives_within(self):
        text = program(14, 4, 8, {
            "Class1::m1": "  if (bodo::get_rank() == 0) total += rows(10);  // here: rank-divergence",
            "Class2::m0": "  total += helper3(context, *this, bodo::get_rank());",
            "Class3::m2": "  if (context.total > 5) total += rows(20);",
        }).replace("  if (node.left == nullptr) node.left = context.find(3);",
                   "  if (depth > 3) context.total += rows(30);  // here: rank-divergence")  # fmt: skip
        messages = self.check_time(text, status=1)
        found = {int(line) for line in re.findall(r"^large\.cpp:(\d+):\d+: \w+: .*\[(?:-W)?bodo-", messages, re.MULTILINE)}  # fmt: skip
        expected = {i for i, line in enumerate(text.splitlines(), 1) if "// here" in line}
        self.assertEqual(expected - found, set(), messages)


if __name__ == "__main__":
    unittest.main()
