import pyarrow as pa

import oracle

NAMES = {".env", "_notes", "other.parquet", "part-0", "part-1", "part-of-my-thesis.docx"}


def make(folder):
    (folder / "mine").mkdir()
    for name in NAMES:
        (folder / "mine" / name).write_text("mine")
    (folder / "file.parquet").write_text("PAR1")


def check(folder, outputs):
    assert {p.name for p in (folder / "mine").iterdir()} == NAMES
    assert (folder / "file.parquet").read_text() == "PAR1"
    oracle.assert_same(oracle.read(folder / "own"), pa.table({"a": list(range(10))}))
