import random
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

import oracle


def make(folder):
    random.seed(3)
    rows = 3000

    def some(make_value, missing=0.1):
        return [None if random.random() < missing else make_value() for _ in range(rows)]

    words = ["", "a", "ab", "a longer text than fits", "é", "zz", "Z"]
    table = pa.table(
        {
            "s": pa.array(some(lambda: random.choice(words))),
            "k": pa.array(some(lambda: random.randrange(-5, 5)), pa.int32()),
            "d": pa.array(some(lambda: random.randrange(3)), pa.int32()).cast(pa.date32()),
            "b": pa.array(some(lambda: random.random() < 0.5), pa.bool_()),
            "i": pa.array(some(lambda: random.randrange(-1000, 1000), 0.3), pa.int64()),
            "f": pa.array(some(lambda: random.random() * 100 - 50, 0.3), pa.float64()),
            "t": pa.array(some(lambda: random.choice(words) + str(random.randrange(100)), 0.3)),
            "m": pa.array(some(lambda: Decimal(random.randrange(10**6))), pa.decimal128(9, 0)),
        }
    )
    pq.write_table(table, folder / "rows.parquet", row_group_size=500)


def check(folder, outputs):
    rows = f"(SELECT *, row_number() OVER () AS rn FROM '{folder}/rows.parquet')"
    wanted = {
        "by_one": f"""
            SELECT s, sum(i)::BIGINT AS sum, avg(i) AS mean, min(t) AS min, max(t) AS max, count(f) AS count, count(*) AS size,
                   count(DISTINCT t) AS nunique, stddev_samp(f) AS std, var_samp(i) AS var,
                   first(f ORDER BY rn) FILTER (f IS NOT NULL) AS first, last(t ORDER BY rn) FILTER (t IS NOT NULL) AS last,
                   sum(m) AS total
            FROM {rows} WHERE s IS NOT NULL GROUP BY s ORDER BY s""",
        "by_all": f"""
            SELECT s, k, d, b, count(*) AS rows, min(f) AS least FROM {rows} GROUP BY s, k, d, b
            ORDER BY s NULLS LAST, k NULLS LAST, d NULLS LAST, b NULLS LAST""",
        "by_column": f"SELECT k, coalesce(fsum(f), 0) AS f FROM {rows} WHERE k IS NOT NULL GROUP BY k ORDER BY k",
    }
    for name, query in wanted.items():
        oracle.assert_same(oracle.read(folder / name), oracle.query(query), 1e-11)
