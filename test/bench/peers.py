"""The benchmarks' programs in DuckDB and in Polars, on two threads: peers.py ENGINE PROGRAM DATA RESULT [REPETITIONS]

Runs the program this many times, prints the seconds of each inside the process, and leaves the last result as RESULT, a
Parquet file. DATA is the folder that the emitted program gets too.
"""

import os
import sys
import time
from pathlib import Path

THREADS = 2

DUCKDB = {
    "tpch_q1": """
        SELECT l_returnflag, l_linestatus, sum(l_quantity) AS sum_qty, sum(l_extendedprice) AS sum_base_price,
               sum(l_extendedprice * (1 - l_discount)) AS sum_disc_price,
               sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)) AS sum_charge,
               avg(l_quantity) AS avg_qty, avg(l_extendedprice) AS avg_price, avg(l_discount) AS avg_disc,
               count(*) AS count_order
        FROM '{data}/lineitem.parquet' WHERE l_shipdate <= DATE '1998-09-02'
        GROUP BY l_returnflag, l_linestatus ORDER BY l_returnflag, l_linestatus""",
    "tpch_q3": """
        SELECT l_orderkey, o_orderdate, o_shippriority, sum(l_extendedprice * (1 - l_discount)) AS revenue
        FROM '{data}/customer.parquet', '{data}/orders.parquet', '{data}/lineitem.parquet'
        WHERE c_mktsegment = 'BUILDING' AND c_custkey = o_custkey AND l_orderkey = o_orderkey
          AND o_orderdate < DATE '1995-03-15' AND l_shipdate > DATE '1995-03-15'
        GROUP BY l_orderkey, o_orderdate, o_shippriority ORDER BY revenue DESC, o_orderdate LIMIT 10""",
    "tpch_q6": """
        SELECT sum(l_extendedprice * l_discount) AS revenue FROM '{data}/lineitem.parquet'
        WHERE l_shipdate >= DATE '1994-01-01' AND l_shipdate < DATE '1995-01-01'
          AND l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24""",
    "taxi": """
        COPY (
          SELECT "PULocationID", "DOLocationID", month(pickup_datetime) AS month,
                 dayofweek(pickup_datetime) BETWEEN 1 AND 5 AS weekday, "PRCP" > 0.1 AS rain,
                 CASE WHEN hour(pickup_datetime) BETWEEN 8 AND 10 THEN 'morning'
                      WHEN hour(pickup_datetime) BETWEEN 11 AND 15 THEN 'midday'
                      WHEN hour(pickup_datetime) BETWEEN 16 AND 18 THEN 'afternoon'
                      WHEN hour(pickup_datetime) BETWEEN 19 AND 21 THEN 'evening'
                      ELSE 'other' END AS bucket,
                 count(hvfhs_license_num) AS trips, avg(trip_miles) AS avg_miles
          FROM '{data}/trips/*.parquet'
          JOIN read_csv('{data}/central_park_weather.csv') ON pickup_datetime::DATE = "DATE"
          WHERE "PRCP" IS NOT NULL
          GROUP BY ALL ORDER BY 1, 2, 3, 4, 5, 6
        ) TO '{result}' (FORMAT parquet)""",
}


def run_duckdb(program: str, data: str, result: str, repetitions: int) -> None:
    import duckdb

    connection = duckdb.connect(config={"threads": THREADS})
    query = DUCKDB[program].format(data=data, result=result)
    for _ in range(repetitions):
        started = time.perf_counter()
        if program == "taxi":
            connection.execute(query)
        else:
            table = connection.sql(query).to_arrow_table()
        print(f"inside {time.perf_counter() - started:.6f}")
    if program != "taxi":
        import pyarrow.parquet as pq

        pq.write_table(table, result)


def run_polars(program: str, data: str, result: str, repetitions: int) -> None:
    os.environ["POLARS_MAX_THREADS"] = str(THREADS)
    import polars as pl

    for _ in range(repetitions):
        started = time.perf_counter()
        query = globals()[f"polars_{program}"](pl, data)
        if program == "taxi":
            query.sink_parquet(result, engine="streaming")
        else:
            frame = query.collect(engine="streaming")
        print(f"inside {time.perf_counter() - started:.6f}")
    if program != "taxi":
        frame.write_parquet(result)


def polars_tpch_q1(pl, data):
    import datetime

    price = pl.col("l_extendedprice") * (1 - pl.col("l_discount"))
    return (
        pl.scan_parquet(f"{data}/lineitem.parquet")
        .filter(pl.col("l_shipdate") <= datetime.date(1998, 9, 2))
        .group_by("l_returnflag", "l_linestatus")
        .agg(
            pl.sum("l_quantity").alias("sum_qty"),
            pl.sum("l_extendedprice").alias("sum_base_price"),
            price.sum().alias("sum_disc_price"),
            (price * (1 + pl.col("l_tax"))).sum().alias("sum_charge"),
            pl.mean("l_quantity").alias("avg_qty"),
            pl.mean("l_extendedprice").alias("avg_price"),
            pl.mean("l_discount").alias("avg_disc"),
            pl.len().alias("count_order"),
        )
        .sort("l_returnflag", "l_linestatus")
    )


def polars_tpch_q3(pl, data):
    import datetime

    day = datetime.date(1995, 3, 15)
    customer = pl.scan_parquet(f"{data}/customer.parquet").filter(pl.col("c_mktsegment") == "BUILDING")
    orders = pl.scan_parquet(f"{data}/orders.parquet").filter(pl.col("o_orderdate") < day)
    lineitem = pl.scan_parquet(f"{data}/lineitem.parquet").filter(pl.col("l_shipdate") > day)
    return (
        customer.join(orders, left_on="c_custkey", right_on="o_custkey")
        .join(lineitem, left_on="o_orderkey", right_on="l_orderkey")
        .with_columns((pl.col("l_extendedprice") * (1 - pl.col("l_discount"))).alias("revenue"))
        .group_by(pl.col("o_orderkey").alias("l_orderkey"), "o_orderdate", "o_shippriority")
        .agg(pl.sum("revenue"))
        .sort("revenue", "o_orderdate", descending=[True, False])
        .head(10)
    )


def polars_tpch_q6(pl, data):
    import datetime
    from decimal import Decimal

    return (
        pl.scan_parquet(f"{data}/lineitem.parquet")
        .filter(
            pl.col("l_shipdate").is_between(datetime.date(1994, 1, 1), datetime.date(1995, 1, 1), closed="left"),
            pl.col("l_discount").is_between(Decimal("0.05"), Decimal("0.07")),
            pl.col("l_quantity") < 24,
        )
        .select((pl.col("l_extendedprice") * pl.col("l_discount")).sum().alias("revenue"))
    )


def polars_taxi(pl, data):
    hour = pl.col("pickup_datetime").dt.hour()
    weather = pl.scan_csv(f"{data}/central_park_weather.csv", try_parse_dates=True).select(
        pl.col("DATE").alias("date"), (pl.col("PRCP") > 0.1).alias("rain")
    )
    trips = pl.scan_parquet(f"{data}/trips/*.parquet").with_columns(
        pl.col("pickup_datetime").dt.date().alias("date"),
        pl.col("pickup_datetime").dt.month().alias("month"),
        (pl.col("pickup_datetime").dt.weekday() <= 5).alias("weekday"),
        pl.when(hour.is_between(8, 10)).then(pl.lit("morning"))
        .when(hour.is_between(11, 15)).then(pl.lit("midday"))
        .when(hour.is_between(16, 18)).then(pl.lit("afternoon"))
        .when(hour.is_between(19, 21)).then(pl.lit("evening"))
        .otherwise(pl.lit("other")).alias("bucket"),
    )  # fmt: skip
    keys = ["PULocationID", "DOLocationID", "month", "weekday", "rain", "bucket"]
    return (
        trips.join(weather, on="date")
        .drop_nulls("rain")
        .group_by(keys)
        .agg(pl.count("hvfhs_license_num").alias("trips"), pl.mean("trip_miles").alias("avg_miles"))
        .sort(keys)
    )


if __name__ == "__main__":
    engine, program, data, result, *rest = sys.argv[1:]
    Path(result).parent.mkdir(parents=True, exist_ok=True)
    {"duckdb": run_duckdb, "polars": run_polars}[engine](program, data, result, int(rest[0]) if rest else 1)
