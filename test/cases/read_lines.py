import gzip
import random

import pyarrow as pa

import oracle


def texts():
    r = random.Random(9)
    lines = [r.choice(["", " ", "ERROR: disk, full", 'a "quoted" line', "tab\there", "x" * 5000, "é€", "\rinside\rx", "#c"]) for _ in range(4000)]
    lines[1234] = "ERROR " + "y" * 300_000
    return lines


def make(folder):
    lines, logs = texts(), folder / "logs"
    logs.mkdir()
    (logs / "a.log").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines[:1500]).encode() + b"\r\n")
    (logs / "b.log.gz").write_bytes(gzip.compress("\n".join(lines[1500:2500]).encode() + b"\n"))
    (logs / "c.log").write_bytes(b"")
    (logs / "d.log").write_bytes("\n".join(lines[2500:]).encode() + (b"\n" if lines[-1] == "" else b""))
    (folder / "empty.txt").write_text("")
    (folder / "one.txt").write_text("\n")
    (folder / "packed").write_bytes(gzip.compress(b"ab\ncd"))


def wanted():
    lines = texts()
    return pa.table({"line": lines, "n": range(len(lines)), "size": [len(s) for s in lines]})


def expected(folder):
    frame = oracle.to_pandas(wanted())
    return oracle.shown(frame[frame["line"].str.startswith("ERROR")]) + "0\n" + oracle.shown(pa.table({"line": [""]})) + "4\n"


def check(folder, outputs):
    oracle.assert_same(oracle.read(folder / "out"), wanted())
