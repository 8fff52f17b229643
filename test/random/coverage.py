"""Every operation of docs/operations.md (which is printed from the table of operations) is drawn by the random programs.

    coverage.py [--seeds 100]: draws expressions and single steps, which is quick, and then programs of these seeds, without
    compiling them, and looks for each operation. Programs of loops.py count.
"""

import argparse
import dataclasses
import random
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tools")]

import loops  # noqa: E402
from expressions import Expressions  # noqa: E402
from model import Oracle  # noqa: E402
from programs import Generator, program_text  # noqa: E402
from sources import Source, make_sources  # noqa: E402
from values import BOOLEAN, DATE, DURATION, FLOAT64, INT64, STRING, TIMESTAMP, Type  # noqa: E402

COLUMNS = {"n": INT64, "f": FLOAT64, "b": BOOLEAN, "s": STRING, "d": DATE, "t": TIMESTAMP, "l": DURATION, "m": Type("decimal")}
FRAME = r"(?<![\w\"])(?:df\d+|d|e)"

# How an operation of a section is written: a regular expression of its name's. Where one is written in ways of its own:
SECTIONS = {
    "Free functions": r"bodo::{name}\(",
    "Frames": FRAME + r"\.{name}\(",
    "Series": r"[\])]\.{name}\(",
    "Arrays": "",
    "Operators on series": r"[\w\])] {name} [\w(!\-]",
    "Strings": r"\.str\(\)\.{name}\(",
    "Dates and times": r"\.dt\(\)\.{name}\(",
    "Windows": r"\.rolling\([^()]*\)(\[[^]]*\])?\.{name}\(",
    "Weighted means": r"\.ewm\([^()]*\)\.{name}\(",
    "Groups": r"\.groupby\([^()]*\)\[[^]]*\]\.{name}\(",
    "Aggregates in": r"\{{\"[^\"]*\", bodo::{name}\(",
}
WAYS = {
    ("Frames", "DataFrame"): r"bodo::DataFrame df\d+\{\{",
    ("Frames", "to_array"): r"\}\.to_array\(",
    ("Frames", "[]"): FRAME + r"\[",
    ("Frames", "[]="): FRAME + r"\[\"[^\"]*\"\] = ",
    ("Series", "[]"): r"\]\[df",
    ("Arrays", "Array"): r"bodo::Array<double> \w+ = ",
    ("Arrays", "[]"): r" \w+\[\w+ > 0.5\]",
    ("Operators on series", "!"): r"\(!",
    ("Operators on series", "~"): r"\(~",
    ("Operators on series", "unary -"): r"\(-df",
    ("Groups", "[]"): r"\.groupby\(.*\)\[",
    ("Groups", "agg"): r"\.groupby\(.*\)\.agg\(",
    **{("Groups", name): rf"\.groupby\(.*\)\.{name}\(" for name in (
        "size", "filter", "transform", "row_number", "cumcount", "head", "tail", "nth")},
}


def operations() -> list[tuple[str, str]]:
    found, section = [], ""
    for line in (ROOT / "docs/operations.md").read_text().splitlines():
        if line.startswith("## "):
            section = next(s for s in SECTIONS if line[3:].startswith(s))
        elif row := re.match(r"\| `(.+?)` \| ", line):
            name = row[1].replace("\\|", "|")
            found.append((section, "unary -" if (section, name) in found and name == "-" else name))
    return found


def pattern(section: str, name: str) -> str:
    return WAYS.get((section, name)) or SECTIONS[section].format(name=re.escape(name))


def small_data(seed: str) -> tuple[Oracle, list[Source]]:
    """Few rows: what is drawn hardly depends on them, and the oracle's time does."""
    sources = [dataclasses.replace(source, table=source.table.slice(0, 40))
               for source in make_sources(random.Random(f"data {seed}"))]  # fmt: skip
    return Oracle(sources), sources


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=100)
    missing = {(section, name): re.compile(pattern(section, name)) for section, name in operations()}

    def finds(text: str) -> bool:
        """True if an operation is drawn that was not drawn before."""
        found = [key for key, expression in missing.items() if expression.search(text)]
        for key in found:
            del missing[key]
        return bool(found)

    drawing, before = Expressions(random.Random(1), "df1", COLUMNS, set(COLUMNS)), 0
    while before < 60:  # until it draws nothing new
        before = 0 if finds("\n".join(f"({drawing.draw().cpp})" for _ in range(40))) else before + 1
    # the steps that have many operations
    oracle, sources = small_data("1")
    for step in ("group", "window", "statistics", "reduce", "by_column", "series", "duplicated"):
        drawing, before = Generator(step, "f0", oracle, sources), 0
        while before < 30:
            drawing.frames.clear()
            drawing.lines.clear()
            while not drawing.frames:
                drawing.attempt("read")
            for _ in range(5):
                drawing.attempt(step)
            before = 0 if finds("\n".join(drawing.lines)) else before + 1
    for seed in range(1, parser.parse_args().seeds + 1):
        oracle, sources = small_data(str(seed))
        functions = [Generator(str(seed), f"f{i}", oracle, sources).generate() for i in range(12)]
        text = program_text(functions) + loops.program_text(loops.functions_of(seed, 12))
        finds(text)
        if not missing:
            print(f"the last one by seed {seed}")
            return 0
    for section, name in missing:
        print(f"the random programs never draw '{name}' ({section})")
    return 1


if __name__ == "__main__":
    sys.exit(main())
