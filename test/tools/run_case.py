"""Compiles one program of test/cases with bodocc and runs it on its numbers of ranks, also under hostile settings.

    run_case.py BODOCC CASE.cpp FOLDER

FOLDER is made anew: the program is compiled and run there. The first difference ends the test.
"""

import argparse
import difflib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from case_file import Case, make_inputs, matches, read_case, same_text
from launcher import outputs_of, with_outputs

# Every run must end by then. A rank that fails ends all within 5 s; the rest is for slow machines.
TIME_LIMIT = 120
FAILURE_LIMIT = 15

# Results must not depend on batches, hashes and messages. Each setting at one number of ranks, and the default ones at the
# other numbers; all at all of them with BODO_TEST_THOROUGH=1: the product would take minutes per program.
HOSTILE = [
    ({"BODO_BATCH": "1", "BODO_EXCHANGE_PIECE": "1"}, 3),
    ({"BODO_BATCH": "7", "BODO_JOIN": "spread", "BODO_GROUPS": "partitioned", "BODO_KEY_FILTER": "always"}, 2),
    ({"BODO_CONSTANT_HASH": "1", "BODO_JOIN": "turned", "BODO_KEY_FILTER": "always"}, 4),
]


LONG = 1500  # bytes of a source

expected_texts: dict[str, str] = {}  # by settings


def thorough() -> bool:
    return os.environ.get("BODO_TEST_THOROUGH") == "1"


def optimisation(case: Case) -> list[str]:
    """Optimising long programs would take most of the time of all tests. The short ones, the docs, the examples and the
    benchmarks' queries are optimised; all cases are, as users do it, with BODO_TEST_THOROUGH=1."""
    return [] if thorough() else ["-O0" if case.path.stat().st_size > LONG else "-O1"]


class Failure(Exception):
    pass


def environment(case: Case, settings: dict[str, str]) -> dict[str, str]:
    root = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    return os.environ | root | case.env | settings


def run(case: Case, folder: Path, ranks: int, settings: dict[str, str]) -> tuple[int, list[str], str]:
    """Exit status, each rank's standard output, and all standard error."""
    program = [str(folder / "program"), *case.args]
    outputs = folder / "outputs"
    shutil.rmtree(outputs, ignore_errors=True)
    if ranks > 1:
        program = with_outputs(ranks, outputs, *program)
    started = time.monotonic()
    process = subprocess.Popen(program, cwd=folder, env=environment(case, settings), stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)  # fmt: skip
    try:
        out, err = process.communicate(timeout=TIME_LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        out, err = process.communicate()
        raise Failure(f"did not end within {TIME_LIMIT} s\n{err.decode(errors='replace')}") from None
    took = time.monotonic() - started
    if process.returncode != 0 and took > FAILURE_LIMIT:
        raise Failure(f"failed, as it should, but took {took:.0f} s to end" if case.exit_status != "0"
                      else f"failed after {took:.0f} s\n{err.decode(errors='replace')}")  # fmt: skip
    errors = err.decode(errors="replace")
    if ranks == 1:
        return process.returncode, [out.decode(errors="replace")], errors
    texts = []
    for rank in range(ranks):
        text, messages = outputs_of(rank, outputs)
        texts.append(text.decode(errors="replace"))
        errors += messages.decode(errors="replace")
    return process.returncode, texts, errors


def expected_of(case: Case, folder: Path) -> str | None:
    """What the oracle says that rank 0 prints, which it is asked once unless it depends on the run's settings."""
    if not hasattr(case.oracle, "expected"):
        return None
    key = repr(getattr(case.oracle, "settings", None))
    if key not in expected_texts:
        expected_texts[key] = case.oracle.expected(folder)
    return expected_texts[key]


def check(case: Case, folder: Path, ranks: int, status: int, outputs: list[str], errors: str) -> None:
    wanted = case.exit_status
    if (wanted == "not 0" and status == 0) or (wanted != "not 0" and status != int(wanted)):
        raise Failure(f"exit status {status}, expected {wanted}\n{errors}")
    for message in case.messages:
        if not any(matches(f"...{message}...", line) for line in errors.splitlines()):
            raise Failure(f"no message\n    {message}\nin what was said:\n{errors}")
    if wanted == "0" and "Sanitizer" in errors:
        raise Failure(errors)
    expected_by_oracle = expected_of(case, folder)
    for rank, output in enumerate(outputs):
        expected = case.expected(rank, ranks)
        if expected is None and expected_by_oracle is not None:
            expected = expected_by_oracle if rank == 0 else ""
        if expected is not None and not same_text(expected, output, case.tolerance):
            difference = "\n".join(difflib.unified_diff(expected.splitlines(), output.splitlines(), "expected", "found",
                                                        lineterm="", n=100))  # fmt: skip
            raise Failure(f"rank {rank} of {ranks} prints something else:\n{difference}\n{errors}")
    if hasattr(case.oracle, "check"):
        case.oracle.check(folder, outputs)


def runs_of(case: Case) -> list[tuple[dict[str, str], int]]:
    if thorough():
        return [(settings, ranks) for settings in [{}, *(settings for settings, _ in HOSTILE)] for ranks in case.ranks]
    hostile = [(settings, ranks if ranks in case.ranks else case.ranks[-1]) for settings, ranks in HOSTILE]
    others = [ranks for ranks in case.ranks if ranks not in [taken for _, taken in hostile]]
    return [({}, ranks) for ranks in others or case.ranks[-1:]] + hostile


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bodocc", type=Path)
    parser.add_argument("case", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()

    case = read_case(arguments.case.resolve())
    folder = arguments.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    make_inputs(case, folder)
    # Warnings are the user's business everywhere, but a test program has none
    command = [arguments.bodocc.resolve(), *optimisation(case), "-Wall", "-Wextra", "-Werror", *case.options, case.path,
               "-o", "program"]  # fmt: skip
    if subprocess.run(command, cwd=folder, check=False).returncode != 0:
        print(f"bodocc does not compile {case.path.name}", file=sys.stderr)
        return 1
    for settings, ranks in runs_of(case):
        try:
            if hasattr(case.oracle, "settings"):
                case.oracle.settings = settings
            check(case, folder, ranks, *run(case, folder, ranks, settings))
        except (Failure, AssertionError) as failure:
            where = " ".join([f"{key}={value}" for key, value in settings.items()] + [f"{ranks} ranks"])
            print(f"{case.path.name}, {where}: {failure}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
