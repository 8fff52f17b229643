import numpy as np
import pandas as pd

import oracle


def part(i):
    x = i * 0.6180339887498949
    return x - np.floor(x)


def expected(folder):
    text = ""
    items = pd.DataFrame({"item": range(100), "kind": np.arange(100) % 7})
    items = items[items["kind"] == 3]
    for n in (0, 20000):
        i = np.arange(n)
        sales = pd.DataFrame({"buyer": (part(i) * 5).astype("int64"), "item": (part(7 * i) * 100).astype("int64")})
        some = sales.merge(items, on="item")
        found = some.groupby("buyer").agg(n=("item", "size"), items=("item", "sum")).reset_index().sort_values("buyer")
        text += oracle.shown(found)
        known = sales["item"].isin(items["item"])
        text += f"{known.sum()}\n{sales['buyer'][known].sum()}\n{sales['buyer'][~known].sum()}\n"
    i = np.arange(20000)
    sums = pd.DataFrame({"k": (part(7 * i) * 100).astype("int64"), "v": i}).groupby("k").sum().reset_index()
    sums["shifted"] = sums["v"] + 20000 % 3
    sums["halves"] = sums["k"] // 2
    found = sums.merge(pd.DataFrame({"k": [1, 2, 50, 99, 100]}), on="k").sort_values("k")
    return text + oracle.shown(found)
