"""The oracle has exact fractions, and rounds them once."""

import datetime
import math
import random
from fractions import Fraction

import pyarrow as pa
import pyarrow.parquet as pq

import oracle

ROWS = 801


def make(folder):
    random.seed(82)

    def some(make_value):
        return [None if random.random() < 0.1 else make_value() for _ in range(ROWS)]

    day, days = datetime.date(2024, 1, 1), []
    for _ in range(ROWS):
        day += datetime.timedelta(days=random.choice([0, 0, 1, 1, 3, 20]))
        days.append(day)
    infinite = some(lambda: random.choice([1e308, -1e308, 0.1, -0.0]))
    for at in (100, 200, 203, 400):
        infinite[at] = math.inf if at < 203 else -math.inf
    table = {
        "day": pa.array(days),
        "k": pa.array([random.randrange(5) for _ in range(ROWS)], pa.int64()),
        "few": pa.array(some(lambda: random.randrange(5)), pa.int64()),
        "x": pa.array(some(lambda: random.uniform(-50, 100))),
        "far": pa.array([1e15 + random.randrange(9) / 8 for _ in range(ROWS)]),
        "wide": pa.array(some(lambda: random.gauss(0, 1) * 10.0 ** random.randrange(-25, 25))),
        "infinite": pa.array(infinite),
    }
    pq.write_table(pa.table(table), folder / "rows.parquet", row_group_size=100)


def rounded(value):
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def total(values):
    special = [v for v in values if not math.isfinite(v)]
    return sum(special) if special else rounded(sum(map(Fraction, values)))


def mean(values):
    special = [v for v in values if not math.isfinite(v)]
    return sum(special) if special else rounded(sum(map(Fraction, values)) / len(values)) if values else None


def variance(values, root=False):
    if len(values) < 2:
        return None
    if not all(map(math.isfinite, values)):
        return math.nan
    n, exact = len(values), list(map(Fraction, values))
    v = (n * sum(x * x for x in exact) - sum(exact) ** 2) / (n * (n - 1))
    if not root:
        return rounded(v)
    # the variance may be beyond the floats where its root is not
    scale = Fraction(2) ** (600 if v > 2**600 else -600 if v * 2**600 < 1 else 0)
    return math.sqrt(rounded(v / scale**2)) * float(scale)


def deviation(values):
    return variance(values, root=True)


def check(folder, outputs):
    table = pq.read_table(folder / "rows.parquet")
    rows = {name: table[name].to_pylist() for name in table.column_names}
    made = oracle.read(folder / "rows")

    def windows(column, function, n, least=1, after=0):
        return {
            i: of_values(function, [rows[column][j] for j in range(max(0, i + after - n + 1), min(ROWS, i + after + 1))], least)
            for i in range(ROWS)
        }

    def of_values(function, values, least=1):
        known = [v for v in values if v is not None]
        return function(known) if len(known) >= least else None

    def timed(column, function, days, among=range(ROWS)):
        return {
            i: of_values(function, [rows[column][j] for j in among if j <= i and (rows["day"][i] - rows["day"][j]).days < days])
            for i in among
        }

    groups = [[i for i in range(ROWS) if rows["k"][i] == k] for k in range(5)]
    of_k, of_day = {}, {}
    for group in groups:
        for at, i in enumerate(group):
            of_k[i] = mean([rows["far"][j] for j in group[max(0, at - 2) : at + 1]])
        of_day |= timed("far", variance, 30, group)
    expected = {
        "sum": windows("x", total, 5), "mean": windows("x", mean, 40, 2), "var": windows("x", variance, 3),
        "far": windows("far", variance, 6, 6), "middle": windows("far", deviation, 90, after=44),
        "wide": windows("wide", variance, 4), "total": windows("wide", total, 1000), "timed": timed("wide", mean, 7),
        "infinite": windows("infinite", total, 4), "spread": windows("infinite", deviation, 4),
        "of_k": of_k, "of_day": of_day,
    }  # fmt: skip
    for name, values in expected.items():
        for i, value in enumerate(made[name].to_pylist()):
            same = value == values[i] or (value != value and values[i] is not None and values[i] != values[i])
            assert same, f"{name}, row {i}: {value}, expected {values[i]}"
