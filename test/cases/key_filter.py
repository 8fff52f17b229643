import random
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

import oracle
from oracle import same, some

random.seed(7)
WORDS = ["", "a", "longer than twelve", "é"]


MANY = pa.table(
    {
        "k": pa.array(some(6000, lambda: random.randrange(900)), pa.int64()),
        "s": pa.array(some(6000, lambda: random.choice(WORDS) + str(random.randrange(40)))),
        "n": pa.array(range(6000), pa.int64()),
        "v": pa.array(some(6000, lambda: random.randrange(100)), pa.int64()),
    }
)
FEW = pa.table(
    {
        "k": pa.array(some(60, lambda: random.randrange(800, 1200)), pa.int64()),
        "s": pa.array(some(60, lambda: random.choice(WORDS) + str(random.randrange(60)))),
        "m": pa.array(range(60), pa.int64()),
        "c": pa.array(some(60, lambda: Decimal(random.randrange(10**6)).scaleb(-2)), pa.decimal128(20, 2)),
    }
)
HERE = pa.table({"k": [1, 2, 2, 77], "h": [1, 2, 3, 4]})


def make(folder):
    pq.write_table(MANY, folder / "many.parquet", row_group_size=700)
    pq.write_table(FEW, folder / "few.parquet", row_group_size=20)


def query(text):
    return oracle.query(text, many=MANY, few=FEW, here=HERE)


def expected(folder):
    return "0 0\n"


def check(folder, outputs):
    chosen = "(SELECT * FROM few WHERE m % 3 = 0) a"
    exists = "EXISTS (SELECT 1 FROM many b WHERE {})"
    for name, text in {
        "inner": f"""SELECT a.k, a.s AS s_x, m, c, b.s AS s_y, n, v
                     FROM {chosen} JOIN (SELECT * FROM many WHERE n % 2 = 0) b ON {same("k")} ORDER BY m, n""",
        "left": f"SELECT a.k, a.s, m, c, n, v FROM {chosen} LEFT JOIN many b ON {same('k', 's')} ORDER BY m, n",
        "semi": f"SELECT * FROM {chosen} WHERE {exists.format(same('s'))} ORDER BY m",
        "anti": f"SELECT * FROM {chosen} WHERE NOT {exists.format(same('s', 'k'))} ORDER BY m",
        "where": f"""SELECT a.k, a.s AS s_x, m, c, b.s AS s_y, n, v
                     FROM {chosen} JOIN many b ON {same("k")} AND m < v ORDER BY m, n""",
        "outer": f"""SELECT coalesce(a.k, b.k) AS k, a.s AS s_x, m, c, b.s AS s_y, n, v
                     FROM {chosen} FULL JOIN many b ON {same("k")} ORDER BY m NULLS LAST, n""",
        "table": f"""SELECT a.k, a.s, a.m, a.c, a.c AS c_few, v FROM {chosen} LEFT JOIN many b ON {same("k")}
                     ORDER BY m, n""",
        "here": f"SELECT a.k, h, s, n, v FROM here a LEFT JOIN many b ON {same('k')} ORDER BY h, n",
    }.items():
        oracle.assert_same(oracle.read(folder / name), query(text), 1e-12)
    # groups that are not sorted have an order of their own
    for name, text, keys in [
        ("groups", f"""SELECT a.k, a.s, m, c, rows, values FROM {chosen} JOIN
                       (SELECT k, count(*) AS rows, count(DISTINCT v) AS values FROM many GROUP BY k) b
                       ON {same("k")} WHERE rows > 2""", ["m"]),
        ("by_two", f"""SELECT a.k, a.s AS s_x, m, c, b.s AS s_y, v FROM {chosen} LEFT JOIN
                       (SELECT k, s, max(v) AS v FROM many WHERE n % 5 != 0 GROUP BY k, s) b ON {same("k")}""", ["m", "s_y"]),
    ]:  # fmt: skip
        by = [(key, "ascending") for key in keys]
        oracle.assert_same(oracle.read(folder / name).sort_by(by), query(text).sort_by(by), 1e-12)
