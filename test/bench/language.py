"""One operation a program: bodocc on 2 ranks beside DuckDB and Polars on 2 threads, on the same 10 million rows.

    language.py [--bodocc build/bin/bodocc] [--data build/bench/data/language] [--work build/bench/language]
                [--only "rolling sum" ...] [--ranks 2] [--repeat 2] [--rows 10000000] [--json FILE] [--markdown]
                [--memory] [--own]

Makes the data unless they are there (language_data.py), compiles each program of language_programs.py, and runs it and
its peers in turn, round by round, each in two processes one after the other: a virtual machine may take free memory
away, and new memory costs the first process more than the program itself. Printed are, per program, the smallest seconds inside
the process of bodocc, DuckDB and Polars (from before the files are opened until the result is there), and bodocc's
ratio to the faster peer; the same of the CPU seconds of the whole process, without its start, which suffer less from a
busy machine. Results that differ from a peer's are told. --memory runs each once more and prints the peak of memory, in
MB, of bodocc and the smaller peer. --own runs bodocc alone. A peer that takes more than a minute is not run again.
"""

import argparse
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import language_data
from language_programs import PROGRAMS, Program
from measure import Stopwatch, run
from run import HERE, ROOT

PATIENCE = 60  # seconds, for a peer
AT_ONCE = 2  # runs of one engine
TABLES = ["rows", "keys", "quotes", "groups"]
SOURCES = {
    "parquet": 'bodo::read_parquet(dir + "/rows.parquet", bodo::like("data/rows.parquet"))',
    "groups": 'bodo::read_parquet(dir + "/groups.parquet", bodo::like("data/groups.parquet"))',
    "json": 'bodo::read_json(dir + "/rows.json", bodo::like("data/rows.json"))',
    "csv": 'bodo::read_csv(dir + "/rows.csv", bodo::like("data/rows.csv"), {.sep = ";", .parse_dates = "day", '
    '.date_format = "%d/%m/%Y", .na_values = "n/a", .decimal = ","})',
}


def source_of(program: Program) -> str:
    tables = "".join(
        f'  auto {name} = bodo::read_parquet(dir + "/{name}.parquet", bodo::like("data/{name}.parquet"));\n'
        for name in ("keys", "quotes") if name in program.body)  # fmt: skip
    return f"""#include <bodo/bodo.h>
#include <fmt/core.h>

#include <string>

[[bodo::jit]] void program(const std::string& dir) {{
  auto df = {SOURCES[program.source]};
{tables}  {program.body}
  const double total = r.sum();
  const long values = r.count();
  if (bodo::get_rank() == 0) fmt::print("{{}} {{}}\\n", total, values);
}}

int main(int, char** argv) {{ program(argv[1]); }}
"""


def run_duckdb(program: Program, data: Path, threads: int) -> tuple[Stopwatch, tuple]:
    import duckdb

    connection = duckdb.connect(config={"threads": threads})
    for name in TABLES:
        connection.execute(f"CREATE VIEW {name} AS FROM '{data}/{name}.parquet'")
    query = program.duckdb.format(data=data) if program.source in ("json", "csv") else program.duckdb
    watch = Stopwatch()
    return watch, connection.sql(f"SELECT sum(r), count(r) FROM ({query})").fetchall()[0]


def run_polars(program: Program, data: Path, threads: int) -> tuple[Stopwatch, tuple]:
    import polars as pl

    scans = {name: lambda name=name: pl.scan_parquet(data / f"{name}.parquet") for name in TABLES}
    if program.source == "json":
        schema = {"id": pl.Int64, "x": pl.Float64, "mode": pl.String}
        scans["rows"] = lambda: pl.scan_ndjson(data / "rows.json", schema=schema)
    elif program.source == "csv":
        schema = {"id": pl.Int64, "y": pl.Float64, "day": pl.String, "mode": pl.String}
        scans["rows"] = lambda: pl.scan_csv(data / "rows.csv", separator=";", null_values="n/a", decimal_comma=True,
                                            schema=schema)  # fmt: skip
    code = program.polars.__code__
    wanted = [name for name in code.co_varnames[: code.co_argcount] if name in TABLES]
    watch = Stopwatch()
    made = program.polars(pl, **{name: scans[name]() for name in wanted})
    return watch, made.select(total=pl.col("r").sum(), n=pl.col("r").count()).collect().row(0)


def run_peer(engine: str, number: int, data: Path, threads: int) -> None:
    """In a process of its own."""
    watch, result = {"duckdb": run_duckdb, "polars": run_polars}[engine](PROGRAMS[number], data, threads)
    print(json.dumps([*watch.read(), *map(float, result)]))


class Figures:
    """The smallest seconds and CPU seconds of one program by one engine, and its result."""

    def __init__(self):
        self.wall = self.cpu = math.inf
        self.result = None
        self.memory = math.inf  # bytes
        self.failed = ""

    def add(self, wall: float, cpu: float, total: float, values: float) -> None:
        self.wall, self.cpu = min(self.wall, wall), min(self.cpu, cpu)
        self.result = total, values


class Bench:
    def __init__(self, arguments: argparse.Namespace):
        self.bodocc = arguments.bodocc.resolve()
        self.data = arguments.data.resolve()
        self.work = arguments.work.resolve()
        self.repeat = arguments.repeat
        self.ranks = arguments.ranks
        self.memory = arguments.memory
        self.peers = [] if arguments.own else ["duckdb", "polars"]
        language_data.make(self.data, arguments.rows)
        language_data.make_samples(self.work / "data", self.data)
        self.main = ""  # the object of timed_main.cpp

    def compile(self, number: int) -> Path:
        """The program, with a `main` before its own that takes the time."""
        name = f"p{number:03}"
        source = self.work / f"{name}.cpp"
        source.write_text(source_of(PROGRAMS[number]))
        if not self.main:
            self.main = "timed_main.o"
            run([self.bodocc, "-c", HERE / "timed_main.cpp", "-o", self.main], self.work)
        run([self.bodocc, "-c", source, "-o", f"{name}.o"], self.work)
        run(["objcopy", "--redefine-sym", "main=program_main", f"{name}.o"], self.work)
        run([self.bodocc, self.main, f"{name}.o", "-o", name], self.work)
        return self.work / name

    def own_command(self, program: Path) -> list:
        return ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", self.ranks, program, self.data]

    def peer_command(self, engine: str, number: int) -> list:
        return [sys.executable, __file__, "--peer", engine, number, "--data", self.data, "--ranks", self.ranks]

    def peer_settings(self) -> dict[str, str]:
        return {"POLARS_MAX_THREADS": str(self.ranks)}

    def run_own(self, program: Path, figures: Figures) -> None:
        one = run(self.own_command(program), self.work)
        figures.add(one.inside[0], one.cpu_inside[0], *map(float, one.output.split()))

    def run_peer(self, engine: str, number: int, figures: Figures) -> None:
        if getattr(PROGRAMS[number], engine) is None or figures.failed or PATIENCE < figures.wall < math.inf:
            return
        try:
            ran = subprocess.run(list(map(str, self.peer_command(engine, number))), capture_output=True, text=True,
                                 timeout=2 * PATIENCE, env=os.environ | self.peer_settings())  # fmt: skip
            if ran.returncode == 0:
                figures.add(*json.loads(ran.stdout))
            else:
                figures.failed = (ran.stderr.strip() or f"ended with {ran.returncode}").splitlines()[-1]
        except subprocess.TimeoutExpired:
            figures.failed = f"not ready after {2 * PATIENCE} seconds"

    def compare(self, number: int) -> dict[str, Figures]:
        program = self.compile(number)
        figures = {engine: Figures() for engine in ["bodocc", *self.peers]}
        for _ in range(self.repeat):
            for engine in self.peers:
                for _ in range(AT_ONCE):
                    self.run_peer(engine, number, figures[engine])
            for _ in range(AT_ONCE):
                self.run_own(program, figures["bodocc"])
        if self.memory:
            for engine, f in figures.items():
                if engine == "bodocc":
                    f.memory = run(self.own_command(program), self.work, memory=True).memory
                elif getattr(PROGRAMS[number], engine) is not None and not f.failed:
                    f.memory = run(self.peer_command(engine, number), self.work, self.peer_settings(), memory=True).memory
        return figures


def same(a: tuple, b: tuple, tolerance: float) -> bool:
    return a[1] == b[1] and abs(a[0] - b[0]) <= tolerance * max(abs(a[0]), abs(b[0]))


def ratio(figures: dict[str, Figures], what: str) -> float:
    """To the faster peer; NaN if there is none."""
    best = min((getattr(f, what) for engine, f in figures.items() if engine != "bodocc"), default=math.inf)
    return getattr(figures["bodocc"], what) / best if best < math.inf else math.nan


def row(name: str, figures: dict[str, Figures], markdown: bool) -> str:
    cells = [f"{f.wall:.2f}" if f.wall < math.inf else "–" for f in figures.values()]
    cells += [f"{ratio(figures, what):.2f}" for what in ("wall", "cpu")]
    if figures["bodocc"].memory < math.inf:
        peers = [f.memory for engine, f in figures.items() if engine != "bodocc" and f.memory < math.inf]
        cells += [f"{memory / 1e6:.0f}" for memory in (figures["bodocc"].memory, min(peers, default=math.nan))]
    if markdown:
        return f"| {name} | " + " | ".join(cells) + " |"
    return f"{name:34}" + "".join(f"{cell:>9}" for cell in cells)


def notes(program: Program, figures: dict[str, Figures]) -> list[str]:
    told = []
    for engine, f in figures.items():
        if f.failed:
            told.append(f"  {engine}: {f.failed}")
        elif f.result and not same(f.result, figures["bodocc"].result, program.tolerance):
            told.append(f"  {engine} has {f.result}, bodocc {figures['bodocc'].result}")
    return told


def geometric_mean(values: list[float]) -> float:
    known = [math.log(v) for v in values if not math.isnan(v)]
    return math.exp(sum(known) / len(known)) if known else math.nan


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodocc", type=Path, default=ROOT / "build/bin/bodocc")
    parser.add_argument("--data", type=Path, default=ROOT / "build/bench/data/language")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench/language")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--ranks", type=int, default=2, help="and threads of the peers")
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--only", nargs="+", default=[""], help="parts of programs' names")
    parser.add_argument("--memory", action="store_true", help="the peak of memory, in a further run")
    parser.add_argument("--own", action="store_true", help="without the peers")
    parser.add_argument("--json", type=Path, help="where to write every figure")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--peer", nargs=2, metavar=("ENGINE", "NUMBER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        return run_peer(arguments.peer[0], int(arguments.peer[1]), arguments.data.resolve(), arguments.ranks)

    bench = Bench(arguments)
    titles = ["program", "bodocc", *bench.peers, "ratio", "of CPU"]
    if bench.memory:
        titles += ["memory", "peer's"]
    if arguments.markdown:
        print("| " + " | ".join(titles) + " |\n" + "| --- " * len(titles) + "|")
    else:
        print(f"{titles[0]:34}" + "".join(f"{title:>9}" for title in titles[1:]))
    table = {}
    for number, program in enumerate(PROGRAMS):
        if not any(part in program.name for part in arguments.only):
            continue
        try:
            table[program.name] = figures = bench.compare(number)
        except RuntimeError as error:
            print(f"{program.name}: {error}", flush=True)
            continue
        print("\n".join([row(program.name, figures, arguments.markdown), *notes(program, figures)]), flush=True)
        if arguments.json:
            arguments.json.write_text(json.dumps({n: {e: vars(f) for e, f in t.items()} for n, t in table.items()}, indent=1))
    means = [geometric_mean([ratio(figures, what) for figures in table.values()]) for what in ("wall", "cpu")]
    print("geometric mean of the ratios: {:.2f}, of CPU seconds {:.2f}".format(*means))


if __name__ == "__main__":
    main()
