import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    large = 2**64 - 1
    table = pa.table({"u64": pa.array([0, 1, 7, 10, large - 1, large], pa.uint64()),
                      "u8": pa.array([255, 1, 2, 3, 4, 255], pa.uint8())})  # fmt: skip
    pq.write_table(table, folder / "numbers.parquet", row_group_size=2)
