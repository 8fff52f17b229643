import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    pq.write_table(pa.table({"b": pa.array([b"\xff\xff\x01\x02", b"ok", None], pa.binary())}),
                   folder / "plain.parquet", use_dictionary=False)  # fmt: skip
    pq.write_table(pa.table({"b": pa.array([b"caf\xe9", b"ok"] * 500, pa.binary())}), folder / "coded.parquet")
    # the next text's size, 0xA9 0 0 0, goes on with the character that was cut off
    pq.write_table(pa.table({"a": [0, 1], "b": pa.array([b"caf\xc3", b"x" * 0xA9], pa.binary())}),
                   folder / "cut.parquet", use_dictionary=False)  # fmt: skip
    (folder / "latin.csv").write_bytes(b"a,b\n1,x\n2,caf\xe9\n")


def check(folder, outputs):
    assert not (folder / "out").exists() and not (folder / "out.csv").exists()
    assert pq.read_table(folder / "kept").to_pylist() == [{"a": 1, "b": "x" * 0xA9}]
    assert pq.read_table(folder / "good")["b"].to_pylist() == ["é", ""] * 8
