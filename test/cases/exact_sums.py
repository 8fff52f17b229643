import math
import random
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pyarrow.parquet as pq

import oracle

ROWS = 1000


def make(folder):
    r = random.Random(16)
    rows = range(ROWS)
    order = [1.0, 1e20, 1e40, -1e40, -1e20]
    table = pa.table(
        {
            "g": pa.array([min(int(r.expovariate(0.1)), 60) for _ in rows], pa.int32()),
            "order": [order[i % 5] for i in rows],
            "wild": [None if r.random() < 0.1 else r.gauss(0, 1) * 10.0 ** r.randrange(-140, 140) for _ in rows],
            "limits": [r.choice([1.7e308, -1.7e308, 1e308, 3.0, 5e-324]) for _ in rows],
            "offset": [1.7e15 + r.randrange(1000) for _ in rows],
            "small": [r.randrange(100) * 5e-324 for _ in rows],
            "ns": pa.array([1700000000000000000 + r.randrange(1000) for _ in rows], pa.int64()),
            "u": pa.array([2**64 - 1 - r.randrange(2**61) for _ in rows], pa.uint64()),
            "dec": pa.array([Decimal(10**37) + Decimal(r.randrange(10**6)) for _ in rows], pa.decimal128(38, 0)),
            "price": pa.array([Decimal(r.randrange(10**9)).scaleb(-2) for _ in rows], pa.decimal128(12, 2)),
            "f32": pa.array([r.gauss(0, 1) * 10.0 ** r.randrange(-30, 30) for _ in rows], pa.float32()),
            "word": [r.choice(["short", "a word that is longer than a view"]) for _ in rows],
        }
    )
    pq.write_table(table, folder / "rows.parquet", row_group_size=100)


def as_float(x):
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf


def total(values):
    return as_float(sum(values))


def mean(values):
    return as_float(sum(values) / len(values)) if values else None


def var(values):
    if len(values) < 2:
        return None
    m = sum(values) / len(values)
    return as_float(sum((v - m) ** 2 for v in values) / (len(values) - 1))


def std(values):
    v = var(values)
    return v if v is None or v == math.inf else math.sqrt(v)


def columns(folder):
    table = pq.read_table(folder / "rows.parquet")
    return {name: [x if x is None or isinstance(x, str) else Fraction(x) for x in table[name].to_pylist()]
            for name in table.column_names}  # fmt: skip


def expected(folder):
    c = {name: [x for x in values if x is not None] for name, values in columns(folder).items()}
    wanted = [(total, "order"), (total, "wild"), (total, "limits"), (mean, "order"), (mean, "wild"), (mean, "limits"),
              (var, "wild"), (var, "offset"), (std, "offset"), (total, "small"), (mean, "small"), (var, "small"),
              (mean, "ns"), (var, "ns"), (std, "ns"), (mean, "u"), (var, "u"),
              (mean, "dec"), (var, "dec"), (std, "dec"), (mean, "price"), (var, "price"), (total, "f32")]  # fmt: skip
    return "".join(f"{f(c[name])!r}\n".replace(".0\n", "\n") for f, name in wanted)


def check(folder, outputs):
    c = columns(folder)
    groups = {}
    for row, g in enumerate(c["g"]):
        groups.setdefault(int(g), []).append(row)
    wanted = {"order": (total, "order"), "wild": (total, "wild"), "wild_mean": (mean, "wild"), "wild_var": (var, "wild"),
              "wild_std": (std, "wild"), "limits": (mean, "limits"), "offset": (var, "offset"),
              "first_order": (lambda v: float(v[0]), "order"), "word": (max, "word"), "small": (var, "small"),
              "ns": (var, "ns"), "u": (std, "u"), "dec": (var, "dec"), "dec_mean": (mean, "dec"),
              "price": (std, "price")}  # fmt: skip
    result = {"g": pa.array(sorted(groups), pa.int32())}
    for name, (f, column) in wanted.items():
        values = [[c[column][row] for row in groups[g] if c[column][row] is not None] for g in sorted(groups)]
        result[name] = [f(v) for v in values]
    oracle.assert_same(oracle.read(folder / "by_group"), pa.table(result), 0)

    running = {}
    for name in ["wild", "offset"]:
        so_far, running[name] = Fraction(0), []
        for x in c[name]:
            so_far += x or 0
            running[name].append(None if x is None else as_float(so_far))
    oracle.assert_same(oracle.read(folder / "running"), pa.table(running), 0)
