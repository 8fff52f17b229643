"""Parallel loops beside programs that are written by hand with MPI (loops/).

    loops.py [--bodocc build/bin/bodocc] [--work build/bench] [--ranks 2] [--repeat 5] [--only heat ...]

Compiles both programs of each pair with -O3 and runs them in turn, round by round. Their results must be the same to 10
digits. Printed are the smallest seconds inside the process and CPU seconds of both, and their ratios.
"""

import argparse
import math
from pathlib import Path

from measure import Figures, run
from run import HERE, ROOT

NAMES = ["averages", "black_scholes", "conjugate_gradient", "heat", "histogram", "k_means", "kernel_density", "linear_regression",
         "logistic", "n_body", "neighbours", "pi", "power_iteration"]  # fmt: skip


def compile_pair(name: str, bodocc: Path, work: Path) -> None:
    run([bodocc, "-O3", "-c", HERE / "loops" / f"{name}.cpp", "-o", f"{name}.o"], work)
    run(["objcopy", "--redefine-sym", "main=program_main", f"{name}.o"], work)
    run([bodocc, "timed_main.o", f"{name}.o", "-o", name], work)
    run(["mpicxx", "-std=c++20", "-O3", HERE / "loops" / f"{name}.by_hand.cpp", "-o", f"{name}.by_hand"], work)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodocc", type=Path, default=ROOT / "build/bin/bodocc")
    parser.add_argument("--work", type=Path, default=ROOT / "build/bench")
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES)
    arguments = parser.parse_args()

    work, bodocc = arguments.work.resolve() / "loops", arguments.bodocc.resolve()
    work.mkdir(parents=True, exist_ok=True)
    run([bodocc, "-c", HERE / "timed_main.cpp", "-o", "timed_main.o"], work)
    print(f"{arguments.ranks} ranks, smallest of {arguments.repeat}: seconds inside (emitted, by hand, ratio), CPU seconds")
    ratios = []
    for name in arguments.only:
        compile_pair(name, bodocc, work)
        figures = {name: Figures(), f"{name}.by_hand": Figures()}
        for number in range(arguments.repeat):
            results = {}
            for program in sorted(figures, reverse=number % 2 == 1):
                one = run(["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(arguments.ranks), work / program], work)
                figures[program].cpu.append(one.cpu)
                figures[program].inside.append(one.inside[0])
                results[program] = float(one.output)
            first, second = results.values()
            if not math.isclose(first, second, rel_tol=1e-10):
                raise SystemExit(f"{name}: the results differ: {results}")
        (own, by_hand), (own_cpu, by_hand_cpu) = ([min(values(f)) for f in figures.values()]
                                                  for values in (lambda f: f.inside, lambda f: f.cpu))  # fmt: skip
        ratios.append(own / by_hand)
        print(f"{name:10} {own:7.3f} {by_hand:7.3f} {ratios[-1]:6.2f}    "
              f"{own_cpu:7.3f} {by_hand_cpu:7.3f} {own_cpu / by_hand_cpu:6.2f}", flush=True)  # fmt: skip
    print(f"geometric mean {math.exp(sum(map(math.log, ratios)) / len(ratios)):.2f}")


if __name__ == "__main__":
    main()
