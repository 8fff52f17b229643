"""A query of queries.py in DuckDB or Polars, in a process of its own:

    sql_peers.py duckdb|polars THREADS QUERY.sql DATA RESULT write|collect TABLE...

Prints the seconds and CPU seconds inside the process, from before the files are opened until the result is there: as a
Parquet file if it is to be written, else as a table in memory, which becomes a file afterwards.
"""

import os
import sys
from pathlib import Path

import data as datasets
import pyarrow as pa
import pyarrow.parquet as pq
from measure import Stopwatch


def run_duckdb(threads: str, text: str, files: dict[str, Path], written: str | None) -> tuple[Stopwatch, pa.Table | None]:
    import duckdb

    connection = duckdb.connect(config={"threads": int(threads)})
    for table, file in files.items():
        connection.execute(f"CREATE VIEW {table} AS FROM '{file}'")
    watch = Stopwatch()
    query = connection.sql(text)
    return watch, query.write_parquet(written) if written else query.to_arrow_table()


def run_polars(threads: str, text: str, files: dict[str, Path], written: str | None) -> tuple[Stopwatch, pa.Table | None]:
    os.environ["POLARS_MAX_THREADS"] = threads
    import polars as pl

    watch = Stopwatch()
    frames = {table: pl.scan_csv(file, try_parse_dates=True) if file.suffix == ".csv" else pl.scan_parquet(file)
              for table, file in files.items()}  # fmt: skip
    query = pl.SQLContext(frames).execute(text, eager=False)
    if written:
        query.sink_parquet(written, engine="streaming")
        return watch, None
    return watch, query.collect(engine="streaming").to_arrow()


def main(engine: str, threads: str, query: str, data: str, result: str, how: str, *tables: str) -> None:
    run = {"duckdb": run_duckdb, "polars": run_polars}[engine]
    files = {table: datasets.files(Path(data), table) for table in tables}
    watch, table = run(threads, Path(query).read_text(), files, result if how == "write" else None)
    print("inside {:.6f} {:.6f}".format(*watch.read()))
    if table is not None:
        pq.write_table(table, result)


if __name__ == "__main__":
    main(*sys.argv[1:])
