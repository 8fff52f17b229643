import datetime
import random

import pyarrow as pa
import pyarrow.parquet as pq

import oracle
from oracle import same, some

random.seed(5)
WORDS = ["", "a", "B", "longer than twelve", "é"]


def table(rows, **first):
    return pa.table(
        {
            "k": pa.array(some(rows, lambda: random.randrange(40)), pa.int64()),
            "s": pa.array(some(rows, lambda: random.choice(WORDS))),
            "w": pa.array(some(rows, lambda: random.choice(WORDS) + str(random.randrange(3)))),
            "d": pa.array(some(rows, lambda: datetime.date(2020, 1, 1) + datetime.timedelta(random.randrange(90)))),
            **{name: pa.array(some(rows, lambda: random.randrange(12), missing), pa.int64()) for name, missing in first.items()},
        }
    )


MANY = table(1500, a=0.1).append_column("n", pa.array(range(1500), pa.int64()))
FEW = table(90, b=0).append_column("m", pa.array(range(90), pa.int64()))


def make(folder):
    pq.write_table(MANY, folder / "many.parquet", row_group_size=200)
    pq.write_table(FEW, folder / "few.parquet", row_group_size=20)


K, ALL = "a.k", "a.s AS s_x, a.w AS w_x, a.d AS d_x, a, n, b.s AS s_y, b.w AS w_y, b.d AS d_y, b, m"
ON = f"{same('k')} AND a.a < b.b"
ORDERED = "ORDER BY a.n NULLS LAST, b.m"
TWICE = f"""SELECT * FROM (SELECT a.k, a.n FROM many a LEFT JOIN few b ON {ON}) a
            WHERE EXISTS (SELECT 1 FROM many b WHERE {same("k")} AND a.n < b.n)"""


def query(text):
    return oracle.query(text, many=MANY, few=FEW, none=FEW.slice(0, 0))


def expected(folder):
    return f"8100\n{query(f'SELECT count(*) AS n FROM ({TWICE})')['n'][0]}\n"


def check(folder, outputs):
    for name, text in {
        "inner": f"SELECT a.k, {ALL} FROM many a JOIN few b ON {ON} {ORDERED}",
        "left": f"SELECT a.k, {ALL} FROM many a LEFT JOIN few b ON {ON} {ORDERED}",
        "right": f"SELECT b.k, {ALL} FROM many a RIGHT JOIN few b ON {ON} ORDER BY b.m, a.n",
        "outer": f"SELECT coalesce(a.k, b.k) AS k, {ALL} FROM many a FULL JOIN few b ON {ON} {ORDERED}",
        "semi": f"SELECT a.* FROM many a SEMI JOIN few b ON {ON} ORDER BY a.n",
        "anti": f"SELECT a.* FROM many a ANTI JOIN few b ON {ON} ORDER BY a.n",
        "left_two_keys": f"""SELECT a.k, a.s, a.w AS w_x, a.d AS d_x, b, m, b.w AS w_y, b.d AS d_y, a, n FROM few a LEFT JOIN many b
                             ON {same("k", "s")} AND (a.b + 1 != b.a OR a.w = b.w) ORDER BY m, n""",
        "left_none": f"SELECT a.k, {ALL} FROM many a LEFT JOIN none b ON {ON} ORDER BY n",
        "none_outer": """SELECT k, NULL::VARCHAR AS s_x, NULL::VARCHAR AS w_x, NULL::DATE AS d_x, NULL::BIGINT AS b_x,
                         NULL::BIGINT AS m_x, s AS s_y, w AS w_y, d AS d_y, b AS b_y, m AS m_y FROM few ORDER BY m""",
        "grouped_left": f"""SELECT m, count(*) AS rows, count(n) AS n, min(b.w) AS w FROM few a LEFT JOIN many b
                            ON {same("k")} AND a.b > b.a AND a.w IS NOT NULL GROUP BY m ORDER BY m""",
        "grouped_outer": f"""SELECT m, count(*) AS rows, coalesce(sum(n), 0)::BIGINT AS n, max(a) AS a FROM many a FULL JOIN few b
                             ON {same("k")} AND a.a = b.b GROUP BY m ORDER BY m NULLS LAST""",
        "cross": """SELECT a.*, b.k AS k_2, b.s AS s_2, b.w AS w_2, b.d AS d_2, b.b AS b_2, b.m AS m_2
                    FROM few a, (SELECT * FROM few WHERE m < 20) b ORDER BY a.m, b.m""",
        "band": "SELECT m, n FROM few a, (SELECT * FROM many WHERE n < 50) b WHERE a.b = b.a ORDER BY m, n",
        "above": "SELECT a.m AS m_x, b.m AS m_y FROM few a LEFT JOIN few b ON a.b + 5 < b.b ORDER BY m_x, m_y",
        "alone": "SELECT m FROM few a WHERE NOT EXISTS (SELECT 1 FROM many b WHERE a.b = b.a AND a.k != b.k) ORDER BY m",
        "week": """SELECT n, m FROM many a JOIN few b ON a.k = b.m AND a.d + 7 > b.d AND upper(a.w) >= lower(b.s)
                   ORDER BY n, m""",
        "pairs": f"""SELECT b.m, count(*) AS rows, sum(a)::BIGINT AS a FROM many a JOIN few b ON {ON} JOIN few c ON b.m = c.m
                     WHERE a.a + 3 > c.b GROUP BY b.m ORDER BY b.m""",
    }.items():
        oracle.assert_same(oracle.read(folder / name), query(text), 1e-12)
