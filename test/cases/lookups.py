import functools
import random

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

import oracle


def make(folder):
    random.seed(16)

    def some(rows, make_value, missing=0.1):
        return [None if random.random() < missing else make_value() for _ in range(rows)]

    rows = 1203
    table = pa.table(
        {
            "k": pa.array(some(rows, lambda: random.choice([-7, 0, 1, 10**9, random.randrange(200)])), pa.int64()),
            "s": pa.array(some(rows, lambda: random.choice(["", "a", "ab", "a longer text than fits", "é"]))),
            "w": pa.array([random.randrange(-3, 4) for _ in range(rows)], pa.int16()),
            "i": pa.array(some(rows, lambda: random.randrange(-1000, 1000), 0.3), pa.int64()),
            "f": pa.array(some(rows, lambda: random.choice([-0.0, 1.5, float("nan"), random.random() * 100]), 0.3)),
            "d": pa.array(some(rows, lambda: random.randrange(700)), pa.int32()).cast(pa.date32()),
        }
    )
    pq.write_table(table, folder / "rows.parquet", row_group_size=200)
    others = pa.table(
        {
            "k": pa.array(some(90, lambda: random.choice([0, 2, 10**9, random.randrange(120)])), pa.int64()),
            "t": pa.array(some(90, lambda: random.choice(["", "é", "a longer text than fits", "other"]))),
            "f": pa.array(some(90, lambda: random.choice([0.0, 1.5, float("nan")]))),
        }
    )
    pq.write_table(others, folder / "others.parquet", row_group_size=20)


@functools.cache
def expected_of(folder):
    duckdb.sql(f"CREATE OR REPLACE TEMP TABLE t AS SELECT *, row_number() OVER () AS rn FROM '{folder}/rows.parquet'")
    duckdb.sql(f"CREATE OR REPLACE TEMP TABLE o AS SELECT * FROM '{folder}/others.parquet'")
    own = "k, s, w, i, f, d"

    def isin(column, values):
        return f"({column} IS NOT NULL AND coalesce({column} IN ({values}), false))"

    known = "SELECT k FROM o WHERE k IS NOT NULL"
    wanted = {
        "made": f"""SELECT {own}, {isin("k", known)} AS in,
            CASE WHEN NOT {isin("s", "SELECT t FROM o WHERE t IS NOT NULL")} THEN i > 0 ELSE false END AS out,
            {isin("w", known)} AS wide, {isin("d", "SELECT d FROM t WHERE i > 500 AND d IS NOT NULL")} AS day,
            {isin("f", "SELECT f FROM o WHERE f IS NOT NULL")} AS number FROM t ORDER BY rn""",
        "kept": f"SELECT {own} FROM t WHERE {isin('k', known)} OR s = 'a' ORDER BY rn",
        "large": f"SELECT {own} FROM t WHERE k IS NOT NULL QUALIFY sum(i) OVER (PARTITION BY k) > 100 ORDER BY rn",
        "close": f"""SELECT {own} FROM t WINDOW g AS (PARTITION BY k, s) QUALIFY (max(i) OVER g - min(i) OVER g < 500 AND NOT count(*) OVER g = 1)
            OR first_value(w) OVER (PARTITION BY k, s ORDER BY rn) > 2 ORDER BY rn""",
        "mean": f"""SELECT {own} FROM t WHERE i > 0
            QUALIFY avg(i * 2) OVER (PARTITION BY w) >= max(i) OVER (PARTITION BY w) - 450 ORDER BY rn""",
        "joined": f"SELECT {own}, seven FROM j ORDER BY rn, orn",
        "matches": "SELECT seven, count(*) AS n FROM j GROUP BY seven ORDER BY seven NULLS LAST",
        "twice": """SELECT k, s, i, seven, CASE WHEN x.one = 1 THEN 'found' END AS text
            FROM j LEFT JOIN (SELECT DISTINCT t, 1 AS one FROM o) x ON s IS NOT DISTINCT FROM t
            WHERE seven IS NULL OR x.one = 1 ORDER BY rn, orn""",
        "asked": f"""SELECT CASE WHEN NOT {isin("k", known)} THEN 0 WHEN {isin("s", "SELECT t FROM o WHERE t IS NOT NULL")} THEN 2 ELSE 1 END AS "both",
            count(*) AS n, sum(i)::BIGINT AS i FROM t GROUP BY ALL ORDER BY 1""",
    }
    duckdb.sql("""CREATE OR REPLACE TEMP TABLE j AS SELECT t.*, o.orn, o.seven
        FROM t LEFT JOIN (SELECT k, row_number() OVER () AS orn, 7 AS seven FROM o) o ON t.k IS NOT DISTINCT FROM o.k""")
    return {name: duckdb.sql(query).to_arrow_table() for name, query in wanted.items()}


def check(folder, outputs):
    for name, expected in expected_of(folder).items():
        oracle.assert_same(oracle.read(folder / name), expected, 1e-11)
