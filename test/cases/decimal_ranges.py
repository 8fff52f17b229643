from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def make(folder: Path) -> None:
    up = [i * 900_000_000_000_000 for i in range(10_000)]
    down = [-1 - v for v in up]
    wide = [-9_500_000_000_000_000_000 - i for i in range(10_000)]
    values = [Decimal(v).scaleb(-3) for v in up + down + wide]
    table = pa.table({"g": pa.array([i % 3 for i in range(len(values))], pa.int64()), "v": pa.array(values, pa.decimal128(22, 3))})
    pq.write_table(table, folder / "d.parquet", write_statistics=False, row_group_size=len(values))
