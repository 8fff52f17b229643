"""Compiles and runs the programs of this folder, and compares what bodocc and the guard say with what is expected.

    run.py --bodocc BODOCC --work FOLDER compile    what bodocc finds: each wrong program at its line, nothing in a twin
    run.py ... run         what the guard finds, without that check: all of a program's functions in one job, as a library
    run.py ... programs    the same, each in a job of its own: its exit status, and how soon it ends
    run.py ... flows       random functions (flows.py): those without findings never trip the guard

`--every N` takes one of N, another one by `--phase`. Each problem names the file and line, and so what repeats it.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import flows
from generate import Case, Program, all_cases, programs_of

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import ENVIRONMENT, on_ranks  # noqa: E402

SAID = re.compile(r"^[^\s:]+:(\d+):\d+: (error|warning): .* \[(?:-W)?bodo-([a-z-]+)\]$", re.MULTILINE)
SOON = 2.0  # seconds from a disagreement to the end of its job


def findings_of(bodocc: Path, text: str, file: Path) -> tuple[list[tuple[int, str, str]], list[str]]:
    """What bodocc finds in a program (line, kind, id), and all else that it says."""
    file.write_text(text)
    command = [bodocc, "-S", "-o", os.devnull, "-ferror-limit=0", file.name]
    done = subprocess.run(command, cwd=file.parent, capture_output=True, text=True, check=False)
    said = [(int(line), kind, name) for line, kind, name in SAID.findall(done.stderr)]
    others = [line for line in done.stderr.splitlines()
              if re.search(r"(error|warning): ", line) and not SAID.match(line)]  # fmt: skip
    return said, others


def check_findings(bodocc: Path, program: Program, file: Path) -> list[str]:
    said, others = findings_of(bodocc, program.text, file)
    problems = [f"{file.name}: {line}" for line in others]
    for case in program.cases:
        found = sorted({(line, name) for line, _, name in said if case.first <= line <= case.last})
        if found != sorted(case.findings):
            problems.append(f"{file.name}:{case.first}: {case.name}: expected {case.findings}, found {found}")
    return problems + [f"{file.name}: outside of the functions: {one}" for one in said
                       if not any(case.first <= one[0] <= case.last for case in program.cases)]  # fmt: skip


def build(bodocc: Path, text: str, file: Path, *options: str) -> Path:
    """Without the check."""
    file.write_text(text)
    output = file.with_suffix(".so" if "-shared" in options else "")
    subprocess.run([bodocc, "-O0", "-fno-bodo-variance-check", *options, file.name, "-o", output], cwd=file.parent, check=True)  # fmt: skip
    return output


def run_library(library: Path, numbers: list[int], ranks: int) -> dict[int, str]:
    """The message of each function that trips the guard; all run in one job, whose ranks go on after each."""
    host = Path(__file__).with_name("host.py")
    done = subprocess.run(on_ranks(ranks, sys.executable, str(host), str(library), *map(str, numbers)),
                          env=ENVIRONMENT | {"BODO_HANG_TIMEOUT": "60"}, capture_output=True, text=True, check=False)  # fmt: skip
    lines = done.stderr.splitlines()
    last = next((line for line in reversed(lines) if line.startswith("{")), "nothing")
    if done.returncode != 0 or not any(line == "end" for line in lines):
        raise RuntimeError(f"{library.name} on {ranks} ranks: after {last}: {done.stderr[-2000:]}")
    said = [json.loads(line) for line in lines if line.startswith("{")]
    return {one["number"]: one["message"] for one in said}


def check_message(case: Case, message: str, end: str) -> str | None:
    if not case.wrong or case.shape.static_only:
        return f"the guard trips: {message}" if message else None
    if not message:
        return "the guard does not trip"
    named = [rf":{line}:" for line in case.meets] + ([end] if case.shape.ends else [])
    lost = [one for one in named if not re.search(one, message)]
    return f"the message does not name {lost}: {message}" if lost else None


def check_library(bodocc: Path, program: Program, file: Path, ranks: list[int]) -> list[str]:
    library = build(bodocc, program.text, file, "-shared", "-fPIC", "-DLIBRARY")
    end = rf":{program.text[: program.text.index('bodo::assume_same(number);', program.text.index('#ifdef LIBRARY'))].count(chr(10)) + 1}:"
    cases = [case for case in program.cases if not case.shape.program]
    problems = []
    for n in ranks:
        messages = run_library(library, [case.number for case in cases], n)
        for case in cases:
            if problem := check_message(case, messages[case.number], end):
                problems.append(f"{file.name}:{case.first}: {case.name}, on {n} ranks: {problem}")
    return problems


def check_program(bodocc: Path, program: Program, file: Path, ranks: list[int]) -> list[str]:
    built = build(bodocc, program.text, file)
    problems = []
    usual: dict[int, float] = {}
    for n in ranks:
        for case in sorted(program.cases, key=lambda one: one.wrong):  # the right ones show how long a job takes
            begin = time.monotonic()
            done = subprocess.run(on_ranks(n, str(built), str(case.number)), env=ENVIRONMENT, capture_output=True,
                                  text=True, check=False, timeout=120)  # fmt: skip
            seconds = time.monotonic() - begin
            problem = check_message(case, done.stderr, "the end of the program")
            fails = case.wrong and not case.shape.static_only
            if (done.returncode != 0) != fails:
                problem = f"exit status {done.returncode}: {done.stderr}"
            elif not fails:
                usual[n] = max(usual.get(n, 0), seconds)
            elif seconds > usual.get(n, 0) + SOON:
                problem = f"it ends after {seconds:.1f} s; others take {usual.get(n, 0):.1f} s"
            if problem:
                problems.append(f"{file.name}:{case.first}: {case.name}, on {n} ranks: {problem}")
    return problems


def check_flows(arguments) -> list[str]:
    """Random functions: what bodocc finds beside what the guard finds."""
    fresh = os.environ.get("BODO_TEST_SEED") or random.SystemRandom().randrange(1_000_000_000)
    seed = int(fresh if arguments.seed == "fresh" else arguments.seed)
    print(f"flows: seed {seed}", flush=True)
    problems = []
    table: Counter[str] = Counter()
    for first in range(0, arguments.count, arguments.functions):
        program = flows.program_of(seed, first, min(arguments.functions, arguments.count - first))
        file = arguments.work / f"flows_{seed}_{first}.cpp"
        said, others = findings_of(arguments.bodocc, program.text, file)
        problems += [f"{file.name}: {line}" for line in others]
        library = build(arguments.bodocc, program.text, file, "-shared", "-fPIC", "-DLIBRARY")
        numbers = [flow.number for flow in program.flows]
        tripped = {n: run_library(library, numbers, n) for n in arguments.ranks}
        for flow in program.flows:
            kinds = {kind for line, kind, _ in said if flow.first <= line <= flow.last}
            found = "error" if "error" in kinds else "warning" if kinds else "nothing"
            messages = [(n, tripped[n][flow.number]) for n in arguments.ranks if tripped[n][flow.number]]
            table[f"{flow.kind}: {found} found, {'trips' if messages else 'does not trip'}"] += 1
            if found == "nothing" and messages:
                n, message = messages[0]
                problems.append(f"{file.name}:{flow.first}: nothing found, but on {n} ranks: {message}")
            if found != "nothing" and flow.kind == "even":
                problems.append(f"{file.name}:{flow.first}: found in a function whose ranks never part: {kinds}")
        if not arguments.keep:
            library.unlink()
    print("\n".join(f"  {what}: {count}" for what, count in sorted(table.items())))
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["compile", "run", "programs", "flows"])
    parser.add_argument("--bodocc", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--phase", type=int, default=0)
    parser.add_argument("--ranks", type=int, nargs="+", default=[2, 3, 4])
    parser.add_argument("--functions", type=int, default=120, help="of a program")
    parser.add_argument("--seed", default="1", help="of random functions; fresh: BODO_TEST_SEED, or another one each time")
    parser.add_argument("--count", type=int, default=240, help="random functions")
    parser.add_argument("--keep", action="store_true")
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    arguments.bodocc = arguments.bodocc.resolve()
    if arguments.what == "flows":
        problems = check_flows(arguments)
    else:
        cases = all_cases(arguments.every, arguments.phase)
        programs = [(program, arguments.work / f"{arguments.what}_{i}.cpp")
                    for i, program in enumerate(programs_of(cases, arguments.functions))]  # fmt: skip
        checks = {"compile": lambda one: check_findings(arguments.bodocc, *one),
                  "run": lambda one: check_library(arguments.bodocc, *one, arguments.ranks),
                  "programs": lambda one: check_program(arguments.bodocc, *one, arguments.ranks)}  # fmt: skip
        with ThreadPoolExecutor(2 if arguments.what == "compile" else 1) as pool:
            problems = [problem for found in pool.map(checks[arguments.what], programs) for problem in found]
        wrong = sum(case.wrong for case in cases)
        bad = Counter("wrong" if ": wrong:" in one else "right" for one in problems)
        print(f"{arguments.what}: {wrong} wrong programs, {bad['wrong']} of them otherwise than expected; "
              f"{len(cases) - wrong} right ones, {bad['right']}")  # fmt: skip
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
