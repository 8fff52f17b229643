import pyarrow as pa

import oracle


def expected(folder):
    n = list(range(61))
    one = pa.table({"n": n})
    many = pa.table({"n": n, "a rather long name of a column": [v * 1000000 for v in n],
                     "another long name of a column": [v / 3 for v in n],
                     "text": ["even" if v % 2 == 0 else "an odd number" for v in n], "x": [v * 0.1 for v in n]})  # fmt: skip
    return (oracle.shown(one.slice(0, 60)) + oracle.shown(one) + oracle.shown(many) + oracle.shown(many.slice(0, 2))
            + oracle.shown(many.slice(0, 0)))  # fmt: skip
