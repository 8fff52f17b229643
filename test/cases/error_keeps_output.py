import pyarrow as pa
import pyarrow.parquet as pq

import oracle

OLD = pa.table({"old": [1, 2, 3]})


def make(folder):
    (folder / "out").mkdir()
    pq.write_table(OLD, folder / "out" / "part-00000.parquet")


def check(folder, outputs):
    oracle.assert_same(oracle.read(folder / "out"), OLD)
    left = [file.name for file in folder.iterdir() if "writing" in file.name]
    assert not left, f"{left} was left behind"
