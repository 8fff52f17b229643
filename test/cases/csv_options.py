import csv
import random

import pandas as pd
import pyarrow as pa

import oracle

ROWS = 3000


def make(folder):
    r = random.Random(5)
    notes = ["plain", "it's", "semi;colon", "two\nlines", "# no comment", "back\\slash", "", "\r\n", "é", "x" * 70_000]
    lines = ["report of 2024", "'a quoted\nline'", "", "id;zip;day;unused;price;note;ok"]

    def quoted(s):
        return "'" + s.replace("\\", "\\\\").replace("'", r.choice(["''", "\\'"])) + "'"

    for i in range(ROWS):
        if r.random() < 0.05:
            lines.append("# a comment; with ' everything")
        price = f"{r.randrange(10**6):,}".replace(",", ".") + f",{r.randrange(100):02d}"
        note = r.choice(notes) if r.random() < 0.01 else r.choice(notes[:-1])
        row = [str(i), f"{r.randrange(1000):05d}", f"{r.randrange(1, 29):02d}.0{r.randrange(1, 10)}.2024 {r.randrange(24):02d}:30",
               "x", r.choice([price, price, "?", ""]), quoted(note) if note != "plain" or r.random() < 0.5 else note,
               r.choice(["ja", "nein"])]  # fmt: skip
        lines.append(";".join(row) + r.choice(["", "", " # rest"]))
    (folder / "export.txt").write_bytes(("\r\n".join(lines)).encode())
    (folder / "dates.csv").write_text("d,n\n12/31/24,1\n,2\n01/02/03,3")


def expected(folder):
    found = wanted(folder)
    dates = pa.table({"d": pa.array([pd.Timestamp("2024-12-31"), None, pd.Timestamp("2003-01-02")]).cast(pa.date32()), "n": [1, 2, 3]})
    return f"{found['price'].notna().sum()}\n{len(found)}\n" + oracle.shown(dates)


def wanted(folder):
    return pd.read_csv(
        folder / "export.txt", sep=";", usecols=["id", "zip", "day", "price", "note", "ok"], dtype={"zip": "string", "id": "int32", "note": "string"},
        parse_dates=["day"], date_format="%d.%m.%Y %H:%M", na_values={"price": ["?"]}, true_values=["ja"], false_values=["nein"], decimal=",",
        thousands=".", comment="#", quotechar="'", escapechar="\\", skiprows=3, keep_default_na=True, quoting=csv.QUOTE_MINIMAL)  # fmt: skip


def check(folder, outputs):
    frame = wanted(folder)
    # in text only an empty field without quotes is missing; pandas does not look at quotes
    frame["note"] = frame["note"].fillna("")
    # the last value before a comment has its blank
    table = pa.Table.from_pandas(frame, preserve_index=False)
    table = table.set_column(table.column_names.index("day"), "day", table["day"].cast(pa.timestamp("ns")))
    oracle.assert_same(oracle.read(folder / "export"), table)
