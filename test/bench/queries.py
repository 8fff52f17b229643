"""The queries of TPC-H, of TPC-DS (those with windows), of db-benchmark or of kinds that these have not, by one bodocc or
several, beside DuckDB.

    queries.py tpch|tpcds|db_benchmark|kinds [--bodocc BEFORE/bin/bodocc build/bin/bodocc] [--scale 1] [--ranks 1 2]
               [--repeat 3] [--only q02 q09 ...] [--data build/bench/data] [--work build/bench]

Makes the data unless they are there (data.py, kinds_data.py), compiles each query with each bodocc, and runs them in
turn, round by round, so that all see the same machine. The queries are SET/NAME.cpp with their SQL beside them; TPC-H's
q01, q03 and q06 are the programs of run.py. Every result is compared with DuckDB's. Printed are, per query, the smallest CPU seconds (user
and system, over all ranks, with the start of the process) of each bodocc, their ratio to the first's, and those of
DuckDB's query on as many threads, without its start; then the seconds inside the process. The same bodocc named twice
shows how far figures differ by chance.
"""

import argparse
import math
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import data as datasets
import duckdb
import kinds_data
import peers
import pyarrow as pa
from measure import run
from run import ROOT, same_text

sys.path.append(str(ROOT / "test" / "tools"))
import oracle

HERE = Path(__file__).resolve().parent
PRINTED = {"q01": "tpch_q1", "q03": "tpch_q3", "q06": "tpch_q6"}  # they print their results, all others write files


@dataclass
class Set:
    """Queries over the same tables."""

    make: Callable[[Path, str, list[str]], None]  # the missing ones of these tables in a folder, at a scale
    tables: list[str]
    scale: str
    writes: bool = False  # DuckDB writes its result, too


SETS = {
    "tpch": Set(datasets.make_tpch, datasets.TABLES, "1"),
    "tpcds": Set(datasets.make_tpcds, datasets.TPCDS_TABLES, "1"),
    "db_benchmark": Set(datasets.make_db_benchmark, datasets.DB_BENCHMARK_TABLES, "1e7"),
    "kinds": Set(kinds_data.make, kinds_data.TABLES, "1", writes=True),
}


@dataclass
class Figures:
    cpu: float = math.inf
    inside: float = math.inf

    def add(self, cpu: float, inside: float) -> None:
        self.cpu, self.inside = min(self.cpu, cpu), min(self.inside, inside)


class Query:
    """One query: its program, its SQL, and after `execute` the expected result."""

    def __init__(self, name: str, folder: Path, queries: Set, data: Path, result: Path):
        self.name, self.queries, self.data, self.result = name, queries, data, result
        self.printed = PRINTED.get(name) if folder.name == "tpch" else None
        if self.printed:
            self.source = ROOT / "test" / "cases" / f"{self.printed}.cpp"
            self.sql = peers.DUCKDB[self.printed].format(data=data)
        else:
            self.source = folder / f"{name}.cpp"
            self.sql = (folder / f"{name}.sql").read_text()
        _, order, keys = self.sql.rpartition("ORDER BY")
        self.ordered = order and keys.count("(") == keys.count(")")  # not that of a window

    def compile(self, bodocc: Path, folder: Path) -> None:
        """With a `main` before its own that takes the time."""
        run([bodocc, "-c", self.source, "-o", f"{self.name}.o"], folder)
        run(["objcopy", "--redefine-sym", "main=program_main", f"{self.name}.o"], folder)
        run([bodocc, "timed_main.o", f"{self.name}.o", "-o", self.name], folder)

    def execute(self, threads: int) -> tuple[float, float]:
        """DuckDB's CPU seconds, and its seconds."""
        connection = duckdb.connect(config={"threads": threads})
        for table in self.queries.tables:
            connection.execute(f"CREATE VIEW {table} AS FROM '{datasets.files(self.data, table)}'")
        before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        query = connection.sql(self.sql)
        if self.queries.writes:
            query.write_parquet(str(self.result))
        else:
            self.expected = query.to_arrow_table()
        after, ended = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        if self.queries.writes:
            self.expected = oracle.read(self.result)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ended - started

    def run(self, folder: Path, ranks: int) -> tuple[float, float]:
        """The same of the program in this folder. Raises an error if its result is not DuckDB's."""
        launcher = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(ranks)] if ranks > 1 else []
        result = folder / f"{self.name}.parquet"
        one = run([*launcher, folder / self.name, self.data, *([] if self.printed else [result])], folder)
        if self.printed:
            same_text(self.printed, one.output, self.expected)
        else:
            found, expected = oracle.read(result), self.expected
            if not self.ordered:
                found, expected = sort(found), sort(expected)
            oracle.assert_same(found, expected, tolerance=1e-9, absolute=1e-15)
        return one.cpu, one.inside[0]


def sort(unsorted: pa.Table) -> pa.Table:
    """By all columns: those that may differ in their last digits come after the keys."""
    return duckdb.sql("FROM unsorted ORDER BY ALL").to_arrow_table()


def measure(query: Query, folders: list[Path], ranks: int, repeat: int) -> list[Figures]:
    """The smallest figures of each folder's program, and of DuckDB."""
    own, peer = {folder: Figures() for folder in folders}, Figures()
    for number in range(repeat):
        # DuckDB first: the others are compared with its result
        peer.add(*query.execute(ranks))
        # every other round backwards, so that none is always the first
        for folder in folders if number % 2 == 0 else reversed(folders):
            own[folder].add(*query.run(folder, ranks))
    return [*own.values(), peer]


def compare(queries: list[Query], folders: list[Path], ranks: int, repeat: int) -> None:
    width = max(len(query.name) for query in queries) + 2
    letters = [chr(ord("A") + i) for i in range(len(folders))]
    titles = letters + [f"{letter}/A" for letter in letters[1:]] + ["DuckDB"] + letters + ["DuckDB"]
    print(f"\n{ranks} {'ranks' if ranks > 1 else 'rank'}, smallest of {repeat}: CPU seconds, then seconds inside")
    print("query" + " " * (width - 5) + "".join(f"{title:>8}" for title in titles))
    ratios = []
    for query in queries:
        *own, peer = figures = measure(query, folders, ranks, repeat)
        ratios.append([one.cpu / own[0].cpu for one in own[1:]])
        row = [*(one.cpu for one in own), *ratios[-1], peer.cpu, *(one.inside for one in figures)]
        print(f"{query.name:{width}}" + "".join(f"{figure:8.3f}" for figure in row), flush=True)
    means = [math.exp(sum(map(math.log, column)) / len(column)) for column in zip(*ratios)]
    if means:
        print("mean" + " " * (width - 4) + " " * 8 * len(own) + "".join(f"{mean:8.3f}" for mean in means) + "  (geometric)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=SETS)
    parser.add_argument("--bodocc", type=Path, nargs="+", default=[ROOT / "build/bin/bodocc"])
    parser.add_argument("--data", type=Path, default=ROOT / "build/bench/data")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench")
    parser.add_argument("--scale", help="the scale factor, such as 0.1, or db-benchmark's number of rows, such as 1e6")
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", nargs="+", metavar="QUERY")
    arguments = parser.parse_args()

    chosen = SETS[arguments.set]
    scale = arguments.scale or chosen.scale
    data = arguments.data.resolve() / f"{arguments.set}{scale}"
    chosen.make(data, scale, chosen.tables)
    folder = HERE / arguments.set
    names = sorted([file.stem for file in folder.glob("*.cpp")] + list(PRINTED if arguments.set == "tpch" else []))
    if unknown := set(arguments.only or []) - set(names):
        parser.error(f"{arguments.set} has no {', '.join(sorted(unknown))}, but {' '.join(names)}")
    result = arguments.work.resolve() / arguments.set / "duckdb.parquet"
    queries = [Query(name, folder, chosen, data, result) for name in arguments.only or names]
    folders = []
    for i, bodocc in enumerate(arguments.bodocc):
        folder = arguments.work.resolve() / arguments.set / chr(ord("a") + i)
        print(f"{chr(ord('A') + i)}: {bodocc.resolve()}")
        datasets.make_table_samples(folder / "data" / arguments.set, data, chosen.tables)
        run([bodocc.resolve(), "-c", HERE / "timed_main.cpp", "-o", "timed_main.o"], folder)
        for query in queries:
            query.compile(bodocc.resolve(), folder)
        folders.append(folder)
    for ranks in arguments.ranks:
        compare(queries, folders, ranks, arguments.repeat)


if __name__ == "__main__":
    main()
