"""Types, values and literals of the random programs: how they are drawn, and how C++, DuckDB and Arrow write them."""

import datetime
import random
from dataclasses import dataclass
from decimal import Context, Decimal

import pyarrow as pa

EPOCH = datetime.date(1970, 1, 1)
WIDE = Context(prec=60)


@dataclass(frozen=True)
class Type:
    kind: str
    precision: int = 0
    scale: int = 0

    def __str__(self) -> str:
        return f"decimal({self.precision},{self.scale})" if self.kind == "decimal" else self.kind

    @property
    def is_integer(self) -> bool:
        return self.kind.lstrip("u").startswith("int")

    @property
    def is_float(self) -> bool:
        return self.kind.startswith("float")

    @property
    def is_number(self) -> bool:
        return self.is_integer or self.is_float or self.kind == "decimal"

    @property
    def cpp(self) -> str:
        return f"bodo::{self}"

    @property
    def sql(self) -> str:
        return SQL_NAMES.get(self.kind) or f"DECIMAL({self.precision},{self.scale})"

    @property
    def arrow(self) -> pa.DataType:
        if self.kind == "decimal":
            return pa.decimal128(self.precision, self.scale)
        return {"boolean": pa.bool_(), "string": pa.string(), "date": pa.date32(), "timestamp": pa.timestamp("ns"),
                "duration": pa.int64(), "float32": pa.float32(), "float64": pa.float64()}.get(self.kind) or getattr(
                    pa, self.kind)()  # fmt: skip


# A duration is its nanoseconds in DuckDB, whose intervals end at microseconds.
SQL_NAMES = {
    "int8": "TINYINT", "int16": "SMALLINT", "int32": "INTEGER", "int64": "BIGINT", "uint8": "UTINYINT",
    "uint16": "USMALLINT", "uint32": "UINTEGER", "uint64": "UBIGINT", "float32": "FLOAT", "float64": "DOUBLE",
    "boolean": "BOOLEAN", "string": "VARCHAR", "date": "DATE", "timestamp": "TIMESTAMP_NS", "duration": "BIGINT",
}  # fmt: skip

INT64, FLOAT64, BOOLEAN, STRING = Type("int64"), Type("float64"), Type("boolean"), Type("string")
DATE, TIMESTAMP, DURATION = Type("date"), Type("timestamp"), Type("duration")
INTEGERS = [Type(f"{sign}int{bits}") for sign in ("", "u") for bits in (8, 16, 32, 64)]
DECIMALS = [Type("decimal", 9, 2), Type("decimal", 15, 2), Type("decimal", 18, 4), Type("decimal", 18, 0), Type("decimal", 19, 3),
            Type("decimal", 30, 6), Type("decimal", 38, 10), Type("decimal", 38, 0)]  # fmt: skip
# The ends of days and nanoseconds, and both sides of the limits of 64 bits of nanoseconds.
EDGE_DAYS = [datetime.date(1, 1, 1), datetime.date(9999, 12, 31), datetime.date(1677, 9, 20), datetime.date(1677, 9, 21),
             datetime.date(1677, 9, 22), datetime.date(2262, 4, 10), datetime.date(2262, 4, 11), datetime.date(2262, 4, 12),
             datetime.date(1969, 12, 31), datetime.date(1900, 2, 28), datetime.date(2000, 2, 29)]  # fmt: skip
EDGE_TIMES = [-(2**63) + 1_000_000_000, 2**63 - 10**9, -1, 0, 1, 2**53 + 1, -(10**18) - 1]

WORDS = ["", "a", "A", "ab", "abc", "Abc", "BUILDING", "machinery", "x_y", "50%", "a b", " lead", "naïve", "ÉCOLE", "Straße",
         "日本語", "🙂 ok", "Ωmega", "longer than twelve bytes", "longer than twelve bytes, too", "\ttab ", "  "]  # fmt: skip


def draw_value(r: random.Random, t: Type, distinct: int):
    """One of about `distinct` values."""
    i = r.randrange(distinct)
    if t.is_integer:
        low = 0 if t.kind.startswith("u") else -(distinct // 2)
        small = {"8": 100, "6": 1000}.get(t.kind[-1], 10**6)
        return max(-small, min(small, low + i)) if i or r.random() < 0.9 else (small if t.kind[0] == "u" else -small)
    if t.is_float:
        return (i - distinct // 2) / 8 if r.random() < 0.9 else (i - distinct // 3) / 8 * 1024.0
    if t.kind == "decimal":
        return Decimal((i - distinct // 2) * 37).scaleb(-t.scale)
    if t.kind == "boolean":
        return i % 2 == 0
    if t.kind == "string":
        return WORDS[i % len(WORDS)] + (str(i // len(WORDS)) if i >= len(WORDS) else "")
    if t.kind == "date":
        return datetime.date(1967, 12, 1) + datetime.timedelta(days=i * 29)
    nanoseconds = (i - distinct // 3) * 7_777_777_777_000
    return nanoseconds  # timestamps and durations


def far_value(r: random.Random, t: Type):
    """A value near the ends of its type, or far from zero beside ones that differ from it by little."""
    if t.is_integer:
        bits, unsigned = int(t.kind.lstrip("uint")), t.kind[0] == "u"
        low, high = (0, 2**bits - 1) if unsigned else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        offset = min(1_700_000_000_000_000_000, high // 2)
        return r.choice([low, high, high - 1, *(min(high, offset + r.randrange(100)) for _ in range(6))])
    if t.kind == "float64":
        return r.choice([1e15 + r.randrange(1000) / 8, 1e15 + r.randrange(1000) / 8, -1e20, 1e20, 1e-300, -0.0, 2.0**53])
    if t.kind == "decimal":
        largest = 10**t.precision - 1
        return Decimal(r.choice([largest, -largest, largest // 2 + r.randrange(100), 10 ** (t.precision - 1) + r.randrange(1000),
                                 r.randrange(-largest, largest + 1)])).scaleb(-t.scale, WIDE)  # fmt: skip
    if t.kind == "date":
        return r.choice(EDGE_DAYS)
    return r.choice(EDGE_TIMES) if t.kind == "timestamp" else None


def draw_column(r: random.Random, t: Type, rows: int, repeats: bool = False) -> list:
    """`repeats`: values that come often enough to be worth a dictionary."""
    distinct = r.choice([1, 2, 3, 10] if repeats else [1, 2, 3, 10, 40, 1000])
    missing = r.choice([0, 0, 0.05, 0.4, 1 if r.random() < 0.1 else 0.2])
    values = [None if r.random() < missing else draw_value(r, t, distinct) for _ in range(rows)]
    if r.random() < 0.3 and far_value(r, t) is not None:
        # all of them, or some
        share = r.choice([1, 0.1])
        values = [v if v is None or r.random() >= share else far_value(r, t) for v in values]
    if t == STRING and r.random() < 0.4:
        # other words further on, so that the dictionaries of row groups differ
        step = r.choice([20, 100, 1000])
        values = [v if v is None or (n // step) % 2 == 0 else v + str(n // step % 3) for n, v in enumerate(values)]
    return values


def arrow_column(t: Type, values: list) -> pa.Array:
    if t.kind == "timestamp":
        return pa.array(values, pa.int64()).cast(pa.timestamp("ns"))
    return pa.array(values, t.arrow)


def chrono_date(day: datetime.date) -> str:
    # a literal year is not negative and fits y's operand
    return f"{day.year}y / {day.month} / {day.day}"


def cpp_literal(t: Type, value) -> str:
    if value is None:
        return "std::nullopt"
    if t.kind == "boolean":
        return "true" if value else "false"
    if t.kind == "string":
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'
    if t.kind == "date":
        return chrono_date(value)
    if t.kind == "timestamp":
        day, rest = divmod(value, 86_400_000_000_000)
        date = EPOCH + datetime.timedelta(days=day)
        return f"sys_days({chrono_date(date)}) + nanoseconds({rest})"
    if t.kind == "duration":
        return f"nanoseconds({value})"
    if t.kind == "decimal":
        return format(value, "f")
    if t.is_integer and value == -(2**63):
        return "std::numeric_limits<std::int64_t>::min()"
    return repr(value)


def sql_literal(t: Type, value) -> str:
    if value is None:
        return f"NULL::{t.sql}"
    if t.kind == "boolean":
        return "true" if value else "false"
    if t.kind == "string":
        return "'" + value.replace("'", "''") + "'"
    if t.kind == "date":
        return f"DATE '{value}'"
    if t.kind == "timestamp":
        return f"make_timestamp_ns({value})"
    if t.kind == "duration":
        return f"{value}::BIGINT"
    if t.is_float:
        return f"({value!r})::{t.sql}"
    if t.kind == "decimal":
        return f"({format(value, 'f')})"
    return f"({value})"


def normal(values: list, t: pa.DataType) -> list:
    """Values as plain Python ones, times and durations in nanoseconds; for comparisons."""
    if pa.types.is_timestamp(t) or pa.types.is_duration(t):
        unit = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}[t.unit]
        return [None if v is None else v * unit for v in values]
    return values


def column_values(column: pa.ChunkedArray) -> list:
    t = column.type
    if pa.types.is_timestamp(t) or pa.types.is_duration(t):
        return normal(column.cast(pa.int64()).to_pylist(), t)
    return column.to_pylist()
