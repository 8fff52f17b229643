import random

import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    random.seed(9)
    file = folder / "damaged.parquet"
    pq.write_table(pa.table({"a": [random.randrange(10**9) for _ in range(50_000)]}), file, row_group_size=5000)
    content = bytearray(file.read_bytes())
    begin = len(content) // 2
    content[begin : begin + 4000] = bytes(4000)
    file.write_bytes(content)
