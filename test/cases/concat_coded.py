import pyarrow as pa
import pyarrow.parquet as pq

import oracle

CODED = pa.table({"k": [1, 2, 3], "s": ["x", None, "a rather long string"]})
PLAIN = pa.table({"k": [4, 5], "s": ["another rather long string", "y"]})


def make(folder):
    pq.write_table(CODED, folder / "coded.parquet")
    pq.write_table(PLAIN, folder / "plain.parquet", use_dictionary=False)


def expected(folder):
    return oracle.shown(pa.concat_tables([CODED, PLAIN])) + oracle.shown(pa.concat_tables([PLAIN, CODED]))
