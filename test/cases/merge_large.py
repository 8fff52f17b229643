import random
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

import oracle


def make(folder):
    random.seed(5)

    def table(rows, integer, text):
        def some(make_value, missing=0.03):
            return [None if random.random() < missing else make_value() for _ in range(rows)]

        return pa.table(
            {
                "key": pa.array(some(lambda: random.choice([7, random.randrange(10**9, 10**9 + 3000)])
                                     if random.random() < 0.02 else random.randrange(10**9, 10**9 + 3000)), pa.int64()),
                integer: pa.array(some(lambda: random.randrange(-20, 20), 0.1), pa.int16()),
                text: pa.array(some(lambda: random.choice(["", "a", "longer than twelve", "é"]) + str(random.randrange(9)))),
                "d": pa.array(some(lambda: random.randrange(30)), pa.int32()).cast(pa.date32()),
                "m": pa.array(some(lambda: Decimal(random.randrange(20))), pa.decimal128(20, 0)),
                "n": pa.array(range(rows)),
            })  # fmt: skip

    pq.write_table(table(6000, "i", "s"), folder / "a.parquet", row_group_size=1000)
    pq.write_table(table(4000, "j", "text"), folder / "b.parquet", row_group_size=700)


def check(folder, outputs):
    a, b = f"'{folder}/a.parquet'", f"'{folder}/b.parquet'"
    same = "a.{0} IS NOT DISTINCT FROM b.{0}".format
    for name, query in {
        "small": f"""SELECT a.key AS key_x, i, s, a.d, a.m, a.n AS n_x, b.key AS key_y, j, text, b.n AS n_y FROM {a} a JOIN {b} b
                     ON {same('m')} AND {same('d')} WHERE b.n < 40 ORDER BY a.n, b.n""",
        "several": f"""SELECT a.key AS key_x, i, s, a.d AS d_x, a.m AS m_x, a.n AS n_x, b.key AS key_y, j, text, b.d AS d_y,
                       b.m AS m_y, b.n AS n_y FROM {a} a LEFT JOIN {b} b
                       ON a.i IS NOT DISTINCT FROM b.j AND a.s IS NOT DISTINCT FROM b.text ORDER BY a.n, b.n""",
        "large": f"""SELECT a.key, i, s, a.d AS d_x, a.m AS m_x, a.n AS n_x, j, text, b.d AS d_y, b.m AS m_y, b.n AS n_y
                     FROM {a} a JOIN {b} b ON {same('key')} ORDER BY a.n, b.n""",
        "semi": f"SELECT * FROM {a} a SEMI JOIN {b} b ON {same('key')} ORDER BY n",
        "star": f"""SELECT a.d, l.text, count(*) AS rows, sum(a.n) AS n, max(a.s) AS s FROM {a} a
                    JOIN (SELECT m, j FROM {b} WHERE n < 40) c ON a.m IS NOT DISTINCT FROM c.m
                    JOIN (SELECT key, text FROM {b} WHERE n > 3000) l ON a.key IS NOT DISTINCT FROM l.key
                    WHERE a.d IS NOT NULL AND l.text IS NOT NULL GROUP BY ALL ORDER BY 1, 2""",
        "filtered_star": f"""SELECT a.i, count(*) AS rows, sum(a.n) AS n, min(a.d) AS least FROM (SELECT * FROM {a} WHERE n % 3 != 0) a
                    SEMI JOIN (SELECT key, text FROM {b} WHERE n > 3000) l ON a.key IS NOT DISTINCT FROM l.key
                    JOIN (SELECT m, j FROM {b} WHERE n < 40) c ON a.m IS NOT DISTINCT FROM c.m
                    WHERE a.i IS NOT NULL GROUP BY ALL ORDER BY 1""",
        "anti": f"SELECT * FROM {a} a ANTI JOIN {b} b ON {same('key')} AND {same('d')} ORDER BY n",
    }.items():
        oracle.assert_same(oracle.read(folder / name), oracle.query(query))
