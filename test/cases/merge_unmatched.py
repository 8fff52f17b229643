import datetime
import random
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

import oracle
from oracle import same, some

random.seed(3)
WORDS = ["", "a", "longer than twelve", "é"]


MANY = pa.table(
    {
        "k": pa.array(some(3000, lambda: random.randrange(60)), pa.int64()),
        "s": pa.array(some(3000, lambda: random.choice(WORDS))),
        "n": pa.array(range(3000), pa.int64()),
        "w": pa.array(some(3000, lambda: random.choice(WORDS) + str(random.randrange(5)))),
        "d": pa.array(some(3000, lambda: datetime.date(2020, 1, 1) + datetime.timedelta(random.randrange(90)))),
    }
)
FEW = pa.table(
    {
        "k": pa.array(some(90, lambda: random.randrange(40, 90)), pa.int64()),
        "s": pa.array(some(90, lambda: random.choice(WORDS))),
        "m": pa.array(range(90), pa.int64()),
        "c": pa.array(some(90, lambda: Decimal(random.randrange(10**6)).scaleb(-2)), pa.decimal128(20, 2)),
    }
)
HERE = pa.table({"k": [1, 2, 2, 77], "h": [1, 2, 3, 4]})


def make(folder):
    pq.write_table(MANY, folder / "many.parquet", row_group_size=400)
    pq.write_table(FEW, folder / "few.parquet", row_group_size=20)


def query(text):
    return oracle.query(text, many=MANY, few=FEW, here=HERE)


def expected(folder):
    return f"{len(FEW)}\n0\n"


def check(folder, outputs):
    right = f"many a RIGHT JOIN few b ON {same('k')}"
    columns = "b.k, a.s AS s_x, n, w, d, b.s AS s_y, m, c"
    for name, text in {
        "left": f"""SELECT a.k, m, count(*) AS rows, coalesce(sum(n), 0)::BIGINT AS n, max(w) AS w, min(d) AS d
                    FROM few a LEFT JOIN many b ON {same("k", "s")} GROUP BY a.k, m ORDER BY a.k NULLS LAST, m""",
        "right": """SELECT a.s AS s_x, b.s AS s_y, count(*) AS rows, count(d) AS d, avg(n) AS n, count(DISTINCT w) AS words
                    FROM many a RIGHT JOIN (SELECT * FROM few WHERE m % 3 != 1) b ON a.k = b.m
                    GROUP BY a.s, b.s ORDER BY a.s NULLS LAST, b.s NULLS LAST""",
        "here": f"""SELECT h, count(*) AS rows, coalesce(sum(n), 0)::BIGINT AS n FROM here a LEFT JOIN many b ON {same("k")}
                    GROUP BY h ORDER BY h""",
        "none": "SELECT s AS s_x, count(*) AS rows, 0::BIGINT AS n FROM few GROUP BY s ORDER BY s NULLS LAST",
        "semi": f"""SELECT s, count(*) AS rows, sum(m)::BIGINT AS m, max(c) AS c FROM few a WHERE m % 2 = 1 AND
                    EXISTS (SELECT 1 FROM many b WHERE n % 3 = 0 AND {same("k", "s")}) GROUP BY s ORDER BY s NULLS LAST""",
        "anti": f"""SELECT s, count(*) AS rows, sum(m)::BIGINT AS m FROM few a WHERE m % 2 = 1 AND
                    NOT EXISTS (SELECT 1 FROM many b WHERE (n < 50 OR n >= 2000) AND {same("k", "s")}) AND
                    EXISTS (SELECT 1 FROM many b WHERE n > 9 AND {same("k")}) GROUP BY s ORDER BY s NULLS LAST""",
        "ordered": f"SELECT {columns} FROM {right} WHERE m % 2 = 0 ORDER BY m, n",
        "matched": f"SELECT {columns} FROM {right} WHERE n > 50 ORDER BY m, n",
        "both": f"""SELECT h, count(*) AS rows, sum(m)::BIGINT AS m FROM
                    (SELECT a.k, m FROM few a LEFT JOIN many b ON {same("k", "s")}) a LEFT JOIN here b ON {same("k")}
                    GROUP BY h ORDER BY h NULLS LAST""",
    }.items():
        oracle.assert_same(oracle.read(folder / name), query(text), 1e-12)
