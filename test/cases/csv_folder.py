import pyarrow as pa

import oracle


def make(folder):
    days = folder / "days"
    days.mkdir()
    (days / "a.csv").write_text("id,name,n\n")
    (days / "b.csv").write_text("id,name,n\n9007199254740993,,\n1,,\n")
    (days / "c.csv").write_text("id,name,n\n2,x,5\n3,y,\n")


def expected(folder):
    table = pa.table({"id": [9007199254740993, 1, 2, 3], "name": [None, None, "x", "y"], "n": [None, None, 5, None]})
    return oracle.shown(table) + "9007199254740993\n"
