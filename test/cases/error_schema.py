import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    pq.write_table(pa.table({"a": ["text"]}), folder / "other.parquet")
