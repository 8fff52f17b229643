"""Compares what `bodocc -S` writes for a case with its golden file, and compiles the golden file without warnings.

    run_golden.py BODOCC CASE.cpp GOLDEN.mpi.cpp FOLDER [--update] [--include DIR]... [--compiler CXX]...

With --update (or BODO_UPDATE_GOLDEN=1 in the environment) the golden file is written instead of compared.
"""

import argparse
import difflib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from case_file import make_inputs, read_case

FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-x", "c++"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bodocc", type=Path)
    parser.add_argument("case", type=Path)
    parser.add_argument("golden", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--update", action="store_true", default=os.environ.get("BODO_UPDATE_GOLDEN") == "1")
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("--compiler", action="append", default=[])
    arguments = parser.parse_args()

    case = read_case(arguments.case.resolve())
    golden = arguments.golden.resolve()
    folder = arguments.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    make_inputs(case, folder)
    # a copy beside the data, so that the emitted comments and messages hold no path of this machine
    shutil.copy(case.path, folder / case.path.name)
    command = [arguments.bodocc.resolve(), "-S", *case.options, case.path.name, "-o", golden.name]
    if subprocess.run(command, cwd=folder, check=False).returncode != 0:
        return 1
    found = (folder / golden.name).read_text()
    if arguments.update:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(found)
    expected = golden.read_text()
    if expected != found:
        difference = difflib.unified_diff(expected.splitlines(), found.splitlines(), str(golden), "emitted", lineterm="")
        print(*difference, sep="\n", file=sys.stderr)
        print("BODO_UPDATE_GOLDEN=1 tools/test -R golden takes over what is emitted", file=sys.stderr)
        return 1
    includes = [f"-I{directory}" for directory in arguments.include]
    failed = 0
    for compiler in arguments.compiler:
        failed |= subprocess.run([compiler, *FLAGS, *includes, str(golden)], cwd=folder, check=False).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
