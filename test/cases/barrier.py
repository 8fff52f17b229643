import pyarrow as pa

import oracle


def make(folder):
    # an old output that holds more than the new one
    (folder / "data/data.pq").mkdir(parents=True)
    (folder / "data/data.pq/part-00099.parquet").write_text("old")


def check(folder, outputs):
    oracle.assert_same(oracle.read(folder / "data/data.pq"), pa.table({"A": range(10)}))
