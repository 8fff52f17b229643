import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    pq.write_table(pa.table({"s": [f"word {i % 5}" for i in range(1000)]}), folder / "sample.parquet")
    pq.write_table(pa.table({"s": [f"word {i // 2}" for i in range(40_000)]}), folder / "rows.parquet")
