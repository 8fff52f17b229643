"""Programs that are too large for the tests: billions of rows, gigabytes in one exchange, many ranks.

    run.py [--bodocc build/bin/bodocc] [ranges two_gigabytes many_ranks]

Compiles each, runs it on the number of ranks that its head names, and compares what it prints. They take a minute on two
cores; two_gigabytes needs 14 GB of memory.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.append(str(ROOT / "test" / "tools"))

from program_test import ENVIRONMENT, on_ranks  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodocc", type=Path, default=ROOT / "build/bin/bodocc")
    parser.add_argument("programs", nargs="*", default=sorted(path.stem for path in HERE.glob("*.cpp")))
    arguments = parser.parse_args()
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.programs:
            source = HERE / f"{name}.cpp"
            head = [line.removeprefix("//").removeprefix(" ") for line in source.read_text().split("#include")[0].splitlines()]
            ranks = int(re.search(r"^ranks: (\d+)$", "\n".join(head), re.MULTILINE)[1])
            wanted = "".join(f"{line[2:]}\n" for line in head[head.index("prints:") + 1 :])
            subprocess.run([arguments.bodocc.resolve(), source, "-o", name], cwd=folder, check=True)
            begin = time.monotonic()
            done = subprocess.run(on_ranks(ranks, f"./{name}"), cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)
            good = done.returncode == 0 and done.stdout == wanted
            failures += not good
            print(f"{name}, {ranks} ranks: {'ok' if good else 'failed'}, {time.monotonic() - begin:.0f} s", flush=True)
            if not good:
                print(f"status {done.returncode}\n{done.stdout}{done.stderr}")
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main())
