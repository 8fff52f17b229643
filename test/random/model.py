"""What random programs are made of: files, frames as the oracle holds them, functions with what they must give.

A frame of the oracle is a table of DuckDB's with a hidden row number `rn` (its order) and `ix` (its index labels). Where
the order is not the language's to say (after a group-by without `.sort`), `ordered` is false and nothing looks at it.
"""

import random
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from expressions import MACROS
from values import (BOOLEAN, DATE, DECIMALS, DURATION, FLOAT64, INT64, INTEGERS, STRING, TIMESTAMP, Type, arrow_column,
                    draw_column)  # fmt: skip

MOST_ROWS = 20_000
LARGEST = 1 << 40


class Unusable(Exception):
    """A step that cannot be: too many rows, numbers that overflow."""


@dataclass
class Source:
    """A file that programs read."""

    name: str
    columns: dict[str, Type]
    table: pa.Table
    is_csv: bool


@dataclass
class Frame:
    variable: str
    table: str
    columns: dict[str, Type]
    exact: set[str]
    ordered: bool = True

    def copy(self) -> "Frame":
        return Frame(self.variable, self.table, dict(self.columns), set(self.exact), self.ordered)


@dataclass
class Result:
    """What a function leaves in a Parquet folder: names, types, rows in order if there is one."""

    columns: dict[str, Type]
    rows: list[tuple]
    ordered: bool


@dataclass
class Print:
    """What a function prints: a value, or a frame's text."""

    value: object = None
    text: str | None = None


@dataclass
class Function:
    name: str
    text: str
    result: Result
    prints: list[Print]
    sources: set[str] = field(default_factory=set)


NAMES = ["a", "b", "c", "key", "Total Price", "class", "x.y", "größe", "i", "n", "rank", "value", "_under", "int64"]
AGGREGATES = {
    "sum": lambda t: t.is_integer or t.kind in ("float64", "decimal"),
    "mean": lambda t: t.is_integer or t.kind in ("float64", "decimal"),
    "min": lambda t: t != BOOLEAN,
    "max": lambda t: t != BOOLEAN,
    "count": lambda t: True,
    "nunique": lambda t: True,
    "std": lambda t: t.is_integer or t.kind == "float64",
    "var": lambda t: t.is_integer or t.kind == "float64",
    "first": lambda t: True,
    "last": lambda t: True,
}


def aggregate_type(name: str, t: Type) -> Type:
    if name in ("count", "nunique", "size"):
        return INT64
    if name in ("mean", "std", "var"):
        return FLOAT64
    if name == "sum" and t.is_integer:
        return Type("uint64") if t.kind[0] == "u" else INT64
    if name == "sum" and t.kind == "decimal":
        return Type("decimal", 38, t.scale)
    return t


def aggregate_sql(name: str, column: str, t: Type) -> str:
    c = f'"{column}"'
    if name == "sum":
        if t.is_float:
            return f"coalesce(fsum({c}), 0)"
        whole = "UBIGINT" if t.kind[0] == "u" else "BIGINT"
        return f"coalesce(sum({c}), 0)" + (f"::{whole}" if t.is_integer else "")
    if name == "mean":
        return f"favg({c}::DOUBLE)" if not t.kind == "decimal" else f"avg({c})"
    if name == "nunique":
        return f"count(DISTINCT {c})"
    if name in ("std", "var"):
        return f"{'stddev' if name == 'std' else 'var'}_samp({c}::DOUBLE)"
    if name in ("first", "last"):
        return f"{name}({c} ORDER BY rn) FILTER ({c} IS NOT NULL)"
    return f"{name}({c})"


class Oracle:
    def __init__(self, sources: list[Source]):
        self.connection = duckdb.connect(config={"threads": 1})
        self.connection.execute("SET TimeZone = 'UTC'").fetchall()
        self.connection.execute(MACROS).fetchall()
        self.number = 0
        for source in sources:
            self.connection.register("incoming", source.table)
            self.connection.execute(f'CREATE TABLE "{source.name}" AS SELECT *, row_number() OVER () - 1 AS rn, '
                                    f"row_number() OVER () - 1 AS ix FROM incoming ORDER BY rn").fetchall()  # fmt: skip
            self.connection.unregister("incoming")

    def make(self, query: str) -> str:
        self.number += 1
        name = f"t{self.number}"
        try:
            self.connection.execute(f"CREATE TABLE {name} AS {query}").fetchall()
        except duckdb.Error as error:
            raise Unusable(str(error)) from None
        if self.value(f"SELECT count(*) FROM {name}") > MOST_ROWS:
            raise Unusable("too many rows")
        return name

    def value(self, query: str):
        try:
            return self.connection.execute(query).fetchall()[0][0]
        except duckdb.Error as error:
            raise Unusable(str(error)) from None

    def rows(self, frame: Frame, limit: int | None = None) -> pa.Table:
        columns = ", ".join(f'"{name}"' for name in frame.columns)
        order = "rn" if frame.ordered else columns
        query = f'SELECT {columns}, ix FROM "{frame.table}" ORDER BY {order}' + (f" LIMIT {limit}" if limit else "")
        return self.connection.sql(query).to_arrow_table()


def make_sources(r: random.Random) -> list[Source]:
    sources = []
    for number in range(4):
        rows = r.choice([0, 1, 3, 8, 40, 40, 300, 300, 5000])
        names = r.sample(NAMES, r.randrange(3, 7))
        columns = {}
        for name in names:
            columns[name] = r.choice([INT64, INT64, r.choice(INTEGERS), FLOAT64, Type("float32"), BOOLEAN, STRING, STRING,
                                      DATE, TIMESTAMP, DURATION, r.choice(DECIMALS)])  # fmt: skip
        # a key that all files have in common
        columns["k"] = INT64
        if r.random() < 0.7:
            columns["s"] = STRING
        # every column has a value in a CSV, or its type could not be read from it
        is_csv = r.random() < 0.25
        if is_csv:
            columns = {n: t for n, t in columns.items() if t in (INT64, FLOAT64, STRING, DATE)}
        values = {n: draw_column(r, t, rows) for n, t in columns.items()}
        # a CSV line without any text is no row
        missing = 0 if is_csv and len(columns) == 1 else 0.1
        values["k"] = [None if r.random() < missing else r.randrange(r.choice([5, 30])) for _ in range(rows)]
        table = pa.table({n: arrow_column(t, values[n]) for n, t in columns.items()})
        sources.append(Source(f"file{number}", columns, table, is_csv))
    return sources
