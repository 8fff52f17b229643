import datetime
import math
import random

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import oracle


def make(folder):
    random.seed(22)
    rows = 4501

    def some(make_value, missing=0.3):
        return [None if random.random() < missing else make_value() for _ in range(rows)]

    i = some(lambda: random.randrange(-100, 100))
    i[:5], i[-7:], i[1500:3300] = [None] * 5, [None] * 7, [None] * 1800
    s = some(lambda: random.choice(["", "a", "ab", "a longer text than fits", "é"]))
    s[1000:3600] = [None] * 2600
    start = datetime.date(2020, 1, 1)
    table = pa.table(
        {
            "k": pa.array(some(lambda: random.choice([-7, 0, 1, 2, 10**9, random.randrange(300)]), 0.05), pa.int64()),
            "s": pa.array(s),
            "i": pa.array(i, pa.int16()),
            "u": pa.array(some(lambda: random.choice([1, 1, -1])), pa.int8()),
            "x": pa.array(some(lambda: random.uniform(-50, 100))),
            "p": pa.array([2.0] * 1500 + [0.5] * 1500 + some(lambda: random.choice([1, -1]) * random.uniform(0.9, 1.111))[:1501]),
            "d": pa.array(some(lambda: start + datetime.timedelta(random.randrange(3000)))),
        }
    )
    pq.write_table(table, folder / "rows.parquet", row_group_size=1000)


def check(folder, outputs):
    table = pq.read_table(folder / "rows.parquet")
    df = table.to_pandas()
    df["d"] = pd.to_datetime(df["d"])
    logs = np.log2(np.abs(df.p.fillna(1))).cumsum()
    product = np.sign(df.p.fillna(1)).cumprod() * np.exp2(logs.clip(upper=1020))
    expected = {
        "rows": {
            "sum": df.i.cumsum(), "product": product.where(df.p.notna() & (logs < 1020)), "signs": df.u.cumprod(), "least": df.x.cummin(), "most": df.d.cummax(),
            "diff": df.i.diff(), "diff3": df.x.diff(-3), "change": df.x / df.x.shift(2) - 1, "forward": df.s.ffill(), "few": df.i.ffill(limit=2),
            "backward": df.d.bfill(), "some": df.s.bfill(limit=1), "line": df.i.interpolate(), "rank": df.i.rank(), "dense": df.s.rank(method="dense"),
            "down": df.i.rank(method="min", ascending=False), "last": df.d.rank(method="max"), "first": df.i.rank(method="first"),
            "part": df.i.rank(pct=True), "parts": df.i.rank(method="dense", pct=True), "ewm": df.x.ewm(alpha=0.3).mean(),
            "span": df.i.ewm(span=9, adjust=False).mean(), "half": df.x.ewm(halflife=2.5).mean(),
        },
        "groups": {
            "sum": df.groupby("k").x.cumsum(), "least": df.groupby("k").i.cummin(), "most": df.groupby(["k", "s"]).x.cummax(),
            "product": each(df, "k", lambda f: f.p.cumprod()), "diff": df.groupby("k").i.diff(), "forward": df.groupby("k").s.ffill(),
            "backward": df.groupby("k").i.bfill(limit=1), "line": each(df, "k", lambda f: f.x.interpolate()), "rank": df.groupby("k").i.rank(),
            "down": df.groupby("s", dropna=False).x.rank(method="first", ascending=False), "ewm": each(df, "k", lambda f: f.x.ewm(com=1).mean()),
        },
    }  # fmt: skip
    for name, columns in expected.items():
        made = oracle.read(folder / name)
        for column, values in columns.items():
            same(f"{name}.{column}", made[column].to_pylist(), values.tolist(), column == "product")


def each(df, key, function):
    made = pd.Series(np.nan, index=df.index)
    for _, rows in df.groupby(key):
        made[rows.index] = function(rows)
    return made


def same(name, made, expected, is_product):
    assert len(made) == len(expected), name
    for row, (a, b) in enumerate(zip(made, expected)):
        if is_product and pd.isna(b):  # beyond the floats of the oracle
            continue
        b = None if pd.isna(b) else b
        a = pd.Timestamp(a) if isinstance(a, datetime.date) else a
        near = isinstance(b, (int, float)) and a is not None and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
        assert a == b or near, f"{name}, row {row}: {a}, expected {b}"
