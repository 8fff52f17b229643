"""Emitted programs beside programs for the same queries that are written by hand with MPI and Arrow (by_hand/).

    by_hand.py [--bodocc build/bin/bodocc] [--data build/bench/data] [--work build/bench] [--ranks 2] [--repeat 5]
               [--only q1 ...] [--rows 10000000] [--trips 20000000]

Makes the data unless they are there (data.py, language_data.py), compiles both programs of each query with -O3, and runs
them in turn, round by round. The results of those by hand are compared with DuckDB's. Printed are, per query, the
smallest seconds inside the process and CPU seconds of both, and their ratios.
"""

import argparse
import math
import shutil
from pathlib import Path

import data as datasets
import duckdb
import language_data
import peers
import pyarrow as pa
import pyarrow.dataset as dataset
from measure import Figures, Run, run
from queries import sort
from run import HERE, ROOT

import oracle

SQL = {
    "q1": peers.DUCKDB["tpch_q1"],
    "q3": peers.DUCKDB["tpch_q3"],
    "q4": (HERE / "tpch" / "q04.sql").read_text(),
    "q9": (HERE / "tpch" / "q09.sql").read_text(),
    "taxi": peers.DUCKDB["taxi"],
    "groups": """SELECT ten_million, sum(i)::BIGINT AS total FROM '{data}/groups.parquet'
                 GROUP BY ten_million ORDER BY total DESC, ten_million LIMIT 10""",
}
SOURCES = {
    "q1": ROOT / "test/cases/tpch_q1.cpp",
    "q3": ROOT / "test/cases/tpch_q3.cpp",
    "q4": HERE / "tpch/q04.cpp",
    "q9": HERE / "tpch/q09.cpp",
    "taxi": ROOT / "test/cases/taxi.cpp",
    "groups": HERE / "by_hand/groups_emitted.cpp",
}


class Pair:
    def __init__(self, name: str, data: Path, work: Path):
        self.name, self.work = name, work
        self.folder = data / {"taxi": "taxi", "groups": "language"}.get(name, "tpch1")
        self.own_result, self.result = work / f"{name}.own", work / f"{name}.result"

    def compile(self, bodocc: Path, arrow: list) -> None:
        run([bodocc, "-O3", "-c", SOURCES[self.name], "-o", f"{self.name}.o"], self.work)
        run(["objcopy", "--redefine-sym", "main=program_main", f"{self.name}.o"], self.work)
        run([bodocc, "timed_main.o", f"{self.name}.o", "-o", self.name], self.work)
        run(["mpicxx", "-std=c++20", "-O3", HERE / "by_hand" / f"{self.name}.cpp", "-o", f"{self.name}.by_hand", *arrow],
            self.work)  # fmt: skip

    def check(self) -> None:
        connection = duckdb.connect()
        for table in datasets.TABLES:
            if (self.folder / f"{table}.parquet").exists():
                connection.execute(f"CREATE VIEW {table} AS FROM '{self.folder}/{table}.parquet'")
        wanted = self.work / f"{self.name}.duckdb"
        query = SQL[self.name].format(data=self.folder, result=wanted)
        if "COPY" in query:
            connection.execute(query)
            expected = oracle.read(wanted)
        else:
            expected = connection.sql(query).to_arrow_table()
        found = dataset.dataset(self.result, format="parquet").to_table()
        oracle.assert_same(plain(sort(found)), plain(sort(expected)), tolerance=1e-9, absolute=1e-15)

    def run(self, by_hand: bool, ranks: int) -> Run:
        launcher = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(ranks)]
        if by_hand:
            shutil.rmtree(self.result, ignore_errors=True)
            self.result.unlink(missing_ok=True)
            if self.name == "taxi":
                self.result.mkdir()
            command = [self.work / f"{self.name}.by_hand", self.folder, self.result]
        elif self.name == "taxi":
            command = [self.work / self.name, self.folder / "trips", self.folder / "central_park_weather.csv", self.own_result]
        else:
            command = [self.work / self.name, self.folder, *([] if self.name in ("q1", "q3") else [self.own_result])]
        return run([*launcher, *command], self.work)


def plain(table: pa.Table) -> pa.Table:
    """With one type for all whole numbers: the width is the engines' choice."""
    fields = [field.with_type(pa.int64()) if pa.types.is_integer(field.type) else field for field in table.schema]
    return table.cast(pa.schema([pa.field(field.name, field.type) for field in fields]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodocc", type=Path, default=ROOT / "build/bin/bodocc")
    parser.add_argument("--data", type=Path, default=ROOT / "build/bench/data")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench")
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--trips", type=int, default=20_000_000)
    parser.add_argument("--only", nargs="+", choices=SQL, default=list(SQL))
    arguments = parser.parse_args()

    data, work, bodocc = arguments.data.resolve(), arguments.work.resolve() / "by_hand", arguments.bodocc.resolve()
    datasets.make_tpch(data / "tpch1", 1, datasets.TABLES)
    if "taxi" in arguments.only:
        datasets.make_trips(data / "taxi" / "trips", arguments.trips)
        datasets.make_weather(data / "taxi" / "central_park_weather.csv")
    if "groups" in arguments.only:
        language_data.make(data / "language", arguments.rows)
        datasets.make_table_samples(work / "data", data / "language", ["groups"])
    datasets.make_table_samples(work / "data" / "tpch", data / "tpch1", datasets.TABLES)
    if "taxi" in arguments.only:
        datasets.make_taxi_samples(work / "data" / "taxi", data / "taxi")
    run([bodocc, "-c", HERE / "timed_main.cpp", "-o", "timed_main.o"], work)
    libraries = [Path(folder) for folder in pa.get_library_dirs()][:1]
    arrow = [f"-I{pa.get_include()}", *(f"-Wl,-rpath,{folder}" for folder in libraries),
             *(max(folder.glob(f"lib{name}.so.*")) for folder in libraries for name in ("parquet", "arrow"))]  # fmt: skip

    print(f"{arguments.ranks} ranks, smallest of {arguments.repeat}: seconds inside (emitted, by hand, ratio), CPU seconds")
    ratios = []
    for name in arguments.only:
        pair = Pair(name, data, work)
        pair.compile(bodocc, arrow)
        own, by_hand = Figures(), Figures()
        for number in range(arguments.repeat):
            for is_by_hand in (False, True) if number % 2 == 0 else (True, False):
                one, figures = pair.run(is_by_hand, arguments.ranks), by_hand if is_by_hand else own
                figures.inside.append(one.inside[0])
                figures.cpu.append(one.cpu)
        pair.check()
        inside, cpu = [min(f.inside) for f in (own, by_hand)], [min(f.cpu) for f in (own, by_hand)]
        ratios.append(inside[0] / inside[1])
        print(f"{name:8} {inside[0]:7.3f} {inside[1]:7.3f} {ratios[-1]:6.2f}    {cpu[0]:7.3f} {cpu[1]:7.3f} {cpu[0] / cpu[1]:6.2f}",
              flush=True)  # fmt: skip
    print(f"geometric mean {math.exp(sum(map(math.log, ratios)) / len(ratios)):.2f}")


if __name__ == "__main__":
    main()
