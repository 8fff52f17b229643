"""The files that the benchmarks read: TPC-H and TPC-DS by tpcgen-cli, and made up: New York's for-hire-vehicle trips with
the weather, and the tables of db-benchmark.

    data.py FOLDER [--sf10] [--trips 20000000]

makes FOLDER/tpch1, FOLDER/tpch10 (lineitem only), FOLDER/taxi/trips (a folder) and FOLDER/taxi/central_park_weather.csv,
each unless it is there. `make_samples` writes files of the same schemas with a few rows, for bodocc to look at.
"""

import argparse
import datetime
import itertools
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

TABLES = ["customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier"]
TPCDS_TABLES = ["call_center", "catalog_returns", "catalog_sales", "date_dim", "item", "store", "store_returns",
                "store_sales", "web_returns", "web_sales"]  # fmt: skip
DB_BENCHMARK_TABLES = ["g1", "x", "small", "medium", "big"]
LICENSES = ["HV0002", "HV0003", "HV0004", "HV0005"]
ZONES = 265
YEAR = np.datetime64("2019-01-01", "us")
DAY = 86_400_000_000  # µs


def make_tpch(folder: Path, scale: int | str, tables: list[str]) -> None:
    generate("tpch", folder, scale, tables)


def make_tpcds(folder: Path, scale: int | str, tables: list[str]) -> None:
    generate("tpcds", folder, scale, tables)


def generate(benchmark: str, folder: Path, scale: int | str, tables: list[str]) -> None:
    """The missing ones of these tables."""
    missing = [table for table in tables if not (folder / f"{table}.parquet").exists()]
    if not missing:
        return
    tool = shutil.which("tpcgen-cli") or str(Path(sys.executable).parent / "tpcgen-cli")
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([tool, benchmark, "parquet", "--quiet", "--scale-factor", str(scale), "--output-dir", folder,
                    "--tables", ",".join(missing)], check=True)  # fmt: skip


def make_db_benchmark(folder: Path, scale: str, tables: list[str], groups: int = 100) -> None:
    """As groupby-datagen.R and join-datagen.R of db-benchmark make them: `scale` rows, nothing missing, in no order."""
    if all((folder / f"{table}.parquet").exists() for table in tables):
        return
    rows = int(float(scale))
    random = np.random.default_rng(108)
    folder.mkdir(parents=True, exist_ok=True)
    many = max(rows // groups, 1)
    write(folder / "g1.parquet", {
        "id1": texts(random.integers(1, groups + 1, rows), 3),
        "id2": texts(random.integers(1, groups + 1, rows), 3),
        "id3": texts(random.integers(1, many + 1, rows), 10),
        "id4": random.integers(1, groups + 1, rows, dtype=np.int32),
        "id5": random.integers(1, groups + 1, rows, dtype=np.int32),
        "id6": random.integers(1, many + 1, rows, dtype=np.int32),
        "v1": random.integers(1, 6, rows, dtype=np.int32),
        "v2": random.integers(1, 16, rows, dtype=np.int32),
        "v3": np.round(random.random(rows) * 100, 6),
    })  # fmt: skip

    # nine tenths of the keys are in both tables, a tenth in one of them only
    sizes = [max(rows // part, 10) for part in (1_000_000, 1_000, 1)]
    keys = [random.permutation(size * 11 // 10).astype(np.int32) + 1 for size in sizes]
    left = [key[:size] for key, size in zip(keys, sizes)]
    right = [np.concatenate([key[: size * 9 // 10], key[size:]]) for key, size in zip(keys, sizes)]

    def columns(sides: list[np.ndarray], size: int) -> dict:
        # each key at least once
        chosen = [random.permutation(np.concatenate([side, random.choice(side, size - len(side))])) for side in sides]
        return {f"id{i + 1}": one for i, one in enumerate(chosen)} | {f"id{i + 4}": texts(one) for i, one in enumerate(chosen)}

    write(folder / "x.parquet", columns(left, rows) | {"v1": np.round(random.random(rows) * 100, 6)})
    for number, (table, size) in enumerate(zip(["small", "medium", "big"], sizes), 1):
        made = columns(right[:number], size) | {"v2": np.round(random.random(size) * 100, 6)}
        write(folder / f"{table}.parquet", made)


def texts(numbers: np.ndarray, width: int = 1) -> pa.Array:
    """Such as id007."""
    return pc.binary_join_element_wise("id", pc.utf8_lpad(pc.cast(numbers, pa.string()), width, "0"), "")


def write(file: Path, columns: dict) -> None:
    pq.write_table(pa.table(columns), file, row_group_size=1_000_000)


def popularity(random: np.random.Generator, skew: float) -> np.ndarray:
    """How likely each zone is: like 1/(rank + 20)^skew, zones in no order."""
    weights = 1.0 / (random.permutation(ZONES) + 20.0) ** skew
    return np.cumsum(weights / weights.sum())


def make_trips(folder: Path, rows: int, file_rows: int = 5_000_000, group_rows: int = 1_000_000) -> None:
    """Trips through 2019 in the order of their request, as the city publishes them: a file holds a part of the year."""
    if folder.exists():
        return
    random = np.random.default_rng(2019)
    from_zone, to_zone = popularity(random, 3.2), popularity(random, 2.95)
    # busy hours: by the day's quarter, like 1, 3, 4, 5
    hours = np.cumsum(np.repeat([1, 3, 4, 5], 6)) / 78.0
    temporary = folder.with_name(folder.name + ".new")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    for number, begin in enumerate(range(0, rows, file_rows)):
        n = min(file_rows, rows - begin)
        day = np.sort(random.integers(begin * 365 // rows, max((begin + n) * 365 // rows, begin * 365 // rows + 1), n))
        hour = np.searchsorted(hours, random.random(n))
        request = YEAR + (day * DAY + hour * (DAY // 24) + random.integers(0, DAY // 24 // 1_000_000, n) * 1_000_000)
        request.sort()
        waits = random.integers(60, 900, n) * 1_000_000
        miles = np.round(random.gamma(1.6, 3.0, n), 2)
        seconds = (miles * 180).astype(np.int64) + random.integers(60, 600, n)
        pickup = request + waits
        fare = np.round(3 + miles * 2.1 + seconds * 0.005, 2)
        columns = {
            "hvfhs_license_num": pa.DictionaryArray.from_arrays(
                random.choice(4, n, p=[0.02, 0.72, 0.02, 0.24]).astype(np.int32), LICENSES).cast(pa.string()),
            "dispatching_base_num": pa.DictionaryArray.from_arrays(
                random.integers(0, 600, n, dtype=np.int32), [f"B{2400 + i:05d}" for i in range(600)]).cast(pa.string()),
            "request_datetime": pa.array(request),
            "pickup_datetime": pa.array(pickup),
            "dropoff_datetime": pa.array(pickup + seconds * 1_000_000),
            "PULocationID": pa.array(np.searchsorted(from_zone, random.random(n)).astype(np.int64) + 1),
            "DOLocationID": pa.array(np.searchsorted(to_zone, random.random(n)).astype(np.int64) + 1),
            "trip_miles": pa.array(miles),
            "trip_time": pa.array(seconds),
            "base_passenger_fare": pa.array(fare),
            "tips": pa.array(np.where(random.random(n) < 0.2, np.round(fare * 0.18, 2), 0.0)),
            "shared_request_flag": pa.array(np.where(random.random(n) < 0.15, "Y", "N").astype(object)),
        }  # fmt: skip
        pq.write_table(pa.table(columns), temporary / f"fhvhv_{number:02d}.parquet", row_group_size=group_rows)
    temporary.rename(folder)


def make_weather(file: Path) -> None:
    """A day's weather in Central Park; a few days' rain is unknown."""
    if file.exists():
        return
    random = np.random.default_rng(65)
    lines = ["STATION,NAME,DATE,PRCP,SNOW,SNWD,TMAX,TMIN"]
    for day in range(367):  # trips that begin at the year's end are picked up in the next
        date = datetime.date(2018, 12, 31) + datetime.timedelta(days=day)
        rain = "" if random.random() < 0.01 else f"{max(0.0, random.gamma(0.4, 0.6) - 0.08):.2f}"
        warm = int(55 - 25 * np.cos(day / 365 * 2 * np.pi) + random.normal(0, 8))
        lines.append(f'USW00094728,"NY CITY CENTRAL PARK, NY US",{date},{rain},0.0,0.0,{warm},{warm - 13}')
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n")


def make_samples(folder: Path, source: Path) -> None:
    """Under `folder`: data/tpch and data/taxi as the programs name them, with the first rows of the files in `source`."""
    make_table_samples(folder / "data" / "tpch", source / "tpch1", TABLES)
    make_taxi_samples(folder / "data" / "taxi", source / "taxi")


def make_taxi_samples(folder: Path, source: Path) -> None:
    (folder / "trips").mkdir(parents=True, exist_ok=True)
    trips = sorted((source / "trips").glob("*.parquet"))[0]
    pq.write_table(first_rows(trips), folder / "trips" / "sample.parquet")
    weather = (source / "central_park_weather.csv").read_text().splitlines()
    (folder / "central_park_weather.csv").write_text("\n".join(weather[:20]) + "\n")


def make_table_samples(folder: Path, source: Path, tables: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        first = files(source, table)
        if "*" in first.name:
            first = min(first.parent.glob(first.name))
        sample = folder / first.relative_to(source)
        sample.parent.mkdir(exist_ok=True)
        if first.suffix == ".csv":
            with open(first) as lines:
                sample.write_text("".join(itertools.islice(lines, 20)))
        else:
            pq.write_table(first_rows(first), sample)


def files(folder: Path, table: str) -> Path:
    """A table's file, or the glob of those in its folder."""
    parts = next((folder / table).glob("*"), None)
    return parts.with_name("*" + parts.suffix) if parts else folder / f"{table}.parquet"


def first_rows(file: Path) -> pa.Table:
    return pa.Table.from_batches([next(pq.ParquetFile(file).iter_batches(batch_size=10))])


def make_all(folder: Path, scale_10: bool, trips: int) -> None:
    make_tpch(folder / "tpch1", 1, TABLES)
    if scale_10:
        make_tpch(folder / "tpch10", 10, ["lineitem"])
    make_trips(folder / "taxi" / "trips", trips)
    make_weather(folder / "taxi" / "central_park_weather.csv")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sf10", action="store_true")
    parser.add_argument("--trips", type=int, default=20_000_000)
    arguments = parser.parse_args()
    make_all(arguments.folder, arguments.sf10, arguments.trips)
