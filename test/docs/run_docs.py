"""Runs one Markdown document: its programs are compiled, its commands run, and what it shows is compared.

    run_docs.py BODOCC DOCUMENT.md FOLDER [--update]

Blocks are taken in their order, in FOLDER, which is made anew. What a block is says an HTML comment before it:

    <!-- file: hello.cpp -->      the block is written to this file
    <!-- part of: hello.cpp -->   the block's lines stand in this file of FOLDER, or of the tree; a line `...` in it
                                  stands for any lines between, and indentation does not count
    <!-- exit: 1 -->              the last command of the console block ends with this status (0)
    <!-- any order -->            the lines that the commands of this block print come in any order
    <!-- not run: why -->         the block is shown only
    <!-- run: command -->         (anywhere, without a block) a command that readers are not shown

A ```console block is run without such a comment: lines that begin with `$ ` are commands, what follows is all that they
print, on either stream; `...` stands for any text, and on a line of its own for any lines. A ```sh block holds commands,
whose output is not compared. A ```cpp block must say what it is. Blocks without a language, or of `text`, are free.
BODOCC's folder comes first in the PATH, then that of this Python; ROOT is the tree, BUILD the build folder; mpirun takes
more ranks than cores. Relative links must lead to files of the tree, and to their sections.
--update writes what commands printed into the document, unless something else is wrong.
"""

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TIME_LIMIT = 120  # seconds, for each command

DIRECTIVE = re.compile(r"<!-- (file|part of|exit|any order|not run|run)(?:: (.*?))? -->$")
FENCE = re.compile(r"( *)(```+)(\w*)$")
LINK = re.compile(r"\]\(([^)#:\s]*)(?:#([^)\s]*))?\)")
HEADING = re.compile(r"#+ (.*)$")
RUN_LANGUAGES = {"console", "sh"}  # run unless a directive says otherwise
MUST_SAY = {"cpp", "csv", "python", "json"}  # a directive has to say what the block is


class Failure(Exception):
    pass


@dataclass
class Block:
    language: str
    first: int  # index of its first line of content in the document
    lines: list[str]
    said: dict[str, str] = field(default_factory=dict)  # directives; `run` blocks have no lines


def read_blocks(text: list[str]) -> list[Block]:
    blocks, said, at = [], {}, 0
    while at < len(text):
        line = text[at]
        at += 1
        if directive := DIRECTIVE.match(line.strip()):
            if directive[1] == "run":
                blocks.append(Block("", at, [], {"run": directive[2]}))
            else:
                said[directive[1]] = directive[2] or ""
        elif fence := FENCE.match(line):
            first = at
            while at < len(text) and text[at].rstrip() != fence[1] + fence[2]:
                at += 1
            if at == len(text):
                raise Failure(f"line {first}: the block has no end")
            blocks.append(Block(fence[3], first, [held[len(fence[1]) :] for held in text[first:at]], said))
            said, at = {}, at + 1
        elif line.strip():
            if said:
                raise Failure(f"line {at}: <!-- {next(iter(said))} --> stands before no block")
            if line.startswith("    ") and not text[at - 2].strip():
                raise Failure(f"line {at}: an indented block is not run: put it between ``` lines")
    return blocks


def matches(expected: list[str], found: list[str]) -> bool:
    """Whether the lines are the same, where `...` stands for any lines, or any text in a line."""
    parts = ["(?:[^\n]*\n)*?" if line.strip() == "..." else
             ".*".join(re.escape(piece) for piece in line.rstrip().split("...")) + "\n"
             for line in expected]  # fmt: skip
    return re.fullmatch("".join(parts), "".join(line.rstrip() + "\n" for line in found)) is not None


def difference(expected: list[str], found: list[str]) -> str:
    return "\n".join(difflib.unified_diff(expected, found, "shown", "found", lineterm="", n=100))


def sections_of(document: Path) -> set[str]:
    """The anchors that GitHub gives to the headings."""
    headings = (HEADING.match(line) for line in document.read_text().splitlines())
    return {re.sub(r"[^\w -]", "", found[1].lower()).replace(" ", "-") for found in headings if found}


class Runner:
    def __init__(self, bodocc: Path, document: Path, folder: Path, update: bool):
        self.document, self.folder, self.update = document, folder, update
        self.text = document.read_text().splitlines()
        self.edits: list[tuple[int, int, list[str]]] = []  # line ranges of the document, with what replaces them
        self.problems: list[str] = []
        path = os.pathsep.join([str(bodocc.parent), str(Path(sys.executable).parent), os.environ["PATH"]])
        self.environment = os.environ | {
            "PATH": path, "ROOT": str(ROOT), "BUILD": str(bodocc.parent.parent), "LC_ALL": "C.UTF-8",
            "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
            "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_hwloc_base_binding_policy": "none",
        }  # fmt: skip

    def run(self) -> None:
        self.check_links()
        for block in read_blocks(self.text):
            try:
                self.run_block(block)
            except Failure as failure:
                self.problems.append(f"{self.document.name}:{block.first}: {failure}")
        if self.update and self.edits and not self.problems:
            for first, last, lines in reversed(self.edits):
                self.text[first:last] = lines
            self.document.write_text("".join(line + "\n" for line in self.text))

    def check_links(self) -> None:
        for number, line in enumerate(self.text, 1):
            for target, section in LINK.findall(re.sub(r"`[^`]*`", "", line)):
                path = self.document.parent / target if target else self.document
                if not path.exists():
                    self.problems.append(f"{self.document.name}:{number}: there is no {target}")
                elif section and section not in sections_of(path):
                    self.problems.append(f"{self.document.name}:{number}: {path.name} has no section #{section}")

    def run_block(self, block: Block) -> None:
        said = block.said
        if "run" in said:
            status, found = self.command(said["run"])
            if status != 0:
                raise Failure("\n".join([f"status {status} of a hidden command:", said["run"], *found]))
        elif "not run" in said:
            if not said["not run"]:
                raise Failure("<!-- not run: --> must say why")
        elif "file" in said:
            path = self.folder / said["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(line + "\n" for line in block.lines))
        elif "part of" in said:
            self.check_part(block, said["part of"])
        elif block.language == "console":
            self.run_console(block)
        elif block.language in RUN_LANGUAGES:
            status, found = self.command("set -e\n" + "\n".join(block.lines))
            if status != int(said.get("exit", 0)):
                raise Failure("\n".join([f"status {status}", *found]))
        elif block.language in MUST_SAY:
            raise Failure(f"a {block.language} block needs <!-- file: name -->, <!-- part of: name --> or "
                          "<!-- not run: why -->")  # fmt: skip

    def check_part(self, block: Block, name: str) -> None:
        path = next((folder / name for folder in [self.folder, ROOT] if (folder / name).is_file()), None)
        if path is None:
            raise Failure(f"there is no file {name} to be part of")
        whole = [line.strip() for line in path.read_text().splitlines()]
        wanted = [line.strip() for line in block.lines]
        if not matches(["...", *wanted, "..."], whole):
            missing = next((line for line in wanted if line and line != "..." and line not in whole), None)
            raise Failure(f"this is not part of {name}: " + (f"it has no line\n  {missing}" if missing
                          else "its lines stand in another order"))  # fmt: skip

    def run_console(self, block: Block) -> None:
        steps: list[tuple[str, int, int]] = []  # a command, and where its output stands in the block
        at = 0
        while at < len(block.lines):
            if not block.lines[at].startswith("$ "):
                raise Failure("a console block begins with a command: `$ ...`")
            command = block.lines[at][2:]
            while command.endswith("\\") and at + 1 < len(block.lines):
                at += 1
                command += "\n" + block.lines[at]
            at += 1
            first = at
            while at < len(block.lines) and not block.lines[at].startswith("$ "):
                at += 1
            steps.append((command, first, at))
        if not steps:
            raise Failure("a console block without a command")
        for command, first, last in steps:
            wanted_status = int(block.said.get("exit", 0)) if last == len(block.lines) else 0
            expected = block.lines[first:last]
            status, found = self.command(command)
            if status != wanted_status:
                raise Failure("\n".join([f"status {status}, not {wanted_status}, of", command, *found]))
            same = (sorted(expected) == sorted(found) if "any order" in block.said else
                    matches(expected, found))  # fmt: skip
            if not same and self.update:
                self.edits.append((block.first + first, block.first + last, found))
            elif not same:
                raise Failure(f"{command}\nprints something else:\n{difference(expected, found)}")

    def command(self, command: str) -> tuple[int, list[str]]:
        process = subprocess.Popen(["bash", "-c", command], cwd=self.folder, env=self.environment, text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   errors="replace", start_new_session=True)  # fmt: skip
        try:
            output, _ = process.communicate(timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            raise Failure(f"{command}\ndid not end within {TIME_LIMIT} s") from None
        return process.returncode, [line.rstrip() for line in output.splitlines()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bodocc", type=Path)
    parser.add_argument("document", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()

    folder = arguments.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    runner = Runner(arguments.bodocc.resolve(), arguments.document.resolve(), folder, arguments.update)
    runner.run()
    print(*runner.problems, sep="\n\n", file=sys.stderr, end="\n" if runner.problems else "")
    return 1 if runner.problems else 0


if __name__ == "__main__":
    sys.exit(main())
