from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq


def column(value, rows, precision, scale):
    return pa.array([Decimal(value)] * rows, pa.decimal128(precision, scale))


def make(folder):
    fx = {"amount": column("123456789.1234", 1000, 18, 4), "net_amount": column("1", 1000, 18, 4), "rate": column("98765.4321", 1000, 18, 6)}
    pq.write_table(pa.table(fx), folder / "fx.parquet")
    wide = pa.array([Decimal(9 * 10**24 + i) for i in (-1, 0, 1)], pa.decimal128(30, 0))
    zero = {"price": column("9000000000000", 3, 15, 2), "qty": column("9000000000000", 3, 15, 2), "tax": column("0", 3, 4, 1), "wide": wide}
    pq.write_table(pa.table(zero), folder / "zero.parquet")
