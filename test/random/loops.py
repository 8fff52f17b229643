"""Random parallel loops: the same source is compiled by bodocc, and by g++ with a bodo.h (sequential/bodo) in which arrays
are vectors and a loop over prange is an ordinary one. Both print the same digits, on any number of ranks.

    loops.py --bodocc BODOCC --work FOLDER [--seed N] [--count N] [--functions N] [--only f3 ...] [--ranks 1 2 3 4 7]
    loops.py --bodocc BODOCC --work FOLDER --right

With --right the program is right_loops.cpp: for each wrong loop of test/diagnostics one that is accepted.
"""

import argparse
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tools")]

import random_numbers  # noqa: E402
import run_case  # noqa: E402
from run_diagnostics import read_expected  # noqa: E402

LENGTHS = [0, 1, 2, 5, 11, 40]
# Wrong lines of test/diagnostics/parallel_*.cpp that are no loops.
NO_LOOPS = ("bodo::Array<double> ", "[[bodo::jit]]")
ELEMENTS = {"a": "double", "b": "double", "c": "double", "f": "float", "k": "std::int64_t", "m": "std::int32_t"}
# Arrays of MOST elements, to which loops add at any index.
SUMS = {"h": "std::int64_t", "g": "total"}
MOST = 5
WHOLE = ("k", "m", "h")
# Arrays of two dimensions.
MATRICES = ("w", "v")
COLUMNS = 3
# Variables that loops combine: their types, first values, and the statements.
VARIABLES = {
    "s": ("total", "0.5"), "t": ("total", "0"), "count": ("std::int64_t", "3"), "bits": ("std::int64_t", "12345"),
    "product": ("std::uint64_t", "3"), "few": ("std::int32_t", "1"), "least": ("double", "0.25"),
    "greatest": ("double", "-2"), "nearest": ("float", "9"), "most": ("std::int64_t", "-7"), "found": ("bool", "false"),
    "at": ("std::int64_t", "-1"),  # only with a minimum or maximum
}  # fmt: skip

HEAD = """#include <bodo/bodo.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

#ifdef ON_RANKS
using total = double;
#endif

double mix(double x, double y) { return x < y ? x * 0.5 + y : x - y * 0.25; }
std::int64_t wrapped(std::int64_t x) { return x % 1009; }
struct Pair {
  double low, high;
  double middle() const { return (low + high) / 2; }
};

void show(const char* name, double value) {
  if (std::isnan(value)) value = std::abs(value);
  std::printf("%s = %a\\n", name, value);
}
template <class Values>
void show_all(const char* name, const Values& values) {
  for (const auto& value : values) show(name, static_cast<double>(value));
}
"""


class LoopGenerator:
    """One annotated function. Its loops use only what loops over prange may."""

    def __init__(self, seed: str, name: str):
        self.r = random.Random(f"loops {seed}/{name}")
        self.name = name
        self.numbers = 0  # of masks

    def generate(self) -> str:
        r = self.r
        self.arrays = sorted(r.sample(list(ELEMENTS), r.randrange(2, len(ELEMENTS) + 1)))
        self.sums = r.sample(list(SUMS), r.randrange(len(SUMS) + 1))
        self.variables = r.sample(list(VARIABLES), r.randrange(2, 8))
        self.matrices = r.choice([[], [], ["w"], list(MATRICES)])
        self.appended = r.random() < 0.3
        lines = [f"bodo::Array<{ELEMENTS[a]}> {a} = {self.first(a)};" for a in self.arrays]
        lines += [f"bodo::Array<{SUMS[a]}> {a} = {r.choice([f'bodo::zeros({MOST})', f'bodo::arange({MOST})'])};" for a in self.sums]
        lines += [f"bodo::Array<double, 2> {a} = {self.first_matrix()};" for a in self.matrices]
        lines += ["bodo::Array<double> p = bodo::zeros(0);"] * self.appended
        lines += [f"{VARIABLES[v][0]} {v} = {VARIABLES[v][1]};" for v in self.variables]
        lines += [f"const std::int64_t wide = {COLUMNS};"] * bool(self.matrices)
        lines += ["total last = 0;", "const std::vector<std::int64_t> table{5, -3, 8, 0, 2};"]
        for _ in range(r.randrange(1, 4)):
            lines += self.part()
        for v in self.variables:
            lines.append(f'show("{v}", static_cast<double>({v}));')
        for a in self.sums:
            lines += [f"for (auto i : bodo::prange({MOST})) last += static_cast<double>({a}[i]) * (1 + static_cast<double>(i));",
                      "last = static_cast<double>(last);"]  # fmt: skip
        if self.appended:
            lines += ["for (auto i : bodo::prange(p.size())) last += p[i] * static_cast<double>(1 + i);"]
        lines.append('show("last", static_cast<double>(last));')
        columns = [f'"{a}", {a}' for a in self.arrays] + [f'"{a}{c}", {a}.column({c})' for a in self.matrices for c in range(COLUMNS)]
        lines.append("bodo::DataFrame result{{" + "}, {".join(columns) + "}};")
        lines.append("return result;")
        body = "".join(f"  {line}\n" for line in lines)
        shown = "".join(f'  show_all("{a}", {self.name}_result.column<{ELEMENTS[a]}>("{a}"));\n' for a in self.arrays)
        shown += "".join(f'  show_all("{a}{c}", {self.name}_result.column<double>("{a}{c}"));\n' for a in self.matrices for c in range(COLUMNS))
        return (f"[[bodo::jit]] bodo::DataFrame {self.name}(std::int64_t n) {{\n{body}}}\n"
                f"void show_{self.name}(std::int64_t n) {{\n"
                f'  std::printf("## {self.name} %d\\n", static_cast<int>(n));\n'
                f"  const auto {self.name}_result = {self.name}(n);\n{shown}}}\n")  # fmt: skip

    def first(self, array: str) -> str:
        seed = f"{{.seed = {self.r.randrange(1, 4)}}}"
        ways = [f"bodo::random_integers(-50, 50, n, {seed})", "bodo::arange(n)", "bodo::zeros(n)"]
        if array not in WHOLE:
            ways += [f"bodo::random_uniform(n, {seed})", f"bodo::random_normal(n, {seed})"] * 2
            ways += ["bodo::ones(n)", "bodo::full(n, 0.75)"]
        return self.r.choice(ways)

    def first_matrix(self) -> str:
        doubles = [a for a in self.arrays if ELEMENTS[a] == "double"]
        if len(doubles) >= COLUMNS and self.r.random() < 0.7:
            columns = ", ".join(f'{{"{a}", {a}}}' for a in sorted(doubles))
            return f"bodo::DataFrame{{{columns}}}.to_array()"
        return self.r.choice([f"bodo::random_uniform(n, {COLUMNS}, {{.seed = {self.r.randrange(1, 4)}}})", f"bodo::zeros(n, {COLUMNS})",
                              f"bodo::full(n, {COLUMNS}, 0.75)"])  # fmt: skip

    def part(self) -> list[str]:
        r = self.r
        doubles = [a for a in self.arrays if ELEMENTS[a] == "double"]
        way = r.random()
        if way < 0.15 and doubles:
            target, x, y = (r.choice(doubles) for _ in range(3))
            return [f"{target} = {x} * 0.5 + {y};"]
        if way < 0.25 and doubles and "count" in self.variables:
            x = r.choice(doubles)
            self.numbers += 1
            return [f"const std::int64_t many{self.numbers} = {x}[{x} > 0.5].size();", f"count += many{self.numbers};"]
        if way < 0.35 and doubles and "least" in self.variables:
            return [f"if (n > 3) {{ least = {r.choice(doubles)}[n / 2]; }}"]
        if way < 0.4 and self.matrices:
            target, x, y = (r.choice(self.matrices) for _ in range(3))
            return [f"{target} = {x} * 0.5 + {y};"]
        if way < 0.45:
            return [f"if (n {r.choice(['> 4', '< 4'])}) {{", *indented(self.loop()), "}"]
        if way < 0.65 and len(doubles) > 1:
            x, y = MATRICES if len(self.matrices) > 1 and r.random() < 0.6 else r.sample(doubles, 2)
            return [f"for (int round = 0; round < {r.randrange(1, 4)}; ++round) {{",
                    *indented(self.loop() + self.loop() * (r.random() < 0.3)), f"  std::swap({x}, {y});", "}"]  # fmt: skip
        return self.loop()

    # ---- a loop ----

    def loop(self) -> list[str]:
        r = self.r
        used = r.sample(self.arrays, r.randrange(1, len(self.arrays) + 1))
        self.written = [a for a in used if r.random() < 0.5]
        self.read = [a for a in used if a not in self.written]
        self.matrix = r.choice([*self.matrices, None])  # that the loop writes; others it may read
        self.appends = self.appended and r.random() < 0.5
        # how this loop combines their elements
        self.added = {a: r.choice(["+=", "+=", "min", "max", *["*=", "&=", "|=", "^="] * (a in WHOLE)]) for a in self.sums if r.random() < 0.5}
        self.whole_arrays = [a for a in self.sums if a not in self.added]
        self.combined: dict[str, str] = {}  # how this loop combines a variable
        for v in r.sample(self.variables, r.randrange(len(self.variables) + 1)):
            self.combined[v] = r.choice(self.ways(v))
        self.with_at = None  # the minimum or maximum
        if "at" in self.variables:
            self.combined.pop("at", None)
            extremes = [v for v, how in self.combined.items() if how in ("min", "max")]
            if extremes and r.random() < 0.5:
                self.with_at = r.choice(extremes)
                self.combined["at"] = "with"
        self.locals: list[tuple[str, bool, bool]] = []  # name, whole, may change
        self.column: tuple[str, range] | None = None  # the variable of a loop over columns, and what may be added to it
        self.low = self.high = 0  # the furthest elements that are read without a look at the bounds
        self.new, self.depth = 0, 0
        columns = ""  # of a loop over rows and columns
        if self.matrix and r.random() < 0.3:
            first, less = r.choice([0, 0, 1]), r.choice([0, 0, 1])
            columns = f"{{{first}, {r.choice([str(COLUMNS - less), f'{self.matrix}.columns() - {less}', f'wide - {less}'])}}}"
            self.column = ("j", range(-first, less + 1))
            self.locals.append(("j", True, False))
        body: list[str] = []
        for _ in range(r.randrange(1, 6)):
            body += self.statement()
        low, high = -self.low, self.high
        begin, end = (low + r.choice([0, 0, 0, 2])), "n" + (f" - {high}" if high else "")
        floats = any(VARIABLES[v][0] == "total" for v in self.combined) or "g" in self.added
        bounds = ([] if begin == 0 else [str(begin)]) + [end] + ["{.fast = true}"] * (not floats and r.random() < 0.2)
        if columns:
            bounds = [f"{{{begin}, {end}}}", columns, *(b for b in bounds if "fast" in b)]
        head = f"bodo::prange({', '.join(bounds)})"
        if columns:
            return [f"for ({r.choice(['auto', 'const auto'])} [i, j] : {head}) {{", *indented(body), "}", *self.settled()]
        return [f"for ({r.choice(['auto', 'auto', 'std::int64_t', 'const auto'])} i : {head}) {{", *indented(body), "}", *self.settled()]

    def settled(self) -> list[str]:
        """A sum is rounded after each loop."""
        totals = [v for v in self.combined if VARIABLES[v][0] == "total"]
        return [f"{v} = static_cast<double>({v});" for v in totals] + [
            f"for (auto i : bodo::prange({MOST})) {a}[i] = static_cast<double>({a}[i]);" for a in self.added if a not in WHOLE]

    def ways(self, v: str) -> list[str]:
        kind = VARIABLES[v][0]
        if kind == "total":
            return ["+="]
        if v in ("least", "greatest", "nearest", "most", "at"):
            return ["min", "max"]
        return {"std::uint64_t": ["*="], "bool": ["|=", "&="]}.get(kind) or ["+=", "&=", "|=", "^="]

    def statement(self) -> list[str]:
        r = self.r
        ways = ["local", "local"] + ["write"] * 3 * bool(self.written) + ["combine"] * 3 * bool(self.combined) + ["add"] * 2 * bool(self.added)
        ways += ["matrix"] * 2 * bool(self.matrix) + ["append"] * self.appends
        if self.depth < 2:
            ways += ["if", "inner"] + ["continue"] * (self.depth == 0) + ["lambda", "switch"] * (r.random() < 0.3)
        return getattr(self, "statement_" + r.choice(ways))()

    def block(self) -> list[str]:
        self.depth += 1
        known = list(self.locals)
        lines = [line for _ in range(self.r.randrange(1, 3)) for line in self.statement()]
        self.locals = known
        self.depth -= 1
        return indented(lines)

    def fresh(self) -> str:
        self.new += 1
        return f"v{self.new}"

    def statement_local(self) -> list[str]:
        r, whole = self.r, self.r.random() < 0.4
        changing = [name for name, w, may in self.locals if may and w == whole]
        if changing and r.random() < 0.5:
            v = r.choice(changing)
            return [f"{v} = wrapped({v} + {self.whole(1)});" if whole else f"{v} {r.choice(['=', '+=', '-='])} {self.real(1)};"]
        name, may = self.fresh(), r.random() < 0.5
        kind = "std::int64_t" if whole else "double"
        line = f"{'' if may else 'const '}{kind} {name} = {self.whole(2) if whole else self.real(2)};"
        self.locals.append((name, whole, may))
        return [line]

    def statement_write(self) -> list[str]:
        a = self.r.choice(self.written)
        if a in WHOLE:
            return [f"{a}[i] = static_cast<{ELEMENTS[a]}>(wrapped({self.whole(2)}));" if self.r.random() < 0.7
                    else f"++{a}[i];"]  # fmt: skip
        return [f"{a}[i] {self.r.choice(['=', '=', '=', '+=', '-='])} static_cast<{ELEMENTS[a]}>({self.real(2)});"]

    def statement_combine(self) -> list[str]:
        r = self.r
        v, how = r.choice([(v, how) for v, how in self.combined.items() if how != "with"])
        kind = VARIABLES[v][0]
        if how in ("min", "max"):
            value = f"static_cast<{kind}>({self.whole(1) if kind == 'std::int64_t' else self.real(1)})"
            if v != self.with_at and r.random() < 0.5:
                return [f"{v} = std::{how}({v}, {value});"]
            name, sign = self.fresh(), "<" if how == "min" else ">"
            compared = r.choice([f"{name} {sign} {v}", f"{v} {'>' if sign == '<' else '<'} {name}"])
            kept = [f"{v} = {name};"] + [f"at = {self.whole(1)};"] * (v == self.with_at)
            r.shuffle(kept)
            if len(kept) == 1 and r.random() < 0.5:
                return [f"const {kind} {name} = {value};", f"if ({compared}) {kept[0]}"]
            return [f"const {kind} {name} = {value};", f"if ({compared}) {{", *indented(kept), "}"]
        if kind == "total":
            return [f"{v} {r.choice(['+=', '-='])} {self.real(2)};" if r.random() < 0.9 else f"++{v};"]
        if kind == "bool":
            return [f"{v} {how} {self.condition(1)};"]
        if how == "+=":
            wrap = f"{v} {r.choice(['+=', '-='])} static_cast<{kind}>(wrapped({self.whole(2)}));"
            return [r.choice([wrap, wrap, f"++{v};", f"{v}--;"])]
        return [f"{v} {how} static_cast<{kind}>({self.whole(1)});"]

    def statement_add(self) -> list[str]:
        r = self.r
        a, how = r.choice(list(self.added.items()))
        element, value = f"{a}[{self.index(MOST)}]", f"wrapped({self.whole(2)})" if a in WHOLE else self.real(2)
        if how in ("min", "max"):
            key, name, sign = self.fresh(), self.fresh(), "<" if how == "min" else ">"
            kind = "std::int64_t" if a in WHOLE else "double"
            lines = [f"const auto {key} = {self.index(MOST)};", f"const {kind} {name} = {value};"]
            if r.random() < 0.5:
                return [*lines, f"if ({a}[{key}] {'>' if sign == '<' else '<'} {name}) {a}[{key}] = {name};"]
            return [*lines, f"{a}[{key}] = std::{how}<{SUMS[a]}>({a}[{key}], {name});"]
        if how != "+=":
            return [f"{element} {how} {value};"]
        if r.random() < 0.2:
            return [r.choice([f"++{element};", f"{element}--;"])]
        return [f"{element} {r.choice(['+=', '+=', '-='])} {value};"]

    def statement_append(self) -> list[str]:
        return [f"p.push_back({self.real(2)});"]

    def statement_matrix(self) -> list[str]:
        r = self.r
        how = r.choice(["=", "=", "+=", "-="])
        if r.random() < 0.5:
            column = "j" if ("j", True, False) in self.locals and r.random() < 0.8 else r.randrange(COLUMNS)
            return [f"{self.matrix}(i, {column}) {how} {self.real(2)};"]
        known, name, around = list(self.locals), self.fresh(), self.column
        self.locals.append((name, True, False))
        low, less = r.choice([0, 0, 1]), r.choice([0, 0, 1])
        end = r.choice([str(COLUMNS - less), f"{self.matrix}.columns() - {less}", f"wide - {less}"])
        self.column = (name, range(-low, less + 1))
        lines = [f"for (std::int64_t {name} = {low}; {name} < {end}; ++{name}) {self.matrix}(i, {name}) {how} {self.real(2)};"]
        self.locals, self.column = known, around
        return lines

    def matrix_element(self) -> str:
        r = self.r
        a, column = r.choice(self.matrices), f"{self.index(COLUMNS)}" if r.random() < 0.2 else str(r.randrange(COLUMNS))
        if self.column and r.random() < 0.7:
            column = f"{self.column[0]} + {r.choice(self.column[1])}".replace("+ -", "- ")
        if a == self.matrix or r.random() < 0.4:
            return f"{a}(i, {column})"
        if r.random() < 0.1:
            return f"{a}((i * 7 + {r.randrange(9)}) % n, {column})"
        k = r.choice([-1, 1, -2, 3])
        self.low, self.high = min(self.low, k), max(self.high, k)
        return f"{a}(i {'+' if k > 0 else '-'} {abs(k)}, {column})"

    def index(self, length: object) -> str:
        return f"std::abs({self.whole(1)}) % {length}"

    def statement_if(self) -> list[str]:
        lines = [f"if ({self.condition(2)}) {{", *self.block()]
        if self.r.random() < 0.4:
            lines += ["} else {", *self.block()]
        return [*lines, "}"]

    def statement_continue(self) -> list[str]:
        return [f"if ({self.condition(1)}) continue;"]

    def statement_inner(self) -> list[str]:
        known, name = list(self.locals), self.fresh()
        self.locals.append((name, True, False))
        jump = [f"  if ({name} == 1) {self.r.choice(['continue', 'break'])};"] * (self.r.random() < 0.3)
        lines = [f"for (std::int64_t {name} = 0; {name} < {self.r.randrange(1, 4)}; ++{name}) {{", *jump, *self.block(), "}"]
        self.locals = known
        return lines

    def statement_lambda(self) -> list[str]:
        name, kept = self.fresh(), self.fresh()
        lines = [f"const auto {name} = [](double x) {{ return x * 1.5 - 1; }};",
                 f"const Pair {kept}{{{self.real(1)}, {name}({self.real(1)})}};"]  # fmt: skip
        self.locals.append((f"{kept}.middle()", False, False))
        return lines

    def statement_switch(self) -> list[str]:
        name = self.fresh()
        lines = [f"double {name} = 1;", f"switch (std::abs(wrapped({self.whole(1)})) % 3) {{",
                 f"  case 0: {name} = {self.real(1)}; break;", f"  case 1: {name} -= 2;", f"  default: {name} *= 2;", "}"]  # fmt: skip
        self.locals.append((name, False, True))
        return lines

    # ---- expressions ----

    def element(self, whole: bool) -> str | None:
        r = self.r
        if self.matrices and not whole and r.random() < 0.3:
            return self.matrix_element()
        anywhere = [a for a in self.whole_arrays if (a in WHOLE) == whole]
        if anywhere and r.random() < 0.4:
            return f"static_cast<{'std::int64_t' if whole else 'double'}>({r.choice(anywhere)}[table[std::abs(i % 5)] % 2 + 3])"
        fitting = [a for a in self.read + self.written if (a in WHOLE) == whole]
        if not fitting:
            return None
        a = r.choice(fitting)
        if a in self.written or r.random() < 0.4:
            return f"{a}[i]"
        if r.random() < 0.1:
            return f"{a}[(i * 7 + {r.randrange(9)}) % n]"
        k = r.choice([-1, 1, -1, 1, -2, 2, 3, 12])
        if abs(k) == 12 or r.random() < 0.15:
            inside = f"i + {k} < n" if k > 0 else f"i >= {-k}"
            return f"({inside} ? {a}[i {'+' if k > 0 else '-'} {abs(k)}] : 0)"
        self.low, self.high = min(self.low, k), max(self.high, k)
        return f"{a}[{k} + i]" if k > 0 and r.random() < 0.2 else f"{a}[i {'+' if k > 0 else '-'} {abs(k)}]"

    def leaf(self, whole: bool) -> str:
        r = self.r
        known = [name for name, w, _ in self.locals if w == whole]
        scalars = [v for v in self.variables if v not in self.combined and VARIABLES[v][0] == ("std::int64_t" if whole else "double")]
        ways = [self.element(whole)] * 3 + [r.choice(known) if known else None] * 2 + [r.choice(scalars) if scalars else None]
        ways += ["i", "n", "7", "-2"] if whole else ["0.5", "1.25", "-3.0"]
        return r.choice([way for way in ways if way])

    def real(self, depth: int) -> str:
        r = self.r
        if depth == 0 or r.random() < 0.2:
            return self.leaf(False)
        x, y = self.real(depth - 1), self.real(depth - 1)
        return r.choice([f"({x} + {y})", f"({x} - {y})", f"({x} * {r.choice(['0.5', '-1.5', '0.1'])})", f"mix({x}, {y})",
                         f"({self.condition(depth - 1)} ? {x} : {y})", f"std::abs({x})", f"std::min<double>({x}, {y})",
                         f"std::sqrt(std::abs({x}))", f"static_cast<double>({self.whole(depth - 1)})", f"({x} / (1 + {y} * {y}))"])  # fmt: skip

    def whole(self, depth: int) -> str:
        r = self.r
        if depth == 0 or r.random() < 0.2:
            return self.leaf(True)
        x, y = self.whole(depth - 1), self.whole(depth - 1)
        return r.choice([f"({x} + {y})", f"({x} - {y})", f"wrapped({x}) * wrapped({y}) % 101", f"wrapped({x})",
                         f"({self.condition(depth - 1)} ? {x} : {y})", f"std::max<std::int64_t>({x}, {y})",
                         f"table[static_cast<std::size_t>(std::abs({x} % 5))]", f"(wrapped({x}) ^ 3)"])  # fmt: skip

    def condition(self, depth: int) -> str:
        r = self.r
        if depth > 0 and r.random() < 0.3:
            return f"({self.condition(depth - 1)} {r.choice(['&&', '||'])} {self.condition(depth - 1)})"
        if r.random() < 0.5:
            return f"{self.whole(depth)} % {r.choice([2, 3])} {r.choice(['==', '!='])} 0"
        return f"{self.real(depth)} {r.choice(['<', '>', '<=', '>='])} {self.real(depth)}"


def indented(lines: list[str]) -> list[str]:
    return ["  " + line for line in lines]


def functions_of(seed: int, count: int) -> list[tuple[str, str]]:
    return [(f"f{k}", LoopGenerator(str(seed), f"f{k}").generate()) for k in range(count)]


def program_text(functions: list[tuple[str, str]]) -> str:
    calls = "".join(f"    show_{name}(n);\n" for name, _ in functions)
    lengths = ", ".join(map(str, LENGTHS))
    return "\n".join([HEAD, *(text for _, text in functions),
                      f"int main() {{\n  for (const std::int64_t n : {{{lengths}}}) {{\n{calls}  }}\n}}\n"])  # fmt: skip


def numbers_header() -> str:
    """The header of all random numbers that programs may ask for."""
    most = max(LENGTHS) * COLUMNS
    kinds = {"uniform": ("double", random_numbers.uniform), "normal": ("double", random_numbers.normal),
             "integer": ("std::int64_t", lambda n, seed: random_numbers.integers(-50, 50, n, seed))}  # fmt: skip
    lines = ["#pragma once", "#include <cstdint>", "#include <map>", "#include <vector>"]
    for kind, (element, draw) in kinds.items():
        lists = [f"{{{seed}, {{" + ", ".join(float(x).hex() if element == "double" else str(x) for x in draw(most, seed)) + "}}"
                 for seed in (1, 2, 3)]  # fmt: skip
        lines.append(f"inline const std::map<std::uint64_t, std::vector<{element}>> {kind}_numbers{{{', '.join(lists)}}};")
    return "\n".join(lines) + "\n"


def run(command: list) -> str:
    """What the compiler says if it fails."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr or "fails"


def parts(text: str) -> dict[str, str]:
    """What each call has printed."""
    return {part.split("\n")[0]: part for part in text.split("## ")[1:]}


def check_random(arguments: argparse.Namespace, seed: int) -> list[str]:
    functions = [f for f in functions_of(seed, arguments.functions) if not arguments.only or f[0] in arguments.only]
    again = f"loops.py --seed {seed} --functions {arguments.functions}"
    return check(arguments, f"loops{seed}", program_text(functions), again, dict(functions))


def check_right(arguments: argparse.Namespace) -> list[str]:
    """The right loops give what they give one iteration after the other, and each wrong loop has one."""
    text = (HERE / "right_loops.cpp").read_text()
    right = sorted(re.findall(r"^ *// not: (.*)$", text, re.MULTILINE))
    wrong = []
    for file in sorted((HERE.parent / "diagnostics").glob("parallel_*.cpp")):
        lines = file.read_text().splitlines()
        wrong += [lines[m.line - 1].strip() for m in read_expected(file) if m.kind == "error"]
    wrong = sorted(line for line in wrong if not line.startswith(NO_LOOPS))
    failures = [f"==== no right loop for: {line}" for line in wrong if line not in right]
    failures += [f"==== not a wrong loop: {line}" for line in right if line not in wrong]
    if not failures and len(right) != len(wrong):
        failures = [f"==== {len(wrong)} wrong loops, and {len(right)} right ones"]
    return failures + check(arguments, "right_loops", text, "loops.py --right", {})


def check(arguments: argparse.Namespace, name: str, text: str, again: str, texts: dict[str, str]) -> list[str]:
    folder = (arguments.work / name).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    source = folder / "program.cpp"
    source.write_text(text)
    (folder / "random_numbers.h").write_text(numbers_header())
    if said := run(["g++", "-std=c++20", "-I", HERE / "sequential", "-I", folder, "-Wno-attributes", source, "-o", folder / "sequential"]):
        return [f"==== {again}: the sequential program does not compile\n{said[:3000]}"]
    bodocc = [arguments.bodocc.resolve(), arguments.optimise, "-DON_RANKS", *(["-fsanitize=address,undefined"] * arguments.sanitize)]
    if said := run([*bodocc, source, "-o", folder / "program"]):
        return [f"==== {again}: bodocc fails\n{said[:3000]}\n{folder}"]
    wanted = parts(subprocess.run([folder / "sequential"], capture_output=True, text=True, check=True).stdout)
    failures = []
    for ranks in arguments.ranks:
        case = run_case.Case(source, env={"ASAN_OPTIONS": "detect_leaks=0"})
        status, outputs, errors = run_case.run(case, folder, ranks, {})
        for rank, output in enumerate(outputs):
            found = parts(output)
            for call, text in wanted.items():
                name = call.split()[0]
                if found.get(call) == text or len(failures) > 5:
                    continue
                a, b = (found.get(call) or "nothing").split("\n"), text.split("\n")
                line = next((k for k, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
                failures.append(f"==== {again} --only {name}: {call} on {ranks} ranks, rank {rank}, line {line}:\n"
                                f"found {a[line:line + 1]}, expected {b[line:line + 1]}\n{texts.get(name, '')}")  # fmt: skip
        if status != 0:
            failures.append(f"==== {again}: status {status} on {ranks} ranks\n{errors[:2000]}")
    if not failures:
        shutil.rmtree(folder)
    return failures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodocc", type=Path, default=ROOT / "build/bin/bodocc")
    parser.add_argument("--work", type=Path, default=ROOT / "build/random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--functions", type=int, default=12)
    parser.add_argument("--only", nargs="+")
    parser.add_argument("--ranks", nargs="+", type=int, default=[1, 2, 3, 4, 7])
    parser.add_argument("--optimise", default="-O0")
    parser.add_argument("--sanitize", action="store_true", help="AddressSanitizer and UndefinedBehaviorSanitizer in the programs")
    parser.add_argument("--right", action="store_true", help="the program of right loops")
    arguments = parser.parse_args()
    if arguments.right:
        failures = check_right(arguments)
        print("\n".join(failures or ["ok"]))
        return bool(failures)
    failed = 0
    for seed in range(arguments.seed, arguments.seed + arguments.count):
        failures = check_random(arguments, seed)
        for failure in failures:
            print(failure, flush=True)
        failed += bool(failures)
        print(f"seed {seed}: {'ok' if not failures else 'fails'}", flush=True)
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
