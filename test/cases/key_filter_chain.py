import random

import pyarrow as pa
import pyarrow.parquet as pq

import oracle
from oracle import same, some

random.seed(8)
MANY = pa.table(
    {
        "k": pa.array(some(3000, lambda: random.randrange(300)), pa.int64()),
        "s": pa.array(some(3000, lambda: "a long word with number " + str(random.randrange(60)))),
        "n": pa.array(range(3000), pa.int64()),
    }
)
FEW = pa.table({"k": pa.array(some(200, lambda: random.randrange(400)), pa.int64()), "m": pa.array(range(200), pa.int64())})
OTHER = pa.table(
    {
        "s": pa.array(some(40, lambda: "a long word with number " + str(random.randrange(80)))),
        "m": pa.array(some(40, lambda: random.randrange(250)), pa.int64()),
        "w": pa.array(range(40), pa.int64()),
    }
)


def make(folder):
    pq.write_table(MANY, folder / "many.parquet", row_group_size=400)
    pq.write_table(FEW, folder / "few.parquet", row_group_size=90)
    pq.write_table(OTHER, folder / "other.parquet", row_group_size=15)


def query(text):
    return oracle.query(text, many=MANY, few=FEW, other=OTHER)


chosen = "(SELECT * FROM other WHERE w % 3 = 0)"
pairs = f"(SELECT a.k, a.s, n, b.m FROM many a JOIN few b ON {same('k')})"
exists = f"EXISTS (SELECT 1 FROM {chosen} b WHERE {same('s')})"


def expected(folder):
    return oracle.shown(query(f"SELECT * FROM {pairs} a WHERE {exists} ORDER BY n, m")) + "0\n"


def check(folder, outputs):
    columns = "a.k, a.s, n, a.m AS m_x, b.m AS m_y, w"
    for name, text in {
        "inner": f"""SELECT a.k, a.m AS m_x, a.s, n, b.m AS m_y, w FROM {pairs} a JOIN {chosen} b ON {same('s')}
                     ORDER BY m_x, n, w""",
        "left": f"SELECT {columns} FROM {pairs} a LEFT JOIN {chosen} b ON {same('s')} ORDER BY n, m_x, w",
        "right": f"""SELECT a.k, b.s, n, a.m AS m_x, b.m AS m_y, w FROM {pairs} a RIGHT JOIN {chosen} b ON {same('s')}
                     ORDER BY w, n, m_x""",
        "anti": f"SELECT * FROM {pairs} a WHERE NOT {exists} ORDER BY n, m",
        "after_left": f"""SELECT a.k, a.s, n, a.m, w FROM (SELECT a.k, a.s, n, b.m FROM many a LEFT JOIN few b ON {same('k')}) a
                          JOIN {chosen} b ON {same('s', 'm')} ORDER BY n, w""",
        "two": f"""SELECT a.k, a.s AS s_x, n, a.m AS m_x, b.m AS m_y, b.w, c.m, c.s AS s_y FROM {pairs} a JOIN {chosen} b ON {same('s')}
                   JOIN (SELECT * FROM other WHERE w > 20) c ON a.m IS NOT DISTINCT FROM c.m ORDER BY n, m_x, b.w, c.w""",
        "groups": f"""SELECT a.s, a.m AS m_x, rows, b.m AS m_y, w FROM (SELECT s, m, count(*) AS rows FROM {pairs} GROUP BY s, m) a
                      JOIN {chosen} b ON {same('s')} ORDER BY m_x, w""",
        "once": f"SELECT {columns} FROM {pairs} a JOIN {chosen} b ON {same('s')} ORDER BY n, m_x, w",
        "twice": f"SELECT * FROM {pairs} ORDER BY n, m",
    }.items():  # fmt: skip
        oracle.assert_same(oracle.read(folder / name), query(text))
