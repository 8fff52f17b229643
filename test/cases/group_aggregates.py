import datetime
import random
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import oracle


def make(folder):
    random.seed(14)
    rows = 2001

    def some(make_value, missing=0.1):
        return [None if random.random() < missing else make_value() for _ in range(rows)]

    start = datetime.datetime(2001, 1, 1, 12, 0, 0)
    # an odd number of times, so that the middle one is known
    times = [start + datetime.timedelta(microseconds=1000 * i - 500000) for i in range(rows)]
    random.shuffle(times)
    special = [float("inf"), float("-inf"), -0.0, 0.0, 1.0]
    table = pa.table(
        {
            "k": pa.array(some(lambda: random.choice([-7, 0, 1, 2, 3, 10**9, random.randrange(200)])), pa.int64()),
            "s": pa.array(some(lambda: random.choice(["", "a", "ab", "a longer text than fits", "é"]))),
            "w": pa.array([random.randrange(-3, 4) for _ in range(rows)], pa.int16()),
            "i": pa.array(some(lambda: random.randrange(-1000, 1000), 0.3), pa.int64()),
            "f": pa.array(some(lambda: random.choice(special) if random.random() < 0.02 else random.random() * 100 - 50, 0.3)),
            "m": pa.array(some(lambda: Decimal(random.randrange(10**6)) / 100), pa.decimal128(9, 2)),
            "t": pa.array(times, pa.timestamp("ns")),
            "l": pa.array(some(lambda: random.randrange(10**12)), pa.duration("ns")),
        }
    )
    pq.write_table(table, folder / "rows.parquet", row_group_size=300)


def check(folder, outputs):
    rows = f"(SELECT *, sum(i) OVER (ORDER BY rn ROWS UNBOUNDED PRECEDING) AS running FROM (SELECT *, row_number() OVER () AS rn FROM '{folder}/rows.parquet'))"
    wanted = {
        "by_one": f"""
            SELECT k, median(f) AS median, quantile_cont(f, 0.1) AS low, quantile_cont(i, 0.37) AS part, max(i)::DOUBLE AS most,
                   median(m::DOUBLE) AS exact, median(w::DOUBLE) AS small, coalesce(sum(i * w), 0)::BIGINT AS product,
                   max(CASE WHEN i IS NOT NULL THEN running END)::BIGINT AS running, count(DISTINCT s[1]) AS long,
                   sum(w + 1)::BIGINT AS "all", count(*) AS rows
            FROM {rows} WHERE k IS NOT NULL GROUP BY k ORDER BY k""",
        "by_two": f"SELECT s, w, median(f) AS f FROM {rows} GROUP BY s, w ORDER BY s NULLS LAST, w",
        "means": f"SELECT k, avg(i) AS i, avg(f) AS f FROM {rows} WHERE k IS NOT NULL GROUP BY k ORDER BY k",
        "counts": f"""SELECT k, count(s) AS s, count(w) AS w, count(i) AS i, count(f) AS f, count(m) AS m, count(t) AS t, count(l) AS l
            FROM {rows} WHERE k IS NOT NULL GROUP BY k ORDER BY k""",
        "quantiles": f"""SELECT k, quantile_cont(f, 0.75) AS f, quantile_cont(i, 0.75) AS i
            FROM {rows} WHERE k IS NOT NULL GROUP BY k ORDER BY k""",
        "whole": f"""SELECT median(f) AS median, quantile_cont(f, 0.01) AS low, quantile_cont(f, 0.2) AS next, quantile_cont(i, 0.37) AS part, max(m)::DOUBLE AS high
            FROM {rows}""",
    }
    for name, query in wanted.items():
        got = oracle.read(folder / name)
        if name == "by_one":
            check_times(folder, got)
            got = got.drop_columns(["time", "took"])
        oracle.assert_same(got, oracle.query(query), 1e-11)
    assert oracle.read(folder / "none").num_rows == 0


# times and durations by pandas, up to its rounding to nanoseconds
def check_times(folder, got):
    rows = pd.read_parquet(folder / "rows.parquet").dropna(subset="k").groupby("k")
    for name, wanted in (("time", rows["t"].median()), ("took", rows["l"].quantile(0.25))):
        far = got[name].cast(pa.int64()).to_pandas() - wanted.astype("int64").to_numpy()
        far = far[wanted.notna().to_numpy()]
        assert far.abs().max() <= 1000, (name, far.abs().max())
        assert (got[name].is_null().to_pandas().to_numpy() == wanted.isna().to_numpy()).all()
