import pyarrow as pa
import pyarrow.parquet as pq

SCHEMA = pa.schema([("n", pa.int64()), ("s", pa.string())])


def make(folder):
    (folder / "data" / "_temporary").mkdir(parents=True)
    for i, (name, codec) in enumerate([("a", "none"), ("b", "snappy"), ("c", "gzip"), ("d", "zstd"), ("e", "lz4"), ("f", "brotli")]):
        table = pa.table({"n": range(100 * i, 100 * i + 100), "s": [codec] * 100}, SCHEMA)
        pq.write_table(table, folder / "data" / f"{name}_{codec}.parquet", compression=codec, row_group_size=[1, 30, 1000][i % 3])
    (folder / "data" / ".hidden.parquet").write_text("not Parquet")
    (folder / "data" / "_SUCCESS").write_text("")
    (folder / "data" / "_temporary" / "x.parquet").write_text("not Parquet")
    pq.write_table(pa.table({"n": [], "s": []}, SCHEMA), folder / "empty.parquet")
