"""The header comment of a test program: what it shows, how it is run, what it must print.

A key stands at the beginning of a comment line; what belongs to a block follows on lines that are indented deeper:

    // Head of a frame, by argument types.
    // args: sales.parquet out        what the program is called with
    // options: -O0                   more options for bodocc
    // ranks: 1 2 3 4 7               this is also the default
    // env: BODO_MEM_LIMIT=1000000    for the runs
    // floats: 1e-12                  numbers may differ by this much, relatively; otherwise the text must be equal
    // every rank prints:             the same on each rank
    //      A
    //   0  1
    // rank 0 prints:                 and the others print nothing
    // rank 1 of 4 prints:            on 4 ranks; the runs on other numbers are checked for success only
    // exit: 1                        the status, where it is not 0 ("not 0" for any other)
    // message: text                  a line of standard error holds this; `...` stands for anything

A Python file of the same name may have `make(folder)`, which writes the files that the program reads (before it is
compiled), `expected(folder)`, which returns what rank 0 prints, and `check(folder, outputs)`, which asserts what it
likes about the files written and the ranks' outputs.
"""

import importlib.util
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_RANKS = [1, 2, 3, 4, 7]
BLOCK = re.compile(r"(every rank|rank (\d+)( of (\d+))?) prints:$")
KEY = re.compile(r"(args|options|ranks|env|floats|exit|message): *(.*)$")


@dataclass
class Case:
    path: Path
    args: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    ranks: list[int] = field(default_factory=lambda: list(DEFAULT_RANKS))
    env: dict[str, str] = field(default_factory=dict)
    tolerance: float = 0.0
    exit_status: str = "0"
    messages: list[str] = field(default_factory=list)
    # what is printed, by (rank, number of ranks); None stands for any
    prints: dict[tuple[int | None, int | None], str] = field(default_factory=dict)
    oracle: object = None

    def expected(self, rank: int, ranks: int) -> str | None:
        """What this rank must print; None where the case does not say."""
        for key in [(rank, ranks), (rank, None), (None, None)]:
            if key in self.prints:
                return self.prints[key]
        for said_rank, said_ranks in self.prints:
            if said_rank is not None and said_ranks in (None, ranks):
                return ""  # other ranks print nothing
        return None


def read_case(path: Path) -> Case:
    case = Case(path)
    lines = []
    for line in path.read_text().splitlines():
        if not line.startswith("//"):
            break
        lines.append(line[2:].rstrip())

    at = 0
    while at < len(lines):
        text = lines[at].strip()
        at += 1
        if block := BLOCK.match(text):
            body = []
            while at < len(lines) and (lines[at].startswith("   ") or not lines[at]):
                body.append(lines[at][3:])
                at += 1
            while body and not body[-1]:
                body.pop()
            rank = int(block[2]) if block[2] else None
            ranks = int(block[4]) if block[4] else None
            case.prints[rank, ranks] = "".join(line + "\n" for line in body)
        elif key := KEY.match(text):
            _set(case, key[1], key[2])

    script = path.with_suffix(".py")
    if script.exists():
        spec = importlib.util.spec_from_file_location(path.stem, script)
        case.oracle = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(case.oracle)
    return case


def _set(case: Case, key: str, value: str) -> None:
    if key == "args":
        case.args = shlex.split(value)
    elif key == "options":
        case.options = shlex.split(value)
    elif key == "ranks":
        case.ranks = [int(n) for n in value.split()]
    elif key == "env":
        case.env.update(setting.split("=", 1) for setting in shlex.split(value))
    elif key == "floats":
        case.tolerance = float(value)
    elif key == "exit":
        case.exit_status = value
    elif key == "message":
        case.messages.append(value)


def make_inputs(case: Case, folder: Path) -> None:
    if case.oracle and hasattr(case.oracle, "make"):
        case.oracle.make(folder)


def matches(pattern: str, text: str) -> bool:
    """Whether `text` is `pattern`, in which `...` stands for anything."""
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("...")), text, re.S) is not None


def same_text(expected: str, found: str, tolerance: float) -> bool:
    if expected == found:
        return True
    if tolerance == 0:
        return False
    words, others = expected.split(), found.split()
    return len(words) == len(others) and all(_same_word(a, b, tolerance) for a, b in zip(words, others))


def _same_word(a: str, b: str, tolerance: float) -> bool:
    if a == b:
        return True
    try:
        x, y = float(a), float(b)
    except ValueError:
        return False
    return abs(x - y) <= tolerance * max(abs(x), abs(y))
