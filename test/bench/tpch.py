"""All 22 queries of TPC-H, by one bodocc or several: CPU seconds side by side, and every result compared with DuckDB's.

    tpch.py [--bodocc BEFORE/bin/bodocc build/bin/bodocc] [--scale 1] [--ranks 1 2] [--repeat 3] [--only 2 9 ...]
            [--data build/bench/data] [--work build/bench/tpch]

Makes the data unless they are there (data.py), compiles each query with each bodocc, and runs them in turn, round by
round, so that all see the same machine. The queries are tpch/qNN.cpp with their SQL beside them; Q1, Q3 and Q6 are the
programs of run.py. Printed are, per query, the smallest CPU seconds (user and system, over all ranks, with the start of
the process) of each bodocc, their ratio to the first's, and those of DuckDB's query on as many threads, without its
start. The same bodocc named twice shows how far figures differ by chance.
"""

import argparse
import math
import resource
import sys
from pathlib import Path

import data as datasets
import duckdb
import peers
from measure import run
from run import ROOT, same_text

sys.path.append(str(ROOT / "test" / "tools"))
import oracle

QUERIES = Path(__file__).resolve().parent / "tpch"
PRINTED = [1, 3, 6]  # the programs of run.py print their results, the others write a Parquet file


class Query:
    """One query: its program, its SQL, and after `execute` the expected result."""

    def __init__(self, number: int, data: Path):
        self.data = data
        self.printed = number in PRINTED
        if self.printed:
            self.name = f"tpch_q{number}"
            self.source = ROOT / "test" / "cases" / f"{self.name}.cpp"
            self.sql = peers.DUCKDB[self.name].format(data=data)
        else:
            self.name = f"q{number:02}"
            self.source = QUERIES / f"{self.name}.cpp"
            self.sql = (QUERIES / f"{self.name}.sql").read_text()

    def execute(self, threads: int) -> float:
        """DuckDB's CPU seconds."""
        connection = duckdb.connect(config={"threads": threads})
        for table in datasets.TABLES:
            connection.execute(f"CREATE VIEW {table} AS FROM '{self.data}/{table}.parquet'")
        before = resource.getrusage(resource.RUSAGE_SELF)
        self.expected = connection.sql(self.sql).to_arrow_table()
        after = resource.getrusage(resource.RUSAGE_SELF)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def run(self, folder: Path, ranks: int) -> float:
        """The CPU seconds of the program in this folder. Raises an error if its result is not DuckDB's."""
        launcher = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(ranks)] if ranks > 1 else []
        result = folder / f"{self.name}.parquet"
        one = run([*launcher, folder / self.name, self.data, *([] if self.printed else [result])], folder)
        if self.printed:
            same_text(self.name, one.output, self.expected)
        else:
            oracle.assert_same(oracle.read(result), self.expected, tolerance=1e-9)
        return one.cpu


def measure(query: Query, folders: list[Path], ranks: int, repeat: int) -> list[float]:
    """The smallest CPU seconds of each folder's program, and of DuckDB."""
    own, peer = {folder: math.inf for folder in folders}, math.inf
    for number in range(repeat):
        # DuckDB first: the others are compared with its result
        peer = min(peer, query.execute(ranks))
        # every other round backwards, so that none is always the first
        for folder in folders if number % 2 == 0 else reversed(folders):
            own[folder] = min(own[folder], query.run(folder, ranks))
    return [*own.values(), peer]


def compare(queries: list[Query], folders: list[Path], ranks: int, repeat: int) -> None:
    letters = [chr(ord("A") + i) for i in range(len(folders))]
    titles = letters + [f"{letter}/A" for letter in letters[1:]] + ["DuckDB"]
    print(f"\n{ranks} {'ranks' if ranks > 1 else 'rank'}, smallest of {repeat}: CPU seconds")
    print("query  " + "".join(f"{title:>8}" for title in titles))
    ratios = []
    for query in queries:
        *own, peer = measure(query, folders, ranks, repeat)
        ratios.append([time / own[0] for time in own[1:]])
        print(f"{query.name:7}" + "".join(f"{figure:8.3f}" for figure in [*own, *ratios[-1], peer]), flush=True)
    means = [math.exp(sum(map(math.log, column)) / len(column)) for column in zip(*ratios)]
    if means:
        print("mean   " + " " * 8 * len(own) + "".join(f"{mean:8.3f}" for mean in means) + "  (geometric)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodocc", type=Path, nargs="+", default=[ROOT / "build/bin/bodocc"])
    parser.add_argument("--data", type=Path, default=ROOT / "build/bench/data")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench/tpch")
    parser.add_argument("--scale", default="1", help="the scale factor, such as 0.1")
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", type=int, nargs="+", default=range(1, 23), choices=range(1, 23), metavar="QUERY")
    arguments = parser.parse_args()

    data = arguments.data.resolve() / f"tpch{arguments.scale}"
    datasets.make_tpch(data, arguments.scale, datasets.TABLES)
    queries = [Query(number, data) for number in arguments.only]
    folders = []
    for i, bodocc in enumerate(arguments.bodocc):
        folder = arguments.work.resolve() / chr(ord("a") + i)
        print(f"{chr(ord('A') + i)}: {bodocc.resolve()}")
        datasets.make_tpch_samples(folder, data)
        for query in queries:
            run([bodocc.resolve(), query.source, "-o", query.name], folder)
        folders.append(folder)
    for ranks in arguments.ranks:
        compare(queries, folders, ranks, arguments.repeat)


if __name__ == "__main__":
    main()
