import datetime
import decimal
import random

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.orc as orc
import pyarrow.parquet as pq

import oracle

ROWS = 20_000


def table(rows=ROWS, unsigned=True):
    r = random.Random(7)
    start = datetime.datetime(2000, 1, 1)
    some = lambda v: None if r.random() < 0.1 else v  # noqa: E731
    column = lambda make, t: pa.array([some(make()) for _ in range(rows)], t)  # noqa: E731
    columns = {
        "i8": pa.array([r.randrange(-128, 128) for _ in range(rows)], pa.int8()),
        "i64": column(lambda: r.choice([-(2**63), 2**63 - 1, r.randrange(99)]), pa.int64()),
        "f32": column(lambda: r.choice([0.5, float("inf"), -0.0]), pa.float32()),
        "f64": column(r.random, pa.float64()),
        "flag": column(lambda: r.random() < 0.5, pa.bool_()),
        "text": column(lambda: r.choice(["", "short", "a text of more than twelve bytes", "é" * 40]), pa.string()),
        "day": column(lambda: (start + datetime.timedelta(days=r.randrange(-(10**5), 10**5))).date(), pa.date32()),
        "at": column(lambda: start + datetime.timedelta(microseconds=r.randrange(10**15)), pa.timestamp("us")),
        "small": column(lambda: decimal.Decimal(r.randrange(-(10**6), 10**6)) / 100, pa.decimal128(12, 2)),
        "wide": column(lambda: decimal.Decimal(r.randrange(10**30)), pa.decimal128(38, 0)),
    }
    if unsigned:
        columns |= {
            "u16": column(lambda: r.randrange(2**16), pa.uint16()),
            "large": column(lambda: r.choice(["x", "y" * 30]), pa.large_string()),
            "view": column(lambda: r.choice(["x", "y" * 30]), pa.string_view()),
            "coded": column(lambda: r.choice(["red", "green"]), pa.string()).dictionary_encode(),
            "took": column(lambda: datetime.timedelta(milliseconds=r.randrange(10**9)), pa.duration("ms")),
            "zone": column(lambda: start + datetime.timedelta(seconds=r.randrange(10**9)), pa.timestamp("s", "Europe/Oslo")),
            "nothing": pa.nulls(rows),
        }
    return pa.table(columns)


def plain(t):
    """As a frame of ours holds it."""
    for i, f in enumerate(t.schema):
        as_type = f.type
        if pa.types.is_timestamp(as_type):
            as_type = pa.timestamp("ns")
        elif pa.types.is_duration(as_type):
            as_type = pa.duration("ns")
        elif pa.types.is_dictionary(as_type) or pa.types.is_large_string(as_type) or as_type == pa.string_view():
            as_type = pa.string()
        elif pa.types.is_null(as_type):
            as_type = pa.float64()
        values = t[f.name]
        if pa.types.is_timestamp(f.type) and f.type.tz:
            values = values.cast(pa.timestamp("s", "UTC")).cast(pa.timestamp("s"))
        t = t.set_column(i, f.name, values.cast(as_type))
    return t


def make(folder):
    feather.write_feather(table(), folder / "all.feather", compression="zstd", chunksize=3000)
    orc.write_table(table(unsigned=False), folder / "all.orc", compression="zstd", stripe_size=50_000, batch_size=500)
    parts, rows = folder / "parts", plain(table(9000))
    parts.mkdir()
    names = ["i64", "text", "day", "coded"]
    feather.write_feather(rows.select(names).slice(0, 4000), parts / "a.arrow", compression="uncompressed", chunksize=1000)
    feather.write_feather(rows.select(names[::-1]).slice(4000, 10), parts / "b.arrow", compression="lz4")
    feather.write_feather(rows.select(names).slice(0, 0), parts / "c.arrow")
    feather.write_feather(rows.select(["i8", *names]).slice(4010), parts / "d.arrow", chunksize=700)
    feather.write_feather(pa.table({"a": pa.array([], pa.int64()), "s": pa.array([], pa.string())}), folder / "empty.feather")
    feather.write_feather(pa.table({"a": [1, 2], "l": [[1], []], "s": [{"x": 1}] * 2}), folder / "lists.feather")
    feather.write_feather(pa.table({"a": pa.array([1, None, 3], pa.int32())}), folder / "small.feather")
    feather.write_feather(pa.table({"a": ["x"]}), folder / "text.feather")
    feather.write_feather(pa.table({"A": [1]}), folder / "other.feather")
    pq.write_table(pa.table({"a": [1]}), folder / "data.parquet")
    (folder / "cut.feather").write_bytes((folder / "small.feather").read_bytes()[:-20])
    (folder / "cut.orc").write_bytes((folder / "all.orc").read_bytes()[:-20])


def expected(folder):
    total = sum(table(unsigned=False)["i8"].to_pylist())
    empty = oracle.shown(pa.table({"a": pa.array([], pa.int64()), "s": pa.array([], pa.string())}))
    return f"""{ROWS}
{empty}{oracle.shown(pa.table({"a": [1, 2]}))}4
'text.feather' column 'a' is string in this file, but the program was compiled for int64
'cut.feather': it is damaged, or not whole: Not an Arrow file
'other.feather': there is no column 'a'; did you mean 'A'?
'data.parquet': it is no Arrow (Feather) file: it is a Parquet file; read it by read_parquet
'all.orc': it is no Arrow (Feather) file: read it by read_orc
there is no file 'none.feather'
{total}
'cut.orc': it is damaged, or not whole: Failed to parse the postscript from ArrowInputFile
'all.feather': it is no ORC file: read it by read_feather
"""


def check(folder, outputs):
    oracle.assert_same(oracle.read(folder / "feather"), plain(table()))
    again = feather.read_table(folder / "again.feather")
    oracle.assert_same(again, plain(table()))
    rows = plain(table(9000)).select(["i64", "text", "day", "coded"])
    oracle.assert_same(oracle.read(folder / "parts_out"), rows.append_column("n", pa.array(range(9000))))
    oracle.assert_same(oracle.read(folder / "orc"), plain(table(unsigned=False)))
    assert feather.read_table(folder / "empty_again.feather").column_names == ["a", "s"]
