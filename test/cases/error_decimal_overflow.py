from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    values = [Decimal(7)] * 99 + [Decimal(10) ** 29]
    pq.write_table(pa.table({"a": pa.array(values, pa.decimal128(30, 0))}), folder / "large.parquet")
