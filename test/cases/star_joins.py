import random

import pyarrow as pa
import pyarrow.parquet as pq

import oracle
from oracle import some

random.seed(11)
FACTS = pa.table(
    {
        "n": pa.array(range(5000), pa.int64()),
        "item": pa.array(some(5000, lambda: random.randrange(60), 0.01), pa.int32()),
        "day": pa.array(some(5000, lambda: random.randrange(50), 0.01), pa.int64()),
        "shop": pa.array(some(5000, lambda: random.randrange(9), 0.01), pa.int64()),
        "value": pa.array(some(5000, lambda: random.randrange(100)), pa.int64()),
    }
)
ITEMS = pa.table(
    {
        # several rows for some items, none for others
        "item": pa.array([*range(50), *range(10), *[3] * 4, None], pa.int32()),
        "name": pa.array(some(65, lambda: f"the item of number {random.randrange(20)}")),
        "price": pa.array(some(65, lambda: random.randrange(9)), pa.int64()),
    }
)
DAYS = pa.table({"day": pa.array([*range(45), None], pa.int64()), "month": pa.array([d % 12 for d in range(46)], pa.int64())})
SHOPS = pa.table({"shop": pa.array([*range(7), None], pa.int64()), "city": ["a", "b", "a", "somewhere far away", "c", "b", "a", "d"]})


def make(folder):
    pq.write_table(FACTS, folder / "facts.parquet", row_group_size=400)
    for name, table in {"items": ITEMS, "days": DAYS, "shops": SHOPS}.items():
        pq.write_table(table, folder / f"{name}.parquet", row_group_size=20)


def expected(folder):
    return "done\n"


def check(folder, outputs):
    def on(*keys):
        return "ON " + " AND ".join(f"f.{key} IS NOT DISTINCT FROM {table}.{key}" for table, key in keys)

    items, days, shops = ("i", "item"), ("d", "day"), ("s", "shop")
    some_days = "(SELECT * FROM days WHERE month % 3 != 0) d"
    joined = f"facts f JOIN items i {on(items)} JOIN {some_days} {on(days)} JOIN shops s {on(shops)}"
    for name, text in {
        "groups": f"""SELECT name, month, city, count(*) AS rows, coalesce(sum(value), 0)::BIGINT AS total FROM {joined}
                      GROUP BY name, month, city""",
        "rows": f"SELECT n, name, month, city, value FROM {joined}",
        "priced": f"SELECT city, sum(value * price + month)::BIGINT AS cost FROM {joined} WHERE value * price > 100 GROUP BY city",
        "left": f"""SELECT n, f.item, f.day, shop, value, name, price, month
                    FROM facts f LEFT JOIN items i {on(items)} JOIN {some_days} {on(days)}""",
        "semi": f"""SELECT n, name FROM facts f JOIN items i {on(items)}
                    WHERE EXISTS (SELECT 1 FROM {some_days} WHERE f.day IS NOT DISTINCT FROM d.day)""",
        "anti": f"""SELECT n, f.item, f.day, shop, value, name, price, month
                    FROM facts f JOIN items i {on(items)} JOIN days d {on(days)}
                    WHERE NOT EXISTS (SELECT 1 FROM shops s WHERE f.shop IS NOT DISTINCT FROM s.shop)""",
    }.items():
        answer = oracle.query(text, facts=FACTS, items=ITEMS, days=DAYS, shops=SHOPS)
        by = [(column, "ascending") for column in answer.column_names]
        for way in ["measured", "spread", "broadcast", "turned"]:
            rows = oracle.read(folder / f"{way}_{name}")
            if name in ("rows", "left", "semi", "anti"):
                assert rows["n"].to_pylist() == sorted(rows["n"].to_pylist()), f"{way}_{name} is not in order"
            oracle.assert_same(rows.sort_by(by), answer.sort_by(by))
