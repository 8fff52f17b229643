import pandas as pd

ORDERS = pd.DataFrame({"k": [1, 2, 3, 4], "price": [1.5, 2.5, None, 4.5]})
ITEMS = pd.DataFrame({"k": [1, 2, 3, 4], "kind": list("abba")})


def make(folder):
    for where in ("samples", "data"):
        (folder / where).mkdir()
        ORDERS.to_parquet(folder / where / "orders.parquet", index=False)
        ITEMS.to_parquet(folder / where / "items.parquet", index=False)


def text(frame):
    return frame.to_string(na_rep="<NA>") + "\n"


def expected(folder):
    counted = ITEMS.groupby("kind").size().reset_index(name="n")
    both = ITEMS.assign(n=1)[["kind", "k", "n"]].sort_values(["kind", "k"], ascending=False, ignore_index=True)
    largest = ORDERS.assign(n=1)[["k", "n"]].sort_values("k", ascending=False, ignore_index=True)
    more = ORDERS.assign(one=1, price=ORDERS.price + 1), ORDERS.assign(half=0.5, price=ORDERS.price + 0.5)
    return (text(ORDERS.merge(ITEMS, on="k")) + "8.5\n10.0\n" + text(counted) + text(both) + "17.0\n" + text(more[0])
            + text(more[1]) + text(ITEMS) + "4.5\n" + text(largest) + "8.5\n30.0\n"
            + text(ORDERS.head(2)) + text(ORDERS.tail(2)[::-1].reset_index(drop=True)))  # fmt: skip
