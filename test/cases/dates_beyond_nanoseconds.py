import datetime

import pyarrow as pa
import pyarrow.parquet as pq

import oracle

DAYS = [datetime.date(9999, 12, 31), datetime.date(1, 1, 1), datetime.date(2024, 5, 1), datetime.date(1582, 10, 14), None]
TIMES = [datetime.datetime(2020, 1, 1)] * 3 + [datetime.datetime(2262, 4, 11, 23, 47, 16), datetime.datetime(1678, 1, 1)]


def table():
    return pa.table({"i": list(range(5)), "d": pa.array(DAYS, pa.date32()), "t": pa.array(TIMES, pa.timestamp("us"))})


def make(folder):
    pq.write_table(table(), folder / "d.parquet", row_group_size=2)


def midnight(day):
    return datetime.datetime.combine(day, datetime.time())


def expected(folder):
    """Python's dates have no nanoseconds: an independent calendar."""
    rows = list(zip(range(5), DAYS, TIMES))
    known = [(i, d, t) for i, d, t in rows if d is not None]
    kept = [i for i, d, t in known if t < midnight(d)]
    days = table().select(["i", "d"])
    far = datetime.datetime(9999, 12, 31)
    numbers = [len(kept), sum(t >= midnight(d) for _, d, t in known), sum(t < far for t in TIMES), sum(t > far for t in TIMES),
               sum(midnight(d) <= t <= far for _, d, t in known), sum(d == datetime.date(9999, 12, 31) for _, d, _ in known)]  # fmt: skip
    same = pa.table({"year": pa.array([d and d.year for d in DAYS], pa.int64()), "same": pa.array(DAYS, pa.date32()),
                     "text": [d and str(d) for d in DAYS],
                     "days": pa.array([d and (d - datetime.date(1, 1, 1)).days for d in DAYS], pa.int64())})  # fmt: skip
    frame = oracle.to_pandas(days).loc[kept]
    text = repr(frame) + "\n" + "".join(f"{n}\n" for n in numbers)
    return text + oracle.shown(same) + "9999-12-31\n0001-01-01\n9999\n" + oracle.shown(days.select(["d"]).slice(0, 2))
