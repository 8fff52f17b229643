import functools
import random
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

import oracle

ROWS = 800


def make(folder):
    random.seed(11)

    def some(make_value, missing=0.1):
        return [None if random.random() < missing else make_value() for _ in range(ROWS)]

    stems = ["", "the same first twelve bytes", "the same first twelve letters", "é"]
    table = pa.table(
        {
            "t": pa.array(some(lambda: random.randrange(1000) * 10**9), pa.timestamp("ns")),
            "d": pa.array(some(lambda: random.randrange(3)), pa.int32()).cast(pa.date32()),
            "f": pa.array(some(lambda: random.choice([0.0, float("nan"), -1.5, 1e300, random.random()])), pa.float64()),
            "i": pa.array([random.randrange(-20, 20) for _ in range(ROWS)], pa.int16()),
            "m": pa.array(some(lambda: Decimal(random.randrange(-(10**25), 10**25))), pa.decimal128(30, 0)),
            "b": pa.array(some(lambda: random.random() < 0.5), pa.bool_()),
            "c": pa.array(some(lambda: f"a word of few, {random.randrange(30)}")),
            "s": pa.array(some(lambda: random.choice(stems) + str(random.randrange(60)))),
            "n": pa.array(range(ROWS)),
        }
    )
    options = {"row_group_size": 190, "data_page_size": 512, "write_batch_size": 50}
    pq.write_table(table, folder / "rows.parquet", **options)
    pq.write_table(table[:3], folder / "few.parquet", **options)
    pq.write_table(table[:0], folder / "empty.parquet", **options)
    other = pa.table({"i": pa.array(range(-3, 4), pa.int16()), "w": [f"w{i % 3}" for i in range(7)]})
    pq.write_table(other, folder / "other.parquet")


@functools.cache
def expected_of(folder):
    some = "(SELECT * FROM df WHERE i > 0)"
    queries = {
        "latest": "SELECT * FROM df ORDER BY t DESC NULLS LAST, n LIMIT 10",
        "two_keys": "SELECT * FROM df ORDER BY d NULLS FIRST, s NULLS FIRST, n LIMIT 25",
        "floats": "SELECT * FROM df ORDER BY f NULLS LAST, n LIMIT 12",
        "floats_down": "SELECT * FROM df ORDER BY f IS NULL DESC, isnan(f) DESC, f DESC, n LIMIT 70",
        "words": "SELECT * FROM df ORDER BY c DESC NULLS LAST, n LIMIT 9",
        "texts": "SELECT * FROM df ORDER BY s NULLS LAST, n LIMIT 30",
        "decimals": "SELECT * FROM df ORDER BY m NULLS LAST, n LIMIT 7",
        "three_keys": "SELECT * FROM df ORDER BY b DESC NULLS LAST, i, t DESC NULLS LAST, n LIMIT 11",
        "none": "SELECT * FROM df LIMIT 0",
        "all_in_order": "SELECT * FROM df ORDER BY t NULLS LAST, n LIMIT 60",
        "largest": "SELECT * FROM df ORDER BY i DESC, n LIMIT 6",
        "smallest": "SELECT * FROM df ORDER BY i, m NULLS LAST, n LIMIT 6",
        "filtered": f"SELECT *, i * 2 AS twice, c AS word FROM {some} ORDER BY s DESC NULLS LAST, n LIMIT 8",
        "computed": "SELECT n, i, s, c, n % 97 AS place FROM df ORDER BY place DESC, n DESC LIMIT 8",
        "matching": "SELECT * FROM df WHERE i BETWEEN -3 AND 3 ORDER BY t NULLS LAST, n LIMIT 10",
        "joined": "SELECT df.*, w FROM df JOIN other USING (i) ORDER BY w, t NULLS LAST, n LIMIT 10",
        "both": f"SELECT * FROM (FROM df UNION ALL FROM {some}) ORDER BY t NULLS LAST, n LIMIT 10",
        "groups": "SELECT c, sum(n) AS total FROM df WHERE c IS NOT NULL GROUP BY c ORDER BY total DESC LIMIT 3",
        "text_groups": "SELECT s, sum(n) AS total FROM df WHERE s IS NOT NULL GROUP BY s ORDER BY s DESC LIMIT 5",
    }

    def of_groups(keys, order, condition, extra=""):
        known = " AND ".join(f"{key} IS NOT NULL" for key in keys.split(", "))
        number = f"row_number() OVER (PARTITION BY {keys} ORDER BY {order}) AS number"
        chosen = f"SELECT *, {number} FROM df WHERE {known} QUALIFY number {condition}"
        columns = "*" if extra else "* EXCLUDE number"
        return f"SELECT {columns} FROM ({chosen}) WHERE true {extra} ORDER BY {order}"

    queries |= {
        "by_word": of_groups("c", "f IS NULL, isnan(f), f DESC, n", "<= 2"),
        "by_two": of_groups("b, i", "d NULLS FIRST, m NULLS FIRST, n", "<= 1"),
        "texts_by_day": of_groups("d", "s NULLS LAST, n", "<= 12"),
        "second_by_text": of_groups("s", "i, n", "= 2"),
        "even_of_first": of_groups("i", "t NULLS LAST, n", "< 3", "AND n % 2 = 0"),
    }
    db = duckdb.connect()
    wanted = {}
    db.sql(f"CREATE VIEW other AS FROM '{folder}/other.parquet'")
    for rows, prefix in [("rows", ""), ("few", "few_"), ("empty", "empty_")]:
        db.sql(f"CREATE OR REPLACE VIEW df AS FROM '{folder}/{rows}.parquet'")
        for name, query in queries.items():
            wanted[prefix + name] = db.sql(query).to_arrow_table()
    return wanted


def check(folder, outputs):
    for name, expected in expected_of(folder).items():
        oracle.assert_same(oracle.read(folder / name), expected)
