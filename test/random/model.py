"""The parts of random programs: files, frames as the oracle holds them, functions with their expected results.

A frame of the oracle is a table of DuckDB's with a hidden row number `rn` (its order) and `ix` (its index labels). Where
the order is not the language's to say (after a group-by without `.sort`), `ordered` is false and nothing looks at it.
"""

from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from exact import define_exact, exact_sql
from expressions import MACROS, define_functions
from sources import Source
from values import BOOLEAN, FLOAT64, INT64, Type

MOST_ROWS = 20_000
LARGEST = 1e100  # of doubles: products of them stay finite


class Unusable(Exception):
    """A step that cannot be: too many rows, numbers that overflow."""


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
    """The output of a function in a Parquet folder: names, types, rows in order if there is one; also as a CSV file."""

    columns: dict[str, Type]
    rows: list[tuple]
    ordered: bool
    in_csv: bool


@dataclass
class Print:
    """The printed output of a function: a value, or a frame's text."""

    value: object = None
    text: str | None = None
    scale: float = 0  # of values which the oracle has rounded before it computed this one


@dataclass
class Function:
    name: str
    text: str
    result: Result
    prints: list[Print]
    sources: set[str] = field(default_factory=set)
    twin: str = ""  # the function that prints all rows of the result, with their numbers, instead of writing them


# that transform() and pivot_table() take by name
NAMED_AGGREGATES = {"mean", "sum", "min", "max", "count", "nunique", "median", "std", "var", "first", "last"}
AGGREGATES = {
    "sum": lambda t: t.is_integer or t.kind in ("float64", "decimal"),
    "mean": lambda t: t.is_integer or t.kind in ("float64", "decimal"),
    "min": lambda t: t != BOOLEAN,
    "max": lambda t: t != BOOLEAN,
    "count": lambda t: True,
    "nunique": lambda t: True,
    "std": lambda t: t.is_integer or t.kind in ("float64", "decimal"),
    "var": lambda t: t.is_integer or t.kind in ("float64", "decimal"),
    "median": lambda t: t.is_integer or t.kind in ("float64", "decimal"),
    "quantile": lambda t: t.is_integer or t.kind in ("float64", "decimal"),
    "first": lambda t: True,
    "last": lambda t: True,
    "any": lambda t: t == BOOLEAN,
    "all": lambda t: t == BOOLEAN,
}


def aggregate_type(name: str, t: Type) -> Type:
    if name in ("count", "nunique", "size"):
        return INT64
    if name in ("mean", "std", "var", "median", "quantile"):
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
            return exact_sql("sum", c, True)
        whole = "UBIGINT" if t.kind[0] == "u" else "BIGINT"
        return f"coalesce(sum({c}), 0)" + (f"::{whole}" if t.is_integer else "")
    if name in ("mean", "std", "var"):
        return exact_sql(name, c, t.is_float)
    if name in ("median", "quantile"):
        return f"quantile_cont({c}::DOUBLE, 0.5)"
    if name == "nunique":
        return f"count(DISTINCT {c})"
    if name in ("any", "all"):
        return f"coalesce(bool_{'or' if name == 'any' else 'and'}({c}), {'false' if name == 'any' else 'true'})"
    if name in ("first", "last"):
        return f"{name}({c} ORDER BY rn) FILTER ({c} IS NOT NULL)"
    return f"{name}({c})"


class Oracle:
    def __init__(self, sources: list[Source]):
        self.connection = duckdb.connect(config={"threads": 1})
        self.connection.execute("SET TimeZone = 'UTC'").fetchall()
        self.connection.execute(MACROS).fetchall()
        define_functions(self.connection)
        define_exact(self.connection)
        self.number = 0
        for source in sources:
            self.take(source.name, source.table)

    def take(self, name: str, table: pa.Table) -> None:
        self.connection.register("incoming", table)
        self.connection.execute(f'CREATE TABLE "{name}" AS SELECT *, row_number() OVER () - 1 AS rn, '
                                f"row_number() OVER () - 1 AS ix FROM incoming ORDER BY rn").fetchall()  # fmt: skip
        self.connection.unregister("incoming")

    def fresh(self) -> str:
        self.number += 1
        return f"t{self.number}"

    def make(self, query: str) -> str:
        name = self.fresh()
        try:
            self.connection.execute(f"CREATE TABLE {name} AS {query}").fetchall()
        except duckdb.Error as error:
            raise Unusable(str(error)) from None
        if self.value(f"SELECT count(*) FROM {name}") > MOST_ROWS:
            raise Unusable("too many rows")
        columns = self.connection.execute(f"SELECT * FROM {name} LIMIT 0").description
        for date in (f'"{c[0]}"' for c in columns if str(c[1]) == "DATE"):
            if self.value(f"SELECT count(*) FROM {name} WHERE year({date}) NOT BETWEEN 1 AND 9999"):
                raise Unusable("dates that Python does not have")
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
