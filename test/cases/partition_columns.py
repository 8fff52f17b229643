import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    for number, name in enumerate(["2024-01-01", "2024-01-02", "2024-01-03", "__HIVE_DEFAULT_PARTITION__"]):
        at = folder / "days" / f"d={name}"
        at.mkdir(parents=True)
        pq.write_table(pa.table({"v": [number]}), at / "x.parquet")
    for name in ["i=-5/b=True/t=2024-01-01 12%3A00%3A00/u=255", "i=-300/b=false/t=2024-01-02T00%3A00/u=85"]:
        (folder / "typed" / name).mkdir(parents=True)
        pq.write_table(pa.table({"v": [1, 2]}), folder / "typed" / name / "x.parquet")


def check(folder, outputs):
    again = {(row["d"], row["v"]) for row in pq.read_table(folder / "again", partitioning="hive").to_pylist()}
    assert again == {("2024-01-01", 0), ("2024-01-02", 1), ("2024-01-03", 2), (None, 3)}, again
    types = {"v": pa.int64(), "d": pa.date32(), "w": pa.int64()}
    for found in [pq.read_table(folder / "none"), pl.read_parquet(folder / "none" / "*.parquet").to_arrow(),
                  duckdb.sql(f"select * from read_parquet('{folder}/none/**/*.parquet')").to_arrow_table()]:  # fmt: skip
        assert {f.name: f.type for f in found.schema} == types and found.num_rows == 0, found
