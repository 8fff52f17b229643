"""Programs in which something fails: whatever it is, the output is the old one or the new one, whole, all ranks end soon,
the message names the line, and nothing is left behind.

    run.py --bodocc BODOCC --work FOLDER calls   for each program, kind of call (shim.c), rank and n: the n-th call fails
    run.py ... kills                             one of 4 ranks gets a signal at a random moment of a write
    run.py ... files                             mutants of Parquet files of all encodings and codecs, and of CSV, are read:
                                                 no crash, no hang, no more memory than their size explains; under
                                                 AddressSanitizer with `--option=-fsanitize=address`, and in
                                                 LD_LIBRARY_PATH the libraries of `cmake --preset asan`

`--every N` takes one of N, from `--phase` on. What goes wrong is printed with what repeats it.
"""

import argparse
import hashlib
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))

from program_test import ENVIRONMENT, on_ranks  # noqa: E402

PROGRAMS = ["partitions", "texts", "objects", "arrow", "joins", "checkpoints"]
CALLS = ["open", "read", "pread", "write", "pwrite", "fsync", "rename", "mkdir", "allocate"]
SOON = 5.0  # seconds in which all ranks end
OLD, NEW = "0", "1000000"
MESSAGE = re.compile(r"^programs\.cpp:\d+: error: \w+: .+", re.MULTILINE)


def make_inputs(folder: Path) -> None:
    draw = random.Random(5)
    rows = 900
    sales = pd.DataFrame({
        "id": range(rows),
        "region": [draw.choice(["north", "south", "a long name of a region"]) for _ in range(rows)],
        "price": [draw.randrange(4000) / 100 for _ in range(rows)],
        "day": [pd.Timestamp("2024-01-01").date() + pd.Timedelta(days=draw.randrange(300)) for _ in range(rows)],
    })  # fmt: skip
    (folder / "in" / "sales").mkdir(parents=True)
    for part in range(3):
        sales.iloc[part * 300 : part * 300 + 300].to_parquet(folder / "in" / "sales" / f"{part}.parquet", row_group_size=100)
    sales.to_csv(folder / "in" / "sales.csv", index=False)
    sales.assign(day=sales["day"].astype(str)).to_json(folder / "in" / "sales.json", orient="records", lines=True)
    sales.to_feather(folder / "in" / "sales.feather")


def state_of(place: Path) -> dict[str, str]:
    """All files at a place, by name, with their contents."""
    files = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
    return {str(p.relative_to(place)): hashlib.sha1(p.read_bytes()).hexdigest() for p in files}


class Runs:
    def __init__(self, bodocc: Path, work: Path):
        shutil.rmtree(work, ignore_errors=True)
        self.data = work / "data"
        self.data.mkdir(parents=True)
        self.work = work
        make_inputs(self.data)
        subprocess.run([bodocc, "-O0", HERE / "programs.cpp", "-o", work / "main"], check=True)
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", HERE / "shim.c", "-o", work / "shim.so", "-ldl"], check=True)

    def command(self, program: str, n: str, ranks: int) -> list[str]:
        own = [str(self.work / "main"), program, n]
        return own if ranks == 1 else on_ranks(ranks, *own)

    def run(self, program: str, n: str, ranks: int, **settings: str) -> tuple[int, str, float]:
        begin = time.monotonic()
        done = subprocess.run(self.command(program, n, ranks), cwd=self.data, env=ENVIRONMENT | settings,
                              capture_output=True, text=True, timeout=120, check=False)  # fmt: skip
        return done.returncode, done.stderr, time.monotonic() - begin

    def remember(self, program: str, ranks: int) -> tuple[dict, dict]:
        """The outputs, old and new; the old one is in its place afterwards, and a copy of it aside."""
        states = []
        for n in (NEW, OLD):
            self.clear()
            status, errors, _ = self.run(program, n, ranks)
            if status != 0:
                raise RuntimeError(f"{program}: {errors}")
            states.append(state_of(self.data / "out"))
        aside = self.work / "old"
        shutil.rmtree(aside, ignore_errors=True)
        aside.unlink(missing_ok=True) if aside.is_file() else None
        (shutil.copy2 if (self.data / "out").is_file() else shutil.copytree)(self.data / "out", aside)
        return states[1], states[0]

    def clear(self) -> None:
        for path in self.data.iterdir():
            if path.name != "in":
                path.unlink() if path.is_file() else shutil.rmtree(path)

    def restore(self) -> None:
        self.clear()
        aside = self.work / "old"
        (shutil.copy2 if aside.is_file() else shutil.copytree)(aside, self.data / "out")

    def problem(self, old: dict, new: dict, status: int, errors: str, seconds: float, is_killed: bool) -> str | None:
        found = state_of(self.data / "out")
        left = [p.name for p in self.data.iterdir() if p.name not in ("in", "out")]
        if found != new and found != old:
            return f"the output is neither the old one nor the new one: {sorted(found)}"
        if status == 0 and found != new:
            return "it succeeds, and leaves the old output"
        if left and not is_killed:
            return f"it leaves {left}"
        if status != 0 and not is_killed and not MESSAGE.search(errors):
            return f"no message with a line: {errors!r}"
        if status == 0 and "error" in errors:
            return f"it succeeds, with a message: {errors!r}"
        return f"it ends after {seconds:.1f} s" if seconds > SOON else None


def run_calls(runs: Runs, every: int, phase: int, rank_counts: list[int], programs: list[str]) -> tuple[list[str], Counter]:
    problems, done = [], Counter()
    number = 0
    shim = {"LD_PRELOAD": str(runs.work / "shim.so"), "FAULT_FOLDER": str(runs.data)}
    for ranks in rank_counts:
        for program in programs:
            old, new = runs.remember(program, ranks)
            for call in CALLS:
                for rank in range(ranks):
                    count = runs.work / "count"
                    fault = shim | {"FAULT_CALL": call, "FAULT_RANK": str(rank)}
                    runs.restore()
                    runs.run(program, NEW, ranks, **fault, FAULT_AT="0", FAULT_COUNT=str(count))
                    for n in range(1, int(count.read_text()) + 1):
                        number += 1
                        if number % every != phase % every:
                            continue
                        runs.restore()
                        status, errors, seconds = runs.run(program, NEW, ranks, **fault, FAULT_AT=str(n))
                        done[f"{call}, {'it fails' if status else 'it goes on'}"] += 1
                        wrong = runs.problem(old, new, status, errors, seconds, False)
                        if wrong and "it ends after" in wrong:  # once more, as the machine may have been busy
                            runs.restore()
                            wrong = runs.problem(old, new, *runs.run(program, NEW, ranks, **fault, FAULT_AT=str(n)), False)
                        if wrong:
                            problems.append(f"{program} on {ranks} ranks, {call} {n} of rank {rank}: {wrong}")
                            print(problems[-1], flush=True)
    return problems, done


def children_of(process: int) -> list[str]:
    return subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=False).stdout.split()


def run_kills(runs: Runs, count: int, seed: int) -> tuple[list[str], Counter]:
    problems, done = [], Counter()
    draw = random.Random(seed)
    old, new = runs.remember("partitions", 4)
    runs.restore()
    usual = runs.run("partitions", NEW, 4)[2]  # seconds
    for trial in range(count):
        runs.restore()
        number = [signal.SIGKILL, signal.SIGSEGV, signal.SIGSTOP][trial % 3]
        process = subprocess.Popen(runs.command("partitions", NEW, 4), cwd=runs.data, stderr=subprocess.PIPE, text=True,
                                   env=ENVIRONMENT | {"BODO_HANG_TIMEOUT": "1.5"})  # fmt: skip
        time.sleep(draw.random() * usual)
        ranks = children_of(process.pid)
        victim = draw.choice(ranks) if ranks else None
        begin = time.monotonic()
        if victim:
            try:
                os.kill(int(victim), number)
            except ProcessLookupError:
                victim = None
        errors = ""
        try:
            errors = process.communicate(timeout=SOON)[1]
        except subprocess.TimeoutExpired:
            if number == signal.SIGSTOP and children_of(process.pid) == [victim]:
                os.kill(int(victim), signal.SIGCONT)  # all others have ended: it has nothing left to do but to end
                begin = time.monotonic()
            try:
                errors = process.communicate(timeout=60)[1]
            except subprocess.TimeoutExpired:
                process.kill()
                errors = process.communicate()[1]
        seconds = time.monotonic() - begin
        if victim:
            try:
                os.kill(int(victim), signal.SIGKILL)  # one that is stopped
            except ProcessLookupError:
                pass
        wrong = runs.problem(old, new, process.returncode, errors, seconds, True)
        if not wrong and process.returncode != 0:
            # the next run removes what is left
            status, more, _ = runs.run("partitions", NEW, 4)
            if status != 0 or state_of(runs.data / "out") != new:
                wrong = f"the next run: {more}"
            elif left := [p.name for p in runs.data.iterdir() if p.name not in ("in", "out")]:
                wrong = f"the next run leaves {left}"
        done[f"{number.name}, status {process.returncode}"] += 1
        if wrong:
            problems.append(f"trial {trial} of seed {seed}, {number.name}: {wrong}")
            print(problems[-1], flush=True)
    return problems, done


ENCODINGS = {
    "plain": {},
    "dictionary": None,
    "delta": {"i": "DELTA_BINARY_PACKED", "n": "DELTA_BINARY_PACKED", "s": "DELTA_BYTE_ARRAY", "w": "DELTA_LENGTH_BYTE_ARRAY",
              "d": "DELTA_BINARY_PACKED", "t": "DELTA_BINARY_PACKED"},
    "split": {"f": "BYTE_STREAM_SPLIT"},
    "runs": {"b": "RLE"},
}  # fmt: skip
CODECS = ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]
MOST_MEMORY = 200 << 20  # bytes of a process that reads files of some kilobytes


def readable_files(folder: Path) -> list[Path]:
    """A Parquet file for each encoding, codec and version of pages, and CSV files."""
    draw = random.Random(3)
    rows = 300

    def some(make):
        return [None if draw.random() < 0.1 else make() for _ in range(rows)]

    words = ["", "a", "longer than twelve bytes", "é"]
    table = pa.table({
        "i": pa.array(some(lambda: draw.randrange(-(2**40), 2**40)), pa.int64()),
        "n": pa.array(some(lambda: draw.randrange(1000)), pa.int32()),
        "f": pa.array(some(draw.random), pa.float64()),
        "s": pa.array(some(lambda: f"{draw.randrange(10**9)} {draw.choice(words)}")),
        "w": pa.array(some(lambda: draw.choice(words))),
        "b": pa.array(some(lambda: draw.random() < 0.5), pa.bool_()),
        "d": pa.array(some(lambda: draw.randrange(20000)), pa.int32()).cast(pa.date32()),
        "t": pa.array(some(lambda: draw.randrange(10**18)), pa.int64()).cast(pa.timestamp("ns")),
        "m": pa.array(some(lambda: draw.randrange(10**9)), pa.int64()).cast(pa.decimal128(21, 2)).cast(pa.decimal128(12, 2)),
    })  # fmt: skip
    files = []
    for name, encoding in ENCODINGS.items():
        for codec in CODECS:
            for version in ("1.0", "2.0"):
                files.append(folder / f"{name}-{codec}-{version[0]}.parquet")
                pq.write_table(table, files[-1], compression=codec, use_dictionary=encoding is None, row_group_size=120,
                               data_page_size=700, data_page_version=version, column_encoding=encoding or None)  # fmt: skip
    files.append(folder / "rows.csv")
    csv.write_csv(table, files[-1])
    return files


def mutant_of(content: bytes, draw: random.Random) -> bytes:
    """A few bits or bytes are others, something is cut out, doubled or swapped, or the file ends early."""
    changed = bytearray(content)
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little") if content.startswith(b"PAR1") else 0
    for _ in range(draw.choice([1, 1, 1, 2, 5])):
        # half of them where the metadata are
        at = draw.randrange(footer if 0 < footer < len(changed) and draw.random() < 0.5 else 0, len(changed))
        kind = draw.randrange(7)
        if kind == 0:
            changed[at] ^= 1 << draw.randrange(8)
        elif kind == 1:
            changed[at] = draw.choice([0, 1, 127, 128, 255, draw.randrange(256)])
        elif kind == 2:
            changed[at : at + 4] = draw.choice([b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\0\0\0\0"])
        elif kind == 3:
            del changed[at : at + draw.choice([1, 2, 8, 100])]
        elif kind == 4:
            changed[at:at] = changed[at : at + draw.choice([1, 4, 50])]
        elif kind == 5:
            other, n = draw.randrange(len(changed)), draw.choice([1, 4, 30])
            changed[at : at + n] = changed[other : other + n]
        else:
            del changed[at:]
        if not changed:
            return b"\0"
    return bytes(changed)


def run_files(bodocc: Path, work: Path, count: int, seed: int, options: list[str]) -> tuple[list[str], Counter]:
    problems, done = [], Counter()
    shutil.rmtree(work, ignore_errors=True)
    (work / "mutants").mkdir(parents=True)
    subprocess.run([bodocc, "-O0", HERE / "reader.cpp", "-o", work / "reader", *options], check=True)
    files = readable_files(work)
    right = subprocess.run([work / "reader", *files], capture_output=True, text=True, check=True).stdout
    sums = {line.rpartition(": ")[2] for line in right.splitlines()}
    if len(sums) != 1:
        raise RuntimeError(f"the files are not equal: {right}")
    draw = random.Random(seed)
    made = []
    for number in range(count):
        file = files[number % len(files)] if number % 8 else files[-1]
        made.append(work / "mutants" / f"{number}-{file.name}")
        made[-1].write_bytes(mutant_of(file.read_bytes(), draw))

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    while made:
        some, made = made[:50], made[50:]
        process = subprocess.Popen([work / "reader", *some], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   errors="replace", preexec_fn=limit)  # fmt: skip
        try:
            out, errors = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            out, errors = process.communicate()
            errors += "it hangs"
        lines = out.splitlines()
        read = [line for line in lines if "/mutants/" in line]
        for line in read:
            done["an error" if "error:" in line else "read"] += 1
        if process.returncode != 0:
            wrong = some[len(read) - 1]
            problems.append(f"{wrong} (seed {seed}): status {process.returncode}: {errors[-1500:]}")
            print(problems[-1], flush=True)
            made = some[len(read) :] + made
        used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10
        if used > MOST_MEMORY and not options:
            problems.append(f"one of {some[0]} to {some[-1]} (seed {seed}) takes {used >> 20} MB")
            print(problems[-1], flush=True)
    return problems, done


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["calls", "kills", "files"])
    parser.add_argument("--bodocc", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--phase", type=int, default=0)
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--programs", nargs="+", choices=PROGRAMS, default=PROGRAMS)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--option", action="append", default=[], help="for bodocc, of the reader: -fsanitize=address")
    args = parser.parse_args()
    bodocc, work = args.bodocc.resolve(), args.work.resolve()
    if args.what == "files":
        problems, done = run_files(bodocc, work, args.count, args.seed, args.option)
    else:
        runs = Runs(bodocc, work)
    if args.what == "calls":
        problems, done = run_calls(runs, args.every, args.phase, args.ranks, args.programs)
    elif args.what == "kills":
        problems, done = run_kills(runs, args.count, args.seed)
    for what, number in sorted(done.items()):
        print(f"{number:6d}  {what}")
    print(f"{sum(done.values())} runs, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
