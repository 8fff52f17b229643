import functools
import random

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

import oracle


def make(folder):
    random.seed(15)
    rows = 1501

    def some(make_value, missing=0.1):
        return [None if random.random() < missing else make_value() for _ in range(rows)]

    table = pa.table(
        {
            "k": pa.array(some(lambda: random.choice([-7, 0, 1, 2, 10**9, random.randrange(300)])), pa.int64()),
            "s": pa.array(some(lambda: random.choice(["", "a", "ab", "a longer text than fits", "é"]))),
            "w": pa.array([random.randrange(-3, 4) for _ in range(rows)], pa.int16()),
            "i": pa.array(some(lambda: random.randrange(-1000, 1000), 0.3), pa.int64()),
            "f": pa.array(some(lambda: random.random() * 100 + 1, 0.3)),
            "d": pa.array(some(lambda: random.randrange(10000)), pa.int32()).cast(pa.date32()),
        }
    )
    pq.write_table(table, folder / "rows.parquet", row_group_size=200)


@functools.cache
def expected_of(folder):
    duckdb.sql(f"CREATE OR REPLACE TEMP TABLE t AS SELECT *, row_number() OVER () AS rn FROM '{folder}/rows.parquet'")
    own = "k, s, w, i, f, d"

    def whole(value, key="k"):
        return f"CASE WHEN {' AND '.join(k + ' IS NOT NULL' for k in key.split(', '))} THEN {value} OVER (PARTITION BY {key}) END"

    def ordered(value, key="k"):
        return whole(value, key).replace("PARTITION BY " + key, f"PARTITION BY {key} ORDER BY rn")

    duckdb.sql(f"""CREATE OR REPLACE TEMP TABLE made AS SELECT {own},
        {whole("avg(f)")} AS mean, mean AS "mean by name", {whole("count(*)")} AS "size by name", CASE WHEN k IS NOT NULL THEN coalesce(sum(i * 2) OVER (PARTITION BY k), 0) END::BIGINT AS sum,
        {whole("count(f)")} AS count, {whole("count(*)")} AS size,
        CASE WHEN k IS NOT NULL THEN first_value(s IGNORE NULLS) OVER (PARTITION BY k ORDER BY rn ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) END AS first,
        {whole("max(s)")} AS max, {whole("stddev_samp(i)")} AS std, {whole("min(d)", "s, w")} AS least,
        bit_xor(w::BIGINT) OVER (PARTITION BY w) AS product, {ordered("row_number()")} AS number,
        row_number() OVER (PARTITION BY s, w ORDER BY rn) - 1 AS counted, {ordered("lag(s)")} AS before,
        {ordered("lead(CASE WHEN k IS NOT NULL THEN 1 END, 2)")} * ({ordered("row_number()")} + 2) AS after,
        CASE WHEN k IS NULL OR row_number() OVER (PARTITION BY k ORDER BY rn) = 1 THEN 'none' ELSE {ordered("lag(s)")} END AS filled,
        lead(f, 2, -1.5) OVER (PARTITION BY w ORDER BY rn) AS later, lag(i, 2, 0) OVER (ORDER BY rn) AS rows,
        lead(w, 1, 9::SMALLINT) OVER (ORDER BY rn) AS known,
        i - lag(i, 3) OVER (PARTITION BY w ORDER BY rn) AS diff, f / lag(f) OVER (PARTITION BY w ORDER BY rn) - 1 AS change,
        f - {whole("avg(f)")} AS share, rn FROM t""")
    wanted = {
        "made": "SELECT * EXCLUDE rn FROM made ORDER BY rn",
        "head": f"SELECT {own} FROM t WHERE k IS NOT NULL QUALIFY row_number() OVER (PARTITION BY k ORDER BY rn) <= 2 ORDER BY rn",
        "tail": f"SELECT {own} FROM t WHERE k IS NOT NULL QUALIFY row_number() OVER (PARTITION BY k ORDER BY rn DESC) = 1 ORDER BY rn",
        "nth": f"SELECT {own} FROM t QUALIFY row_number() OVER (PARTITION BY w ORDER BY rn) = 2 ORDER BY rn",
        "top": f"""SELECT {own} FROM (SELECT *, row_number() OVER (ORDER BY f DESC NULLS LAST, i DESC NULLS LAST, k DESC NULLS LAST, rn) AS place FROM t)
            WHERE s IS NOT NULL QUALIFY row_number() OVER (PARTITION BY s ORDER BY place) <= 3 ORDER BY place""",
        "some": f"""SELECT {own}, i / sum(i) OVER (PARTITION BY k) AS part FROM t WHERE i > 0 AND k IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY k ORDER BY rn DESC) = 1 ORDER BY rn""",
    }
    return {name: duckdb.sql(query).to_arrow_table() for name, query in wanted.items()}


def check(folder, outputs):
    for name, expected in expected_of(folder).items():
        oracle.assert_same(oracle.read(folder / name), expected, 1e-11)
