import datetime
import random

import pandas as pd
import pyarrow as pa
import pyarrow.feather as pf
import pyarrow.orc as po
import pyarrow.parquet as pq

START = datetime.date(1969, 12, 30)
COLUMNS = {"c": str, "small": str, "large": str, "flag": lambda v: str(v).lower(), "day": str}


def rows(names=("b", "", "a", "B", "ä", "a b", None), count=400):
    r = random.Random(7)
    some = lambda v: None if r.random() < 0.1 else v  # noqa: E731
    city = [some(r.choice(["Rome", "Oslo"])) for _ in range(count)]
    return pa.table({
        "k": pa.array([r.randrange(6) for _ in range(count)], pa.int64()),
        "v": pa.array([some(float(r.randrange(8))) for _ in range(count)], pa.float64()),
        "c": pa.array([r.choice(names) for _ in range(count)], pa.string()),
        "small": pa.array([some(r.choice([-1, 10, 9, 1000])) for _ in range(count)], pa.int16()),
        "large": pa.array([some(r.choice([2**64 - 1, 3, 10])) for _ in range(count)], pa.uint64()),
        "flag": pa.array([some(r.random() < 0.5) for _ in range(count)], pa.bool_()),
        "day": pa.array([some(START + datetime.timedelta(days=r.randrange(4))) for _ in range(count)], pa.date32()),
        "place": pa.array([some({"city": c}) for c in city], pa.struct({"city": pa.string()})),
    })  # fmt: skip


def tables():
    sample = rows()
    fewer = sample.filter(pa.array([c in ("b", "ä") and s != 9 and d != START and v != 5
                                    for c, s, d, v in zip(*(sample[n].to_pylist() for n in ("c", "small", "day", "v")))]))  # fmt: skip
    return {"sample": sample, "fewer": fewer.slice(0, 5), "none": sample.slice(0, 0)}


def lines(table):
    """CSV with missing values as a word, and thousands."""
    text = [";".join(table.column_names)]
    for row in table.to_pylist():
        fields = [f"{v:,}".replace(",", ".") if n == "small" and v is not None else '""' if v == "" else "-" if v is None else str(v)
                  for n, v in row.items()]  # fmt: skip
        text.append(";".join(fields))
    return "\n".join(text) + "\n"


def make(folder):
    for name, table in tables().items():
        pq.write_table(table, folder / f"{name}.parquet", row_group_size=90)
        plain = table.drop_columns(["place"])
        whole = plain.set_column(1, "v", pa.array([None if v is None else int(v) for v in plain["v"].to_pylist()], pa.int64()))
        (folder / f"{name}.csv").write_text(lines(whole))
        (folder / f"{name}.json").write_text(pd.DataFrame(table.select(["k", "v", "c", "flag"]).to_pylist()).to_json(orient="records", lines=True))
        coded = plain.set_column(2, "c", plain["c"].dictionary_encode())
        pf.write_feather(coded, folder / f"{name}.feather", chunksize=90)
        po.write_table(plain.drop_columns(["large"]), folder / f"{name}.orc", stripe_size=1000)
    pq.write_table(pa.table({"k": range(6), "name": ["x", "y", "x", "z", None, "y"]}), folder / "names.parquet")
    for year, names in ((2023, ["b"]), (999, ["c", "a"])):
        (folder / "parts" / f"year={year}").mkdir(parents=True)
        pq.write_table(rows(names, 50).select(["k", "v", "c"]), folder / "parts" / f"year={year}" / "part.parquet")


def pivot(df, by, categories, name=str):
    df = df[df[by].notna()]
    sums = df.groupby(["k", by])["v"].sum().unstack().reindex(columns=categories).reset_index()
    return sums.set_axis(["k", *map(name, categories)], axis=1)


def same(path, wanted):
    found = pq.read_table(path)
    assert found.column_names == list(wanted.columns), f"{path.name}: {found.column_names}, not {list(wanted.columns)}"
    values = [[None if pd.isna(v) else v for v in row] for row in wanted.itertuples(index=False)]
    rows = [list(row.values()) for row in found.to_pylist()]
    assert rows == values, f"{path.name}: {rows}, not {values}"


def check(folder, outputs):
    known = lambda table, of: sorted({v for v in table[of].to_pylist() if v is not None}, key=lambda v: v.encode() if isinstance(v, str) else v)  # noqa: E731, E501
    sample = rows()
    values = {of: known(sample, of) for of in COLUMNS}
    names = {k: n for k, n in enumerate(["x", "y", "x", "z", None, "y"])}
    for name, table in tables().items():
        df = pd.DataFrame(table.to_pylist(), columns=table.column_names).astype({c: object for c in COLUMNS})
        here = lambda what, name=name: folder / f"{name}.{what}"  # noqa: E731
        for what, by in (("strings", "c"), ("small", "small"), ("large", "large"), ("flag", "flag"), ("day", "day"),
                         ("csv_c", "c"), ("csv_small", "small"), ("csv_flag", "flag"), ("csv_day", "day"), ("json_c", "c"),
                         ("json_flag", "flag"), ("feather_c", "c"), ("feather_day", "day"), ("orc_c", "c"), ("orc_small", "small")):  # fmt: skip
            same(here(what), pivot(df, by, values[by], COLUMNS[by]))
        city = df.assign(city=[p["city"] if p else None for p in df.place])
        same(here("city"), pivot(city, "city", ["Oslo", "Rome"]))
        same(here("dummies"), pd.DataFrame({v: df.c == v for v in values["c"]}))
        kept = df[df.v > 2].sort_values("v", kind="stable").assign(name=lambda d: d.k.map(names))
        same(here("kept"), pivot(kept, "c", values["c"]))
        same(here("names"), pivot(kept, "name", ["x", "y", "z"]))
        same(here("prefixed"), pd.DataFrame({f"is_{v}": kept.c == v for v in values["c"]}))
    parts = pd.concat([pq.read_table(folder / "parts" / f"year={y}" / "part.parquet").to_pandas().assign(year=y) for y in (2023, 999)])
    same(folder / "parts.files", pivot(parts, "c", ["a", "b", "c"]))
    same(folder / "parts.names", pivot(parts, "year", [999, 2023]))
