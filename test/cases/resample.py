import datetime
import decimal
import functools
import random

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    random.seed(8)
    rows = 900

    def some(make_value, missing=0.2):
        return [None if random.random() < missing else make_value() for _ in range(rows)]

    start = datetime.datetime(1969, 12, 3, 5)
    times = [start + datetime.timedelta(microseconds=random.choice([86400, 600_000]) * random.randrange(1, 4_000_000) * 4) for _ in range(rows)]
    times[0] = None
    table = pa.table(
        {
            "t": pa.array(times, pa.timestamp("us")),
            "d": pa.array([t and t.date() for t in times]),
            "x": pa.array(some(lambda: random.uniform(-50, 100))),
            "i": pa.array(some(lambda: random.randrange(-1000, 1000)), pa.int32()),
            "m": pa.array(some(lambda: decimal.Decimal(random.randrange(-(10**9), 10**9)).scaleb(-2)), pa.decimal128(12, 2)),
            "e": pa.array(some(lambda: random.randrange(-(10**12), 10**12)), pa.duration("ns")),
            "s": pa.array(some(lambda: random.choice(["", "a", "b", "a longer text than fits"]))),
            "b": pa.array(some(lambda: random.random() < 0.5)),
        }
    )
    pq.write_table(table, folder / "rows.parquet", row_group_size=150)


def read(folder, name):
    return pq.read_table(folder / name).to_pandas()


def same(found, expected, name):
    assert len(found) == len(expected), f"{name}: {len(found)} rows, not {len(expected)}"
    for column in expected.columns:
        f, e = found[column], expected[column]
        if e.dtype.kind == "f":
            ok = np.allclose(f.astype("float64"), e, rtol=1e-12, atol=1e-9, equal_nan=True)
        else:
            ok = f.isna().equals(e.isna()) and np.array_equal(f[f.notna()].to_numpy(), e[e.notna()].to_numpy())
        assert ok, f"{name}.{column}\n{pd.DataFrame({'found': f, 'expected': e}).to_string()}"


@functools.cache
def expected_of(folder):
    table = pq.read_table(folder / "rows.parquet")
    df = table.to_pandas()
    df["d"] = pd.to_datetime(df["d"])
    df["m"] = [float(v) if v is not None else np.nan for v in df["m"]]
    hours = df.dropna(subset=["t"]).resample("1h", on="t")
    expected = pd.DataFrame(
        {
            "sum": hours["x"].sum(), "whole": hours["i"].sum(), "exact": hours["m"].sum(), "took": hours["e"].sum(), "mean": hours["i"].mean(),
            "least": hours["t"].min(), "most": hours["s"].agg(lambda v: v.dropna().max() if v.notna().any() else None),
            "std": hours["x"].std(), "count": hours["x"].count(), "rows": hours.size(), "kinds": hours["s"].nunique(),
            "median": hours["x"].median(), "any": hours["b"].agg(lambda v: bool(v.dropna().any())),
            "every": hours["b"].agg(lambda v: bool(v.dropna().all())),
            "most_of": hours["i"].max().fillna(-5000),
        }
    ).rename_axis("t").reset_index()  # fmt: skip
    wanted = {"hours": expected}

    def by(unit, on, rows=df):
        origin = {} if unit in ("MS", "YS") else {"origin": "epoch"}
        return rows.dropna(subset=[on]).resample(unit, on=on, **origin)

    def table_of(result):
        return result.reset_index()

    wanted["quarters"] = table_of(by("15min", "t")["x"].mean())
    dates = lambda t: t.assign(d=t["d"].dt.date)
    wanted["days"] = dates(table_of(by("2D", "d")["x"].max()))
    weeks = df.dropna(subset=["d"]).resample("W-MON", on="d", closed="left", label="left").size()
    wanted["weeks"] = dates(weeks.rename("size").reset_index())
    wanted["months"] = table_of(by("MS", "t")[["x", "i"]].sum())
    years = by("YS", "d")[["t", "x", "i", "m", "e", "s", "b"]].count()
    wanted["years"] = dates(table_of(years))
    wanted["sparse"] = table_of(by("30s", "t", df[df["i"] > 900])["i"].count())
    daily = table_of(by("1D", "t")["x"].sum())
    daily["week"] = daily["x"].rolling(7, min_periods=1).sum()
    wanted["windows"] = daily
    return wanted


def check(folder, outputs):
    for name, expected in expected_of(folder).items():
        found = read(folder, name)
        same(found[["t", "x", "week"]] if name == "windows" else found, expected, name)
