import math
import random

import pyarrow as pa
import pyarrow.parquet as pq

import oracle
from oracle import query

random.seed(11)


def rows(first, last):
    def some(value, missing=0.1):
        return [None if random.random() < missing else value() for _ in range(first, last)]

    return pa.table(
        {
            "k": pa.array(some(lambda: random.randrange(6)), pa.int64()),
            "n": pa.array(range(first, last), pa.int64()),
            "s": pa.array(some(lambda: random.choice(["", "w0", "a word of more than twelve", "é"]))),
            "f": pa.array(some(lambda: random.choice([1e-9, 1.0, 1e12]) * random.random()), pa.float64()),
        }
    )


CODED, PLAIN = rows(0, 900), rows(900, 1700)
NONE = PLAIN.slice(0, 0)
FEW = pa.table({"k": [1, 2, 2], "n": [-1, -2, -3], "s": ["few", "w0", "few"], "f": [0.5, 0.25, 1e15]})


def make(folder):
    pq.write_table(CODED, folder / "coded.parquet", row_group_size=200)
    pq.write_table(PLAIN, folder / "plain.parquet", row_group_size=300, use_dictionary=False)
    pq.write_table(NONE, folder / "none.parquet")


def together(*tables):
    table = pa.concat_tables([t.select(["k", "n", "s", "f"]) for t in tables])
    return table.append_column("rn", pa.array(range(len(table))))


def expected(folder):
    large = query("SELECT count(*) AS n, list(f) AS f, max(s) AS s FROM t WHERE n > 100", t=together(PLAIN, CODED))
    total = math.fsum(f for f in large["f"][0].as_py() if f is not None)
    odd = query("SELECT k, n, s, f FROM t WHERE n % 2 != 0 ORDER BY rn LIMIT 3", t=together(PLAIN, FEW, CODED))
    many = query("SELECT k, n, s, f FROM t WHERE (n + 4) % 4 = 1 ORDER BY rn LIMIT 4", t=together(FEW, CODED, PLAIN))
    inner = pa.concat_tables([FEW, FEW.slice(1)])
    outer = query("SELECT k, n, s, f FROM t WHERE n < 2 ORDER BY rn", t=together(inner, CODED.slice(0, 5), inner))
    labels = [n for n, row in enumerate(together(inner, CODED.slice(0, 5), inner)["n"].to_pylist()) if row < 2]
    frame = oracle.to_pandas(outer)
    frame.index = labels
    first = oracle.to_pandas(odd)
    first.index = [n for n, row in enumerate(together(PLAIN, FEW, CODED)["n"].to_pylist()) if row % 2][:3]
    text = f"{large['n'][0]}\n{total}\n{large['s'][0]}\n{len(PLAIN) + len(CODED)}\n"
    some = oracle.to_pandas(many)
    some.index = [n for n, row in enumerate(together(FEW, CODED, PLAIN)["n"].to_pylist()) if row % 4 == 1][:4]
    return text + oracle.shown(first) + oracle.shown(some) + oracle.shown(frame)


def check(folder, outputs):
    ends = together(PLAIN, FEW, CODED)
    words = together(CODED, PLAIN)
    distinct = "(SELECT s, k, count(*) AS times FROM w WHERE k < 3 AND s IS NOT NULL GROUP BY s, k)"
    kept = "(SELECT * FROM t WHERE trunc(n / 2)::BIGINT % 3 != 0 AND k IS NOT NULL)"
    inner = pa.concat_tables([FEW, FEW.slice(1)])
    for name, text, table in [
        (
            "groups",
            """SELECT k, s, count(*) AS rows, coalesce(fsum(f), 0) AS f, avg(n) AS mean, count(DISTINCT s) AS words,
                      var_samp(n) AS var FROM t GROUP BY k, s ORDER BY k NULLS LAST, s NULLS LAST""",
            together(CODED, FEW, PLAIN),
        ),
        (
            "ends",
            f"""SELECT k, first(s ORDER BY rn) FILTER (s IS NOT NULL) AS first, last(n ORDER BY rn) AS last,
                       first(f ORDER BY rn) FILTER (f IS NOT NULL) AS f FROM {kept} GROUP BY k ORDER BY k""",
            together(CODED, FEW, PLAIN),
        ),
        (
            "semi",
            """SELECT k, sum(n)::BIGINT AS n FROM p WHERE k < 3 AND EXISTS
                 (SELECT 1 FROM w WHERE w.k = p.k AND w.s IS NOT DISTINCT FROM p.s) GROUP BY k ORDER BY k""",
            ends,
        ),
        (
            "probed",
            f"""SELECT s, sum(times)::BIGINT AS times, min(n) AS n FROM t JOIN {distinct} USING (s, k)
                GROUP BY s ORDER BY s""",
            ends,
        ),
        ("ordered", "SELECT k, n, s, f FROM t WHERE n % 2 != 0 ORDER BY rn", ends),
        ("sorted", "SELECT k, n, s, f FROM t WHERE n % 5 = 0 ORDER BY k NULLS LAST, rn", ends),
        (
            "left",
            f"""SELECT k, n, s, f, total, times FROM
                  (SELECT *, (sum(n) OVER (ORDER BY rn))::BIGINT AS total FROM t WHERE n % 7 = 0)
                  LEFT JOIN {distinct} USING (s, k) ORDER BY rn""",
            ends,
        ),
        (
            "even",
            """SELECT k, n, s, f, (sum(n) OVER (ORDER BY rn))::BIGINT AS total FROM t WHERE n % 2 = 0 ORDER BY rn""",
            together(PLAIN, CODED, FEW),
        ),
        ("small", "SELECT 2::BIGINT AS k, -2::BIGINT AS first, 'few' AS last", ends),
        (
            "nested",
            "SELECT s, count(*) AS rows FROM t WHERE k > 0 AND s IS NOT NULL GROUP BY s ORDER BY s",
            together(inner, CODED.slice(0, 5), inner),
        ),
    ]:
        found = oracle.read(folder / name)
        oracle.assert_same(found, query(text, t=table, w=words, p=PLAIN), 1e-11)
