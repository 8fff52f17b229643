import random
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

import oracle


def make(folder):
    random.seed(4)
    rows = 9000

    def some(make_value, missing=0.05):
        return [None if random.random() < missing else make_value() for _ in range(rows)]

    stems = ["", "a", "same first twelve bytes", "same first twelve letters", "é"]
    table = pa.table(
        {
            "s": pa.array(some(lambda: random.choice(stems) + str(random.randrange(50)))),
            "f": pa.array(some(lambda: random.choice([0.0, -1.5, 1e300, -1e300, random.random()])), pa.float64()),
            "i": pa.array(some(lambda: random.randrange(-3, 3)), pa.int8()),
            "t": pa.array(some(lambda: random.randrange(-10, 10) * 10**9), pa.int64()).cast(pa.timestamp("ns")),
            "m": pa.array(some(lambda: Decimal(random.randrange(-(10**5), 10**5))), pa.decimal128(30, 0)),
            "n": pa.array(range(rows)),
        }
    )
    pq.write_table(table, folder / "rows.parquet", row_group_size=1000)


def check(folder, outputs):
    for name, order in {
        "by_text": "s NULLS LAST, n",
        "by_float": "f DESC NULLS LAST, i NULLS LAST, n",
        "by_time": "t NULLS FIRST, m NULLS FIRST, n",
        "top": "f NULLS LAST, n LIMIT 25",
        "most": "s DESC NULLS LAST, m DESC NULLS LAST, n LIMIT 4999",
    }.items():
        expected = oracle.query(f"SELECT * FROM '{folder}/rows.parquet' ORDER BY {order}")
        oracle.assert_same(oracle.read(folder / name), expected)
