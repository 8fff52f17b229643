import datetime
import random
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

import oracle

random.seed(8)
WORDS = ["", "a", "longer than twelve", "é"]


def rows(n, word, number, other):
    def some(value, missing=0.08):
        return [None if random.random() < missing else value() for _ in range(n)]

    return pa.table(
        {
            "k": pa.array(some(lambda: random.randrange(40)), pa.int64()),
            word: pa.array(some(lambda: random.choice(WORDS))),
            other: pa.array(some(lambda: random.randrange(30)), pa.int64()),
            "c": pa.array(some(lambda: Decimal(random.randrange(9)).scaleb(-1)), pa.decimal128(20, 1)),
            "d": pa.array(some(lambda: datetime.date(2020, 1, 1) + datetime.timedelta(random.randrange(12)))),
            number: pa.array(range(n), pa.int64()),
        }
    )


A, B = rows(170, "s", "x", "i"), rows(130, "t", "y", "j")


def make(folder):
    pq.write_table(A, folder / "a.parquet", row_group_size=40)
    pq.write_table(B, folder / "b.parquet", row_group_size=30)


def outer(left, right, on, right_on=None, suffixes=("_x", "_y")):
    """The rows as dicts, from the definition: nothing of a library's join."""
    right_on = right_on or on
    shared = [k for k, j in zip(on, right_on) if k == j]
    both = [c for c in left.column_names if c in right.column_names and c not in shared]
    pairs, matched, right_rows = [], set(), right.to_pylist()
    for a in left.to_pylist():
        found = [n for n, b in enumerate(right_rows) if all(a[k] == b[j] for k, j in zip(on, right_on))]
        matched.update(found)
        pairs += [(a, right_rows[n]) for n in found] or [(a, None)]
    pairs += [(None, b) for n, b in enumerate(right_rows) if n not in matched]
    result = []
    for a, b in pairs:
        row = {}
        for c in left.column_names:
            value = a[c] if a else b[c] if c in shared else None
            row[c + suffixes[0] if c in both else c] = value
        for c in right.column_names:
            if c not in shared:
                row[c + suffixes[1] if c in both else c] = b[c] if b else None
        result.append(row)
    return result


def where(table, test):
    return pa.Table.from_pylist([r for r in table.to_pylist() if test(r)], table.schema)


def known(values):
    return [v for v in values if v is not None]


def frame(found, **columns):
    return pa.Table.from_pylist(found, pa.schema({**columns}))


FEW = pa.table({"k": [3, 3, 500], "h": ["x", "y", "z"]})
MORE = pa.table({"k": [3, 4], "g": [1, 2]})


def expected(folder):
    small = where(B, lambda r: r["y"] < 3)
    types = {"k": pa.int64(), "h": pa.string(), "t": pa.string(), "j": pa.int64(), "c": pa.decimal128(20, 1),
             "d": pa.date32(), "y": pa.int64()}  # fmt: skip
    text = oracle.shown(frame(outer(FEW, small, ["k"], suffixes=("", "_b")), **types))
    missing = outer(A, B, ["k"], ["j"])
    text += f"{sum(r['x'] is None for r in missing)}\n{sum(r['y'] is None for r in missing)}\n"
    text += f"{sum((-1 if r[c] is None else r[c]) for r in missing for c in 'xy')}\n{len(known(r['k_x'] for r in missing))}\n"
    text += f"{len(A)}\n{len(A)}\n{sum(known(A['k'].to_pylist()))}\n0\n"
    return text + oracle.shown(frame(outer(FEW, MORE, ["k"]), k=pa.int64(), h=pa.string(), g=pa.int64()))


def grouped(found, key, aggregates):
    groups = {}
    for r in found:
        groups.setdefault(r[key], []).append(r)
    return [{key: k, **{name: f(groups[k]) for name, f in aggregates.items()}}
            for k in sorted(groups, key=lambda k: (k is None, k))]  # fmt: skip


def total(column):
    return lambda rows: sum(known(r[column] for r in rows))


def check(folder, outputs):
    one = outer(A, B, ["k"])
    kept, sum_of = [], 0
    for r in one:
        if r["k"] is not None and r["k"] % 2 == 0:
            sum_of += r["y"] or 0
            kept.append({**r, "total": None if r["y"] is None else sum_of})
    decimals = sorted(outer(A, B, ["c", "d"]), key=lambda r: (r["d"] is None, r["d"] or datetime.date.min))
    largest = lambda rows: max(known(r["s"] for r in rows), key=lambda s: s.encode(), default=None)  # noqa: E731
    groups = grouped(outer(A, B, ["k", "c"]), "k", {"rows": len, "x": total("x"), "y": total("y"), "s": largest,
                     "t": lambda rows: len(set(known(r["t"] for r in rows)))})  # fmt: skip
    apart = outer(where(A, lambda r: r["k"] is not None and r["k"] < 10),
                  where(B, lambda r: r["k"] is not None and r["k"] > 20), ["k"])  # fmt: skip
    left, right = A.select(["k", "x"]), B.select(["k", "y"])
    first = pa.Table.from_pylist(outer(pa.concat_tables([left, left]), right, ["k"]),
                                 pa.schema({"k": pa.int64(), "x": pa.int64(), "y": pa.int64()}))  # fmt: skip
    chain = grouped(outer(first, FEW, ["k"]), "h", {"rows": len, "x": total("x"), "y": total("y"), "k": total("k")})
    for name, wanted in {
        "one": one,
        "two": outer(A, B, ["s", "k"], ["t", "j"]),
        "kept": kept,
        "decimals": decimals,
        "groups": groups,
        "apart": apart,
        "chain": chain,
    }.items():
        found = oracle.read(folder / name)
        oracle.assert_same(found, pa.table({c: [r[c] for r in wanted] for c in wanted[0]}))
