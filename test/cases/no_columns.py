import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    pq.write_table(pa.table({"l": [[[1]], [[2], [3]], []]}), folder / "lists.parquet")
