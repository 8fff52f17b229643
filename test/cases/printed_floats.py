import math

import pyarrow as pa
import pyarrow.parquet as pq

import oracle

TABLE = pa.table(
    {
        "tiny": [1e-8, 2e-9, 3.5e-7],
        "mixed": [0.5, 1e-8, 0.04],
        "large": [1e20, 1.5, 2.25],
        "moles": [6.02214076e23, 1.5, -1.5],
        "huge": [1e60, 1e61, -1e-300],
        "plain": [1234567.125, 0.5, 0.25],
        "exact": [1e10, 2e10, -3e10],
        "long": [123456789.123, 1.5, -0.0],
        "special": [math.inf, -math.inf, math.nan],
        "zero": [0.0, -0.0, 1e-6],
        "f32": pa.array([0.1, 0.05, 0.025], pa.float32()),
        "small32": pa.array([1e-10, 1e10, 1.5], pa.float32()),
    }
)


def make(folder):
    pq.write_table(TABLE, folder / "rows.parquet")


def expected(folder):
    names = TABLE.column_names
    frames = "".join(oracle.shown(TABLE.select(names[i : i + 2])) for i in range(0, len(names), 2))
    return (frames + oracle.shown(TABLE.select(["tiny"]))
            + "3.5e-07\n-1e-300\n0.1\n1e-08\n1e+60\n0.1\n0.1\n")  # fmt: skip
