import random
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    r = random.Random(3)
    count = 37
    some = lambda v: None if r.random() < 0.2 else v  # noqa: E731
    table = pa.table({
        "i": pa.array([r.randrange(-20, 50) for _ in range(count)], pa.int32()),
        "f": [some(r.random() * 100) for _ in range(count)],
        "s": [some("word") for _ in range(count)],
        "m": pa.array([some(Decimal(r.randrange(1000)) / 100) for _ in range(count)], pa.decimal128(9, 2)),
    }, pa.schema([pa.field("i", pa.int32(), False), ("f", pa.float64()), ("s", pa.string()), ("m", pa.decimal128(9, 2))]))  # fmt: skip
    pq.write_table(table, folder / "rows.parquet", row_group_size=10)
    pq.write_table(table.slice(0, 0), folder / "none.parquet")


def same(found, wanted):
    assert list(found.columns) == list(wanted.columns), found.columns
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False, rtol=1e-12)


def check(folder, outputs):
    info = []
    for name in ("rows", "none"):
        df = pd.read_parquet(folder / f"{name}.parquet")
        df["m"] = df["m"].astype(float)
        described = df.describe().rename_axis("statistic").reset_index()
        same(pd.read_parquet(folder / f"{name}.frame"), described)
        same(pd.read_parquet(folder / f"{name}.series"), described[["statistic", "m"]])
        quantiles = df["f"].quantile([0.1, 0.5, 1]).rename_axis("quantile").reset_index()
        same(pd.read_parquet(folder / f"{name}.quantiles"), quantiles)
        groups = df.groupby("i")["f"].describe().reset_index()
        if name == "rows":
            same(pd.read_parquet(folder / f"{name}.groups"), groups)
        table = pd.DataFrame({"column": df.columns, "type": ["int32", "float64", "string", "decimal(9,2)"],
                              "values": df.count().to_list(), "missing": df.isna().sum().to_list()})  # fmt: skip
        info.append(table.to_string())
        info.append(pd.DataFrame({"column": ["i", "large"], "type": ["int32", "boolean"], "values": 0, "missing": 0}).to_string())
    assert outputs[0] == "\n".join(info) + "\n", outputs[0]
