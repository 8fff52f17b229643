import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    (folder / "data").mkdir()
    pq.write_table(pa.table({"i": [1, 2]}), folder / "data" / "a.parquet")
    pq.write_table(pa.table({"s": ["v"] * 5, "t": [None, 1.5, 2.5, 3.5, 4.5]}), folder / "data" / "b.parquet")
