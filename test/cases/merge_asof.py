import random

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import oracle

random.seed(17)


def table(rows, value, place, time):
    t = sorted(random.randrange(2 * rows) for _ in range(rows))
    x = sorted(random.random() * 200 for _ in range(rows))
    return pa.table(
        {
            "t": pa.array(t, pa.int32() if value == "bid" else pa.int64()),
            place: pa.array(x),
            time: pa.array([1_600_000_000_000_000_000 + v * 600_000_000_000 for v in t], pa.timestamp("ns")),
            "k": pa.array([random.randrange(8) for _ in range(rows)], pa.int64()),
            "s": pa.array([random.choice(["A", "a longer name", ""]) for _ in range(rows)]),
            value: pa.array([None if random.random() < 0.1 else random.random() for _ in range(rows)]),
        }
    )


TRADES, QUOTES = table(300, "price", "x", "time"), table(400, "bid", "y", "at")


def make(folder):
    pq.write_table(TRADES, folder / "trades.parquet", row_group_size=40)
    pq.write_table(QUOTES, folder / "quotes.parquet", row_group_size=50)


def check(folder, outputs):
    trades, quotes = TRADES.to_pandas(), QUOTES.to_pandas()
    quotes["t"] = quotes["t"].astype("int64")

    def merged(**options):
        return pd.merge_asof(trades, quotes, **options)

    wanted = {
        "backward": merged(on="t"),
        "by": merged(on="t", by="k"),
        "forward": merged(on="t", by=["k", "s"], direction="forward"),
        "nearest": merged(on="t", by="s", direction="nearest", tolerance=2),
        "before": merged(on="t", by="k", allow_exact_matches=False),
        "times": merged(left_on="time", right_on="at", by="k", tolerance=pd.Timedelta(minutes=30)),
        "floats": merged(left_on="x", right_on="y", direction="nearest", tolerance=0.75),
        "itself": pd.merge_asof(trades, trades, on="t", by="k", allow_exact_matches=False, suffixes=("", "_2")),
    }
    for name, frame in wanted.items():
        found = oracle.read(folder / name)
        table = pa.Table.from_pandas(frame, preserve_index=False)
        # pandas makes integers that may be missing floats
        columns = [table[c].cast(found[c].type) if pa.types.is_integer(found[c].type) else table[c] for c in table.column_names]
        oracle.assert_same(found, pa.table(columns, table.column_names), 0)
