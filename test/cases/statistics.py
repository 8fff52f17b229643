import datetime
import decimal
import math
import random
from fractions import Fraction

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    random.seed(31)
    rows = 700

    def some(make_value, missing=0.15):
        return [None if random.random() < missing else make_value() for _ in range(rows)]

    start = datetime.datetime(2024, 1, 1)
    x = some(lambda: 1e6 + random.gauss(0, 3))
    y = [None if v is None or random.random() < 0.1 else (v - 1e6) * 2 + random.gauss(0, 4) for v in x]
    k = some(lambda: random.choice([1, 2, 3, 4, 5, 6, random.randrange(40)]), 0.05)
    for i in range(rows):  # a group of equal values
        if k[i] == 6:
            x[i], y[i] = 2.5, 1.0
    table = pa.table(
        {
            "k": pa.array(k, pa.int64()),
            "x": pa.array(x),
            "y": pa.array(y),
            "i": pa.array(some(lambda: random.randrange(-50, 50)), pa.int32()),
            "m": pa.array(some(lambda: decimal.Decimal(random.randrange(-(10**6), 10**6)).scaleb(-2)), pa.decimal128(12, 2)),
            "big": pa.array(some(lambda: random.choice([-(2**31), 2**31 - 1, random.randrange(2**31)])), pa.int32()),
            "tiny": pa.array(some(lambda: random.randrange(-128, 128)), pa.int8()),
            "natural": pa.array(some(lambda: 2**32 - 1 - random.randrange(3)), pa.uint32()),
            "wide": pa.array(some(lambda: random.randrange(-(2**62), 2**62)), pa.int64()),
            "s": pa.array(some(lambda: random.choice(["b", "a", "c", "a longer text than fits"]))),
            "t": pa.array([start + datetime.timedelta(minutes=random.randrange(40_000)) for _ in range(rows)], pa.timestamp("us")),
        }
    )
    pq.write_table(table, folder / "rows.parquet", row_group_size=100)


def read(folder, name):
    return pq.read_table(folder / name).to_pandas()


def same(found, expected, name):
    assert list(found.columns) == list(expected.columns), f"{name}: {list(found.columns)}"
    assert len(found) == len(expected), f"{name}: {len(found)} rows, not {len(expected)}"
    for column in expected.columns:
        f, e = found[column], expected[column].reset_index(drop=True)
        if e.dtype.kind == "f" or f.dtype.kind == "f":
            ok = np.allclose(f.astype("float64"), e.astype("float64"), rtol=1e-7, atol=1e-9, equal_nan=True)
        else:
            ok = f.isna().equals(e.isna()) and all(a == b for a, b in zip(f[f.notna()], e[e.notna()]))
        assert ok, f"{name}.{column}\n{pd.DataFrame({'found': f, 'expected': e}).to_string()}"


def pair(how, a, b):
    both = a.notna() & b.notna()
    a, b = a[both].astype("float64"), b[both].astype("float64")
    if len(a) < 2 or (how == "corr" and min(a.nunique(), b.nunique()) < 2):  # pandas' roundings say otherwise
        return np.nan
    return np.corrcoef(a, b)[0, 1] if how == "corr" else np.cov(a, b)[0, 1]


def pair_of_integers(how, a, b):
    both = a.notna() & b.notna()
    a, b = [[Fraction(int(v)) for v in s[both]] for s in (a, b)]
    n = len(a)
    if n < 2:
        return np.nan
    products = lambda p, q: sum(v * w for v, w in zip(p, q)) - sum(p) * sum(q) / n
    if how == "cov":
        return float(products(a, b) / (n - 1))
    spread = products(a, a) * products(b, b)
    return float(products(a, b)) / math.sqrt(spread) if spread != 0 else np.nan


def skew(v):
    v = v.dropna().astype("float64")
    return np.nan if len(v) < 3 else 0.0 if v.nunique() == 1 else v.skew()


def place(v, how):
    v = v.dropna()
    return np.nan if len(v) == 0 else v[v == getattr(v, how)()].index[0]


def check(folder, outputs):
    df = read(folder, "rows.parquet")
    df["m"] = [float(v) if v is not None else np.nan for v in df["m"]]
    groups = df.groupby("k")
    each = lambda f: groups[["x", "y", "i", "m", "s", "t"]].apply(f).to_numpy()
    made = pd.DataFrame(
        {
            "k": list(groups.groups),
            "corr": each(lambda g: pair("corr", g.x, g.y)), "mean": each(lambda g: g.x.mean()), "cov": each(lambda g: pair("cov", g.x, g.i)),
            "skew": each(lambda g: skew(g.x)), "low": each(lambda g: place(g.x, "min")), "high": each(lambda g: place(g.i, "max")),
            "late": each(lambda g: place(g.t, "max")), "word": each(lambda g: place(g.s, "min")),
            "of_both": each(lambda g: pair("corr", g.x * g.x, g.y)), "median": each(lambda g: g.x.median()), "prod": each(lambda g: g.y.prod()),
            "of_int": each(lambda g: (g.i % 3 - 1).prod()), "rows": each(len),
        }
    )  # fmt: skip
    same(read(folder, "groups"), made, "groups")
    of = lambda how, a, b: [pair_of_integers(how, g[a], g[b]) for _, g in groups]
    integers = {"k": list(groups.groups), "corr": of("corr", "i", "big"), "cov": of("cov", "i", "big"), "of_tiny": of("corr", "tiny", "natural"),
                "of_naturals": of("cov", "natural", "natural"), "of_wide": of("corr", "wide", "big")}  # fmt: skip
    same(read(folder, "integers"), pd.DataFrame(integers), "integers")
    names = ["i", "big", "tiny", "natural", "wide"]
    table = {"column": names} | {a: [pair_of_integers("corr", df[a], df[b]) for b in names] for a in names}
    same(read(folder, "integer_corr"), pd.DataFrame(table), "integer_corr")
    two = df.groupby(["k", "s"], dropna=False)[["x", "i"]].agg(skew).reset_index()
    same(read(folder, "two"), two, "two")
    rows = df.groupby("k")[["x", "m"]].agg(lambda v: place(v, "max")).reset_index()
    same(read(folder, "rows"), rows, "rows")
    days = df.resample("1D", on="t")
    same(read(folder, "days"), pd.DataFrame({"skew": days["x"].agg(skew), "sum": days["i"].sum()}).rename_axis("t").reset_index(), "days")

    found = read(folder, "made")
    by_key = made.set_index("k")
    same(found[["corr", "prod", "is_last"]], pd.DataFrame({"corr": df["k"].map(by_key["corr"]), "prod": df["k"].map(by_key["prod"]), "is_last": df["k"].map(by_key["late"])}), "made")
    whole = {"corr": pair("corr", df.x, df.y), "cov": pair("cov", df.x, df.m), "skew": skew(df.i), "low": place(df.x, "min"),
             "high": place(df.m, "max"), "first": place(df.s, "min"),
             "prod": (df.x / 1e6).prod(), "signs": (df.i % 3 - 1).prod()}  # fmt: skip
    same(read(folder, "whole"), pd.DataFrame([whole]), "whole")
    for how in ("corr", "cov"):
        table = {"column": ["x", "y", "i"]} | {a: [pair(how, df[a], df[b]) for b in "xyi"] for a in "xyi"}
        same(read(folder, how), pd.DataFrame(table), how)
    same(read(folder, "skews"), pd.DataFrame({"x": [skew(df.x)], "i": [skew(df.i)]}), "skews")
    same(read(folder, "places"), pd.DataFrame({"x": [place(df.x, "min")], "i": [place(df.i, "min")]}), "places")
    same(read(folder, "modes"), pd.DataFrame({"s": df["s"].mode()}), "modes")
