import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    pq.write_table(pa.table({"a": [1, 2], "b": ["x", "y"], "tags": [[1], [2, 3]], "place": [{"x": 1}, {"x": 2}]}),
                   folder / "nested.parquet")  # fmt: skip
