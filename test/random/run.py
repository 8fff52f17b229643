"""Random programs: each is generated from a seed together with what it must give (by DuckDB and pandas), compiled, and run
on several numbers of ranks and under hostile settings.

    run.py [--bodocc build/bin/bodocc] [--work build/random] [--seed 1] [--count 1] [--functions 12]
           [--only f3] [--steps 4] [--ranks 1 2 3 4 7] [--plain] [--batches 2 64 1000] [--without all] [--sanitize] [--text]

A program is a dozen annotated functions over five files. A function writes its last frame, which must be equal (floats
to a few units in the last place) and the same to the bit for all numbers of ranks, and prints what it reduced. What differs is reported with
the seed and the function's text; --only and --steps cut the program down to one function and to its first steps.

Metamorphic runs give the same bits: --batches runs with these numbers of rows in a batch, --without compiles again
without passes that optimise, one by one: `all` of them, those named, or a number of them that the seed draws. They take
turns on the numbers of ranks. --seed fresh draws a seed, or takes that of BODO_TEST_SEED; the first line says which.
"""

import argparse
import datetime
import itertools
import math
import os
import random
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "tools"))

import oracle  # noqa: E402
import run_case  # noqa: E402
from model import Function, Oracle, Print  # noqa: E402
from names import real  # noqa: E402
from programs import Generator, program_text  # noqa: E402
from sources import make_sources, write_source  # noqa: E402
from values import EPOCH, Type, column_values  # noqa: E402


# The programs, and with them what the runtime has in headers: most of it. tools/sanitize has the libraries, too.
SANITIZE = ["-O1", "-g1", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]


class Difference(Exception):
    pass


def same_value(found, expected, t: Type, scale: float) -> bool:
    """`scale`: of values that a running sum may have passed through; else doubles are equal to a few units in the last place."""
    if found is None or expected is None:
        return found is None and expected is None
    if t.is_float:
        if math.isnan(expected) or math.isinf(expected):
            return str(found) == str(expected)
        tolerance = 1e-6 if t.kind == "float32" else 1e-15
        return abs(found - expected) <= tolerance * max(abs(found), abs(expected)) + 1e-13 * scale
    if t.is_number:
        return Decimal(found) == Decimal(expected)
    return found == expected


def order_key(row: tuple) -> tuple:
    # as numbers compare, so that floats that differ in their last digit stay where they are; then what rounding made equal
    exact = tuple((v is not None, v if v is not None else 0) for v in row)
    return tuple((known, round(v, 6) if isinstance(v, float) else v) for known, v in exact), exact


def check_result(function: Function, found: pa.Table) -> None:
    wanted = function.result
    if found.column_names != [real(name) for name in wanted.columns]:
        raise Difference(f"columns {found.column_names}, not {[real(name) for name in wanted.columns]}")
    found = found.rename_columns(list(wanted.columns))
    if found.num_rows != len(wanted.rows):
        raise Difference(f"{found.num_rows} rows, not {len(wanted.rows)}")
    rows, expected = list(zip(*(column_values(found[n]) for n in wanted.columns))), wanted.rows
    if not wanted.ordered:
        rows, expected = sorted(rows, key=order_key), sorted(expected, key=order_key)
    for i, (name, t) in enumerate(wanted.columns.items()):
        # DuckDB adds the doubles of a window in another order, and rounds logarithms in its own way
        rough = t.is_float and any(word in function.text for word in ("cumsum", "cumprod", "ewm(", "rolling(", "log(", "exp("))
        scale = max((abs(row[i]) for row in expected if row[i] is not None), default=0) if rough else 0
        for number, (a, b) in enumerate(zip(rows, expected)):
            if not same_value(a[i], b[i], t, scale):
                raise Difference(f"column '{name}' ({t}), row {number}: found {a[i]!r}, expected {b[i]!r}\n"
                                 f"  found    {a}\n  expected {b}")  # fmt: skip


def same_bits(function: Function, before: pa.Table, found: pa.Table, other_order: bool) -> None:
    """`other_order`: rows without an order may be in another one."""
    before, found = before.to_pylist(), found.to_pylist()
    if not function.result.ordered and other_order:
        before, found = (sorted(rows, key=lambda row: order_key(tuple(row.values()))) for rows in (before, found))
    if repr(before) != repr(found):
        raise Difference("not the bits of the first run")


def same_text(first: dict, name: str, printed: dict[str, str]) -> None:
    text = printed.get(name, "")
    if (before := first.setdefault(f"{name} prints", text)) != text:
        raise Difference(f"prints\n{text}and in the first run\n{before}")


def read_csv(path: Path, columns: dict[str, Type]) -> pa.Table:
    """An empty string is quoted, a missing one is not."""
    options = csv.ConvertOptions(column_types={real(n): t.arrow for n, t in columns.items()}, strings_can_be_null=True,
                                 quoted_strings_can_be_null=False, null_values=[""])  # fmt: skip
    return csv.read_csv(path, parse_options=csv.ParseOptions(newlines_in_values=True), convert_options=options)


def same_cell(text: str, wanted: str) -> bool:
    if text == wanted:
        return True
    try:
        return math.isclose(float(text), float(wanted), rel_tol=1e-12)
    except ValueError:
        return False


def nanoseconds(text: str, t: Type) -> int | None:
    """The value of a printed timestamp or duration."""
    found = re.fullmatch(r"(?:(\d+-\d\d-\d\d)|(-?\d+) days?) \+?(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?", text)
    if not found or (found[1] is None) != (t.kind == "duration"):
        return None
    days = int(found[2]) if found[1] is None else (datetime.date.fromisoformat(found[1]) - EPOCH).days
    seconds = ((days * 24 + int(found[3])) * 60 + int(found[4])) * 60 + int(found[5])
    return seconds * 10**9 + int((found[6] or "").ljust(9, "0"))


def same_print(text: str, wanted: Print) -> bool:
    if wanted.text is not None:
        if "." not in wanted.text:
            return text == wanted.text
        found, expected = text.split(), wanted.text.split()
        return len(found) == len(expected) and all(map(same_cell, found, expected))
    text = text.rstrip("\n")
    t, value = wanted.value if isinstance(wanted.value, tuple) else (Type("int64"), wanted.value)
    if value is None:
        return text == "<NA>"
    if t.kind == "boolean":
        return text.lower() == str(value).lower()
    if t.is_number:
        try:
            return same_value(float(text), float(value), t, wanted.scale) if t.is_float else Decimal(text) == Decimal(value)
        except (ArithmeticError, ValueError):
            return False
    if t.kind in ("timestamp", "duration"):
        return nanoseconds(text, t) == value
    return text == str(value)


def check_prints(function: Function, text: str) -> None:
    for wanted in function.prints:
        lines = wanted.text.count("\n") if wanted.text is not None else str(value_of(wanted)).count("\n") + 1
        parts = text.split("\n")
        found, text = "\n".join(parts[:lines]) + "\n", "\n".join(parts[lines:])
        if not same_print(found, wanted):
            raise Difference(f"prints\n{found}instead of\n{wanted.text or value_of(wanted)}")
    if text.strip():
        raise Difference(f"prints more: {text}")


def value_of(wanted: Print):
    return wanted.value[1] if isinstance(wanted.value, tuple) else wanted.value


class Run:
    def __init__(self, arguments: argparse.Namespace, seed: int):
        self.arguments, self.seed = arguments, seed
        self.folder = (arguments.work / f"seed{seed}").resolve()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        r = random.Random(f"data {seed}")
        sources = make_sources(r)
        for source in sources:
            write_source(source, self.folder, r)
        names = [f"f{i}" for i in range(arguments.functions)]
        self.functions = []
        for name in names:
            if arguments.only and name not in arguments.only:
                continue
            generator = Generator(str(seed), name, Oracle(sources), sources, arguments.steps)
            self.functions.append(generator.generate())
        self.without: str | None = None  # the pass that is left out
        self.source = self.folder / "program.cpp"
        self.source.write_text(program_text(self.functions))

    def compile(self, source: Path) -> str | None:
        """bodocc's message if it fails."""
        # -O0: many programs are compiled, and run over few rows
        options = [*(SANITIZE if self.arguments.sanitize else ["-O0"]), "-Werror=parentheses"]
        if self.without:
            options.append(f"--disable={self.without}")
        done = subprocess.run([self.arguments.bodocc.resolve(), *options, source.name, "-o", "program"],
                              cwd=self.folder, capture_output=True, text=True, check=False)  # fmt: skip
        return None if done.returncode == 0 else done.stderr

    def compile_each(self) -> list[str]:
        """Failures to compile, function by function; what compiles is kept."""
        failures, good = [], []
        for function in self.functions:
            self.source.write_text(program_text([function]))
            if said := self.compile(self.source):
                failures.append(self.report(function, "bodocc fails:\n" + "\n".join(said.splitlines()[:25])))
            else:
                good.append(function)
        self.functions = good
        self.source.write_text(program_text(good))
        return failures

    def report(self, function: Function, what: str) -> str:
        without = f" --without {self.without}" if self.without else ""
        return f"==== run.py --seed {self.seed} --only {function.name}{without}\n{what}\n---- {self.folder}\n{function.text}"

    def check(self) -> list[str]:
        failures = []
        if said := self.compile(self.source):
            failures += self.compile_each()
            if not failures:
                return [f"==== --seed {self.seed}: functions compile alone, but not together\n{said[:3000]}"]
            if not self.functions:
                return failures
            if said := self.compile(self.source):
                return [*failures, f"==== --seed {self.seed}: together\n{said[:3000]}"]
        runs = [({}, n) for n in self.arguments.ranks]
        if not self.arguments.plain:
            runs += run_case.HOSTILE
        turns = itertools.cycle(self.arguments.ranks)
        runs += [({"BODO_BATCH": str(rows)}, next(turns)) for rows in self.arguments.batches]
        first: dict[str, pa.Table | str] = {}
        for settings, ranks in runs:
            failures += self.one_run(settings, ranks, first)
        for self.without in self.passes_to_leave_out():
            if said := self.compile(self.source):
                return [*failures, f"==== --seed {self.seed} --without {self.without}\n{said[:3000]}"]
            failures += self.one_run({}, next(turns), first)
        return failures

    def passes_to_leave_out(self) -> list[str]:
        wanted = self.arguments.without
        if not (wanted == ["all"] or wanted[0:1] and wanted[0].isdigit()):
            return wanted
        listed = subprocess.run([self.arguments.bodocc.resolve(), "--list-passes"], capture_output=True, text=True, check=True)
        passes = re.findall(r"^(\w+) +\(optional\)", listed.stdout, re.M)
        return passes if wanted == ["all"] else random.Random(f"passes {self.seed}").sample(passes, int(wanted[0]))

    def one_run(self, settings: dict, ranks: int, first: dict) -> list[str]:
        """Failures; a function that ends the program is left out from then on, so that later ones run."""
        where = " ".join([f"{k}={v}" for k, v in settings.items()] + [f"{ranks} ranks"])
        # the hash decides the order of groups, and passes may decide by which rows a join goes
        other_order = "BODO_CONSTANT_HASH" in settings or self.without is not None
        failures = []
        while self.functions:
            out = self.folder / "out"
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir()
            # Open MPI keeps memory until the end
            case = run_case.Case(self.source, args=["out"], env={"ASAN_OPTIONS": "detect_leaks=0"})
            try:
                status, texts, errors = run_case.run(case, self.folder, ranks, settings)
            except run_case.Failure as failure:
                status, texts, errors = 1, [""], str(failure)
            printed = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", texts[0], re.S | re.M))
            culprit = next((f for f in self.functions if not (out / f.name).exists()), None)
            for function in list(self.functions):
                if function is culprit:
                    break
                try:
                    found = oracle.read(out / function.name)
                    check_result(function, found)
                    if function.result.in_csv:
                        check_result(function, read_csv(out / f"{function.name}.csv", function.result.columns))
                    check_prints(function, printed.get(function.name, ""))
                    same_bits(function, first.setdefault(function.name, found), found, other_order)
                    same_text(first, function.name, printed)
                    if function.result.ordered or not other_order:
                        same_text(first, function.twin, printed)
                except (Difference, pa.ArrowException) as difference:
                    self.functions.remove(function)
                    failures.append(self.report(function, f"{where}: {difference}"))
            if culprit is None:
                if status != 0:
                    failures.append(f"==== --seed {self.seed}, {where}: status {status} at the end\n{errors[:2000]}")
                return failures
            failures.append(self.report(culprit, f"{where}: ends with status {status}\n{errors[:2000]}"))
            self.functions.remove(culprit)
            self.source.write_text(program_text(self.functions))
            if said := self.compile(self.source):
                return [*failures, f"==== --seed {self.seed}: without {culprit.name}\n{said[:3000]}"]
        return failures


def seed_of(text: str) -> int:
    if text != "fresh":
        return int(text)
    return int(os.environ.get("BODO_TEST_SEED") or random.SystemRandom().randrange(1_000_000_000))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodocc", type=Path, default=ROOT / "build/bin/bodocc")
    parser.add_argument("--work", type=Path, default=ROOT / "build/random")
    parser.add_argument("--seed", type=seed_of, default=1)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--functions", type=int, default=12)
    parser.add_argument("--only", nargs="+")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--ranks", nargs="+", type=int, default=[1, 2, 3, 4, 7])
    parser.add_argument("--plain", action="store_true", help="without the hostile settings")
    parser.add_argument("--batches", nargs="+", type=int, default=[], metavar="ROWS", help="more runs, with batches of so many rows")
    parser.add_argument("--without", nargs="+", default=[], metavar="PASS", help="all, a number of passes, or their names")
    parser.add_argument("--sanitize", action="store_true", help="AddressSanitizer and UndefinedBehaviorSanitizer in the programs")
    parser.add_argument("--text", action="store_true", help="only write the program and its data")
    arguments = parser.parse_args()
    if "fresh" in sys.argv:
        again = " ".join(str(arguments.seed) if word == "fresh" else word for word in sys.argv)
        print(f"seed {arguments.seed}; the same again: {sys.executable} {again}", flush=True)
    failed = 0
    for seed in range(arguments.seed, arguments.seed + arguments.count):
        one = Run(arguments, seed)
        if arguments.text:
            print(one.source.read_text())
            continue
        failures = one.check()
        for failure in failures:
            print(failure, flush=True)
        failed += bool(failures)
        if not failures:
            shutil.rmtree(one.folder)
        print(f"seed {seed}: {'ok' if not failures else f'{len(failures)} failures'}", flush=True)
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
