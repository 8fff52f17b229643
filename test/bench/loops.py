"""Parallel loops beside programs that are written by hand with MPI (loops/).

    loops.py [--bodocc build/bin/bodocc] [--work build/bench] [--ranks 2] [--repeat 5] [--only heat ...] [--peers PYTHON]

Compiles both programs of each pair with -O3 and runs them in turn, round by round. Their results must be the same to 10
digits. Printed are the smallest seconds and CPU seconds inside the processes of both, and their ratios. With --peers, a
Python that has NumPy and numba (pip install numba), the same program in NumPy and as loops that numba compiles run too,
on one thread (loop_peers.py): their CPU seconds.
"""

import argparse
import math
from pathlib import Path

from measure import Figures, run
from run import HERE, ROOT

NAMES = ["averages", "black_scholes", "conjugate_gradient", "heat", "histogram", "k_means", "kernel_density", "linear_regression",
         "logistic", "n_body", "neighbours", "pi", "power_iteration", "q26"]  # fmt: skip


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
    parser.add_argument("--peers", type=Path)
    arguments = parser.parse_args()

    work, bodocc = arguments.work.resolve() / "loops", arguments.bodocc.resolve()
    work.mkdir(parents=True, exist_ok=True)
    run([bodocc, "-c", HERE / "timed_main.cpp", "-o", "timed_main.o"], work)
    print(f"{arguments.ranks} ranks, smallest of {arguments.repeat}: seconds inside (emitted, by hand, ratio), CPU seconds inside"
          + ", those of NumPy and numba" * bool(arguments.peers))  # fmt: skip
    ratios = []
    for name in arguments.only:
        compile_pair(name, bodocc, work)
        launch = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(arguments.ranks)]
        commands = {"emitted": [*launch, work / name], "by hand": [*launch, work / f"{name}.by_hand"]}
        if arguments.peers:
            commands |= {peer: [arguments.peers.absolute(), HERE / "loop_peers.py", peer, name] for peer in ("numpy", "numba")}
        figures = {program: Figures() for program in commands}
        for number in range(arguments.repeat):
            results = {}
            for program in sorted(commands, reverse=number % 2 == 1):
                one = run(commands[program], work)
                figures[program].cpu.append(one.cpu_inside[0])
                figures[program].inside.append(one.inside[0])
                results[program] = float(one.output)
            if not all(math.isclose(result, results["by hand"], rel_tol=1e-10) for result in results.values()):
                raise SystemExit(f"{name}: the results differ: {results}")
        inside, cpu = ([min(values(f)) for f in figures.values()] for values in (lambda f: f.inside, lambda f: f.cpu))
        ratios.append(inside[0] / inside[1])
        print(f"{name:18} {inside[0]:7.3f} {inside[1]:7.3f} {ratios[-1]:6.2f}    {cpu[0]:7.3f} {cpu[1]:7.3f} {cpu[0] / cpu[1]:6.2f}    "
              + " ".join(f"{seconds:7.3f}" for seconds in cpu[2:]), flush=True)  # fmt: skip
    print(f"geometric mean {math.exp(sum(map(math.log, ratios)) / len(ratios)):.2f}")


if __name__ == "__main__":
    main()
