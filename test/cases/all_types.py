import datetime
import random
from decimal import Decimal

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq

import oracle

ROWS = 1000


def table():
    random.seed(6)

    def some(make_value, missing=0.2):
        return [None if random.random() < missing else make_value() for _ in range(ROWS)]

    columns = {}
    for bits in (8, 16, 32, 64):
        columns[f"int{bits}"] = pa.array(some(lambda: random.randrange(-(2 ** (bits - 1)), 2 ** (bits - 1))), f"int{bits}")
        columns[f"uint{bits}"] = pa.array(some(lambda: random.randrange(2**bits)), f"uint{bits}")
    columns["float32"] = pa.array(some(lambda: random.randrange(-1000, 1000) / 8), pa.float32())
    columns["float64"] = pa.array(some(random.random), pa.float64())
    columns["boolean"] = pa.array(some(lambda: random.random() < 0.5), pa.bool_())
    columns["string"] = pa.array(some(lambda: random.choice(["", "a", "é,\"x\"\n", "longer than twelve bytes", "日本"])))
    columns["date"] = pa.array(some(lambda: datetime.date(1900, 1, 1) + datetime.timedelta(days=random.randrange(70000))))
    columns["timestamp"] = pa.array(some(lambda: random.randrange(-(10**18), 10**18)), pa.int64()).cast(pa.timestamp("ns"))
    columns["duration"] = pa.array(some(lambda: random.randrange(-(10**15), 10**15)), pa.int64()).cast(pa.duration("ns"))
    for precision, scale in [(4, 2), (9, 0), (18, 6), (38, 10)]:
        columns[f"decimal{precision}"] = pa.array(
            some(lambda: Decimal(random.randrange(-(10**precision) + 1, 10**precision)).scaleb(-scale)),
            pa.decimal128(precision, scale))  # fmt: skip
    columns["nothing"] = pa.array([None] * ROWS, pa.int64())
    columns["n"] = pa.array(range(ROWS))
    return pa.table(columns)


def make(folder):
    pq.write_table(table(), folder / "types.parquet", row_group_size=300)


def check(folder, outputs):
    expected = table()
    found = oracle.read(folder / "copy")
    for a, b in zip(found.schema, expected.schema):
        assert a.type == b.type or b.name == "string", f"column {b.name} is {a.type}, not {b.type}"
    oracle.assert_same(found, expected)
    oracle.assert_same(oracle.read(folder / "third"), expected.filter([n % 3 == 0 for n in range(ROWS)]))
    oracle.assert_same(oracle.read(folder / "reverse"), expected.take(list(reversed(range(ROWS)))))
    oracle.assert_same(oracle.read(folder / "half"), expected.filter([n % 2 == 0 for n in range(ROWS)]))
    names = [n for n in expected.column_names if n not in ("duration", "boolean")]
    options = csv.ConvertOptions(column_types={n: expected.schema.field(n).type for n in names}, include_columns=names,
                                 strings_can_be_null=True, quoted_strings_can_be_null=False)  # fmt: skip
    back = csv.read_csv(folder / "copy.csv", parse_options=csv.ParseOptions(newlines_in_values=True), convert_options=options)
    oracle.assert_same(back, expected.select(names))
