import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    strings = [" a ", "b", None, "", "b", " a "]
    table = pa.table({"s": strings, "u": [f"u{i}" for i in range(1, 7)]})
    pq.write_table(table, folder / "words.parquet", use_dictionary=["s"])
