import datetime
import decimal
import gzip
import json
import random

import pyarrow as pa

import oracle

ROWS = 3000


def rows():
    r = random.Random(4)
    texts = ["plain", 'with "quotes"', "two\nlines", "\\", "", "é€\U0001f600", "\x00\x1f", "x" * 4000, None]
    start = datetime.datetime(2024, 1, 1)
    some = lambda v: None if r.random() < 0.1 else v  # noqa: E731
    return pa.table({
        "id": pa.array([r.choice([i, -(2**63), 2**63 - 1]) for i in range(ROWS)]),
        "text": pa.array([r.choice(texts) for _ in range(ROWS)], pa.string()),
        "f": pa.array([some(r.choice([r.random(), 1e300, -0.0, 5e-324, 2.0])) for _ in range(ROWS)]),
        "flag": pa.array([some(r.random() < 0.5) for _ in range(ROWS)]),
        "price": pa.array([some(decimal.Decimal(r.randrange(-10**6, 10**6)) / 100) for _ in range(ROWS)], pa.decimal128(12, 2)),
        "day": pa.array([some(start.date() + datetime.timedelta(days=r.randrange(-(10**5), 10**5))) for _ in range(ROWS)]),
        "at": pa.array([some(start + datetime.timedelta(microseconds=r.randrange(10**15))) for _ in range(ROWS)], pa.timestamp("ns")),
    })  # fmt: skip


def make(folder):
    r = random.Random(1)
    lines = []
    for row in rows().to_pylist():
        # members in any order, those that are missing left out or null, others beside them
        if row["at"] is not None:
            row["at"] = row["at"].isoformat()
        if row["day"] is not None:
            row["day"] = str(row["day"])
        texts = {k: str(v) if k == "price" and v is not None else json.dumps(v, ensure_ascii=r.random() < 0.5) for k, v in row.items()
                 if v is not None or r.random() < 0.5}  # fmt: skip
        order = list(texts) if not lines else r.sample(sorted(texts), len(texts))
        if not lines:
            texts = {k: json.dumps(v) for k, v in ({k: None for k in row} | {k: json.loads(t) for k, t in texts.items()}).items()}
            order = list(texts)
        lines.append("{" + ", ".join(f'"{k}": {texts[k]}' for k in order) + "}")
    # left to Arrow, as is the batch that it is in
    lines[700] = lines[700].replace('"id"', '"i\\u0064"')
    lines.insert(10, "")
    lines.insert(20, "  ")
    (folder / "rows.json").write_text("\r\n".join(lines))
    parts = folder / "parts"
    parts.mkdir()
    (parts / "a.json").write_text('{"a": null, "b": 1}\n')
    (parts / "b.json.gz").write_bytes(gzip.compress(b'{"b": 2.5, "a": "x"}\n{"b": 3}\n'.replace(b"2.5", b"2")))
    (parts / "c.json").write_text("")
    (folder / "text.json").write_text('{"a": 1}\n\n{"a": "x"}\n{"a": 2}\n')
    (folder / "cut.json").write_text('{"a": 1}\n{"a": \n')
    (folder / "list.json").write_text('{"a": 1}\n[1, 2]\n')
    (folder / "two.json").write_text('{"a": 1}\n{"a": 1} {"a": 2}\n')
    (folder / "float.json").write_text('{"a": 1.5}\n')
    (folder / "empty.json").write_text("\n\n")
    (folder / "none.json").write_text('{"b": {"deep": [1, {"a": "}"}]}}\n{"b": [], "a": 3}\n{"a": null}\n'
                                      '{"b": ["\\ud83d\\ude00\\n", -2.5e3, true, {}], "a": 4}\n')
    (folder / "number.json").write_text('{"a": 01}\n')
    (folder / "twice.json").write_text('{"a": 1, "a": 2}\n')
    (folder / "other.json").write_text('{"b": tru, "a": 1}\n')
    (folder / "time.json").write_text('{"t": "2024-01-01"}\n{"t": null}\n{"t": "soon"}\n')


def expected(folder):
    return oracle.shown(pa.table({"a": [None, "x", None], "b": [1, 2, 3]})) + """'text.json', line 3: column 'a': expected a number, found a string
'cut.json', line 2: it is no JSON object: Invalid value
'list.json', line 2: expected an object, found an array
'two.json', line 2: expected one object a line
'float.json', line 1: expected int64, found 1.5
0
7
'number.json', line 1: it is no JSON object: Missing a comma or '}' after an object member
'twice.json', line 1: it is no JSON object: Column(/a) was specified twice
'other.json', line 1: it is no JSON object: Invalid value
'time.json', line 3: column 't': expected timestamp, found 'soon'
"""


def check(folder, outputs):
    wanted = rows()
    for name in ["rows", "again"]:
        oracle.assert_same(oracle.read(folder / name), wanted)
    written = [json.loads(line) for line in (folder / "again.json").read_text().splitlines()]
    assert len(written) == ROWS and [w["text"] for w in written] == wanted["text"].to_pylist()
    made = [json.loads(line) for line in (folder / "made.json").read_text().splitlines()]
    assert made == [{"a": 1.5, 'b "c"': "x", "d": True}, {"a": None, 'b "c"': "\t\\\n\x01", "d": False}], made
