import datetime
import decimal
import functools
import math
import random

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import oracle


def make(folder):
    random.seed(21)
    rows = 1501

    def some(make_value, missing=0.2):
        return [None if random.random() < missing else make_value() for _ in range(rows)]

    start, t, times = datetime.datetime(2023, 12, 30), 0, []
    for _ in range(rows):
        t += random.choice([0, 0, 1, 7, 600, 3600, 3600, 20000])
        times.append(start + datetime.timedelta(seconds=t))
    x = some(lambda: random.choice([1e3, 1.0, 1e-3]) * random.uniform(-50, 100))
    x[700], x[705], x[1200] = float("inf"), float("-inf"), 1e15
    i = some(lambda: random.randrange(-1000, 1000))
    i[0] = None
    table = pa.table(
        {
            "t": pa.array(times, pa.timestamp("ns")),
            "d": pa.array([t.date() for t in times]),
            "k": pa.array(some(lambda: random.choice([-7, 0, 1, 2, 10**9, random.randrange(300)]), 0.05), pa.int64()),
            "g": pa.array(some(lambda: random.choice(["", "a", "a longer text than fits"]))),
            "x": pa.array(x),
            "i": pa.array(i, pa.int32()),
            "m": pa.array(some(lambda: decimal.Decimal(random.randrange(-(10**9), 10**9)).scaleb(-2)), pa.decimal128(12, 2)),
            "e": pa.array(some(lambda: random.randrange(-(10**12), 10**12)), pa.duration("ns")),
        }
    )
    pq.write_table(table, folder / "rows.parquet", row_group_size=200)


@functools.cache
def expected_of(folder):
    table = pq.read_table(folder / "rows.parquet")
    df = pd.DataFrame({"t": table["t"].to_pandas(), "d": pd.to_datetime(table["d"].to_pandas()), "g": table["g"].to_pandas(),
                       "k": table["k"].to_pandas().astype("float64"), "x": table["x"].to_pandas(), "i": table["i"].to_pandas().astype("float64")})

    std = lambda v: np.std(v, ddof=1) if len(v) > 1 else np.nan
    var = lambda v: np.var(v, ddof=1) if len(v) > 1 else np.nan
    x, i = Windows(df.x), Windows(df.i)
    expected = {
        "rows": {
            "sum": x.rolled(np.sum, 7), "mean": x.rolled(np.mean, 10, 3), "min": x.rolled(np.min, 5, 1),
            "max": df.i.rolling(400, min_periods=1).max(), "std": x.rolled(std, 25, 2), "var": i.rolled(var, 2, 2),
            "median": x.rolled(np.median, 9, 1), "q": i.rolled(lambda v: np.quantile(v, 0.3), 333, 1),
            "count": df.x.rolling(4, min_periods=1).count(), "all": df.i.rolling(100000, min_periods=1).sum(), "one": df.x,
            "center": x.rolled(np.sum, 6, 1, center=True), "middle": x.rolled(np.median, 301, 1, center=True),
            "most": x.rolled(np.max, 9000, 1, center=True), "whole": df.i.rolling(3).sum(),
            "exact": windows(table["m"], sum), "time": windows(table["e"].cast("int64"), sum), "first": windows(table["d"], min),
        },
        "times": {
            "sum": x.timed(np.sum, df.t, "2h"), "mean": x.timed(np.mean, df.d, "7D"), "min": i.timed(np.min, df.t, "90min", 3),
            "max": i.timed(np.max, df.d, "5000D"), "std": x.timed(std, df.t, "1D"), "median": x.timed(np.median, df.t, "1D"),
            "count": x.timed(len, df.d, "36h", 0), "twice": i.timed(np.sum, df.t, "1D"),
        },
        "groups": {
            "sum": grouped(df, ["k"], lambda f: Windows(f.x).rolled(np.sum, 5, 1)),
            "mean": grouped(df, ["k"], lambda f: Windows(f.x).timed(np.mean, f.d, "2D")),
            "max": grouped(df, ["k"], lambda f: Windows(f.i).timed(np.max, f.t, "10h")),
            "median": grouped(df, ["k", "g"], lambda f: Windows(f.x).rolled(np.median, 4, 2), False),
            "std": grouped(df, ["g"], lambda f: Windows(f.x).rolled(std, 50, 1, center=True)),
        },
    }  # fmt: skip
    some = df[df.x > 20]
    expected["some"] = {"mean": Windows(some.x * 2).rolled(np.mean, 3), "share": some.x / Windows(some.x).timed(np.sum, some.t, "3h")}
    return expected


def check(folder, outputs):
    for name, columns in expected_of(folder).items():
        made = oracle.read(folder / name)
        for column, values in columns.items():
            same(f"{name}.{column}", (made[column].cast("int64") if column == "time" else made[column]).to_pylist(), list(values))


class Windows:
    """Windows of a series, each computed by itself: pandas' running sums are less exact."""

    def __init__(self, values):
        self.values = values.to_numpy()

    def rolled(self, function, n, least=None, center=False):
        after = (n - 1) // 2 if center else 0
        return [self.one(function, i - (n - 1 - after), i + after, n if least is None else least) for i in range(len(self.values))]

    def timed(self, function, times, duration, least=1):
        t, length = times.to_numpy().astype("datetime64[ns]").astype("int64"), pd.Timedelta(duration).value
        return [self.one(function, int(np.searchsorted(t, t[i] - length, side="right")), i, least) for i in range(len(t))]

    def one(self, function, first, last, least):
        window = self.values[max(0, first) : last + 1]
        window = window[~np.isnan(window)]
        with np.errstate(invalid="ignore"):
            return function(window) if len(window) >= least else np.nan


def windows(column, function):
    """Of three rows with at least two values."""
    values = column.to_pylist()
    known = [[v for v in values[max(0, i - 2) : i + 1] if v is not None] for i in range(len(values))]
    return [function(window) if len(window) > 1 else None for window in known]


def grouped(df, keys, function, dropna=True):
    made = pd.Series(np.nan, index=df.index)
    for _, rows in df.groupby(keys, dropna=dropna):
        made[rows.index] = function(rows)
    return made


def same(name, made, expected):
    assert len(made) == len(expected), name
    for row, pair in enumerate(zip(made, expected)):
        a, b = (None if isinstance(v, float) and np.isnan(v) else v for v in pair)
        assert a == b or (None not in (a, b) and isinstance(b, float) and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)), f"{name}, row {row}: {a}, expected {b}"
