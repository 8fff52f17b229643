import gzip
import random

import pyarrow as pa

import oracle

ROWS = 30_000


def zstd(data):
    return pa.Codec("zstd").compress(data, asbytes=True)


def rows(begin, end):
    r = random.Random(3)
    texts = ["x", "a,b", "two\nlines", '"', ""]
    return [(i, r.choice(texts)) for i in range(ROWS)][begin:end]


def text(begin, end, header=True):
    return (("id,s\n" if header else "") + "".join(f'{i},"{s.replace(chr(34), chr(34) * 2)}"\n' for i, s in rows(begin, end))).encode()


def make(folder):
    parts = folder / "parts"
    parts.mkdir()
    (parts / "a.csv").write_bytes(text(0, 5000))
    # two members
    (parts / "b.csv.gz").write_bytes(gzip.compress(text(5000, 9000)) + gzip.compress(text(9000, 12_000, False)))
    (parts / "c.csv.zst").write_bytes(zstd(text(12_000, 20_000)) + zstd(text(20_000, 20_100, False)))
    (parts / "d.csv.gz").write_bytes(gzip.compress(b"id,s\n"))
    (parts / "e.csv").write_bytes(text(20_100, 25_000))
    (parts / "f.csv.gz").write_bytes(gzip.compress(text(25_000, ROWS)))
    (folder / "data.bin").write_bytes(zstd(b"id,x\n7,1.5"))
    (folder / "cut.csv.gz").write_bytes(gzip.compress(text(0, 9000))[:-3000])
    (folder / "cut.csv.zst").write_bytes(zstd(text(0, 9000))[:-300])
    (folder / "text.csv.gz").write_bytes(b"id\n1\n")
    (folder / "empty.csv.gz").write_bytes(gzip.compress(b""))


def expected(folder):
    length = sum(len(s) for _, s in rows(0, ROWS))
    return f"""True
{length}
5000
""" + oracle.shown(pa.table({"id": [7], "x": [1.5]})) + """'cut.csv.gz': it ends within its gzip data: it is not whole
'cut.csv.zst': it ends within its zstd data: it is not whole
'text.csv.gz': it is no gzip file, or it is damaged
'data.bin': it is compressed (zstd): name it .zst, or write .compression = "zstd"
'empty.csv.gz': it is empty, where a header is expected
"""


def check(folder, outputs):
    ids, texts = zip(*rows(0, ROWS))
    oracle.assert_same(oracle.read(folder / "out"), pa.table({"id": ids, "s": texts, "n": range(ROWS)}))
