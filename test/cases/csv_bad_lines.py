import datetime

import pyarrow as pa

import oracle


def make(folder):
    (folder / "dirty.csv").write_text("id,n,day\n1,10,2024-01-01\n2,many,2024-01-02\n3,30\n4,40,2024-01-04,5,6\n5,50,soon\n6,,\n")


def expected(folder):
    day = datetime.date
    kept = oracle.to_pandas(pa.table({"id": [1, 3, 6], "n": [10, 30, None], "day": [day(2024, 1, 1), None, None]}))
    text = pa.table({"id": [1, 2, 3, 5, 6], "n": ["10", "many", "30", "50", None], "day": ["2024-01-01", "2024-01-02", None, "soon", None]})
    missing = pa.table({"id": [1, 2, 3, 4, 5, 6], "n": [10, None, 30, 40, 50, None],
                        "day": [day(2024, 1, 1), day(2024, 1, 2), None, day(2024, 1, 4), None, None]})  # fmt: skip
    return "3\n10\n" + oracle.shown(kept[kept["id"] > 1]) + oracle.shown(text) + oracle.shown(missing)
