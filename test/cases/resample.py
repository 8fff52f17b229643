import datetime
import decimal
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
            ok = f.isna().equals(e.isna()) and all(a == b for a, b in zip(f[f.notna()], e[e.notna()]))
        assert ok, f"{name}.{column}\n{pd.DataFrame({'found': f, 'expected': e}).to_string()}"


def check(folder, outputs):
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
    same(read(folder, "hours"), expected, "hours")

    def by(unit, on, rows=df):
        origin = {} if unit in ("MS", "YS") else {"origin": "epoch"}
        return rows.dropna(subset=[on]).resample(unit, on=on, **origin)

    def table_of(result):
        return result.reset_index()

    same(read(folder, "quarters"), table_of(by("15min", "t")["x"].mean()), "quarters")
    dates = lambda t: t.assign(d=t["d"].dt.date)
    same(read(folder, "days"), dates(table_of(by("2D", "d")["x"].max())), "days")
    weeks = df.dropna(subset=["d"]).resample("W-MON", on="d", closed="left", label="left").size()
    same(read(folder, "weeks"), dates(weeks.rename("size").reset_index()), "weeks")
    same(read(folder, "months"), table_of(by("MS", "t")[["x", "i"]].sum()), "months")
    years = by("YS", "d")[["t", "x", "i", "m", "e", "s", "b"]].count()
    same(read(folder, "years"), dates(table_of(years)), "years")
    same(read(folder, "sparse"), table_of(by("30s", "t", df[df["i"] > 900])["i"].count()), "sparse")
    daily = table_of(by("1D", "t")["x"].sum())
    daily["week"] = daily["x"].rolling(7, min_periods=1).sum()
    same(read(folder, "windows")[["t", "x", "week"]], daily, "windows")
