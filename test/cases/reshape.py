import math

import pyarrow as pa
import pyarrow.parquet as pq

INFINITY = float("inf")


def make(folder):
    table = pa.table({
        "k": pa.array([1, 2, None, 4, 5, 6, 7, 8, 9], pa.int64()),
        "s": ["x", None, "", "é", "x", "y", "z", "z", "x"],
        "a": pa.array([7, -7, None, 0, 5, -1, 100, -128, 3], pa.int64()),
        "b": pa.array([2, 2, 3, -4, None, -1, 7, 5, 3], pa.int64()),
        "f": pa.array([1.1, -1.1, 0.0, -0.0, None, INFINITY, -INFINITY, 1e300, 0.3]),
        "g": pa.array([6.0, -6.0, 5.0, -5.0, 1.0, 0.0, -0.0, 1e308, INFINITY]),
        "h": pa.array([0.1, 0.1, INFINITY, INFINITY, -3.0, 4.0, 4.0, 1e-308, 2.0]),
    })  # fmt: skip
    pq.write_table(table, folder / "rows.parquet", row_group_size=4)
    pq.write_table(table.slice(0, 0), folder / "none.parquet")


def quotient(a, b):
    if a is None or b is None:
        return None
    if b == 0:
        return math.nan if a == 0 else math.copysign(INFINITY, a) * math.copysign(1, b)
    return a // b


def same(found, wanted):
    """Equal values, with equal signs of zeros."""
    assert len(found) == len(wanted)
    for a, b in zip(found, wanted, strict=True):
        both_nan = isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b)
        assert both_nan or (type(a) is type(b) and repr(a) == repr(b)), f"{a!r}, not {b!r}"


def check(folder, outputs):
    for name in ("rows", "none"):
        rows = pq.read_table(folder / f"{name}.parquet").to_pydict()
        found = pq.read_table(folder / f"{name}.quotients").to_pydict()
        count = len(rows["a"])
        for column, left, right in [("ab", rows["a"], rows["b"]), ("by", rows["a"], [3] * count), ("minus", rows["a"], [-3] * count),
                                    ("of", [7] * count, rows["b"]), ("quarters", rows["f"], [0.25] * count),
                                    ("zero", rows["f"], [0.0] * count), ("gh", rows["g"], rows["h"]),
                                    ("narrow", rows["a"], rows["b"])]:  # fmt: skip
            same(found[column], [quotient(a, b) for a, b in zip(left, right, strict=True)])
        melted = pq.read_table(folder / f"{name}.melted").to_pydict()
        assert list(melted) == ["k", "s", "variable", "value"]
        same(melted["k"], rows["k"] * 2)
        same(melted["s"], rows["s"] * 2)
        same(melted["variable"], ["a"] * count + ["f"] * count)
        same(melted["value"], [None if v is None else float(v) for v in rows["a"] + rows["f"]])
        every = pq.read_table(folder / f"{name}.all").to_pydict()
        assert list(every) == ["which", "n"]
        same(every["n"], rows["a"] + rows["b"])
    assert outputs[0].splitlines() == [
        "  which  sum  rows", "0     a  -21     9", "1     b   17     9",
        "   s variable  value", "1  x        b   <NA>", "2  z        b      7",
        "Empty DataFrame", "Columns: [which, sum, rows]", "Index: []",
        "Empty DataFrame", "Columns: [s, variable, value]", "Index: []",
    ], outputs[0]  # fmt: skip
