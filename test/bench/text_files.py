"""How fast CSV is read, and CSV and Parquet are written, beside DuckDB and Polars on as many cores.

    text_files.py [--bodocc build/bin/bodocc] [--work build/bench/text] [--ranks 2] [--repeat 5] [--own] [--only KIND ...]

Makes a CSV and a Parquet file of about 100 MB of each kind of data unless they are there. A program reads all columns of
the CSV file (sums of numbers and of lengths), or copies the Parquet file to CSV or Parquet. The engines take turns; all
sums are compared. Printed are, per kind: the megabytes of text, and per engine the least seconds inside the process, the
least CPU seconds, megabytes per CPU second, and the ratio to the faster peer.
"""

import argparse
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from measure import Stopwatch, run

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TASKS = ["read", "to_csv", "to_parquet"]
WORDS = np.array("red green blue small large garden kitchen table chair lamp winter summer music travel hotel flight".split())


def few(random: np.random.Generator) -> dict:
    n = 5_000_000
    return {"id": np.arange(n), "price": np.round(random.gamma(2.0, 60.0, n), 2), "k": random.integers(0, 100, n),
            "mode": random.choice(WORDS, n)}  # fmt: skip


def wide(random: np.random.Generator) -> dict:
    n = 250_000
    columns = {f"i{c}": random.integers(-(10**c), 10**c, n) for c in range(1, 17)}
    columns |= {f"f{c}": np.round(random.normal(0, 100, n), 3) for c in range(16)}
    columns |= {f"s{c}": random.choice(WORDS, n) for c in range(16)}
    return columns


def texts(random: np.random.Generator, between: str = " ") -> list:
    words = random.choice(WORDS, (1_000_000, 12))
    return [between.join(row) for row in words.tolist()]


def strings(random: np.random.Generator) -> dict:
    return {"id": np.arange(1_000_000), "title": texts(random), "place": random.choice(WORDS, 1_000_000)}


def quotes(random: np.random.Generator) -> dict:
    with_quotes = [t.replace(" small", ' "small"') for t in texts(random)]
    return {"id": np.arange(1_000_000), "title": texts(random, ", "), "quoted": with_quotes}


def dates(random: np.random.Generator) -> dict:
    n = 2_000_000
    day = (np.datetime64("1992-01-01") + random.integers(0, 2500, n)).astype("datetime64[D]")
    at = np.datetime64("2024-01-01", "s") + random.integers(0, 10**8, n)
    return {"id": np.arange(n), "day": day, "at": at, "until": at.astype("datetime64[ms]") + random.integers(1, 10**6, n)}


def floats(random: np.random.Generator) -> dict:
    return {f"f{c}": random.normal(0, 10.0**c, 1_000_000) for c in range(6)}


KINDS = {f.__name__: f for f in (few, wide, strings, quotes, dates, floats)}


def make(folder: Path, kind: str) -> dict[str, str]:
    """The files, unless they are there; the columns' types."""
    parquet, text = folder / f"{kind}.parquet", folder / f"{kind}.csv"
    if not text.exists():
        folder.mkdir(parents=True, exist_ok=True)
        table = pa.table(KINDS[kind](np.random.default_rng(7)))
        pq.write_table(table, parquet, row_group_size=200_000)
        pa.csv.write_csv(table, text, pa.csv.WriteOptions(quoting_style="needed" if kind == "quotes" else "none"))
    names = {"int64": "int64", "double": "float64", "string": "string", "date32[day]": "date"}
    return {f.name: names.get(str(f.type), "timestamp") for f in pq.read_schema(parquet)}


def source_of(task: str, kind: str, types: dict[str, str]) -> str:
    if task != "read":
        return (f'#include <bodo/bodo.h>\n[[bodo::jit]] void f() {{\n  bodo::read_parquet("{kind}.parquet")'
                f'.{task}("out.{kind}.{task[3:]}");\n}}\nint main() {{ f(); }}\n')  # fmt: skip
    values = {"string": '["{0}"].str().len().sum()', "date": '["{0}"].dt().day().sum()',
              "timestamp": '["{0}"].dt().second().sum()'}  # fmt: skip
    sums = " + ".join("df" + values.get(t, '["{0}"].sum()').format(name) for name, t in types.items())
    columns = ", ".join(f'{{"{name}", bodo::{t}}}' for name, t in types.items())
    return (f'#include <bodo/bodo.h>\n[[bodo::jit]] double f() {{\n  auto df = bodo::read_csv("{kind}.csv", '
            f"bodo::schema({{{columns}}}));\n  return {sums};\n}}\nint main() {{ bodo::print(f()); }}\n")  # fmt: skip


def run_duckdb(task: str, kind: str, types: dict[str, str]) -> float:
    import duckdb

    connection = duckdb.connect(config={"threads": int(os.environ["PEER_THREADS"])})
    if task != "read":
        form = {"to_csv": "FORMAT csv, HEADER", "to_parquet": "FORMAT parquet, COMPRESSION snappy"}[task]
        connection.execute(f"COPY (FROM '{kind}.parquet') TO 'peer.{kind}.{task[3:]}' ({form})")
        return 0.0
    names = {"int64": "BIGINT", "float64": "DOUBLE", "string": "VARCHAR", "date": "DATE", "timestamp": "TIMESTAMP"}
    columns = ", ".join(f"'{name}': '{names[t]}'" for name, t in types.items())
    values = {"string": 'length("{0}")', "date": 'day("{0}")', "timestamp": 'second("{0}")'}
    sums = " + ".join(f"sum({values.get(t, chr(34) + '{0}' + chr(34)).format(name)})" for name, t in types.items())
    return connection.execute(f"SELECT {sums} FROM read_csv('{kind}.csv', header = true, columns = {{{columns}}})").fetchone()[0]


def run_polars(task: str, kind: str, types: dict[str, str]) -> float:
    import polars as pl

    if task == "to_csv":
        pl.scan_parquet(f"{kind}.parquet").sink_csv(f"peer.{kind}.csv")
        return 0.0
    if task == "to_parquet":
        pl.scan_parquet(f"{kind}.parquet").sink_parquet(f"peer.{kind}.parquet", compression="snappy")
        return 0.0
    names = {"int64": pl.Int64, "float64": pl.Float64, "string": pl.String, "date": pl.Date, "timestamp": pl.Datetime("ns")}
    values = {"string": lambda c: c.str.len_chars(), "date": lambda c: c.dt.day().cast(pl.Int64),
              "timestamp": lambda c: c.dt.second().cast(pl.Int64)}  # fmt: skip
    frame = pl.scan_csv(f"{kind}.csv", schema={name: names[t] for name, t in types.items()})
    sums = [values.get(t, lambda c: c)(pl.col(name)).sum().cast(pl.Float64) for name, t in types.items()]
    return sum(frame.select(sums).collect().row(0))


def run_peer(engine: str, task: str, kind: str) -> None:
    """In a process of its own."""
    types = make(Path("."), kind)
    peer = {"duckdb": run_duckdb, "polars": run_polars}[engine]
    watch = Stopwatch()
    total = peer(task, kind, types)
    print(json.dumps([*watch.read(), total]))


class Bench:
    def __init__(self, arguments: argparse.Namespace):
        self.bodocc, self.work = arguments.bodocc.resolve(), arguments.work.resolve()
        self.ranks, self.repeat = str(arguments.ranks), arguments.repeat
        self.engines = ["bodocc"] if arguments.own else ["bodocc", "duckdb", "polars"]
        self.work.mkdir(parents=True, exist_ok=True)
        run([self.bodocc, "-c", HERE / "timed_main.cpp", "-o", "timed_main.o"], self.work)

    def compile(self, task: str, kind: str, types: dict[str, str]) -> None:
        name = f"{task}_{kind}"
        (self.work / f"{name}.cpp").write_text(source_of(task, kind, types))
        run([self.bodocc, "-c", f"{name}.cpp", "-o", f"{name}.o"], self.work)
        run(["objcopy", "--redefine-sym", "main=program_main", f"{name}.o"], self.work)
        run([self.bodocc, "timed_main.o", f"{name}.o", "-o", name], self.work)

    def once(self, engine: str, task: str, kind: str) -> tuple[float, float, float]:
        """Seconds, CPU seconds, the sum."""
        if engine == "bodocc":
            command = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", self.ranks, f"./{task}_{kind}"]
            one = run(command, self.work)
            return one.inside[0], one.cpu_inside[0], float(one.output or 0)
        settings = os.environ | {"POLARS_MAX_THREADS": self.ranks, "PEER_THREADS": self.ranks}
        ran = subprocess.run([sys.executable, __file__, "--peer", engine, task, kind], cwd=self.work, env=settings,
                             check=True, capture_output=True, text=True)  # fmt: skip
        return tuple(json.loads(ran.stdout))

    def compare(self, task: str, kind: str) -> None:
        self.compile(task, kind, make(self.work, kind))
        wall, cpu, totals = {}, {}, {}
        for _ in range(self.repeat):
            for engine in self.engines:
                seconds, used, totals[engine] = self.once(engine, task, kind)
                wall[engine] = min(wall.get(engine, math.inf), seconds)
                cpu[engine] = min(cpu.get(engine, math.inf), used)
        for engine, total in totals.items():
            if not math.isclose(total, totals["bodocc"], rel_tol=1e-9, abs_tol=1e-3):
                raise SystemExit(f"{kind}: {engine} has {total}, bodocc {totals['bodocc']}")
        size = (self.work / f"{kind}.csv").stat().st_size / 1e6
        cells = [f"{wall[e]:.2f} s {cpu[e]:.2f} cpu {size / cpu[e]:4.0f} MB/s" for e in self.engines]
        peers = [e for e in self.engines if e != "bodocc"]
        if peers:
            cells += [f"{mine['bodocc'] / min(mine[e] for e in peers):.2f}" for mine in (wall, cpu)]
        print(f"{task:11}{kind:9}{size:4.0f} MB  " + "   ".join(cells), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodocc", type=Path, default=ROOT / "build/bin/bodocc")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench/text")
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--own", action="store_true", help="without the peers")
    parser.add_argument("--only", nargs="*", default=list(KINDS), help="kinds of data")
    parser.add_argument("--tasks", nargs="*", default=TASKS)
    parser.add_argument("--peer", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        return run_peer(*arguments.peer)
    bench = Bench(arguments)
    for task in arguments.tasks:
        for kind in arguments.only:
            bench.compare(task, kind)


if __name__ == "__main__":
    main()
