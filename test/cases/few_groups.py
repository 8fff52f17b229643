import datetime
import random

import pyarrow as pa
import pyarrow.parquet as pq

import oracle

WORDS = ["", "a", "ab", "a longer text than fits", "é", "zz", "Z"]


def make(folder):
    random.seed(5)

    def some(make_value, missing=0.1):
        return [None if random.random() < missing else make_value() for _ in range(2000)]

    table = pa.table(
        {
            "day": pa.array(some(lambda: datetime.date(2020, 1, 1) + datetime.timedelta(random.randrange(700)))),
            "late": pa.array(some(lambda: random.random() < 0.3), pa.bool_()),
            "s": pa.array(some(lambda: random.choice(WORDS))),
            "i": pa.array(some(lambda: random.randrange(-1000, 1000)), pa.int64()),
            "f": pa.array(some(lambda: random.random() * 100 - 50), pa.float64()),
            "t": pa.array(some(lambda: random.choice(WORDS) + str(random.randrange(100)))),
        }
    )
    pq.write_table(table, folder / "rows.parquet", row_group_size=500)


def tables(folder):
    rows = f"(SELECT *, row_number() OVER () AS rn FROM '{folder}/rows.parquet')"
    words = f"(SELECT s, count(*) AS n, avg(f) AS mean FROM {rows} WHERE s IS NOT NULL GROUP BY s)"
    return rows, words


def expected(folder):
    rows, words = tables(folder)
    first = oracle.query(f"SELECT * FROM {words} ORDER BY n DESC, s LIMIT 3")
    many = oracle.query(f"SELECT * FROM {words} WHERE n > 150").num_rows
    above = oracle.query(f"SELECT 1 FROM {rows} JOIN {words} w USING (s) WHERE f > w.mean").num_rows
    return oracle.shown(first) + f"{many}\n{above}\n0\n12 months\n"


def check(folder, outputs):
    rows, words = tables(folder)
    half = "CASE WHEN month(day) < 7 THEN 'first' ELSE 'second' END"
    wanted = {
        "words": f"SELECT * FROM {words} ORDER BY s",
        "joined": f"""
            SELECT w.s, n, mean, day, late, i, f, t FROM {words} w LEFT JOIN {rows} r ON r.s = w.s
            ORDER BY w.s, day NULLS LAST, i NULLS LAST, t NULLS LAST, f NULLS LAST, late NULLS LAST""",
        "there": f"SELECT * FROM {words} ORDER BY s",
        "both": f"SELECT late, count(*) AS n FROM {rows} WHERE late IS NOT NULL GROUP BY late ORDER BY late",
        "balanced": f"""
            SELECT s, low, sum(low) OVER (ORDER BY s)::BIGINT AS place
            FROM (SELECT s, min(i) AS low FROM {rows} WHERE s IS NOT NULL GROUP BY s) ORDER BY s""",
        "distinct": f"""
            SELECT late, count(DISTINCT t) AS words FROM {rows} WHERE late IS NOT NULL GROUP BY late ORDER BY late""",
        "halves": f"""
            SELECT {half} AS half, i % 2 = 0 AS even, count(i) AS n, max(f) AS most FROM {rows}
            WHERE i IS NOT NULL GROUP BY ALL ORDER BY half, even""",
        "by_word": f"""
            SELECT s, late, coalesce(fsum(f), 0) AS f, avg(i) AS mean,
                   first(t ORDER BY rn) FILTER (t IS NOT NULL) AS first,
                   last(i ORDER BY rn) FILTER (i IS NOT NULL) AS last
            FROM {rows} GROUP BY s, late ORDER BY s NULLS LAST, late NULLS LAST""",
        "by_month": f"""
            SELECT month(day) AS month, count(*) AS n, coalesce(fsum(f), 0) AS f FROM {rows}
            WHERE late AND day IS NOT NULL GROUP BY month ORDER BY month""",
    }
    for name, query in wanted.items():
        found = oracle.read(folder / name)
        if name in ("words", "by_month"):
            found = found.sort_by(found.column_names[0])
        oracle.assert_same(found, oracle.query(query), 1e-11)
