import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

import oracle


def check(folder, outputs):
    k = [i % 3 for i in range(100)]
    expected = pa.table({"k": k, "v": [i / 2 for i in range(100)], "s": ["a/b" if i == 0 else "plain" for i in k]})
    oracle.assert_same(oracle.read(folder / "plain"), expected)
    for file in (folder / "plain").glob("*.parquet"):
        meta = pq.ParquetFile(file).metadata
        assert all(meta.row_group(i).num_rows <= 10 for i in range(meta.num_row_groups)), "row groups are larger than asked"
        assert all(meta.row_group(i).column(0).compression == "ZSTD" for i in range(meta.num_row_groups))
    parts = ds.dataset(folder / "parts", partitioning="hive").to_table().sort_by("v")
    oracle.assert_same(parts.select(["k", "v", "s"]), expected)
    assert (folder / "parts" / "k=0" / "s=a%2Fb").is_dir(), "partition values are percent-encoded"
    assert oracle.read(folder / "empty").num_rows == 0
    oracle.assert_same(oracle.read(folder / "few"), pa.table({"a": [1, None], "b": ["x,y", None]}))
    assert (folder / "few.csv").read_text() == 'a,b\n1,"x,y"\n,\n'
    leftovers = [p.name for p in folder.iterdir() if "tmp" in p.name or "new" in p.name or p.name.startswith(".")]
    assert not leftovers, f"temporary files stay: {leftovers}"
