import datetime
import random

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import oracle
from oracle import some

random.seed(7)
ROWS = pa.table({
    "a": pa.array(some(3000, lambda: random.randrange(200)), pa.int64()),
    "b": pa.array(some(3000, lambda: random.random() < 0.5), pa.bool_()),
    "s": pa.array(some(3000, lambda: random.choice(["", "é", "longer than twelve"]) + str(random.randrange(9)))),
    "w": pa.array(some(3000, lambda: random.choice(["AIR", "RAIL", "SHIP"]))),
    "d": pa.array(some(3000, lambda: datetime.date(2020, 1, 1) + datetime.timedelta(random.randrange(30)))),
    "x": pa.array(some(3000, lambda: random.choice([0.0, -0.0, 1.5, float("nan")]))),
})  # fmt: skip


def make(folder):
    pq.write_table(ROWS, folder / "rows.parquet", row_group_size=400)


def query(text):
    return oracle.query(text, rows=ROWS)


def expected(folder):
    counts = [
        query(f"SELECT count(*) AS n FROM (SELECT DISTINCT {column} FROM rows WHERE {condition})")["n"][0].as_py()
        for column, condition in [("b", True), ("s", True), ("w", "w IS NOT NULL")]
    ]
    return "".join(f"{n}\n" for n in [*counts, 0])


def check(folder, outputs):
    for name, text in {
        "pairs": "SELECT DISTINCT a, s FROM rows ORDER BY a, s",
        "by_date": "SELECT d, count(*) AS n FROM (SELECT DISTINCT a, d, b FROM rows) WHERE d IS NOT NULL GROUP BY d ORDER BY d",
        "floats": "SELECT DISTINCT x, a FROM (SELECT x + 0.0 AS x, a FROM rows) ORDER BY x, a",
        "none": "SELECT a FROM rows WHERE a > 1000",
        "joined": "SELECT a, count(*) AS n FROM rows WHERE a IS NOT NULL GROUP BY a ORDER BY a",
    }.items():
        oracle.assert_same(oracle.read(folder / name), query(text))
    first = ROWS.select(["a"]).to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get).drop_duplicates()
    oracle.assert_same(oracle.read(folder / "first"), pa.Table.from_pandas(first, preserve_index=False))
