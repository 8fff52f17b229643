import datetime
import random

import pyarrow as pa

import oracle

ROWS = 2000


def rows():
    random.seed(8)
    texts = ["plain", 'with "quotes"', "two\nlines", "a,b", "", None, "\n\n\n", '"', "é", "x" * 300]
    return {
        "n": [None if random.random() < 0.1 else random.randrange(-99, 99) for _ in range(ROWS)],
        "text": [random.choice(texts) for _ in range(ROWS)],
        "f": [None if random.random() < 0.1 else random.random() for _ in range(ROWS)],
        "day": [None if random.random() < 0.1 else datetime.date(2020, 1, 1) + datetime.timedelta(days=random.randrange(900))
                for _ in range(ROWS)],
    }  # fmt: skip


def field(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"' if not value.isalpha() else value
    return repr(value) if isinstance(value, float) else str(value)


def make(folder):
    data = rows()
    lines = [",".join(data)] + [",".join(map(field, row)) for row in zip(*data.values())]
    (folder / "rows.csv").write_text("\n".join(lines) + "\n")
    (folder / "other.csv").write_text('1;x;2.5\n?;"";?\n3;;-1e3')


def expected(folder):
    other = pa.table({"a": [1, None, 3], "b": ["x", "", None], "c": [2.5, None, -1000.0]})
    return f"{sum(n for n in rows()['n'] if n is not None)}\n" + oracle.shown(other)


def check(folder, outputs):
    data = rows()
    oracle.assert_same(oracle.read(folder / "rows"), pa.table(data | {"day": pa.array(data["day"], pa.date32()).cast(pa.timestamp("ns"))}))
