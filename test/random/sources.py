"""The files that random programs read: their contents, how they are written, and how a program may name them."""

import random
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.orc as orc
import pyarrow.parquet as pq

from names import TOKENS, real, token_of
from values import (BOOLEAN, DATE, DECIMALS, DURATION, FLOAT64, INT64, INTEGERS, STRING, TIMESTAMP, Type, arrow_column,
                    column_values, draw_column)  # fmt: skip

NAMES = ["a", "b", "c", "key", "Total Price", "class", "x.y", "größe", "i", "n", "rank", "value", "_under", "int64"]
# How Parquet files keep their strings: the compiler holds those of a dictionary as codes. Where the files of a folder
# differ, the first one decides.
STRINGS = ["coded", "coded", "coded", "plain", "mixed"]


@dataclass
class Source:
    """Rows that programs read: of one file, or of several in a folder."""

    name: str
    columns: dict[str, Type]
    table: pa.Table
    is_csv: bool
    strings: str = "coded"
    pieces: int = 1
    sample: str | None = None  # a file of the same schema whose strings may be kept in the other way
    csv: dict = field(default_factory=dict)  # the separator, and whether there is a header

    @property
    def suffix(self) -> str:
        return ".csv" if self.is_csv else ".parquet"

    def has_orc(self) -> bool:
        """It is also written as ORC, which has no unsigned integers and no durations."""
        types = self.columns.values()
        return not self.is_csv and not self.sample and not any(t == DURATION or t.kind.startswith("uint") for t in types)

    def path(self, r: random.Random) -> str:
        if self.pieces == 1:
            return self.name + self.suffix
        return r.choice([self.name, f"{self.name}/*{self.suffix}"])


def make_sources(r: random.Random) -> list[Source]:
    sources = [draw_source(r, f"file{number}") for number in range(4)]
    # the schema of another file, so that frames of both can take each other's place
    twin = r.choice([s for s in sources if not s.is_csv] or sources)
    sources.append(filled(r, "file4", twin.columns, twin.is_csv))
    return sources


def draw_source(r: random.Random, name: str) -> Source:
    columns = {}
    hard = r.sample(TOKENS, 6) if r.random() < 0.4 else []
    for column in r.sample(NAMES + hard, r.randrange(3, 7)):
        columns[column] = r.choice([INT64, INT64, r.choice(INTEGERS), FLOAT64, Type("float32"), BOOLEAN, STRING, STRING,
                                    DATE, TIMESTAMP, DURATION, r.choice(DECIMALS)])  # fmt: skip
    if r.random() < 0.15:
        # products of them leave 64 bits, and a name ends in another one
        columns |= {token_of("amount"): Type("decimal", 18, 4), token_of("net_amount"): Type("decimal", 18, 4), "rate": Type("decimal", 18, 6)}
    # a key that all files have in common
    columns["k"] = INT64
    if r.random() < 0.7:
        columns["s"] = STRING
    is_csv = r.random() < 0.25
    if is_csv:
        columns = {n: t for n, t in columns.items() if t in (INT64, FLOAT64, STRING, DATE)}
    return filled(r, name, columns, is_csv)


def filled(r: random.Random, name: str, columns: dict[str, Type], is_csv: bool) -> Source:
    rows = r.choice([0, 3, 8, 40, 40, 300, 300, 300, 5000])
    strings = r.choice(STRINGS)
    values = {n: draw_column(r, t, rows, t == STRING and strings != "plain") for n, t in columns.items()}
    # a CSV line without any text is not a row
    missing = 0 if is_csv and len(columns) == 1 else 0.1
    values["k"] = [None if r.random() < missing else r.randrange(r.choice([5, 30])) for _ in range(rows)]
    table = pa.table({n: arrow_column(t, values[n]) for n, t in columns.items()})
    source = Source(name, dict(columns), table, is_csv, strings, r.choice([1, 1, 1, 2, 3]))
    if is_csv:
        source.csv = {"sep": r.choice([",", ",", ";", "|"]), "header": r.random() < 0.7}
    elif r.random() < 0.5:
        source.sample = f"{name}.sample.parquet"
    return source


def write_source(source: Source, folder: Path, r: random.Random) -> None:
    named = source.table.rename_columns([real(name) for name in source.table.column_names])
    if source.pieces == 1:
        files = [(folder / f"{source.name}{source.suffix}", named)]
    else:
        (folder / source.name).mkdir()
        cuts = [0, *sorted(r.randrange(named.num_rows + 1) for _ in range(source.pieces - 1)), named.num_rows]
        files = [(folder / source.name / f"part-{i}{source.suffix}", named.slice(a, b - a))
                 for i, (a, b) in enumerate(zip(cuts, cuts[1:]))]  # fmt: skip
    # version 1.0 has no uint32, none but 2.6 has nanoseconds, and without a schema of Arrow's there are no durations
    fine = any(t == TIMESTAMP and any(v % 1000 for v in column_values(source.table[n]) if v is not None)
               for n, t in source.columns.items())  # fmt: skip
    unsigned = Type("uint32") in source.columns.values()
    versions = {"version": r.choice(["2.6"] if fine else ["2.4", "2.6"] if unsigned else ["1.0", "2.4", "2.6"]),
                "store_schema": DURATION in source.columns.values() or r.random() < 0.8}  # fmt: skip
    (folder / f"{source.name}.txt").write_text("".join(f"line {n}\n" for n in range(named.num_rows)))
    if source.has_orc():
        orc.write_table(named, folder / f"{source.name}.orc", stripe_size=r.choice([1000, 1 << 20]), batch_size=100)
    for number, (path, table) in enumerate(files):
        if source.is_csv:
            # an empty string is quoted, a missing one is not
            options = csv.WriteOptions(include_header=source.csv["header"], delimiter=source.csv["sep"], quoting_style="needed")
            csv.write_csv(table, path, options)
        else:
            coded = source.strings == "coded" or source.strings == "mixed" and number % 2 == 0
            write_parquet(source, table, path, coded, r, **versions)
    if source.sample:
        # every word three times: worth a dictionary, where there is one
        table = named.slice(0, 100)
        write_parquet(source, pa.concat_tables([table] * 3), folder / source.sample, source.strings == "plain", r,
                      row_group_size=100_000, **versions)  # fmt: skip


def write_parquet(source: Source, table: pa.Table, path: Path, coded: bool, r: random.Random, **options) -> None:
    columns = {real(name): t for name, t in source.columns.items()}
    durations = [n for n, t in columns.items() if t.kind == "duration"]
    for name in durations:
        table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.duration("ns")))
    others = [n for n, t in columns.items() if t != STRING and t != BOOLEAN and r.random() < 0.5]
    dictionary = [n for n, t in columns.items() if t == STRING] if coded else []
    options = {"row_group_size": r.choice([20, 100, 100_000] if coded else [1, 7, 100, 1000, 100_000])} | options
    pq.write_table(table, path, use_dictionary=dictionary + others, compression=r.choice(["snappy", "zstd", "none", "gzip", "lz4"]),
                   data_page_size=r.choice([64, 1000, 1 << 20]), data_page_version=r.choice(["1.0", "2.0"]),
                   coerce_timestamps=None, use_deprecated_int96_timestamps=False, **options)  # fmt: skip
