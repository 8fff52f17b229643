import numpy as np
import pandas as pd
from pandas.testing import assert_frame_equal


def tables():
    random = np.random.default_rng(12)
    texts = [" ".join(random.choice(list("abcd"), random.integers(1, 4))) + f" {i}" for i in range(60)]
    rows = pd.DataFrame({"s": random.choice(texts, 700), "k": random.integers(0, 9, 700), "x": random.integers(-9, 9, 700) / 2})
    rows.loc[rows["s"].isin(texts[:9]), "x"] = np.nan
    return rows, pd.DataFrame({"k": np.arange(3, 12).repeat(2), "y": np.arange(18)})


def make(folder):
    for name, table in zip(("rows", "other"), tables()):
        table.to_parquet(folder / f"{name}.parquet", row_group_size=100)


def check(folder, outputs):
    df, other = tables()

    def same(name, expected):
        assert_frame_equal(pd.read_csv(folder / f"{name}.csv", dtype={"words": str}), expected.reset_index(drop=True),
                           check_dtype=False)

    g = df.groupby("s").agg(kinds=("k", "nunique"), middle=("x", "median"), sum=("k", "sum")).reset_index()
    words = g.assign(words=g["s"].str.split(" ")).explode("words")
    same("words", words.sort_values(["s", "words", "kinds"]))
    known = words.dropna(subset=["middle"])
    same("known", known.groupby(["words", "kinds"]).agg(n=("s", "size"), most=("middle", "max")).reset_index())
    same("above", words[words["middle"] > 0].sort_values(["s", "words"])[["s", "middle"]])
    same("largest", words.sort_values(["kinds", "s", "words"], ascending=False).head(7))
    g2 = g[["s", "kinds", "middle"]]
    same("joined", g2.merge(other, left_on="kinds", right_on="k", how="left").sort_values(["s", "y"]))
    same("outer", other.merge(g2, left_on="k", right_on="kinds", how="outer").sort_values(["k", "s", "y"]))
