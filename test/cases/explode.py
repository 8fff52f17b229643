import datetime
import decimal
import json
import random

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

STRUCT = pa.struct([("name", pa.string()), ("x", pa.float64()), ("tags", pa.list_(pa.string()))])


def some(rng, value):
    """A list of 0 to 5 values, some of them missing, or a missing one."""
    if rng.random() < 0.15:
        return None
    return [None if rng.random() < 0.2 else value() for _ in range(rng.choice([0, 1, 2, 5]))]


def table(n):
    rng = random.Random(5)
    words = ["The", "cat", "É", "日本", "", "a  b", "a word that is longer than twelve bytes"]
    return pa.table({
        "id": pa.array(range(n), pa.int64()),
        "line": pa.array([None if rng.random() < 0.1 else " ".join(rng.choice(words) for _ in range(rng.randrange(6)))
                          for _ in range(n)], pa.string()),
        "kind": pa.array([rng.choice([None, "foo", "o", "", "boo-hoo", "x"]) for _ in range(n)], pa.string()),
        "ints": pa.array([some(rng, lambda: rng.choice([0, -1, 2**63 - 1, -2**63])) for _ in range(n)], pa.list_(pa.int64())),
        "texts": pa.array([some(rng, lambda: rng.choice(words)) for _ in range(n)], pa.list_(pa.string())),
        "days": pa.array([some(rng, lambda: datetime.date(2000, 1, rng.randrange(1, 9))) for _ in range(n)], pa.list_(pa.date32())),
        "decimals": pa.array([some(rng, lambda: decimal.Decimal(rng.randrange(-999, 999)) / 100) for _ in range(n)],
                             pa.list_(pa.decimal128(12, 2))),
        "flags": pa.array([some(rng, lambda: rng.random() < 0.5) for _ in range(n)], pa.list_(pa.bool_())),
        "place": pa.array([None if rng.random() < 0.2 else {"name": rng.choice([None, *words]), "x": rng.choice([None, 0.5, 1.5, 2.0]),
                                                            "tags": some(rng, lambda: rng.choice(words))} for _ in range(n)], STRUCT),
    })  # fmt: skip


def make(folder):
    pq.write_table(table(300), folder / "lists.parquet", row_group_size=41, use_dictionary=["kind"])
    pq.write_table(table(300).slice(0, 0), folder / "none.parquet")
    flat = flattened(table(3))
    feather.write_feather(flat, folder / "lists.feather")


def flattened(t):
    """Members of structs as columns, null where the struct is."""
    return t.flatten()


def exploded(rows, column):
    for row in rows:
        for value in row[column] or [None]:
            yield row | {column: value}


def rows_of(path):
    return pq.read_table(path).to_pylist()


def check(folder, outputs):
    printed = ""
    for path in ["lists", "none"]:
        whole = flattened(pq.read_table(folder / f"{path}.parquet"))
        rows = whole.to_pylist()
        at = lambda name: folder / f"{path}.{name}"  # noqa: E731

        def same(name, expected, path=path):
            found = rows_of(folder / f"{path}.{name}")
            assert found == expected, f"{name} of {path}: {found[:5]}, not {expected[:5]}"

        split = list(exploded([r | {"word": None if r["line"] is None else r["line"].lower().split(" ")} for r in rows], "word"))
        counts = {}
        for r in split:
            if r["word"] is not None:
                counts[r["word"]] = counts.get(r["word"], 0) + 1
        same("count", [{"word": w, "size": counts[w]} for w in sorted(counts, key=lambda w: w.encode())])
        same("words", [{"id": r["id"], "word": r["word"]} for r in split])
        for name, column, function in [("parts", "kind", lambda s: s.split("o", 1)), ("rparts", "kind", lambda s: s.rsplit("o", 1)),
                                       ("spaces", "line", str.split), ("two_spaces", "line", lambda s: s.split(None, 2))]:  # fmt: skip
            same(name, [{"part": p} for r in rows for p in (None if r[column] is None else function(r[column])) or [None]])
        copy = pq.read_table(at("copy"))
        assert copy.to_pylist() == rows, "the copy"
        assert copy.schema.field("ints").type == pa.list_(pa.int64()), copy.schema
        assert feather.read_table(at("feather")).to_pylist() == rows, "the Feather file"
        as_json = [json.loads(line) for line in at("json").read_text().splitlines()]
        assert [r["texts"] for r in as_json] == [r["texts"] for r in rows], "JSON"
        kept = [r | {"length": len(r["ints"]), "known": r["texts"] is not None} for r in rows if r["ints"]]
        pick = lambda r, *names: {n: r[n] for n in names}  # noqa: E731
        same("said", [pick(r, "id", "ints") for r in rows])
        same("sorted", [pick(r, "id", "ints", "texts", "length", "known") for r in reversed(kept)])
        same("joined", [pick(r, "id", "texts", "ints", "decimals") for r in kept])
        same("ints", [pick(r, "id", "ints", "texts") for r in exploded(kept, "ints")])
        length = [r | {"length": None if r["ints"] is None else len(r["ints"])} for r in rows]
        same("texts", [pick(r, "id", "texts", "length") for r in exploded(length, "texts")])
        days = {}
        for r in exploded(rows, "days"):
            if r["days"] is not None:
                days[r["days"]] = days.get(r["days"], 0) + 1
        same("days", [{"days": d, "size": days[d]} for d in sorted(days)])
        same("decimals", [pick(r, "id", "decimals") for r in exploded(rows, "decimals")])
        same("places", [pick(r, "id", "place.name", "place.x", "place.tags") for r in rows if (r["place.x"] or 0) > 1.0])
        same("again", [pick(r, "id", "ints", "texts", "decimals") for r in rows])
        printed += f"{sum(1 for r in exploded(rows, 'flags') if r['flags'])}\n"
    assert outputs[0] == printed, outputs[0]
