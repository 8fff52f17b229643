import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    place = pa.array([[("x", 1)], []], pa.map_(pa.string(), pa.int64()))
    pq.write_table(pa.table({"a": [1, 2], "b": ["x", "y"], "tags": [[[1]], [[2, 3]]], "place": place}), folder / "nested.parquet")
