"""The queries of TPC-H, of TPC-DS (those with windows), of db-benchmark or of kinds that these have not, by one bodocc or
several, beside DuckDB and Polars.

    queries.py tpch|tpcds|db_benchmark|kinds [--bodocc BEFORE/bin/bodocc build/bin/bodocc] [--scale 1] [--ranks 1 2]
               [--repeat 2] [--in-a-row 2] [--only q02 q09 ...] [--memory] [--data build/bench/data] [--work build/bench]

Makes the data unless they are there (data.py, kinds_data.py), compiles each query with each bodocc, and runs them in
turn, round by round, so that all see the same machine; each engine in two processes one after the other, because a
virtual machine may take free memory away, and new memory costs the first process more than the query itself. The
queries are SET/NAME.cpp with their SQL beside them, which both peers take (sql_peers.py), as far as Polars knows it;
TPC-H's q01, q03 and q06 are the programs of run.py. Every result is compared with DuckDB's. Printed are, per query,
the smallest CPU seconds (user and system, over all ranks or threads) inside the process of each bodocc's program,
their ratio to the first's, those of the peers on as many threads, and the ratio of the last bodocc's to the smaller
peer's; then the same of the seconds. --memory runs each once more and prints the peaks of memory. The same bodocc
named twice shows how far figures differ by chance.
"""

import argparse
import math
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import data as datasets
import duckdb
import kinds_data
import peers
import pyarrow as pa
from measure import Run, run
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
    writes: bool = False  # the peers write their results, too


SETS = {
    "tpch": Set(datasets.make_tpch, datasets.TABLES, "1"),
    "tpcds": Set(datasets.make_tpcds, datasets.TPCDS_TABLES, "1"),
    "db_benchmark": Set(datasets.make_db_benchmark, datasets.DB_BENCHMARK_TABLES, "1e7", writes=True),
    "kinds": Set(kinds_data.make, kinds_data.TABLES, "1", writes=True),
}


class Figures:
    """The smallest seconds and CPU seconds of one engine inside its process, and its peak of memory."""

    def __init__(self):
        self.wall = self.cpu = self.memory = math.inf
        self.failed = ""

    def add(self, one: Run) -> None:
        self.wall, self.cpu = min(self.wall, one.inside[0]), min(self.cpu, one.cpu_inside[0])


class Query:
    """One query: its program and its SQL."""

    def __init__(self, name: str, folder: Path, queries: Set, data: Path, work: Path):
        self.name, self.queries, self.data, self.work = name, queries, data, work
        self.printed = PRINTED.get(name) if folder.name == "tpch" else None
        if self.printed:
            self.source = ROOT / "test" / "cases" / f"{self.printed}.cpp"
            sql = re.sub(r"'{data}/(\w+)\.parquet'", r"\1", peers.DUCKDB[self.printed])
        else:
            self.source = folder / f"{name}.cpp"
            sql = (folder / f"{name}.sql").read_text()
        self.sql = work / f"{name}.sql"
        self.sql.write_text(sql)
        _, order, keys = sql.rpartition("ORDER BY")
        self.ordered = order and keys.count("(") == keys.count(")")  # not that of a window

    def compile(self, bodocc: Path, folder: Path) -> None:
        """With a `main` before its own that takes the time."""
        run([bodocc, "-c", self.source, "-o", f"{self.name}.o"], folder)
        run(["objcopy", "--redefine-sym", "main=program_main", f"{self.name}.o"], folder)
        run([bodocc, "timed_main.o", f"{self.name}.o", "-o", self.name], folder)

    def run_peer(self, engine: str, threads: int, memory: bool) -> tuple[Run, pa.Table]:
        result = self.work / f"{engine}.parquet"
        how = "write" if self.queries.writes else "collect"
        one = run([sys.executable, HERE / "sql_peers.py", engine, threads, self.sql, self.data, result, how,
                   *self.queries.tables], self.work, memory=memory)  # fmt: skip
        return one, oracle.read(result)

    def run(self, folder: Path, ranks: int, expected: pa.Table, memory: bool) -> Run:
        """The program in this folder. Raises an error if its result is not DuckDB's."""
        launcher = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", ranks] if ranks > 1 else []
        result = folder / f"{self.name}.parquet"
        one = run([*launcher, folder / self.name, self.data, *([] if self.printed else [result])], folder, memory=memory)
        if self.printed:
            same_text(self.printed, one.output, expected)
        else:
            self.assert_same(oracle.read(result), expected)
        return one

    def assert_same(self, found: pa.Table, expected: pa.Table) -> None:
        if not self.ordered:
            found, expected = sort(found), sort(expected)
        oracle.assert_same(found, expected, tolerance=1e-9, absolute=1e-15)


def sort(unsorted: pa.Table) -> pa.Table:
    """By all columns: those that may differ in their last digits come after the keys."""
    return duckdb.sql("FROM unsorted ORDER BY ALL").to_arrow_table()


def run_polars(query: Query, threads: int, expected: pa.Table, figures: Figures, memory: bool = False) -> Run | None:
    """None, and the reason in the figures, if Polars' SQL has not all of the query, or the result is another one."""
    if figures.failed:
        return None
    try:
        one, found = query.run_peer("polars", threads, memory)
        query.assert_same(found.cast(expected.schema), expected)
        return one
    except (AssertionError, RuntimeError, ValueError) as error:
        figures.failed = str(error).strip().splitlines()[-1]
        figures.wall = figures.cpu = math.inf
        return None


def measure(query: Query, folders: list[Path], ranks: int, repeat: int, in_a_row: int, memory: bool) -> list[Figures]:
    """The figures of each folder's program, of DuckDB and of Polars."""
    own, duck, polars = {folder: Figures() for folder in folders}, Figures(), Figures()
    for number in range(repeat):
        # DuckDB first: the others are compared with its result
        for _ in range(in_a_row):
            one, expected = query.run_peer("duckdb", ranks, False)
            duck.add(one)
        for _ in range(in_a_row):
            if one := run_polars(query, ranks, expected, polars):
                polars.add(one)
        # every other round backwards, so that none is always the first
        for folder in folders if number % 2 == 0 else reversed(folders):
            for _ in range(in_a_row):
                own[folder].add(query.run(folder, ranks, expected, False))
    if memory:
        duck.memory = query.run_peer("duckdb", ranks, True)[0].memory
        if one := run_polars(query, ranks, expected, polars, True):
            polars.memory = one.memory
        for folder, figures in own.items():
            figures.memory = query.run(folder, ranks, expected, True).memory
    return [*own.values(), duck, polars]


def to_faster(own: Figures, peers: list[Figures], what: str) -> float:
    return getattr(own, what) / min(getattr(peer, what) for peer in peers)


def compare(queries: list[Query], folders: list[Path], ranks: int, repeat: int, in_a_row: int, memory: bool, alone: dict[str, float]) -> None:
    """`alone`: the CPU seconds and seconds of each query on one rank, which it leaves for more ranks."""
    width = max(len(query.name) for query in queries) + 2
    letters = [chr(ord("A") + i) for i in range(len(folders))]
    titles = [*letters, *[f"{letter}/A" for letter in letters[1:]], "DuckDB", "Polars", "ratio"]
    shown = ["cpu", "wall", *(["memory"] if memory else [])]
    print(f"\n{ranks} {'ranks' if ranks > 1 else 'rank'}, smallest of {in_a_row * repeat}: CPU seconds inside, then seconds"
          + (", then MB" if memory else "") + "; each with the last program's ratio to the smaller peer")  # fmt: skip
    print("query" + " " * (width - 5) + "".join(f"{title:>8}" for title in titles * len(shown)) + "  faster than on 1 rank")
    ratios = {}
    for query in queries:
        *own, duck, polars = figures = measure(query, folders, ranks, repeat, in_a_row, memory)
        row, ratios[query.name] = [], []
        for what in shown:
            values = [getattr(one, what) / (1e6 if what == "memory" else 1) for one in figures]
            compared = [value / values[0] for value in values[1 : len(own)]]
            compared.append(to_faster(own[-1], [duck, polars], what))
            ratios[query.name] += compared
            row += [*values[: len(own)], *compared[:-1], *values[len(own) :], compared[-1]]
        before = alone.setdefault(query.name, own[-1].wall)
        cells = "".join(f"{cell:8.3f}" if cell < math.inf else "       –" for cell in row)
        print(f"{query.name:{width}}{cells}{before / own[-1].wall:8.2f}", flush=True)
        if polars.failed:
            print(f"  Polars: {polars.failed}")
    kinds = {name.partition("_")[0] for name in ratios if "_" in name}
    each = len(letters)
    for kind in ["", *sorted(kinds)]:
        rows = [row for name, row in ratios.items() if name.startswith(kind)]
        means = [math.exp(sum(map(math.log, column)) / len(column)) for column in zip(*rows)]
        print(f"{kind or 'all':{width}}geometric mean"
              + ";".join("".join(f"{mean:8.3f}" for mean in means[i : i + each]) for i in range(0, len(means), each)))  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=SETS)
    parser.add_argument("--bodocc", type=Path, nargs="+", default=[ROOT / "build/bin/bodocc"])
    parser.add_argument("--data", type=Path, default=ROOT / "build/bench/data")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench")
    parser.add_argument("--scale", help="the scale factor, such as 0.1, or db-benchmark's number of rows, such as 1e6")
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--in-a-row", type=int, default=2, help="runs of one engine in each round")
    parser.add_argument("--only", nargs="+", metavar="QUERY")
    parser.add_argument("--memory", action="store_true", help="the peaks of memory, in a further run")
    arguments = parser.parse_args()

    chosen = SETS[arguments.set]
    scale = arguments.scale or chosen.scale
    data = arguments.data.resolve() / f"{arguments.set}{scale}"
    chosen.make(data, scale, chosen.tables)
    folder = HERE / arguments.set
    names = sorted([file.stem for file in folder.glob("*.cpp")] + list(PRINTED if arguments.set == "tpch" else []))
    if unknown := set(arguments.only or []) - set(names):
        parser.error(f"{arguments.set} has no {', '.join(sorted(unknown))}, but {' '.join(names)}")
    work = arguments.work.resolve() / arguments.set
    work.mkdir(parents=True, exist_ok=True)
    queries = [Query(name, folder, chosen, data, work) for name in arguments.only or names]
    folders = []
    for i, bodocc in enumerate(arguments.bodocc):
        folder = work / chr(ord("a") + i)
        print(f"{chr(ord('A') + i)}: {bodocc.resolve()}")
        datasets.make_table_samples(folder / "data" / arguments.set, data, chosen.tables)
        run([bodocc.resolve(), "-c", HERE / "timed_main.cpp", "-o", "timed_main.o"], folder)
        for query in queries:
            query.compile(bodocc.resolve(), folder)
        folders.append(folder)
    alone = {}
    for ranks in arguments.ranks:
        compare(queries, folders, ranks, arguments.repeat, arguments.in_a_row, arguments.memory, alone)


if __name__ == "__main__":
    main()
