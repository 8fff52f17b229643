import math
import random

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    r = random.Random(5)
    count = 60
    table = pa.table({
        "k": pa.array([r.choice([1, 2, 3, 10 + i, None]) for i in range(count)], pa.int64()),
        "c": [r.choice(["a", "b", "b", None]) for _ in range(count)],
        "y": pa.array([r.choice([2020, 2021]) for _ in range(count)], pa.int64()),
        "v": pa.array([r.choice([None, float(r.randrange(-2, 9)), r.random() * 7]) for _ in range(count)]),
    })  # fmt: skip
    pq.write_table(table, folder / "rows.parquet", row_group_size=16)
    pq.write_table(table.slice(0, 0), folder / "none.parquet")


def rows_of(table):
    return [tuple(row.values()) for row in table.to_pylist()]


def same(found, frame, what):
    wanted = [tuple(None if pd.isna(v) else v for v in row) for row in frame.itertuples(index=False)]
    found = rows_of(found)
    assert len(found) == len(wanted), f"{what}: {len(found)} rows, not {len(wanted)}"
    for a, b in zip(found, wanted, strict=True):
        for x, y in zip(a, b, strict=True):
            close = isinstance(x, float) and isinstance(y, (int, float)) and math.isclose(x, y, rel_tol=1e-12)
            assert x == y or close, f"{what}: {a}, not {b}"


def mean_pivot(df, categories):
    """A row for each k that has a row with a category, even where all values are missing."""
    df = df[df.c.notna() & df.k.notna()]
    groups = df.groupby(["k", "c"])["v"].mean().unstack()
    return groups.reindex(columns=categories).reset_index()


def check(folder, outputs):
    for name in ("rows", "none"):
        df = pd.read_parquet(folder / f"{name}.parquet")
        read = lambda kind, name=name: pq.read_table(folder / f"{name}.{kind}")  # noqa: E731
        same(read("mean"), mean_pivot(df, ["a", "b", "d"]), "mean")
        same(read("filled_mean"), mean_pivot(df, ["a", "b", "d"]).fillna(-1), "filled_mean")
        assert read("mean").column_names == ["k", "a", "b", "d"]
        known = df[df.c.notna() & df.k.notna()]
        sums = known.groupby(["k", "y", "c"])["v"].sum().unstack().reindex(columns=["b", "a"]).reset_index()
        same(read("sum"), sums, "sum")
        counts = df[df.c.notna()].groupby(["c", "y"])["v"].count().unstack(fill_value=0).reindex(columns=[2020, 2021]).reset_index()
        same(read("count"), counts, "count")
        assert read("count").column_names == ["c", "2020", "2021"]
        same(read("dummies"), pd.DataFrame({"is_a": df.c == "a", "is_b": df.c == "b"}), "dummies")
        if name == "rows":
            classes = pd.DataFrame({
                "v": df.v,
                "default": pd.cut(df.v, [-1, 0, 2.5, 7], labels=["(-1, 0]", "(0, 2.5]", "(2.5, 7]"]).astype(object),
                "left": pd.cut(df.v, [0, 2, 7], labels=["low", "high"], right=False).astype(object),
                "lowest": "both",
                "quarter": pd.qcut(df.v, 4, labels=False),
                "tail": pd.qcut(df.v, [0, 0.5, 0.9, 1], labels=["low", "mid", "top"]).astype(object),
                "number": pd.cut(df.v, [-1, 0, 2.5, 7], labels=False),
                "width": pd.cut(df.v, 5, labels=False),
                "half": pd.cut(df.y, 2, labels=["first", "second"], right=False).astype(object),
                "equal": pd.cut(df.y - df.y, 4, labels=False),
            })  # fmt: skip
            same(read("classes"), classes, "classes")
        assert read("classes").column_names == ["v", "default", "left", "lowest", "quarter", "tail", "number", "width", "half", "equal"]
        same(read("first"), df.drop_duplicates(["k", "c"]), "first")
        same(read("last"), df.drop_duplicates(["k", "c"], keep="last"), "last")
        same(read("none"), df.drop_duplicates("k", keep=False), "none")
        flags = pd.DataFrame({"k": df.k, "first": df.duplicated("k"), "last": df.duplicated("k", keep="last"),
                              "none": df.duplicated("k", keep=False), "all": df.duplicated()})  # fmt: skip
        same(read("flags"), flags, "flags")
        same(read("filled"), df.assign(c=df.c.fillna("?")), "filled")
    lines = outputs[0].splitlines()
    sample = [line.split() for line in lines[1:6]]
    numbers = [int(a) for _, a in sample]
    assert all(int(i) == int(a) for i, a in sample) and numbers == sorted(set(numbers)) and numbers[-1] < 1000
    assert lines[6] == "5" and lines[8:] == ["0", "499500", "True"], lines
    half = int(lines[7])
    assert 0.35 < half / 499500 < 0.65
