import random

import pyarrow as pa
import pyarrow.parquet as pq

import oracle
from oracle import some

random.seed(12)


def word():
    return random.choice(["a", "of twelve b.", "thirteen long", "thirteen lonG"]) + str(random.randrange(400))


MANY = pa.table({
    "k": pa.array(some(20000, lambda: random.randrange(900)), pa.int64()),
    "h": pa.array(some(20000, lambda: random.choice(["a", "a longer string"]))),
    "x": pa.array([random.randrange(100) for _ in range(20000)], pa.int64()),
})  # fmt: skip


def table(rows, keys):
    return pa.table({"k": pa.array([random.randrange(keys) for _ in range(rows)], pa.int64()),
                     "word": pa.array(some(rows, word))})  # fmt: skip


FEW, OTHER = table(700, 600), table(500, 800)
WORDS = pa.table({"word": pa.array([word() for _ in range(500)]),
                  "weight": pa.array([random.randrange(9) for _ in range(500)], pa.int64())})  # fmt: skip


def make(folder):
    for name, columns in {"many": MANY, "few": FEW, "other": OTHER, "words": WORDS}.items():
        pq.write_table(columns, folder / f"{name}.parquet", row_group_size=3000)


def check(folder, outputs):
    few, other = "many JOIN few USING (k)", "many JOIN other USING (k)"
    known = "WHERE word IS NOT NULL"
    for name, text in {
        "inner": f"SELECT word, count(*) AS n, sum(x)::BIGINT AS x FROM {few} {known} GROUP BY word ORDER BY word",
        "again": f"SELECT word, sum(weight)::BIGINT AS weight FROM {few} JOIN words USING (word) WHERE x < 90 "
                 "GROUP BY word ORDER BY word",
        "left": "SELECT word, h, count(*) AS n FROM many LEFT JOIN few USING (k) GROUP BY word, h "
                "ORDER BY word NULLS LAST, h NULLS LAST",
        "two": f"SELECT few.word, other.word AS word_other, count(*) AS n FROM {few} JOIN other USING (k) "
               "WHERE x < 80 AND few.word IS NOT NULL AND other.word IS NOT NULL GROUP BY ALL ORDER BY 1, 2",
        "both": f"SELECT word, count(*) AS n, sum(x)::BIGINT AS x FROM (SELECT word, x FROM {few} WHERE x < 70 UNION ALL "
                f"SELECT word, x FROM {other} WHERE x < 60 UNION ALL SELECT word, x FROM {few} WHERE x < 50) "
                f"{known} GROUP BY word ORDER BY word",
    }.items():  # fmt: skip
        expected = oracle.query(text, many=MANY, few=FEW, other=OTHER, words=WORDS)
        oracle.assert_same(oracle.read(folder / name), expected)
