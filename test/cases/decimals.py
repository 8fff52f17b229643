from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    prices = [Decimal("10.00"), Decimal("0.01"), None, Decimal("-999.99")]
    discounts = [Decimal("0.05"), Decimal("0.07"), Decimal("0.05"), Decimal("0.00")]
    table = pa.table({"price": pa.array(prices, pa.decimal128(15, 2)), "discount": pa.array(discounts, pa.decimal128(4, 2))})
    pq.write_table(table, folder / "prices.parquet")
