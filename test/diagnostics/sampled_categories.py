import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    count = 1001
    table = pa.table({
        "k": range(count),
        "c": ["a", "k"] + [None] * (count - 2),
        "v": [0.5] * count,
        "none": pa.array([None] * count, pa.string()),
        "id": range(count),
    })  # fmt: skip
    pq.write_table(table, folder / "sample.parquet")
    (folder / "days.csv").write_text("day\n31.01.2024\n")
