"""Checks what bodocc says about one program against the comments in it, as Clang's -verify does.

    run_diagnostics.py BODOCC FILE.cpp FOLDER

    df["pirce"];  // expected-error {{no column 'pirce'; did you mean 'price'?}}
    // expected-note@+1 {{the schema is ...}}

    expected-KIND          error, warning, note or remark, in this comment's line
    expected-KIND@+N -N N  in a line further down, up, or the N-th
    expected-KIND@*        in any file and line
    expected-KIND:12       with its caret in column 12
    expected-KIND 2        this many times

The text in {{ }} is all of the message (without the flag in brackets at its end); `...` in it stands for anything.
Nothing else may be said. Where an error is expected, bodocc must end with status 1 and leave no output; otherwise with 0.
Keys in the header comment are those of case_file.py: `options:`, and a Python file that makes inputs.
"""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from case_file import make_inputs, matches, read_case

EXPECTED = re.compile(r"expected-(error|warning|note|remark)(?::(\d+))?(?:@([+-]?\d+|\*))?(?: (\d+))? *\{\{(.*?)\}\}(?= *$| +expected-)")
SAID = re.compile(r"(?:(?P<file>[^:\s]+):(?P<line>\d+):(?:(?P<column>\d+):)? |bodocc: )?"
                  r"(?P<kind>fatal error|error|warning|note|remark): (?P<text>.*)$")  # fmt: skip
FLAG = re.compile(r" \[(-[WR]|bodo-)[^\]]*\]$")


@dataclass
class Message:
    kind: str
    line: int | None  # None: any file, any line
    column: int | None
    text: str

    def __str__(self) -> str:
        where = "*" if self.line is None else f"{self.line}" + (f":{self.column}" if self.column else "")
        return f"  {where}: {self.kind}: {self.text}"


def read_expected(source: Path) -> list[Message]:
    expected = []
    for number, line in enumerate(source.read_text().splitlines(), 1):
        for kind, column, at, count, text in EXPECTED.findall(line):
            where = number
            if at == "*":
                where = None
            elif at:
                where = number + int(at) if at[0] in "+-" else int(at)
            expected += [Message(kind, where, int(column) if column else None, text)] * int(count or 1)
    return expected


def read_said(text: str, source: Path) -> list[Message]:
    said = []
    for line in text.splitlines():
        if match := SAID.match(line):
            here = match["file"] is not None and Path(match["file"]).name == source.name
            said.append(Message(match["kind"].removeprefix("fatal "), int(match["line"]) if here else None,
                                int(match["column"]) if match["column"] else None, FLAG.sub("", match["text"])))  # fmt: skip
    return said


def fits(expected: Message, said: Message) -> bool:
    return (expected.kind == said.kind and (expected.line is None or expected.line == said.line)
            and (expected.column is None or expected.column == said.column) and matches(expected.text, said.text))  # fmt: skip


def main() -> int:
    bodocc, source, folder = (Path(argument).resolve() for argument in sys.argv[1:4])
    case = read_case(source)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    make_inputs(case, folder)
    shutil.copy(source, folder / source.name)
    command = [bodocc, "-S", *case.options, source.name, "-o", "emitted.cpp"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)

    expected, said = read_expected(source), read_said(done.stderr, source)
    problems = []
    must_fail = any(message.kind == "error" for message in expected)
    if done.returncode != (1 if must_fail else 0):
        problems.append(f"exit status {done.returncode}, expected {1 if must_fail else 0}")
    if (folder / "emitted.cpp").exists() == must_fail:
        problems.append("an output was left after an error" if must_fail else "no output was written")
    missing = []
    for message in expected:
        found = next((s for s in said if fits(message, s)), None)
        if found:
            said.remove(found)
        else:
            missing.append(message)
    if missing:
        problems.append("\n".join(["expected, but not said:", *map(str, missing)]))
    if said:
        problems.append("\n".join(["said, but not expected:", *map(str, said)]))
    if problems:
        print(f"{source.name}:", *problems, "all that was said:", done.stderr, sep="\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
