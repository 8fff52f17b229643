import numpy as np
import pandas as pd
from pandas.testing import assert_frame_equal


def tables():
    random = np.random.default_rng(3)
    a = pd.DataFrame({"k": pd.array(random.integers(0, 80, 120), "Int64"), "x": random.permutation(120)})
    b = pd.DataFrame({"k": pd.array(random.integers(40, 120, 90), "Int64"), "y": random.permutation(90)})
    a.loc[3, "k"] = b.loc[7, "k"] = pd.NA
    return a, b


def make(folder):
    for name, table in zip("ab", tables()):
        table.to_parquet(folder / f"{name}.parquet", row_group_size=30)


def check(folder, outputs):
    a, b = tables()

    def same(name, expected):
        order = [c for c in ("k", "x", "y") if c in expected]
        expected = expected.assign(_merge=expected["_merge"].astype(str)).sort_values(order, ignore_index=True)
        numbers = [c for c in expected if c != "_merge"]
        read = pd.read_csv(folder / f"{name}.csv")
        assert_frame_equal(read.astype({c: float for c in numbers}),
                           expected.astype({c: float for c in numbers}), check_dtype=False)  # fmt: skip

    for how in ("inner", "left", "right", "outer"):
        same(how, a.merge(b, on="k", how=how, indicator=True))
    pairs = a.reset_index().merge(b.reset_index(), on="k", suffixes=("_a", "_b"))
    pairs = pairs[pairs["x"] < pairs["y"]]
    everything = pd.concat([pairs[["k", "x", "y"]].assign(_merge="both"),
                            a[~a.index.isin(pairs["index_a"])].assign(_merge="left_only"),
                            b[~b.index.isin(pairs["index_b"])].assign(_merge="right_only")])  # fmt: skip
    same("where", everything)
    sizes = pd.read_csv(folder / "counts.csv")
    assert dict(zip(sizes["_merge"], sizes["size"])) == everything["_merge"].value_counts().to_dict()
    same("only", everything[everything["_merge"] == "left_only"])
