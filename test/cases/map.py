import pyarrow as pa

import oracle


def expected(folder):
    t = pa.table({"i": [1, None, 30], "f": [0.5, -1.0, None], "s": ["apple", "naïve", None], "twice": [2, None, 60],
                  "kind": ["low", None, "high"], "known": [1, -1, 30]})  # fmt: skip
    u = pa.table({"scaled": [5.0, -10.0, None], "pair": [1.5, None, None], "odd": [1, None, None], "length": [5, 6, -1],
                  "weekday": ["Thu", "Fri", "Sat"]})  # fmt: skip
    return oracle.shown(t) + oracle.shown(u)
