"""The figures of bodocc's programs beside DuckDB's and Polars' on the same files, in the same run, on as many cores.

    run.py [--bodocc build/bin/bodocc] [--data build/bench/data] [--work build/bench/work] [--repeat 7] [--only taxi ...]
           [--sf10] [--compile] [--start]

Makes the data unless it is there (data.py), compiles the programs of test/cases, and runs each with mpirun on 2 ranks and
the peers with 2 threads, one after the other, round by round, so that all see the same machine. Every result is compared
with DuckDB's. Printed are, per program and engine: seconds inside the process (smallest and median; a process of its own
for each run), seconds of the whole process, CPU seconds over all ranks, peak of anonymous and shared memory summed over
the ranks, and the ratio to the faster peer. --sf10 adds memory at scale factor 10 and the speed-up from 1 to 2 ranks,
--compile how long bodocc takes, --start how long an emitted program takes to start and end.
"""

import argparse
import json
import os
import statistics
import sys
from decimal import Decimal
from pathlib import Path

import data as datasets
from measure import Figures, run

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAMS = ["tpch_q1", "tpch_q3", "tpch_q6", "taxi"]
ENGINES = ["bodocc", "duckdb", "polars"]


class Bench:
    def __init__(self, arguments: argparse.Namespace):
        self.bodocc = arguments.bodocc.resolve()
        self.data = arguments.data.resolve()
        self.work = arguments.work.resolve()
        self.repeat = arguments.repeat
        if self.work / "data" == self.data:
            raise SystemExit("run.py: the samples that bodocc looks at go to WORK/data, which is where the data are")
        self.ranks = 2
        self.work.mkdir(parents=True, exist_ok=True)

    def folder_of(self, program: str, scale: int = 1) -> Path:
        return self.data / ("taxi" if program == "taxi" else f"tpch{scale}")

    def compile(self, program: str) -> None:
        """The program as it stands, with a `main` before its own that takes the time."""
        source = ROOT / "test" / "cases" / f"{program}.cpp"
        run([self.bodocc, "-c", source, "-o", f"{program}.o"], self.work)
        run(["objcopy", "--redefine-sym", "main=program_main", f"{program}.o"], self.work)
        run([self.bodocc, HERE / "timed_main.cpp", f"{program}.o", "-o", program], self.work)

    def command(self, engine: str, program: str, ranks: int, scale: int = 1) -> list:
        folder = self.folder_of(program, scale)
        result = self.work / f"{program}.{engine}.parquet"
        if engine != "bodocc":
            return [sys.executable, HERE / "peers.py", engine, program, folder, result]
        arguments = [folder]
        if program == "taxi":
            arguments = [folder / "trips", folder / "central_park_weather.csv", result]
        launcher = ["mpirun", "-n", str(ranks)] if ranks > 1 else []
        return [*launcher, self.work / program, *arguments]

    def check(self, program: str, engine: str, output: str) -> None:
        import pyarrow.parquet as pq

        expected = pq.read_table(self.work / f"{program}.duckdb.parquet")
        if engine == "bodocc" and program != "taxi":
            same_text(program, output, expected)
        else:
            # Polars rounds products of decimals to two digits after the point
            tolerance = 1e-6 if engine == "polars" else 1e-12
            same_table(program, pq.read_table(self.work / f"{program}.{engine}.parquet"), expected, tolerance)

    def round(self, program: str, engine: str, figures: Figures) -> None:
        one = run(self.command(engine, program, self.ranks), self.work)
        figures.inside.append(one.inside[0])
        figures.whole.append(one.whole)
        figures.cpu.append(one.cpu)
        self.check(program, engine, one.output)

    def compare(self, programs: list[str]) -> dict:
        table = {}
        for program in programs:
            self.compile(program)
            figures = {engine: Figures() for engine in ENGINES}
            for _ in range(self.repeat):
                # DuckDB first: the others are compared with its result
                for engine in ["duckdb", "polars", "bodocc"]:
                    self.round(program, engine, figures[engine])
            for engine in ENGINES:
                watched = [run(self.command(engine, program, self.ranks), self.work, memory=True) for _ in range(3)]
                figures[engine].memory = max(one.memory for one in watched)
            show(program, figures)
            table[program] = {engine: vars(f) for engine, f in figures.items()}
        return table

    def scale_10(self) -> None:
        print("\nscale factor 10: does memory grow with the file? Do two ranks help?")
        for program in ["tpch_q1", "tpch_q6"]:
            self.compile(program)
            peaks = {scale: max(run(self.command("bodocc", program, 2, scale), self.work, memory=True).memory
                                for _ in range(3)) for scale in (1, 10)}  # fmt: skip
            print(f"  {program}: {peaks[1] / 1e6:.0f} MB at SF1, {peaks[10] / 1e6:.0f} MB at SF10, "
                  f"{peaks[10] / peaks[1]:.2f} times")  # fmt: skip
        seconds = {1: [], 2: []}
        for _ in range(self.repeat):
            for ranks in seconds:
                seconds[ranks].append(run(self.command("bodocc", "tpch_q1", ranks, 10), self.work).inside[0])
        one, two = min(seconds[1]), min(seconds[2])
        print(f"  tpch_q1: {one:.3f} s on one rank, {two:.3f} s on two: {one / two:.2f} times as fast")

    def compile_times(self) -> None:
        print("\ncompiling, seconds (smallest of 3): all, and without the host compiler (-S)")
        wide = self.work / "wide.cpp"
        wide.write_text(wide_program(512))
        no_cache = {"BODO_CACHE_DIR": ""}
        for source in [ROOT / "test/cases/jit.cpp", *(ROOT / f"test/cases/{p}.cpp" for p in ["tpch_q3", "taxi"]), wide]:
            whole, own = (min(run([self.bodocc, *flags, source, "-o", name], self.work, no_cache).whole for _ in range(3))
                          for name, flags in (("compiled", []), ("compiled.cpp", ["-S"])))  # fmt: skip
            print(f"  {source.name:14} {whole:.2f}  {own:.2f}")

    def start_times(self) -> None:
        run([self.bodocc, ROOT / "test/cases/jit.cpp", "-o", "jit"], self.work)
        (self.work / "mpi.c").write_text("#include <mpi.h>\nint main(int c, char** v) { MPI_Init(&c, &v); MPI_Finalize(); }\n")
        run(["mpicc", "mpi.c", "-o", "mpi"], self.work)
        print("\nstart and end of a program, seconds (smallest, median of 15): jit.cpp, and an empty MPI program")
        for title, launcher in [("alone", []), ("mpirun -n 2", ["mpirun", "-n", "2"])]:
            times = {name: [run([*launcher, self.work / name], self.work).whole for _ in range(15)] for name in ("jit", "mpi")}
            print(f"  {title:12}" + "".join(f"  {name} {min(t):.3f} {statistics.median(t):.3f}" for name, t in times.items()))


def wide_program(columns: int) -> str:
    """A frame of many columns, of which each is computed, filtered and summed."""
    made = "\n".join(f'  df["c{i}"] = df["c{i - 1}"] + {i};' for i in range(1, columns))
    sums = ", ".join(f'{{"c{i}", bodo::sum("c{i}")}}' for i in range(columns))
    return f"""#include <bodo/bodo.h>
#include <iostream>

[[bodo::jit]] bodo::DataFrame wide(int n) {{
  bodo::DataFrame df{{{{"c0", bodo::arange(n)}}}};
{made}
  auto some = df[df["c1"] % 2 == 0];
  some["key"] = some["c0"] % 10;
  return some.groupby("key").agg({{{sums}}});
}}

int main() {{ std::cout << wide(1000); }}
"""


def show(program: str, figures: dict[str, Figures]) -> None:
    fastest = {what: min(min(getattr(figures[peer], what)) for peer in ("duckdb", "polars")) for what in ("inside", "whole")}
    print(f"\n{program}: seconds inside (min, median), whole (min, median), CPU (min), memory, ratio to the faster peer")
    for engine, f in figures.items():
        print(f"  {engine:7} {min(f.inside):7.3f} {statistics.median(f.inside):7.3f}   {min(f.whole):7.3f} "
              f"{statistics.median(f.whole):7.3f}   {min(f.cpu):7.2f}   {f.memory / 1e6:6.0f} MB   "
              f"inside {min(f.inside) / fastest['inside']:.2f}, whole {min(f.whole) / fastest['whole']:.2f}")  # fmt: skip
    sys.stdout.flush()


def same_text(program: str, output: str, expected) -> None:
    """Compares the printed output with DuckDB's result as pandas prints it."""
    if program == "tpch_q6":
        wanted = f"{expected.column(0)[0].as_py():.4f}\n"
    else:
        import pandas as pd

        os.environ["COLUMNS"] = "80"
        frame = expected.to_pandas(types_mapper=pd.ArrowDtype)
        with pd.option_context("display.max_columns", 0, "display.width", 80):
            wanted = repr(frame) + "\n"
    if not all(same_word(a, b) for a, b in zip_words(wanted, output)):
        raise RuntimeError(f"{program} prints\n{output}\ninstead of\n{wanted}")


def zip_words(a: str, b: str) -> list:
    words, others = a.split(), b.split()
    return list(zip(words, others)) if len(words) == len(others) else [("", "-")]


def same_word(a: str, b: str) -> bool:
    if a == b:
        return True
    try:
        return abs(Decimal(a) - Decimal(b)) <= abs(Decimal(a)) * Decimal("1e-12")
    except ArithmeticError:
        return False


def same_table(program: str, found, expected, tolerance: float) -> None:
    import numpy as np

    if found.column_names != expected.column_names or found.num_rows != expected.num_rows:
        raise RuntimeError(f"{program}: {found.shape} {found.column_names}, not {expected.shape} {expected.column_names}")
    for name in expected.column_names:
        a, b = found[name].to_pandas().to_numpy(), expected[name].to_pandas().to_numpy()
        if a.dtype.kind == "f" or isinstance(b[0] if len(b) else None, Decimal):
            same = np.allclose(a.astype(float), b.astype(float), rtol=tolerance, atol=0, equal_nan=True)
        else:
            same = bool((a == b).all())
        if not same:
            raise RuntimeError(f"{program}: column {name} differs from DuckDB's")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodocc", type=Path, default=ROOT / "build/bin/bodocc")
    parser.add_argument("--data", type=Path, default=ROOT / "build/bench/data")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench/work")
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--only", nargs="+", default=PROGRAMS, choices=PROGRAMS)
    parser.add_argument("--trips", type=int, default=20_000_000)
    parser.add_argument("--json", type=Path, help="where to write every figure")
    for name in ("sf10", "compile", "start"):
        parser.add_argument(f"--{name}", action="store_true")
    arguments = parser.parse_args()

    bench = Bench(arguments)
    datasets.make_all(bench.data, arguments.sf10, arguments.trips)
    datasets.make_samples(bench.work, bench.data)
    if arguments.compile:
        bench.compile_times()
    if arguments.start:
        bench.start_times()
    table = bench.compare(arguments.only)
    if arguments.sf10:
        bench.scale_10()
    if arguments.json:
        arguments.json.write_text(json.dumps(table, indent=1))


if __name__ == "__main__":
    main()
