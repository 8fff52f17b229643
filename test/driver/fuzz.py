"""Whatever C++ it is fed, bodocc ends with status 0 or 1, never by a signal or an internal error, and leaves an output
only where it succeeded. The programs of cases/ and diagnostics/ are mutilated: tokens and lines are deleted, doubled,
swapped and exchanged between programs, and files end early.

    BODOCC=build/bin/bodocc test/driver/fuzz.py [--seed N] [--count N] [--seconds N] [--keep FOLDER]

What goes wrong is printed with its seed, and saved under FOLDER.
"""

import argparse
import concurrent.futures
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOKEN = re.compile(r'//[^\n]*|"(?:\\.|[^"\\\n])*"|[A-Za-z_]\w*|\d[\w.]*|::|->|<=|>=|==|!=|&&|\|\||\[\[|\]\]|\s+|.', re.S)
BAD = re.compile(r"internal error|bodocc crashed|Assertion|terminate called|PLEASE submit a bug|Sanitizer")
SECONDS_EACH = 60  # a run that takes longer has hung


def programs() -> list[str]:
    files = sorted([*(HERE.parent / "cases").glob("*.cpp"), *(HERE.parent / "diagnostics").glob("*.cpp")])
    return [file.read_text() for file in files]


def mutate(random: random.Random, texts: list[str]) -> str:
    text = random.choice(texts)
    if random.random() < 0.3:
        lines = text.splitlines(keepends=True)
        for _ in range(random.randint(1, 3)):
            at = random.randrange(len(lines))
            kind = random.randrange(4)
            if kind == 0:
                del lines[at]
            elif kind == 1:
                lines.insert(random.randrange(len(lines)), lines[at])
            elif kind == 2:
                other = random.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            else:
                lines.insert(at, random.choice(random.choice(texts).splitlines(keepends=True)))
            lines = lines or ["\n"]
        text = "".join(lines)
        if random.random() < 0.5:
            return text
    tokens = TOKEN.findall(text)
    # the first lines are comments and includes: most of the time something behind them
    first = next((i for i, token in enumerate(tokens) if token == "[["), 0) if random.random() < 0.9 else 0
    for _ in range(random.choice([1, 1, 1, 2, 3, 8])):
        at = random.randrange(min(first, len(tokens) - 1), len(tokens))
        kind = random.randrange(6)
        if kind == 0:
            tokens[at] = ""
        elif kind == 1:
            tokens[at] += " " + tokens[at]
        elif kind == 2:
            other = random.randrange(len(tokens))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif kind == 3:
            tokens[at] = random.choice(tokens)
        elif kind == 4:
            # of the same kind: more of these get through Clang
            words = [token for token in tokens if re.match(r"[A-Za-z_\"\d]", token) and token[0] == tokens[at][:1]]
            names = [token for token in tokens if re.match(r"[A-Za-z_]", token)]
            tokens[at] = random.choice(words or names or [""])
        else:
            tokens[at] = random.choice(["int", "auto", "const", "&", "*", "bodo::DataFrame", "df", '"A"', "0", "-1", "{}",
                                        "std::optional<int>", "bodo::Scalar", "return", "static", "template <class T>",
                                        "[[bodo::jit]]", "nullptr", "'x'", "1e400", "99999999999999999999"])  # fmt: skip
    if random.random() < 0.05:
        tokens = tokens[: random.randrange(len(tokens))]
    return "".join(tokens)


def fault(text: str, folder: Path) -> str | None:
    """What bodocc does wrong with this text; None if nothing."""
    source, output = folder / "input.cpp", folder / "output.cpp"
    source.write_text(text)
    output.unlink(missing_ok=True)
    try:
        done = subprocess.run([os.environ["BODOCC"], "-S", source.name, "-o", output.name], cwd=folder, check=False,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                              timeout=SECONDS_EACH)  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"it did not end within {SECONDS_EACH} s"
    if done.returncode not in (0, 1):
        return f"status {done.returncode}\n{done.stderr[-2000:]}"
    if match := BAD.search(done.stderr):
        return f"'{match[0]}' was said\n{done.stderr[-2000:]}"
    if output.exists() == (done.returncode == 1):
        return "an output was left after an error" if done.returncode else "there is no output"
    if done.returncode == 1 and "error:" not in done.stderr:
        return f"no error was said\n{done.stderr[-2000:]}"
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    texts = programs()
    end = time.monotonic() + arguments.seconds

    def work(first: int) -> tuple[int, int]:
        runs = faults = 0
        with tempfile.TemporaryDirectory() as folder:
            for seed in range(arguments.seed + first, arguments.seed + arguments.count, arguments.jobs):
                if time.monotonic() > end:
                    break
                text = mutate(random.Random(seed), texts)
                runs += 1
                if found := fault(text, Path(folder)):
                    faults += 1
                    print(f"seed {seed}: {found}", file=sys.stderr, flush=True)
                    if arguments.keep:
                        arguments.keep.mkdir(parents=True, exist_ok=True)
                        (arguments.keep / f"{seed}.cpp").write_text(text)
        return runs, faults

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        results = list(pool.map(work, range(arguments.jobs)))
    runs, faults = (sum(column) for column in zip(*results, strict=True))
    print(f"{runs} programs, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
