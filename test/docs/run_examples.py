"""Runs one of docs/examples as a user would, and compares what it prints with what DuckDB and pandas find.

    run_examples.py BODOCC NAME FOLDER

The data are made anew. The program runs on 1, 3 and 4 ranks, which must print the same.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE.parent / "tools")]

import duckdb  # noqa: E402
import pandas as pd  # noqa: E402
import pyarrow as pa  # noqa: E402

import oracle  # noqa: E402
from case_file import same_text  # noqa: E402

ARGUMENTS = {"one_billion_rows": ["measurements.txt"]}



def sql(query: str):
    return duckdb.sql(query).to_arrow_table()


def table(query: str) -> str:
    return oracle.shown(sql(query))


def value(query: str) -> str:
    return f"{duckdb.sql(query).fetchall()[0][0]}\n"


def quartile(column: str, labels: str) -> str:
    edges = [f"(SELECT quantile_cont({column}::DOUBLE, {q}) FROM customers)" for q in (0.25, 0.5, 0.75)]
    return f"{labels}[1 + ({column} > {edges[0]})::INT + ({column} > {edges[1]})::INT + ({column} > {edges[2]})::INT]"


def one_billion_rows() -> str:
    return table("""SELECT station, min(t) AS min, round(avg(t), 1) AS mean, max(t) AS max
                    FROM read_csv('measurements.txt', delim = ';', header = false, columns = {station: 'VARCHAR', t: 'DOUBLE'})
                    GROUP BY station ORDER BY station""")  # fmt: skip


def rfm() -> str:
    duckdb.sql("""CREATE TABLE customers AS SELECT customer, date_diff('second', max(time), (SELECT max(time) FROM 'orders.parquet')) // 86400 AS recency,
                  count(*) AS frequency, sum(amount) AS monetary FROM 'orders.parquet' GROUP BY customer""")  # fmt: skip
    score = (f"{quartile('recency', '[4, 3, 2, 1]')} + {quartile('frequency', '[1, 2, 3, 4]')} "
             f"+ {quartile('monetary', '[1, 2, 3, 4]')}")  # fmt: skip
    duckdb.sql(f"CREATE TABLE scored AS SELECT *, ({score})::BIGINT AS score FROM customers")
    segments = table("""SELECT CASE WHEN score <= 5 THEN 'at risk' WHEN score <= 9 THEN 'regular' ELSE 'best' END AS segment,
                        count(*) AS customers, avg(monetary) AS spent FROM scored GROUP BY 1 ORDER BY 1""")  # fmt: skip
    return segments + table("SELECT customer, recency, frequency, monetary, score FROM scored ORDER BY monetary DESC LIMIT 5")


def top_of_groups() -> str:
    return table("""SELECT product, order_id, amount, amount / sum(amount) OVER (PARTITION BY product) AS share FROM 'orders.parquet'
                    QUALIFY row_number() OVER (PARTITION BY product ORDER BY amount DESC, order_id) <= 3
                    ORDER BY product, amount DESC, order_id""")  # fmt: skip


def cohorts() -> str:
    return table("""WITH o AS (SELECT DISTINCT customer, date_trunc('month', time) AS month FROM 'orders.parquet'),
                    c AS (SELECT *, min(month) OVER (PARTITION BY customer) AS cohort FROM o),
                    a AS (SELECT *, date_diff('month', cohort, month) AS age FROM c)
                    SELECT cohort::DATE AS cohort, count(*) FILTER (age = 0) AS "0", count(*) FILTER (age = 1) AS "1",
                    count(*) FILTER (age = 2) AS "2", count(*) FILTER (age = 3) AS "3" FROM a WHERE age < 4 GROUP BY 1 ORDER BY 1""")  # fmt: skip


def funnel() -> str:
    duckdb.sql("""CREATE TABLE viewed AS SELECT user, min(time) AS viewed FROM 'events.parquet' WHERE action = 'view' GROUP BY user;
                  CREATE TABLE carted AS SELECT user, min(time) AS carted FROM 'events.parquet' JOIN viewed USING (user)
                  WHERE action = 'cart' AND time > viewed GROUP BY user;
                  CREATE TABLE paid AS SELECT user, min(time) AS paid FROM 'events.parquet' JOIN carted USING (user)
                  WHERE action = 'pay' AND time > carted GROUP BY user""")  # fmt: skip
    steps = """SELECT *, round_even(users / (SELECT count(*) FROM viewed), 3) AS "of all" FROM (VALUES ('view', (SELECT count(*) FROM viewed)),
               ('cart', (SELECT count(*) FROM carted)), ('pay', (SELECT count(*) FROM paid))) t(step, users)"""  # fmt: skip
    took = "SELECT (epoch_ms(paid) - epoch_ms(viewed)) / 1000.0 AS s FROM viewed JOIN paid USING (user)"
    return table(steps) + value(f"SELECT avg(s) FROM ({took})") + value(f"SELECT median(s) FROM ({took})")


def deduplication() -> str:
    duckdb.sql("""CREATE TABLE newest AS SELECT * FROM (SELECT *, lower(email) AS mail FROM read_csv('people.csv', types = {'updated': 'DATE'}))
                  QUALIFY row_number() OVER (PARTITION BY mail ORDER BY updated DESC, id DESC) = 1""")  # fmt: skip
    name = "CASE WHEN lower(trim(name)) = 'cleo  smith' THEN 'Cleo  Smith' ELSE upper(trim(name)[1]) || lower(trim(name)[2:]) END"
    rows = Path("people").rglob("*.parquet")
    assert sum(len(oracle.read(file)) for file in rows) == duckdb.sql("SELECT count(*) FROM newest").fetchall()[0][0]
    return value("SELECT 5000 - count(*) FROM newest") + table(
        f"SELECT {name} AS name, count(*) AS count FROM newest GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3"
    )


def sessions() -> str:
    duckdb.sql("""CREATE TABLE cut AS SELECT user, time, coalesce(time - lag(time) OVER u > INTERVAL 30 MINUTE, true) AS starts
                  FROM 'events.parquet' WINDOW u AS (PARTITION BY user ORDER BY time);
                  CREATE TABLE sessions AS SELECT user, n, (epoch_ms(max(time)) - epoch_ms(min(time))) / 1000.0 AS length, count(*) AS events
                  FROM (SELECT *, sum(starts::INT) OVER (PARTITION BY user ORDER BY time) AS n FROM cut) GROUP BY user, n""")  # fmt: skip
    return value("SELECT count(*) FROM sessions") + value("SELECT avg(length) FROM sessions") + value("SELECT max(events) FROM sessions")


def ohlc() -> str:
    bars = duckdb.sql("""
        WITH bars AS (SELECT symbol, time_bucket(INTERVAL 5 MINUTE, time) AS bar, first(price ORDER BY time) AS open, max(price) AS high,
                      min(price) AS low, last(price ORDER BY time) AS close, sum(size)::BIGINT AS volume,
                      round(sum(price * size) / sum(size), 4) AS vwap FROM 'trades.parquet' GROUP BY 1, 2)
        SELECT symbol, strftime(bar, '%Y-%m-%d %H:%M:%S') AS bar, open, high, low, close, volume, vwap,
               round((close / lag(close) OVER (PARTITION BY symbol ORDER BY bar) - 1) * 100, 3) AS change
        FROM bars ORDER BY symbol, bar""").to_arrow_table()  # fmt: skip
    shown = oracle.to_pandas(bars)
    # the first and the last five, as .rows = 10 says
    return shown.to_string(max_rows=10, line_width=None) + f"\n\n[{len(shown)} rows x 9 columns]\n"


def word_count() -> str:
    duckdb.sql("""CREATE TABLE counts AS SELECT word, count(*) AS size FROM
                  (SELECT unnest(string_split_regex(regexp_replace(lower(content), '[^a-z'']', ' ', 'g'), ' +')) AS word FROM read_text('book.txt'))
                  WHERE word <> '' GROUP BY word""")  # fmt: skip
    return value("SELECT count(*) FROM counts") + table("SELECT word, size FROM counts ORDER BY size DESC, word LIMIT 10")


def etl() -> str:
    duckdb.sql("""CREATE TABLE raw AS SELECT row_number() OVER () AS rn, * FROM read_csv('sales.csv', all_varchar = true);
                  CREATE TABLE good AS SELECT id, try_strptime(day, '%d/%m/%Y') AS day, try_cast(ltrim(price, '$') AS DOUBLE) AS price,
                  try_cast(quantity AS BIGINT) AS quantity, CASE upper(trim(country)) WHEN 'UK' THEN 'GB' ELSE upper(trim(country)) END AS country, rn
                  FROM raw;
                  CREATE TABLE clean AS SELECT * FROM good WHERE day IS NOT NULL AND price IS NOT NULL AND quantity IS NOT NULL
                  AND country <> '' QUALIFY row_number() OVER (PARTITION BY id ORDER BY rn) = 1""")  # fmt: skip
    assert sorted(p.name for p in Path("clean").iterdir() if p.is_dir()) == ["country=DE", "country=FR", "country=GB"]
    return value("SELECT count(*) FROM raw") + value("SELECT count(*) FROM clean") + table(
        """SELECT country, strftime(day, '%Y-%m') AS month, sum(price * quantity) AS revenue, count(*) AS n FROM clean
           GROUP BY ALL ORDER BY ALL""")  # fmt: skip


def sensors() -> str:
    df = pd.read_csv("readings.csv", parse_dates=["time"])
    by_hour = df[df["sensor"] == "boiler"].resample("1h", on="time")["celsius"]
    hours = pd.DataFrame({"mean": by_hour.mean(), "readings": by_hour.size()}).reset_index()
    hours["filled"] = hours["mean"].interpolate()
    hours["smooth"] = hours["filled"].rolling(24, min_periods=1, center=True).mean()
    off = hours["filled"] - hours["smooth"]
    odd = hours[off.abs() > 3 * off.std()]
    days = hours.resample("1D", on="time")["mean"].agg(low="min", high="max").reset_index()
    found = pd.read_csv("days.csv", parse_dates=["time"])
    pd.testing.assert_frame_equal(found, days, check_dtype=False)
    shown = oracle.to_pandas(pa.Table.from_pandas(odd, preserve_index=False)).set_index(odd.index)
    return oracle.shown(shown) + f"{(hours['readings'] == 0).sum()} hours without a reading\n"


def quotes() -> str:
    duckdb.sql("""CREATE TABLE t AS SELECT t.*, bid, (bid + ask) / 2 AS middle FROM 'trades.parquet' t ASOF LEFT JOIN 'quotes.parquet' q
                  ON t.symbol = q.symbol AND t.time >= q.time AND true;
                  UPDATE t SET bid = NULL WHERE NOT EXISTS (SELECT * FROM 'quotes.parquet' q WHERE q.symbol = t.symbol
                  AND q.time <= t.time AND q.time >= t.time - INTERVAL 2 SECOND)""")  # fmt: skip
    return value("SELECT count(*) - count(bid) FROM t") + table(
        """SELECT symbol, CASE WHEN price > middle THEN 'buy' ELSE 'sell' END AS side, count(*) AS trades, sum(size)::BIGINT AS volume,
           avg(abs(price - middle) * size) AS cost FROM t WHERE bid IS NOT NULL GROUP BY ALL ORDER BY ALL""")  # fmt: skip


def logs() -> str:
    duckdb.sql(r"""CREATE TABLE log AS SELECT l[1] AS client, strptime(l[2], '%d/%b/%Y:%H:%M:%S %z')::TIMESTAMPTZ AT TIME ZONE 'UTC' AS time, l[3] AS page,
                   l[4]::BIGINT AS status, try_cast(l[5] AS BIGINT) AS bytes FROM (SELECT regexp_extract(line, '^(\S+) - - \[(.*)\] "[A-Z]+ ([^ ?"]+).*" (\d+) (\S+)$',
                   ['1', '2', '3', '4', '5']) AS s, [s['1'], s['2'], s['3'], s['4'], s['5']] AS l
                   FROM read_csv('access.log', columns = {line: 'VARCHAR'}, delim = '\x01', header = false, quote = '', escape = ''))""")  # fmt: skip
    return (table("SELECT page, count(*) AS hits, sum(bytes)::BIGINT AS bytes FROM log GROUP BY page ORDER BY hits DESC LIMIT 3")
            + table("SELECT strftime(date_trunc('hour', time), '%Y-%m-%d %H:%M:%S') AS time, avg((status >= 500)::INT) AS failed FROM log GROUP BY 1 ORDER BY 1 LIMIT 4")
            + table("""SELECT client, max(n) AS size FROM (SELECT client, date_trunc('minute', time) AS minute, count(*) AS n FROM log GROUP BY ALL)
                       GROUP BY client ORDER BY size DESC, client LIMIT 3"""))  # fmt: skip


def tpch_q21() -> str:
    for name in ("supplier", "nation", "orders", "lineitem"):
        duckdb.sql(f"CREATE VIEW {name} AS SELECT * FROM 'tpch/{name}.parquet'")
    return table("""SELECT s_name, count(*) AS numwait FROM supplier, lineitem l1, orders, nation WHERE s_suppkey = l1.l_suppkey
        AND o_orderkey = l1.l_orderkey AND o_orderstatus = 'F' AND l1.l_receiptdate > l1.l_commitdate
        AND EXISTS (SELECT * FROM lineitem l2 WHERE l2.l_orderkey = l1.l_orderkey AND l2.l_suppkey <> l1.l_suppkey)
        AND NOT EXISTS (SELECT * FROM lineitem l3 WHERE l3.l_orderkey = l1.l_orderkey AND l3.l_suppkey <> l1.l_suppkey
                        AND l3.l_receiptdate > l3.l_commitdate)
        AND s_nationkey = n_nationkey AND n_name = 'SAUDI ARABIA' GROUP BY s_name ORDER BY numwait DESC, s_name LIMIT 100""")  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bodocc")
    parser.add_argument("name")
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    name, folder = arguments.name, arguments.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run = lambda *command: subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: E731
    run(sys.executable, str(ROOT / "docs/examples/data.py"), name)
    compiled = subprocess.run([arguments.bodocc, str(ROOT / f"docs/examples/{name}.cpp"), "-o", name], cwd=folder,
                              capture_output=True, text=True)  # fmt: skip
    if compiled.returncode != 0 or compiled.stderr:
        print(f"bodocc {name}.cpp:\n{compiled.stderr}", file=sys.stderr)
        return 1
    found = {}
    for ranks in (1, 3, 4):
        program = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(ranks), f"./{name}", *ARGUMENTS.get(name, [])]
        found[ranks] = run(*program).stdout


    os.chdir(folder)
    expected = globals()[name]()
    for ranks, text in found.items():
        if not same_text(expected, text, 1e-6):
            print(f"{name} on {ranks} ranks prints\n{text}and not\n{expected}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
