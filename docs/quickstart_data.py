"""Makes the small Parquet file of the quickstart: quickstart_data.py FILE."""
import datetime
import random
import sys
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

random.seed(1)
rows = 100_000
regions = ["north", "east", "south", "west", None]
table = pa.table(
    {
        "day": pa.array([datetime.date(2024, 1, 1) + datetime.timedelta(days=random.randrange(366)) for _ in range(rows)]),
        "region": pa.array(random.choices(regions, weights=[4, 3, 2, 1, 1], k=rows)),
        "price": pa.array([Decimal(random.randrange(100, 100_000)).scaleb(-2) for _ in range(rows)], pa.decimal128(9, 2)),
        "quantity": pa.array([random.randrange(1, 21) for _ in range(rows)], pa.int32()),
    }
)
pq.write_table(table, sys.argv[1], row_group_size=20_000)
