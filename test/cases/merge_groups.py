import random

import pyarrow as pa
import pyarrow.parquet as pq

import oracle
from oracle import some

random.seed(11)
# keys that cannot be missing: no row is dropped before it has its group
MANY = pa.table({
    "k": pa.array(some(20000, lambda: random.randrange(1000)), pa.int64()),
    "g": pa.array([random.randrange(300) for _ in range(20000)], pa.int64()),
    "h": pa.array([random.choice(["a", "b", "c"]) for _ in range(20000)]),
    "x": pa.array([random.randrange(100) for _ in range(20000)], pa.int64()),
}, schema=pa.schema([pa.field("k", pa.int64()), pa.field("g", pa.int64(), nullable=False),
                     pa.field("h", pa.string(), nullable=False), pa.field("x", pa.int64(), nullable=False)]))  # fmt: skip
FEW = pa.table({
    "k": pa.array([random.randrange(300) for _ in range(400)], pa.int64()),
    "y": pa.array(some(400, lambda: random.randrange(1000)), pa.int64()),
})  # fmt: skip


def make(folder):
    pq.write_table(MANY, folder / "many.parquet", row_group_size=3000)
    pq.write_table(FEW, folder / "few.parquet", row_group_size=100)


def check(folder, outputs):
    joined = "FROM many JOIN few USING (k)"
    for name, text in {
        "probed": f"SELECT g, sum(x)::BIGINT AS x {joined} GROUP BY g ORDER BY g",
        "built": f"SELECT g, coalesce(sum(y), 0)::BIGINT AS y, count(y) AS known {joined} GROUP BY g ORDER BY g",
        "both": f"SELECT g, h, count(*) AS n, coalesce(sum(x * y), 0)::BIGINT AS both {joined} GROUP BY g, h ORDER BY g, h",
        "left": "SELECT g, count(*) AS n, count(y) AS known, max(y) AS y FROM many LEFT JOIN few USING (k) GROUP BY g ORDER BY g",
    }.items():
        oracle.assert_same(oracle.read(folder / name), oracle.query(text, many=MANY, few=FEW))
