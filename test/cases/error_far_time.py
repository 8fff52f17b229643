import datetime

import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    times = [datetime.datetime(2020, 1, 1), datetime.datetime(2021, 1, 1), datetime.datetime(9999, 12, 31, 12, 30)]
    pq.write_table(pa.table({"t": pa.array(times, pa.timestamp("us"))}), folder / "far.parquet", row_group_size=2)
