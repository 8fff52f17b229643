import datetime
import functools
import random

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

import oracle

QUERY = """
    SELECT "PULocationID", "DOLocationID", month(pickup_datetime) AS month,
           dayofweek(pickup_datetime) BETWEEN 1 AND 5 AS weekday, "PRCP" > 0.1 AS rain,
           CASE WHEN hour(pickup_datetime) BETWEEN 8 AND 10 THEN 'morning'
                WHEN hour(pickup_datetime) BETWEEN 11 AND 15 THEN 'midday'
                WHEN hour(pickup_datetime) BETWEEN 16 AND 18 THEN 'afternoon'
                WHEN hour(pickup_datetime) BETWEEN 19 AND 21 THEN 'evening'
                ELSE 'other' END AS bucket,
           count(hvfhs_license_num) AS trips, avg(trip_miles) AS avg_miles
    FROM '{folder}/trips/*.parquet' JOIN read_csv('{folder}/weather.csv') ON pickup_datetime::DATE = "DATE"
    WHERE "PRCP" IS NOT NULL AND "PULocationID" IS NOT NULL AND pickup_datetime IS NOT NULL
    GROUP BY ALL ORDER BY 1, 2, 3, 4, 5, 6"""


def make(folder):
    random.seed(7)
    begin = datetime.datetime(2019, 2, 27)
    rows = 5000
    trips = pa.table(
        {
            "hvfhs_license_num": random.choices(["HV0003", "HV0005", None], weights=[7, 2, 1], k=rows),
            "dispatching_base_num": ["B02764"] * rows,
            "pickup_datetime": pa.array(
                [None if random.random() < 0.01 else begin + datetime.timedelta(seconds=random.randrange(864_000))
                 for _ in range(rows)], pa.timestamp("us")),
            "PULocationID": random.choices([1, 2, 3, 265, None], weights=[5, 4, 3, 2, 1], k=rows),
            "DOLocationID": random.choices([7, 8, 9], k=rows),
            "trip_miles": [None if random.random() < 0.1 else round(random.gammavariate(2, 2), 2) for _ in range(rows)],
        })  # fmt: skip
    for name, part, size in [("trips", trips, 500), ("data/taxi/trips", trips.slice(0, 5), 500)]:
        (folder / name).mkdir(parents=True)
        half = part.num_rows // 2
        pq.write_table(part.slice(0, half), folder / name / "a.parquet", row_group_size=size)
        pq.write_table(part.slice(half), folder / name / "b.parquet", row_group_size=size)
    days = ["STATION,NAME,DATE,PRCP"]
    for day, rain in enumerate(["0.0", "0.11", "", "0.1", "2.5", "0.0", "1.0"]):
        days.append(f'"USW00094728","NY CITY CENTRAL PARK, NY US",{(begin + datetime.timedelta(days=day)).date()},{rain}')
    for name in ("weather.csv", "data/taxi/central_park_weather.csv"):
        (folder / name).write_text("\n".join(days) + "\n")


@functools.cache
def wanted(folder):
    return duckdb.sql(QUERY.format(folder=folder)).to_arrow_table()


def expected(folder):
    return f"{wanted(folder).num_rows} groups\n"


def check(folder, outputs):
    oracle.assert_same(oracle.read(folder / "out"), wanted(folder))
