"""What jobs on three hosts send to each other, beside the least that is possible.

    traffic.py [--bodocc build/bin/bodocc] [--rows 1000000] [--ranks 3 6]

Each program works on rows of its own, of 16 bytes (an int64 key, a float64). Printed are bytes between the hosts, by the
counters of their links, those that BODO_EXPLAIN=analyze counts between ranks, and the least: each value once to the rank
that needs it, if that is on another host. A job that does nothing sends what MPI needs to start and end; it is subtracted.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(ROOT / "test" / "tools")]

import hosts  # noqa: E402
from program_test import ENVIRONMENT  # noqa: E402

ROWS = 'bodo::DataFrame df{{"k", bodo::arange(n) * 7919 % 1000003}, {"v", bodo::arange(n) * 0.5}};'
# name, body, bytes that each row makes, whether these travel
PROGRAMS = {
    "nothing": ("bodo::print(n);", 0),
    "sum": (f"{ROWS} bodo::print(df[\"v\"].sum());", 0),
    "groups, few": (f'{ROWS} df["k"] = df["k"] % 1000; auto g = df.groupby("k").agg({{{{"s", bodo::sum("v")}}}}); bodo::print(g.size());', 0.024),
    "groups, as many as rows": (f'{ROWS} auto g = df.groupby("k").agg({{{{"s", bodo::sum("v")}}}}); bodo::print(g["s"].max());', 16),
    "sort": (f'{ROWS} auto s = df.sort_values("k"); bodo::print(s["v"].cumsum().max());', 16),
    "join with as many rows": (f'{ROWS} auto b = df.rename({{{{"v", "w"}}}}); auto j = df.merge(b, {{.on = "k"}}); bodo::print((j["v"] + j["w"]).max());', 32),
    "running sum": (f'{ROWS} bodo::print(df["v"].cumsum().max());', 0),
    "nunique": (f'{ROWS} bodo::print(df["k"].nunique());', 8),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodocc", type=Path, default=ROOT / "build/bin/bodocc")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--ranks", type=int, nargs="+", default=[3, 6])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        cases = "".join(f"[[bodo::jit]] void f{i}(long n) {{ {body} }}\n" for i, (body, _) in enumerate(PROGRAMS.values()))
        calls = "".join(f"    case {i}: return f{i}(n);\n" for i in range(len(PROGRAMS)))
        (folder / "main.cpp").write_text(f"#include <bodo/bodo.h>\n#include <cstdlib>\n{cases}void run(int which, long n) {{\n"
                                         f"  switch (which) {{\n{calls}  }}\n}}\n"
                                         "int main(int, char** argv) { run(std::atoi(argv[1]), std::atol(argv[2])); }\n")
        subprocess.run([arguments.bodocc.resolve(), "main.cpp", "-o", "main"], cwd=folder, check=True)
        three = hosts.Hosts(folder)
        try:
            print(f"{arguments.rows} rows; MB between hosts, between ranks, at least")
            for ranks in arguments.ranks:
                base = 0
                for i, (name, (_, each)) in enumerate(PROGRAMS.items()):
                    before = three.sent()
                    done = subprocess.run(three.job(ranks, "./main", str(i), str(arguments.rows), settings={"BODO_EXPLAIN": "analyze"}),
                                          cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=300)  # fmt: skip
                    if done.returncode != 0:
                        raise SystemExit(f"{name}: {done.stderr}")
                    sent = three.sent() - before
                    base = base or sent
                    units = {"bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}
                    told = sum(float(n) * units[u] for n, u in re.findall(r"sent ([0-9.]+) (bytes|kB|MB|GB)", done.stdout + done.stderr))
                    least = arguments.rows * each * 2 / 3  # two of three hosts are others
                    print(f"{ranks} ranks  {name:26}{(sent - base) / 1e6:9.2f}{told / 1e6:9.2f}{least / 1e6:9.2f}", flush=True)
        finally:
            three.remove()


if __name__ == "__main__":
    main()
