import pyarrow as pa

import oracle


def expected(folder):
    ids = list(range(8))
    sums = [sum(ids[: i + 1]) for i in ids]
    rest = [i % (sum(ids) - 20) + i % 7 + i % 8 for i in ids]
    return oracle.shown(pa.table({"id": ids, "sum": sums, "long": [i + 1 for i in ids], "longer": [i + 3 for i in ids],
                                  "rest": rest, "inside": [i + 4 for i in ids]}))  # fmt: skip
