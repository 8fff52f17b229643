import gzip
import os
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    text = b"a\n1\n2\n"
    (folder / "data.csv").write_bytes(text)
    (folder / "data.csv.gz").write_bytes(gzip.compress(text))
    (folder / "data.txt").write_bytes(gzip.compress(text))
    (folder / "utf16.csv").write_bytes(text.decode().encode("utf-16"))
    with zipfile.ZipFile(folder / "data.zip", "w") as archive:
        archive.writestr("data.csv", text)
    pq.write_table(pa.table({"a": [1, 2]}), folder / "data.parquet")
    whole = (folder / "data.parquet").read_bytes()
    (folder / "encrypted.parquet").write_bytes(b"PARE" + whole[4:-4] + b"PARE")
    os.mkfifo(folder / "pipe")
    (folder / "hidden").mkdir()
    (folder / "hidden" / "_SUCCESS").write_text("")
    (folder / "folder").mkdir()
    pq.write_table(pa.table({"s": pa.nulls(2), "n": pa.nulls(2)}), folder / "folder" / "a.parquet")
    pq.write_table(pa.table({"s": ["x", "y"], "n": pa.array([1.5, 4.5])}), folder / "folder" / "b.parquet")
