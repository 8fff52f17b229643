import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    pq.write_table(pa.table({"a": pa.array(range(1000), pa.int64())}), folder / "d.parquet", row_group_size=100)
    (folder / "d.csv").write_text("a\n" + "".join(f"{i}\n" for i in range(100_000)))
