import json

import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    (folder / "mine").mkdir()
    (folder / "mine" / "notes.txt").write_text("mine")
    (folder / "sample").mkdir()
    pq.write_table(pa.table({"a": [1], "s": ["x"]}, pa.schema([pa.field("a", pa.int64(), False), pa.field("s", pa.string(), False)])),
                   folder / "sample" / "a.parquet")  # fmt: skip


def rows(folder):
    """Those of all files, in the order of their paths."""
    return [row for path in sorted(folder.rglob("*.parquet")) for row in pq.ParquetFile(path).read().to_pylist()]


def check(folder, outputs):
    assert rows(folder / "kept") == [{"a": a, "s": str(a)} for a in range(30)]
    manifest = json.loads((folder / "kept" / "_bodo_manifest.json").read_text())
    assert manifest["rows"] == 30
    assert sorted(p["name"] for p in manifest["parts"]) == sorted(p.name for p in (folder / "kept").glob("*.parquet"))
    for k in range(3):
        # rows of each addition are in order, in files of at most two rows
        files = sorted((folder / "parted" / f"k={k}").iterdir())
        assert all(pq.ParquetFile(f).metadata.num_rows <= 2 for f in files)
        assert rows(folder / "parted" / f"k={k}") == [{"a": a} for a in range(40) if a % 3 == k]
    for k in range(140):
        assert [row["a"] for row in rows(folder / "folders" / f"k={k}")] == list(range(k, 420, 140))
    small = [row["a"] for row in rows(folder / "small")]
    assert small == [a for a in range(9001) if a % 3 != 1]
    assert all(pq.ParquetFile(f).metadata.num_rows <= 700 for f in (folder / "small").glob("*.parquet"))
    found = rows(folder / "paths")
    assert [list(row) for row in found[:1]] == [["s", "a", "file"]]
    owner = {row["a"]: f"kept/{path.name}" for path in (folder / "kept").glob("*.parquet") for row in pq.ParquetFile(path).read().to_pylist()}
    assert found == [{"s": str(a), "a": a, "file": owner[a]} for a in range(30)]
    added = [a for a in range(30) if owner[a] == "kept/part-a000001-00000.parquet"]
    assert rows(folder / "first_added") == [{"a": a} for a in added] and added
