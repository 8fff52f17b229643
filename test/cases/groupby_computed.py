import numpy as np
import pandas as pd
from pandas.testing import assert_frame_equal


def table():
    random = np.random.default_rng(7)
    rows = 500
    df = pd.DataFrame({
        "id": np.arange(rows),
        "k": random.choice(["ab", "ac", "b", "", None], rows),
        "n": pd.array(random.integers(-20, 20, rows), "Int64"),
        "x": random.integers(-8, 8, rows) / 4,
        "t": pd.Timestamp("2021-12-30") + pd.to_timedelta(random.integers(0, 900, rows), unit="D"),
    })  # fmt: skip
    df.loc[random.choice(rows, 60), "n"] = pd.NA
    df.loc[random.choice(rows, 60), "x"] = np.nan
    df.loc[random.choice(rows, 60), "t"] = pd.NaT
    return df


def make(folder):
    table().to_parquet(folder / "rows.parquet", row_group_size=70)


def check(folder, outputs):
    df = table()
    year, month = df["t"].dt.year, df["t"].dt.month

    def same(name, expected):
        read = pd.read_csv(folder / f"{name}.csv")
        assert list(read.columns) == list(expected.columns), (name, read.columns, expected.columns)
        expected = expected.astype({c: float for c in expected if pd.api.types.is_numeric_dtype(expected[c])})
        read = read.astype({c: float for c in read if pd.api.types.is_numeric_dtype(read[c])})
        assert_frame_equal(read, expected.reset_index(drop=True), check_dtype=False)

    by_year = df.groupby(year)
    same("years", pd.DataFrame({"t": list(by_year.groups), "rows": by_year.size().values, "sum": by_year["x"].sum().values}))
    large = (df["x"] > 1).where(df["x"].notna())
    by_large = df.groupby(large)
    same("large", pd.DataFrame({"x": [False, True], "n": by_large["n"].count().values, "mean": by_large["x"].mean().values}))
    keys = pd.DataFrame({"k": df["k"], "t": month, "n": df["n"] % 3, "x": df["x"]})
    several = keys.groupby(["k", "t", "n"], dropna=False)["x"].max().reset_index()
    several["k"] = several["k"].replace("", np.nan)  # CSV files do not tell these apart
    read = pd.read_csv(folder / "several.csv")
    order = ["k", "t", "n", "x"]
    assert_frame_equal(read.astype({"n": float}).sort_values(order, ignore_index=True),
                       several.astype({"n": float}).sort_values(order, ignore_index=True), check_dtype=False)  # fmt: skip
    sizes = df.assign(t=year).groupby(["k", "t"]).size().rename("size").reset_index()
    sizes["k"] = sizes["k"].replace("", np.nan)
    same("series", sizes)
    letters = df.assign(k=df["k"].str.slice(0, 1)).groupby("k")[["n", "x"]].sum().reset_index()
    letters["k"] = letters["k"].replace("", np.nan)
    same("letters", letters)
    most = df.groupby(df["n"] % 5)["x"].transform("max")
    share = df["x"] / most
    place = df.assign(t=year).groupby(["k", "t"]).cumcount() + 1
    place = place.where(df["k"].notna() & df["t"].notna())
    rows = pd.DataFrame({"id": df["id"], "share": share, "place": place})
    same("rows", rows)
    shifted = df.groupby(df["n"].shift(1)).size().rename("size").reset_index()
    same("shifted", shifted)
    backwards = df.sort_values("id", ascending=False)
    same("first", backwards.groupby(backwards["n"] % 4)["id"].first().reset_index())
