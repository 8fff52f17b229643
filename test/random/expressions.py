"""Random row expressions, each in C++ and in DuckDB's SQL."""

import functools
import random
import re
from dataclasses import dataclass

import duckdb
import pyarrow.compute as pc

from values import (BOOLEAN, DATE, DURATION, FLOAT64, INT64, STRING, TIMESTAMP, WORDS, Type, cpp_literal, draw_value,
                    sql_literal)  # fmt: skip

# Functions for the oracle's SQL.
MACROS = """
CREATE MACRO floor_mod(a, b) AS ((a % b) + b) % b;
CREATE MACRO floor_div(a, b) AS (a - floor_mod(a, b)) // b;
CREATE MACRO day_of(t) AS DATE '1970-01-01' + ((epoch_ns(t) - floor_mod(epoch_ns(t), 86400000000000)) // 86400000000000)::INTEGER;
CREATE MACRO time_of(t) AS floor_mod(epoch_ns(t), 86400000000000);
CREATE MACRO day_ns(d) AS (d - DATE '1970-01-01')::BIGINT * 86400000000000;
CREATE MACRO in_range(v, a, b) AS CASE WHEN v IS NULL OR a IS NULL OR b IS NULL THEN NULL ELSE v BETWEEN a AND b END;
CREATE MACRO smaller(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE least(a, b) END;
CREATE MACRO greater(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE greatest(a, b) END;
"""


def define_functions(connection: duckdb.DuckDBPyConnection) -> None:
    """Functions that DuckDB computes differently, as in Arrow or Python."""

    def define(name: str, function) -> None:
        connection.create_function(name, lambda s: function(s), ["VARCHAR"], "VARCHAR", type="arrow")

    define("upper_case", pc.utf8_upper)
    define("lower_case", pc.utf8_lower)
    define("stripped", pc.utf8_trim_whitespace)
    define("title_case", pc.utf8_title)
    define("capitalized", pc.utf8_capitalize)
    connection.create_function("part", lambda s, a, b: s[a:b], ["VARCHAR", "BIGINT", "BIGINT"], "VARCHAR")
    # a Python expression of the string s
    for name, result in [("text_of", "VARCHAR"), ("number_of", "BIGINT"), ("flag_of", "BOOLEAN")]:
        connection.create_function(name, python_value, ["VARCHAR", "VARCHAR"], result, null_handling="special")


@functools.cache
def python_function(expression: str):
    return eval(f"lambda s: {expression}", {"re": re, "item": item, "group": group})  # noqa: S307


def python_value(s: str | None, expression: str):
    return None if s is None else python_function(expression)(s)


def item(parts, k: int):
    return parts[k] if -len(parts) <= k < len(parts) else None


def group(pattern: str, k: int, s: str) -> str | None:
    match = re.search(pattern, s)
    return match[k] if match else None


# Functions of strings: C++ after .str()., and Python of s. {c} is a character, {t} a short text, {k} a small integer,
# {n} a width.
TEXT_FUNCTIONS = [
    ("lstrip()", "s.lstrip()"), ("rstrip()", "s.rstrip()"), ("strip({t})", "s.strip({t})"),
    ("lstrip({t})", "s.lstrip({t})"), ("rstrip({t})", "s.rstrip({t})"),
    ("removeprefix({t})", "s.removeprefix({t})"), ("removesuffix({t})", "s.removesuffix({t})"),
    ("pad({n})", "s.rjust({n})"), ('pad({n}, {{.side = "right", .fillchar = {c}}})', "s.ljust({n}, {c})"),
    ('pad({n}, {{.side = "both", .fillchar = {c}}})', "s.center({n}, {c})"), ("zfill({n})", "s.zfill({n})"),
    ("repeat({k})", "s * {k}"), ("replace({c}, {t})", "s.replace({c}, {t})"), ("replace({t}, {c})", "s.replace({t}, {c})"),
    ('replace("([a-m])(.)", "\\\\2\\\\1", {{.regex = true}})', 're.sub("([a-m])(.)", "\\\\2\\\\1", s)'),
    ('extract("(a+)(.)?", 2)', 'group("(a+)(.)?", 2, s)'), ('extract("[a-c].", 0)', 'group("[a-c].", 0, s)'),
    ("split({c}, {k})", "item(s.split({c}), {k})"), ("split({c}, {k}, {{.n = 1}})", "item(s.split({c}, 1), {k})"),
    ("rsplit({c}, {k}, {{.n = 1}})", "item(s.rsplit({c}, 1), {k})"), ("get({k})", "item(s, {k})"),
]  # fmt: skip
TEXT_NUMBERS = [
    ("find({t})", "s.find({t})"), ("rfind({t})", "s.rfind({t})"), ("count({t})", "s.count({t})"),
    ('count("[a-e]+", {{.regex = true}})', 'len(re.findall("[a-e]+", s))'),
]  # fmt: skip
TEXT_FLAGS = [
    ("isalpha()", "s.isalpha()"), ("isdigit()", "s.isdecimal()"), ("isalnum()", "s.isalnum()"),
    ("isspace()", "s.isspace()"), ("isupper()", "s.isupper()"), ("islower()", "s.islower()"),
    ('match("[a-m ]")', 're.match("[a-m ]", s) is not None'), ('fullmatch("[a-z]+")', 're.fullmatch("[a-z]+", s) is not None'),
    ('contains("^.[a-e]|g$", {{.regex = true}})', 're.search("^.[a-e]|g\\\\Z", s) is not None'),
]  # fmt: skip


@dataclass
class Expr:
    cpp: str
    sql: str
    type: Type
    exact: bool = False  # the compiler's type is `type`, not just of its kind


@dataclass
class UserFunction:
    """A function on plain C++ values, and the same in SQL, where {0}, {1} are its columns."""

    parameters: list[Type]
    result: Type
    cpp: str
    sql: str


NULLABLE = "std::optional<std::int64_t>"
USER_FUNCTIONS = [
    UserFunction([INT64], INT64, "[](std::int64_t v) { return v * 2 + 1; }", "{0} * 2 + 1"),
    UserFunction([INT64], INT64, f"[]({NULLABLE} v) {{ return v ? *v : std::int64_t{{-1}}; }}", "coalesce({0}, -1)"),
    UserFunction([INT64], INT64, f"[](std::int64_t v) -> {NULLABLE} {{ if (v > 3) return std::nullopt; return v - 1; }}",
                 "CASE WHEN {0} > 3 THEN NULL ELSE {0} - 1 END"),
    UserFunction([INT64], STRING, "size_class", "CASE WHEN {0} < 0 THEN 'negative' WHEN {0} < 10 THEN 'small' "
                 "WHEN {0} >= 10 THEN 'a rather large number' END"),
    UserFunction([FLOAT64], FLOAT64, "[](double v) { return v > 0 ? v / 4 : v; }", "CASE WHEN {0} > 0 THEN {0} / 4 ELSE {0} END"),
    UserFunction([FLOAT64], BOOLEAN, "[](std::optional<double> v) { return v && *v < 1; }", "coalesce({0} < 1, false)"),
    UserFunction([FLOAT64], FLOAT64, "[factor](double v) { return v * factor; }", "{0} * 2.5::DOUBLE"),
    UserFunction([STRING], BOOLEAN, "[](std::string_view s) { return s.size() > 3; }", "strlen({0}) > 3"),
    UserFunction([STRING], INT64, "[](std::optional<std::string_view> s) { return s ? static_cast<std::int64_t>(s->size()) : -1; }",
                 "coalesce(strlen({0})::BIGINT, -1)"),
    UserFunction([STRING], STRING, "first_word", "split_part({0}, ' ', 1)"),
    UserFunction([STRING], STRING, "marked", "CASE WHEN {0} IS NULL THEN 'none' WHEN {0} <> '' THEN {0} || '!' END"),
    UserFunction([STRING], STRING, '[](std::string_view s) { return std::string(s) + "+"; }', "{0} || '+'"),
    UserFunction([STRING, STRING], STRING, "[](std::string_view a, std::string_view b) { return a < b ? a : b; }", "smaller({0}, {1})"),
    UserFunction([DATE], INT64, "[](std::chrono::sys_days d) { return static_cast<std::int64_t>(unsigned(std::chrono::year_month_day(d).day())); }",
                 "day({0})::BIGINT"),
    UserFunction([INT64, INT64], INT64, "[](std::int64_t a, std::int64_t b) { return a > b ? a : b; }",
                 "CASE WHEN {0} IS NULL OR {1} IS NULL THEN NULL ELSE greatest({0}, {1}) END"),
    UserFunction([INT64, FLOAT64], FLOAT64, f"[]({NULLABLE} a, double b) {{ return a ? static_cast<double>(*a) + b : b; }}",
                 "CASE WHEN {1} IS NULL THEN NULL ELSE coalesce({0}::DOUBLE + {1}, {1}) END"),
    UserFunction([STRING, INT64], INT64, "[](std::string_view s, std::int64_t v) { return static_cast<std::int64_t>(s.size()) + v; }",
                 "strlen({0})::BIGINT + {1}"),
]  # fmt: skip

# Their definitions in the programs.
USER_CODE = """
std::string_view size_class(std::int64_t v) {
  if (v < 0) return "negative";
  return v < 10 ? "small" : "a rather large number";
}

std::string_view first_word(std::string_view s) { return s.substr(0, s.find(' ')); }

std::optional<std::string> marked(std::optional<std::string_view> s) {
  if (!s) return "none";
  if (s->empty()) return std::nullopt;
  return std::string(*s) + "!";
}
"""


class Expressions:
    """Draws expressions over a frame's columns: `columns` maps names to types, `exact` names those of known type."""

    def __init__(self, r: random.Random, variable: str, columns: dict[str, Type], exact: set[str],
                 scalars: list[Expr] = ()):  # fmt: skip
        self.r, self.variable, self.columns, self.exact, self.scalars = r, variable, columns, exact, list(scalars)

    def column(self, name: str) -> Expr:
        return Expr(f'{self.variable}["{name}"]', f'"{name}"', self.columns[name], name in self.exact)

    def some_column(self, fits) -> Expr | None:
        names = [name for name, t in self.columns.items() if fits(t)]
        return self.column(self.r.choice(names)) if names else None

    def literal(self, t: Type, value=None) -> Expr:
        value = draw_value(self.r, t, self.r.choice([3, 10, 40])) if value is None else value
        return Expr(cpp_literal(t, value), sql_literal(t, value), t)

    def draw(self, t: Type | None = None, depth: int = 3) -> Expr:
        """A series, of this type if one is given."""
        if t is None and self.r.random() < 0.08 and (part := self.date_part(depth)):
            return part
        if t is None:
            t = self.r.choice([INT64, FLOAT64, FLOAT64, BOOLEAN, BOOLEAN, STRING, STRING, STRING, DATE, TIMESTAMP, DURATION, Type("decimal")])
        if t.is_integer:
            e = self.integer(depth)
        elif t.is_float:
            e = self.real(depth)
        else:
            e = {"decimal": self.decimal, "boolean": self.boolean, "string": self.string, "date": self.date,
                 "timestamp": self.timestamp, "duration": self.duration}[t.kind](depth)  # fmt: skip
        if e is not None and depth > 1 and e.exact and e.type.kind != "decimal" and self.r.random() < 0.12:
            e = self.either(e, depth)
        return e or self.boolean(depth)

    def either(self, e: Expr, depth: int) -> Expr:
        """The expression, or where it is missing or a condition holds another value of its type."""
        literal = self.r.choice([self.filler(e.type), self.some_column(lambda t: t == e.type) or self.literal(e.type)])
        if not literal.type.is_integer or literal.type == INT64:
            if self.r.random() < 0.5:
                return Expr(f"{e.cpp}.fillna({literal.cpp})", f"coalesce({e.sql}, {literal.sql})", e.type, True)
            condition = self.boolean(depth - 1)
            return Expr(f"bodo::where({condition.cpp}, {e.cpp}, {literal.cpp})",
                        f"CASE WHEN {condition.sql} THEN {e.sql} ELSE {literal.sql} END", e.type, True)  # fmt: skip
        return e

    def operand(self, make, depth: int, literal: Type) -> Expr:
        """The second operand: a series, a literal, or a reduction's result, which may be missing."""
        fitting = self.fitting_scalars(literal)
        if fitting and self.r.random() < 0.4:
            return self.r.choice(fitting)
        return self.literal(literal) if self.r.random() < 0.5 else make(depth - 1) or self.literal(literal)

    def fitting_scalars(self, t: Type) -> list[Expr]:
        return [s for s in self.scalars if s.type == t]

    def missing(self, t: Type) -> Expr:
        return Expr("std::nullopt", sql_literal(t, None), t)

    def filler(self, t: Type, literal: Expr | None = None) -> Expr:
        """The replacement of missing values."""
        fitting = self.fitting_scalars(t)
        return self.r.choice(fitting) if fitting and self.r.random() < 0.4 else literal or self.literal(t)

    def binary(self, a: Expr, op: str, b: Expr, t: Type, sql: str = "({0} {op} {1})") -> Expr:
        return Expr(f"({a.cpp} {op} {b.cpp})", sql.format(a.sql, b.sql, op=op), t)

    def integer(self, depth: int) -> Expr | None:
        r = self.r
        choice = r.choice([*range(15), 7, 8, 8]) if depth > 0 else 0
        base = self.some_column(lambda t: t.is_integer)
        if choice == 6 and (s := self.string(depth)):
            if r.random() < 0.5:
                return self.text_function(s, TEXT_NUMBERS, "number_of", INT64)
            if r.random() < 0.2:
                pairs = [(self.literal(STRING), self.filler(INT64)) for _ in range(r.randrange(1, 4))]
                whens = " ".join(f"WHEN {a.sql} THEN {b.sql}" for a, b in pairs)
                return Expr(f"{s.cpp}.map({{{', '.join(f'{{{a.cpp}, {b.cpp}}}' for a, b in pairs)}}})",
                            f"(CASE {s.sql} {whens} END)", INT64)  # fmt: skip
            return Expr(f"{s.cpp}.str().len()", f"length({s.sql})", INT64)
        if choice in (7, 8) and (part := self.date_part(depth)):
            return part
        if base is None:
            return None
        wide = Expr(base.cpp, f"{base.sql}::BIGINT", base.type, base.exact)
        if choice == 0 or base.type.kind.startswith("u") and choice < 5:
            return base
        if choice <= 3:
            a = self.integer(depth - 1) or wide
            b = self.operand(self.integer, depth, INT64)
            op = r.choice(["+", "-", "*"])
            if "uint" in f"{a.type}{b.type}":
                op = "+"
            return self.binary(Expr(a.cpp, f"{a.sql}::BIGINT", a.type), op, Expr(b.cpp, f"{b.sql}::BIGINT", b.type), INT64)
        if choice == 4:
            by = r.choice([2, 3, 7, 10, -3])
            if base.type.kind.startswith("u"):
                by = abs(by)
            if r.random() < 0.4:
                return Expr(f"bodo::floordiv({base.cpp}, {by})", f"floor_div({wide.sql}, {by})", INT64)
            return Expr(f"({base.cpp} % {by})", f"floor_mod({wide.sql}, {by})", INT64)
        if choice == 5 and not base.type.kind.startswith("u"):
            return Expr(f"(-{base.cpp})", f"(-{wide.sql})", INT64)
        if choice == 9:
            return self.where(depth, INT64, self.integer)
        if choice == 10:
            # of a value that the column's type can hold
            literal = self.literal(INT64, r.randrange(50))
            value = self.filler(INT64, literal) if base.type == INT64 else literal
            return Expr(f"{base.cpp}.fillna({value.cpp})", f"coalesce({base.sql}, {value.sql})", base.type, base.exact)
        if choice == 11 and base.type == INT64:
            return self.bounded(base, INT64)
        if choice == 12:
            return Expr(r.choice([f"bodo::round({base.cpp}, 1)", f"{base.cpp}.round(1)"]), base.sql, base.type, base.exact)
        if choice == 13:
            return Expr(f'{base.cpp}.astype("string").str().len()', f"length({base.sql}::VARCHAR)", INT64)
        if choice == 14 and base.type == INT64:
            return Expr(f'{base.cpp}.astype("string").astype("int64")', base.sql, INT64, True)
        return base

    def date_part(self, depth: int) -> Expr | None:
        r = self.r
        stamp = self.some_column(lambda t: t == TIMESTAMP)
        parts = {"year": "year({0})", "month": "month({0})", "day": "day({0})", "quarter": "quarter({0})",
                 "dayofweek": "(isodow({0}) - 1)", "dayofyear": "dayofyear({0})", "week": "week({0})", "isoyear": "isoyear({0})",
                 "days_in_month": "day(last_day({0}))"}  # fmt: skip
        times = {"microsecond": "({0} // 1000 % 1000000)", "nanosecond": "({0} % 1000)",
                 "hour": "({0} // 3600000000000)", "minute": "({0} // 60000000000 % 60)", "second": "({0} // 1000000000 % 60)"}
        if stamp and r.random() < 0.1:
            unit, ns = r.choice([("s", 10**9), ("ms", 10**6), ("d", 86400 * 10**9), ("ns", 1)])
            return Expr(f'{stamp.cpp}.dt().epoch("{unit}")', f"floor_div(epoch_ns({stamp.sql}), {ns})", INT64)
        if stamp and r.random() < 0.6:
            part = r.choice([*parts, *times])
            sql = times[part].format(f"time_of({stamp.sql})") if part in times else parts[part].format(f"day_of({stamp.sql})")
            return Expr(f"{stamp.cpp}.dt().{part}()", sql, INT64)
        if (lasting := self.some_column(lambda t: t == DURATION)) and r.random() < 0.4:
            days = f"(({lasting.sql} - floor_mod({lasting.sql}, 86400000000000)) // 86400000000000)"
            return Expr(f"{lasting.cpp}.dt().days()", days, INT64)
        part, d = r.choice(list(parts)), self.date(depth - 1)
        return d and Expr(f"{d.cpp}.dt().{part}()", parts[part].format(d.sql), INT64)

    def date_test(self, d: Expr) -> Expr:
        how, sql = self.r.choice([
            ("is_leap_year", "(dayofyear(make_date(year({0}::DATE), 12, 31)) = 366)"), ("is_month_start", "(day({0}) = 1)"),
            ("is_month_end", "({0} = last_day({0}))"), ("is_quarter_start", "({0} = date_trunc('quarter', {0}))"),
            ("is_quarter_end", "({0} + 1 = date_trunc('quarter', {0} + 1))"), ("is_year_start", "(dayofyear({0}) = 1)"),
            ("is_year_end", "(dayofyear({0} + 1) = 1)"),
        ])  # fmt: skip
        return Expr(f"{d.cpp}.dt().{how}()", sql.format(d.sql), BOOLEAN, True)

    def rounded_time(self, t: Expr) -> Expr:
        """To a multiple of a unit."""
        r = self.r
        unit, step = r.choice([("15min", 900 * 10**9), ("h", 3600 * 10**9), ("d", 86400 * 10**9), ("7s", 7 * 10**9), ("3us", 3000)])
        how = r.choice(["floor", "ceil", "round"])
        rest = f"floor_mod(epoch_ns({t.sql}), {step})"
        ns = f"(epoch_ns({t.sql}) - {rest})"
        if how == "ceil":
            ns = f"({ns} + CASE WHEN {rest} > 0 THEN {step} ELSE 0 END)"
        if how == "round":
            ns = (f"({ns} + CASE WHEN {rest} * 2 > {step} OR ({rest} * 2 = {step} AND floor_mod({ns} // {step}, 2) = 1) "
                  f"THEN {step} ELSE 0 END)")  # fmt: skip
        return Expr(f'{t.cpp}.dt().{how}("{unit}")', f"make_timestamp_ns({ns})", TIMESTAMP, True)

    def bounded(self, base: Expr, t: Type) -> Expr:
        """The value within bounds, one of which may be another column."""
        r = self.r
        if r.random() < 0.4:
            low, high = self.operand(lambda depth: None, 1, t), self.literal(t)
            return Expr(f"{base.cpp}.clip({low.cpp}, {high.cpp})", f"smaller(greater({base.sql}, {low.sql}), {high.sql})", t, True)
        name, sql = r.choice([("min", "smaller"), ("max", "greater")])
        other = self.operand(lambda depth: self.some_column(lambda u: u == t), 1, t)
        return Expr(f"bodo::{name}({base.cpp}, {other.cpp})", f"{sql}({base.sql}, {other.sql})", t, True)

    def real(self, depth: int) -> Expr | None:
        r = self.r
        choice = r.choice([*range(12), 10, 10, 11, 11]) if depth > 0 else 0
        base = self.some_column(lambda t: t == FLOAT64)
        if base is None or choice == 1:
            number = self.some_column(lambda t: t.is_integer or t == FLOAT64)
            if number is None:
                return base
            if (lasting := self.some_column(lambda t: t == DURATION)) and r.random() < 0.4:
                return Expr(f"{lasting.cpp}.dt().total_seconds()", f"({lasting.sql}::DOUBLE / 1e9)", FLOAT64, True)
            if r.random() < 0.5:
                return Expr(f'{number.cpp}.astype("float64")', f"{number.sql}::DOUBLE", FLOAT64, True)
            by = r.choice([2, 4, 10, -3, 0.5])
            return Expr(f"({number.cpp} / {by})", f"({number.sql}::DOUBLE / ({by})::DOUBLE)", FLOAT64, True)
        if choice <= 4 and choice:
            a = self.real(depth - 1)
            b = self.operand(self.real, depth, FLOAT64)
            return self.binary(a, r.choice(["+", "-", "*"]), b, FLOAT64)
        if choice == 5:
            return Expr(r.choice([f"bodo::abs({base.cpp})", f"{base.cpp}.abs()"]), f"abs({base.sql})", FLOAT64, True)
        if choice == 6:
            value = self.filler(FLOAT64)
            return Expr(f"{base.cpp}.fillna({value.cpp})", f"coalesce({base.sql}, {value.sql})", FLOAT64, True)
        if choice == 7:
            return self.where(depth, FLOAT64, self.real)
        if choice == 8 and (n := self.some_column(lambda t: t == INT64)):
            return Expr(f"({base.cpp} / ({n.cpp} * {n.cpp} + 1))", f"({base.sql} / ({n.sql}::BIGINT * {n.sql}::BIGINT + 1)::DOUBLE)",
                        FLOAT64, True)  # fmt: skip
        if choice == 9:
            return self.bounded(base, FLOAT64)
        if choice == 10:
            cpp, sql = r.choice([("bodo::floor({0})", "floor({0})"), ("bodo::ceil({0})", "ceil({0})"),
                                 ("bodo::round({0})", "round_even({0}, 0)"), ("bodo::round({0}, 1)", "round_even({0}, 1)")])  # fmt: skip
            return Expr(cpp.format(base.cpp), f"({sql.format(base.sql)})::DOUBLE", FLOAT64, True)
        if choice == 11:
            cpp, sql = r.choice([("bodo::sqrt(bodo::abs({0}))", "sqrt(abs({0}))"), ("bodo::log(bodo::abs({0}) + 1)", "ln(abs({0}) + 1)"),
                                 ("bodo::exp(-bodo::abs({0}))", "exp(-abs({0}))"), ("{0}.pow(2)", "pow({0}, 2)"), ("bodo::pow({0}, 2)", "pow({0}, 2)")])  # fmt: skip
            return Expr(cpp.format(base.cpp), sql.format(base.sql), FLOAT64, True)
        return base

    def decimal(self, depth: int) -> Expr | None:
        r = self.r
        base = self.some_column(lambda t: t.kind == "decimal")
        if base is None or depth <= 0 or r.random() < 0.3:
            return base
        other = self.decimal(depth - 1)
        choice = r.randrange(5)
        t = Type("decimal")
        if choice == 0:
            return self.binary(base, r.choice(["+", "-", "*"]), other, t)
        if choice == 1:
            return self.binary(Expr("1", "1", INT64), r.choice(["+", "-", "*"]), base, t)
        if choice == 2:
            return self.binary(base, r.choice(["+", "-", "*"]), Expr("0.05", "0.05", t), t)
        if choice == 3 and (n := self.some_column(lambda t: t.is_integer and t.kind[-1] != "4")):
            return self.binary(base, r.choice(["+", "-", "*"]), n, t)
        return self.binary(base, "+", Expr("7", "7", INT64), t)

    def string(self, depth: int) -> Expr | None:
        """Functions of strings that follow one another, in the end of a column."""
        r = self.r
        column = self.some_column(lambda t: t == STRING)
        if column is None or depth <= 0 or r.random() < 0.2:
            return column
        base = column if r.random() < 0.4 else self.string(depth - 1)
        choice = r.randrange(14)
        if choice == 12:
            pairs = [(self.literal(STRING), self.literal(STRING)) for _ in range(r.randrange(1, 4))]
            whens = " ".join(f"WHEN {a.sql} THEN {b.sql}" for a, b in pairs)
            call, rest = r.choice([("replace", base.sql), ("map", sql_literal(STRING, None))])
            return Expr(f"{base.cpp}.{call}({{{', '.join(f'{{{a.cpp}, {b.cpp}}}' for a, b in pairs)}}})",
                        f"(CASE {base.sql} {whens} ELSE {rest} END)", STRING, True)  # fmt: skip
        if 9 <= choice < 12:
            return self.text_function(base, TEXT_FUNCTIONS, "text_of", STRING)
        if choice == 0:
            how, sql = r.choice([("lower", "lower_case"), ("upper", "upper_case"), ("strip", "stripped"),
                                 ("title", "title_case"), ("capitalize", "capitalized")])  # fmt: skip
            return Expr(f"{base.cpp}.str().{how}()", f"{sql}({base.sql})", STRING, True)
        if choice == 1:
            a = r.randrange(4)
            b = a + r.randrange(6)
            return Expr(f"{base.cpp}.str().slice({a}, {b})", f"substring({base.sql}, {a + 1}, {b - a})", STRING, True)
        if choice == 2:
            a, b = r.randrange(-5, 4), r.randrange(-3, 6)
            return Expr(f"{base.cpp}.str().slice({a}, {b})", f"part({base.sql}, {a}, {b})", STRING, True)
        if choice == 3:
            value = self.filler(STRING)
            return Expr(f"{base.cpp}.fillna({value.cpp})", f"coalesce({base.sql}, {value.sql})", STRING, True)
        if choice == 4:
            return self.where(depth, STRING, self.string)
        if choice == 5:
            other = self.operand(self.string, depth, STRING)
            if r.random() < 0.5:
                return Expr(f"({base.cpp} + {other.cpp})", f"({base.sql} || {other.sql})", STRING, True)
            return Expr(f"{base.cpp}.str().cat({other.cpp})", f"({base.sql} || {other.sql})", STRING, True)
        if choice == 6:
            return self.bounded(base, STRING)
        if choice == 13 and (day := self.some_column(lambda t: t == DATE)):
            how, sql = r.choice([('strftime("%d/%m/%Y %j %A %b")', "'%d/%m/%Y %j %A %b'"), ("month_name()", "'%B'"), ("day_name()", "'%A'")])
            return Expr(f"{day.cpp}.dt().{how}", f"strftime({day.sql}, {sql})", STRING, True)
        if choice == 7 and (other := self.some_column(lambda t: t.is_integer or t == DATE)):
            return Expr(f'{other.cpp}.astype("string")', f"{other.sql}::VARCHAR", STRING, True)
        return base

    def text_function(self, base: Expr, functions: list[tuple[str, str]], macro: str, result: Type) -> Expr:
        r = self.r
        cpp, python = r.choice(functions)
        draws = {"c": '"' + r.choice("a bé_x") + '"', "t": '"' + r.choice(["a", "ab", "a ", "日本", "e", "xyz", "b_"]) + '"',
                 "k": str(r.randrange(-2, 4)), "n": str(r.randrange(9))}  # fmt: skip
        python = python.format(**draws).replace("'", "''")
        return Expr(f"{base.cpp}.str().{cpp.format(**draws)}", f"{macro}({base.sql}, '{python}')", result, True)

    def date(self, depth: int) -> Expr | None:
        r = self.r
        stamp = self.some_column(lambda t: t == TIMESTAMP)
        if stamp and r.random() < 0.3:
            return Expr(f"{stamp.cpp}.dt().date()", f"day_of({stamp.sql})", DATE, True)
        base = self.some_column(lambda t: t == DATE)
        if base is None or depth <= 0 or r.random() < 0.4:
            return base
        n = r.randrange(1, 400)
        choice = r.randrange(4)
        if choice == 3:
            return Expr(f'bodo::to_date({base.cpp}.astype("string"), "%Y-%m-%d", {{.errors = "missing"}})',
                        f"(CASE WHEN year({base.sql}) BETWEEN 0 AND 9999 THEN {base.sql} END)", DATE, True)  # fmt: skip
        if choice == 0:
            sign = r.choice(["+", "-"])
            return Expr(f"({base.cpp} {sign} days({n}))", f"({base.sql} {sign} {n})", DATE, True)
        if choice == 1:
            n %= 15
            return Expr(f"({base.cpp} + months({n}))", f"({base.sql} + INTERVAL {n} MONTH)::DATE", DATE, True)
        value = self.filler(DATE)
        return Expr(f"{base.cpp}.fillna({value.cpp})", f"coalesce({base.sql}, {value.sql})", DATE, True)

    def timestamp(self, depth: int) -> Expr | None:
        r = self.r
        base = self.some_column(lambda t: t == TIMESTAMP)
        if base is None or depth <= 0 or r.random() < 0.4:
            return base
        if r.random() < 0.4:
            return self.rounded_time(base)
        sign = r.choice(["+", "-"])
        if r.random() < 0.2:
            # the names of these zones have the other sign
            how, moved = r.choice([("tz_convert", sign), ("tz_localize", "-" if sign == "+" else "+")])
            zone = f"Etc/GMT{'-' if sign == '+' else '+'}3"
            return Expr(f'bodo::{how}({base.cpp}, "{zone}")', f"make_timestamp_ns(epoch_ns({base.sql}) {moved} {3 * 3600 * 10**9})",
                        TIMESTAMP, True)  # fmt: skip
        if (d := self.some_column(lambda t: t == DURATION)) and r.random() < 0.4:
            return Expr(f"({base.cpp} {sign} {d.cpp})", f"make_timestamp_ns(epoch_ns({base.sql}) {sign} {d.sql})", TIMESTAMP, True)
        if r.random() < 0.35:
            return Expr(f'bodo::to_timestamp({base.cpp}.astype("string"), {{.errors = "missing"}})', base.sql, TIMESTAMP, True)
        n = r.randrange(1, 100)
        if r.random() < 0.3:
            n %= 15
            return Expr(f"({base.cpp} + months({n}))", f"make_timestamp_ns(day_ns((day_of({base.sql}) + INTERVAL {n} MONTH)::DATE) + "
                        f"time_of({base.sql}))", TIMESTAMP, True)  # fmt: skip
        return Expr(f"({base.cpp} {sign} hours({n}))", f"make_timestamp_ns(epoch_ns({base.sql}) {sign} {n * 3600 * 10**9})",
                    TIMESTAMP, True)  # fmt: skip

    def duration(self, depth: int) -> Expr | None:
        r = self.r
        base = self.some_column(lambda t: t == DURATION)
        choice = r.randrange(4)
        if choice == 0 and (a := self.some_column(lambda t: t == TIMESTAMP)):
            b = self.some_column(lambda t: t == TIMESTAMP) if r.random() < 0.5 else self.literal(TIMESTAMP)
            return Expr(f"({a.cpp} - ({b.cpp}))", f"(epoch_ns({a.sql}) - epoch_ns({b.sql}))", DURATION, True)
        if choice == 1 and (a := self.some_column(lambda t: t == DATE)):
            b = self.some_column(lambda t: t == DATE) if r.random() < 0.5 else self.literal(DATE)
            return Expr(f"({a.cpp} - ({b.cpp}))", f"(day_ns({a.sql}) - day_ns({b.sql}))", DURATION, True)
        if base is None or depth <= 0 or choice == 3:
            return base
        n = r.randrange(1, 50)
        sign = r.choice(["+", "-"])
        if choice == 2 and (times := self.some_column(lambda t: t == INT64)):
            return Expr(f"({base.cpp} * ({times.cpp} % 7))", f"({base.sql} * floor_mod({times.sql}, 7))", DURATION, True)
        return Expr(f"({base.cpp} {sign} minutes({n}))", f"({base.sql} {sign} {n * 60 * 10**9})", DURATION, True)

    def where(self, depth: int, t: Type, make) -> Expr | None:
        condition = self.boolean(depth - 1)
        a = make(depth - 1)
        if condition is None or a is None:
            return a
        b = self.operand(make, depth, t) if self.r.random() < 0.9 else self.missing(t)
        if t == INT64:
            a = Expr(f'{a.cpp}.astype("int64")', f"{a.sql}::BIGINT", t)
            b = Expr(b.cpp, f"{b.sql}::BIGINT", t)
        sql = f"CASE WHEN {condition.sql} THEN {a.sql} ELSE {b.sql} END"
        if self.r.random() < 0.2:
            return Expr(f"{a.cpp}.where({condition.cpp}, {b.cpp})", sql, t, True)
        if self.r.random() < 0.2:
            return Expr(f"{a.cpp}.mask({condition.cpp}, {b.cpp})", f"CASE WHEN {condition.sql} THEN {b.sql} ELSE {a.sql} END", t, True)
        return Expr(f"bodo::where({condition.cpp}, {a.cpp}, {b.cpp})", sql, t, True)

    def boolean(self, depth: int) -> Expr:
        r = self.r
        if depth > 1 and r.random() < 0.35:
            a, b = self.boolean(depth - 1), self.boolean(depth - 1)
            op, sql = r.choice([("&&", "AND"), ("||", "OR"), ("&", "AND"), ("|", "OR")])
            return Expr(f"({a.cpp} {op} {b.cpp})", f"({a.sql} {sql} {b.sql})", BOOLEAN, True)
        if depth > 0 and r.random() < 0.12:
            a = self.boolean(depth - 1)
            return Expr(f"({r.choice('!!~')}{a.cpp})", f"(NOT {a.sql})", BOOLEAN, True)
        name = r.choice(list(self.columns))
        t = self.columns[name]
        c = self.column(name)
        if t == BOOLEAN and r.random() < 0.6:
            return c
        if r.random() < 0.12:
            how, sql = r.choice([("isna", "IS NULL"), ("notna", "IS NOT NULL")])
            return Expr(f"{c.cpp}.{how}()", f"({c.sql} {sql})", BOOLEAN, True)
        if depth > 0 and r.random() < (0.6 if t == STRING else 0.2) and (t in (STRING, DATE, INT64) or t == FLOAT64):
            made = self.draw(t, depth)
            c = made if made.type == t else c
        if t == BOOLEAN:
            value, sql = r.choice([("true", "true"), ("false", "false")])
            return Expr(f"({c.cpp} == {value})", f"({c.sql} = {sql})", BOOLEAN, True)
        if t == STRING and r.random() < 0.5:
            return self.text_test(c)
        if t == DATE and r.random() < 0.4:
            return self.date_test(c)
        if t.kind == "float32":
            # equal values as doubles
            value = self.literal(FLOAT64)
            op = r.choice(["<", "<=", ">", ">="])
            return Expr(f"({c.cpp} {op} {value.cpp})", f"({c.sql}::DOUBLE {op} {value.sql})", BOOLEAN, True)
        choice = r.randrange(5)
        if choice == 0 and not t.is_float:
            values = [self.literal(t) for _ in range(r.randrange(1, 5))]
            fitting = self.fitting_scalars(t)
            if fitting and r.random() < 0.4:
                values.append(r.choice(fitting))
            return Expr(f"{c.cpp}.isin({{{', '.join(v.cpp for v in values)}}})",
                        f"coalesce({c.sql} IN ({', '.join(v.sql for v in values)}), false)", BOOLEAN, True)  # fmt: skip
        if choice == 1:
            low, high = self.operand(lambda depth: None, 1, t), self.literal(t)
            return Expr(f"{c.cpp}.between({low.cpp}, {high.cpp})", f"in_range({c.sql}, {low.sql}, {high.sql})", BOOLEAN, True)
        op = r.choice(["<", "<=", ">", ">=", "==", "!="])
        other = self.literal(t)
        if choice >= 3:
            same = [n for n, u in self.columns.items() if u == t]
            fitting = [s for s in self.scalars if s.type.kind == t.kind or (t.is_integer and s.type.is_integer)]
            if fitting and r.random() < 0.5:
                other = r.choice(fitting)
            else:
                other = self.missing(t) if r.random() < 0.1 else self.column(r.choice(same))
        sql = {"==": "=", "!=": "<>"}.get(op, op)
        return Expr(f"({c.cpp} {op} {other.cpp})", f"({c.sql} {sql} {other.sql})", BOOLEAN, True)

    def text_test(self, c: Expr) -> Expr:
        r = self.r
        word = r.choice(WORDS)
        part = word[: r.randrange(1, 4)] if r.random() < 0.5 else word[-2:]
        text = self.literal(STRING, part)
        choice = r.randrange(6)
        if choice >= 4:
            return self.text_function(c, TEXT_FLAGS, "flag_of", BOOLEAN)
        if choice == 3:
            pattern = self.literal(STRING, r.choice(["a%", "%b%", "_b%", "%", "x_y", "%o%o%", "longer%too", "_", ""]))
            return Expr(f"{c.cpp}.str().like({pattern.cpp})", f"({c.sql} LIKE {pattern.sql})", BOOLEAN, True)
        how, sql = [("contains", "contains"), ("startswith", "starts_with"), ("endswith", "ends_with")][choice]
        return Expr(f"{c.cpp}.str().{how}({text.cpp})", f"{sql}({c.sql}, {text.sql})", BOOLEAN, True)
