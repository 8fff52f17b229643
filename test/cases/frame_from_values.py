import datetime

import pyarrow as pa

import oracle


def expected(folder):
    time, second = datetime.datetime, datetime.timedelta(seconds=1)
    return oracle.shown(pa.table({
        "i": [1, None, -3],
        "f": [2.5, None, 0.0],
        "b": [True, None, False],
        "s": ["ab", None, ""],
        "d": pa.array([datetime.date(1998, 9, 2), None, datetime.date(1969, 12, 31)]),
        "t": pa.array([time(2020, 1, 1, 6), None, time(1969, 12, 31, 23, 59, 59)], pa.timestamp("ns")),
        "u": pa.array([90 * second, None, 86400 * second], pa.duration("ns")),
    }))  # fmt: skip
