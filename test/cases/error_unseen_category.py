import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    table = lambda c: pa.table({"k": [1] * len(c), "c": c, "v": [0.5] * len(c)})  # noqa: E731
    pq.write_table(table(["a", "b"]), folder / "sample.parquet")
    pq.write_table(table(["a"] * 8 + ["new"]), folder / "rows.parquet", row_group_size=3)
