import datetime

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import oracle

DAYS = [datetime.date(2000, 1, 31), datetime.date(1999, 12, 31), None, datetime.date(1969, 1, 31), datetime.date(2024, 2, 29)]
TIMES = [datetime.datetime(2000, 2, 29, 23, 59, 59), datetime.datetime(1969, 12, 31, 1), datetime.datetime(1970, 1, 1), None,
         datetime.datetime(2024, 2, 28, 6, 30)]  # fmt: skip


def make(folder):
    table = pa.table({"d": pa.array(DAYS, pa.date32()), "t": pa.array(TIMES, pa.timestamp("us"))})
    pq.write_table(table, folder / "times.parquet", row_group_size=2)


def of(values, function, kind=None):
    return pa.array([None if v is None else function(v) for v in values], kind)


def expected(folder):
    parts = pa.table({"year": of(TIMES, lambda t: t.year), "month": of(TIMES, lambda t: t.month), "day": of(TIMES, lambda t: t.day),
                      "hour": of(TIMES, lambda t: t.hour), "weekday": of(TIMES, lambda t: t.weekday()),
                      "date": of(TIMES, lambda t: t.date(), pa.date32())})  # fmt: skip
    times = pa.table({"t": pa.array(TIMES, pa.timestamp("ns")),
                      "next": of(TIMES, lambda t: t + datetime.timedelta(hours=36), pa.timestamp("ns"))})  # fmt: skip
    clipped = pd.Series(pd.to_datetime(pd.Series(DAYS)) + pd.DateOffset(months=1))
    days = pa.table({"d": pa.array(DAYS, pa.date32()),
                     "month": pa.array([None if pd.isna(d) else d.date() for d in clipped], pa.date32()),
                     "before": of(DAYS, lambda d: d - datetime.timedelta(days=1), pa.date32())})  # fmt: skip
    since = [None if t is None or d is None else t - datetime.datetime(d.year, d.month, d.day) for t, d in zip(TIMES, DAYS)]
    lengths = pa.table({"since": pa.array(since, pa.duration("ns")), "long": of(since, lambda s: s > datetime.timedelta(hours=24))})
    return "".join(map(oracle.shown, [parts, times, days, lengths])) + "3\n3\n"
