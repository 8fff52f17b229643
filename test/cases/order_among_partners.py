import random

import pyarrow as pa
import pyarrow.parquet as pq

import oracle

random.seed(11)
ITEMS = pa.table({
    "item_order": pa.array([random.randrange(300) for _ in range(2000)], pa.int64()),
    "price": pa.array([random.randrange(20) for _ in range(2000)], pa.int64()),
})  # fmt: skip
# several rows of an order, in no order
ORDERS = pa.table({
    "order": pa.array([random.randrange(400) for _ in range(900)], pa.int64()),
    "day": pa.array([random.randrange(3) for _ in range(900)], pa.int64()),
    "number": pa.array(random.sample(range(900), 900), pa.int64()),
})  # fmt: skip


def make(folder):
    pq.write_table(ITEMS, folder / "items.parquet", row_group_size=300)
    pq.write_table(ORDERS, folder / "orders.parquet", row_group_size=100)
    # by their sizes the groups are the smaller side
    (folder / "sample").mkdir()
    pq.write_table(ITEMS.slice(0, 50), folder / "sample/items.parquet")
    pq.write_table(ORDERS.slice(0, 600), folder / "sample/orders.parquet")


def frames():
    items, orders = ITEMS.to_pandas(), ORDERS.to_pandas()
    sums = items.groupby("item_order", as_index=False).agg(total=("price", "sum"), items=("price", "size"))
    return sums, orders


def expected(folder):
    sums, orders = frames()
    return f"{orders[orders['order'].isin(sums['item_order'])]['number'].sum()}\n"


def check(folder, outputs):
    sums, orders = frames()
    joined = sums[sums["total"] > 60].merge(orders, left_on="item_order", right_on="order")
    both = sums.merge(orders, left_on="item_order", right_on="order", how="left").astype("Int64")
    swapped = orders.merge(sums, left_on="order", right_on="item_order")
    for name, frame in {
        "inner": joined.sort_values(["day", "order"], ascending=[False, True], kind="stable"),
        "first": joined.sort_values("order", kind="stable").head(7),
        "left": both.sort_values(["order", "item_order"], kind="stable"),
        "swapped": swapped.sort_values("item_order", kind="stable"),
    }.items():
        oracle.assert_same(oracle.read(folder / name), pa.Table.from_pandas(frame, preserve_index=False), 0)
