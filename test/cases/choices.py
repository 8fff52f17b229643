import datetime
import decimal
import random

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    r = random.Random(14)
    price = lambda: r.choice([None, *(decimal.Decimal(p) / 100 for p in (-1, 0, 149, 150, 999, 1000, 1001))])  # noqa: E731
    days = [datetime.date(2019, 12, 31), datetime.date(2020, 1, 1), datetime.date(2020, 12, 31),
            datetime.date(2021, 1, 1), datetime.date(2022, 1, 1), datetime.date(2022, 1, 2), None]  # fmt: skip
    pq.write_table(pa.table({
        "n": pa.array([r.choice([0, 1, 1, 2, 3, 5, 6, None]) for _ in range(40)], pa.int64()),
        "price": pa.array([price() for _ in range(40)], pa.decimal128(12, 2)),
        "day": [r.choice(days) for _ in range(40)],
    }), folder / "rows.parquet", row_group_size=16)  # fmt: skip


def check(folder, outputs):
    df = pq.read_table(folder / "rows.parquet").to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    price, day = df.price.astype(float), pd.to_datetime(df.day)
    dates = [pd.Timestamp(2020, 1, 1), pd.Timestamp(2021, 1, 1), pd.Timestamp(2022, 1, 2)]  # the last one belongs to a class
    grade = pd.Series("none", df.index)
    grade[(df.n > 1).fillna(False)] = "few"
    grade[(df.n > 3).fillna(False)] = "many"
    grade[price > 5] = "dear"
    wanted = pd.DataFrame({
        "n": df.n,
        "size": pd.cut(df.n, [0, 2.5, 5], labels=["small", "large"], include_lowest=True),
        "price": pd.cut(price, [0, 1.5, 10], labels=["[0, 1.5)", "[1.5, 10)"], right=False),
        "year": pd.cut(day, dates, labels=["2020", "2021"], right=False),
        "replaced": df.n.replace({1: 10, 2: 20, 10: 1}),
        "grade": grade,
    }).astype(object)  # fmt: skip
    found = pq.read_table(folder / "out.parquet").to_pylist()
    assert [list(row.values()) for row in found] == [[None if pd.isna(v) else v for v in row] for row in wanted.values.tolist()]
    counts = df.n.value_counts().reset_index().sort_values(["count", "n"], ascending=[False, True])
    parts = pq.read_table(folder / "parts.parquet").to_pydict()
    assert parts == {"n": counts.n.tolist(), "proportion": (counts["count"] / counts["count"].sum()).tolist()}
    lines = [line.split() for line in outputs[0].splitlines()]
    assert lines[0] == ["n", "proportion"] and lines[1][:2] == ["0", str(counts.n.iloc[0])], lines
    assert lines[-2:] == [["True"], ["True"]] and "Empty" in " ".join(lines[2]), lines
