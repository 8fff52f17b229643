import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    pq.write_table(pa.table({"id": [1, 2], "tags": [[1], [2, 3]]}), folder / "tagged.parquet")
