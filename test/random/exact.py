"""Aggregates to the last digit, for the oracle: sums of floats, means, variances and deviations by fractions."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import duckdb


def exact(how: str, floats: bool, values: list[str]) -> float | None:
    """Of the values' texts, none missing: rounded once, at the end."""
    numbers = [float(v) for v in values]
    if floats and not all(math.isfinite(v) for v in numbers):
        return not_finite(how, numbers)
    # the text of a double is not its value to the last digit, that of an integer or a decimal is
    exactly = [Fraction(v) for v in (numbers if floats else values)]
    total = sum(exactly, Fraction(0))
    if how == "sum":
        return rounded(total)
    if not exactly or how != "mean" and len(exactly) < 2:
        return None
    if how == "mean":
        return rounded(total / len(exactly))
    variance = (sum((v * v for v in exactly), Fraction(0)) - total * total / len(exactly)) / (len(exactly) - 1)
    if how == "var":
        return rounded(variance)
    with localcontext() as context:
        context.prec = 60
        return float((Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt())


def rounded(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value)


def not_finite(how: str, numbers: list[float]) -> float | None:
    if how in ("var", "std"):
        return math.nan if len(numbers) > 1 else None
    return sum(v for v in numbers if not math.isfinite(v))


def define_exact(connection: duckdb.DuckDBPyConnection) -> None:
    connection.create_function("exact_aggregate", lambda how, floats, values: exact(how, floats, values or []),
                               ["VARCHAR", "BOOLEAN", "VARCHAR[]"], "DOUBLE",
                               null_handling="special")  # fmt: skip


def exact_sql(how: str, column: str, floats: bool) -> str:
    # DuckDB's texts of doubles read back as the same doubles
    return f"exact_aggregate('{how}', {str(floats).lower()}, list({column}::VARCHAR) FILTER ({column} IS NOT NULL))"
