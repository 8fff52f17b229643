import datetime
import decimal
import re

import pyarrow as pa
import pyarrow.parquet as pq

decimal.getcontext().prec = 80

TEXT = ["12", "-7", "+5", " 12", "12 ", "1.5", "1e3", "abc", "", None, "300", "-300", "70000", "99999999999999999999", "1,234",
        "1.234,5", "1,234,567", "0,5", "1.005", "-0.25", "12345678.99", "123456789.5", "2024-02-29", "2023-02-29",
        "1600-01-01", "2024-02-29 13:00", "2024-02-29T13:00:00.25", "2024-02-29 25:00", "29/2/2024", "29/02/2023", "1/12/0999",
        "31/12/99", "2-29-24", "12-31-69", "Thu Feb 29 2024, 1:05 PM", "thursday february  29 2024,12:59am",
        "Thu Feb 30 2024, 1:05 PM", "2024-02-29T23:30:01.5-0130", "2024-02-29T23:30:01.123456789+02", "2024-02-29T00:00:00.1Z",
        "2024 366", "2023 366", "2023 001", "nan", "inf", "99999999999999999999999999.125", "0012", "--1", "é",
        "12,34,567", "03.01.2024", "1,23", "-1,234,567.8", "1,2345", ",123", "1,,234"]  # fmt: skip
FLOATS = [1.9, -1.9, 40000.0, float("nan"), None, float("inf"), -32768.5]


def make(folder):
    def table(words):
        floats = [FLOATS[i % len(FLOATS)] for i in range(len(words))]
        return pa.table({"s": pa.array(words, pa.string()), "f": pa.array(floats, pa.float64())})

    pq.write_table(table(TEXT), folder / "text.parquet", use_dictionary=False, row_group_size=9)
    pq.write_table(table(TEXT * 3), folder / "coded.parquet", row_group_size=40)
    pq.write_table(table([]), folder / "none.parquet")
    good = {"day": ["1/2/2024", None, "31/12/1969"], "time": ["20240229 1:05", "19700101 00:00", None]}
    pq.write_table(pa.table(good), folder / "good.parquet")


def whole(low, high):
    def read(s):
        return int(s) if re.fullmatch("[+-]?[0-9]+", s) and low <= int(s) <= high else None

    return read


def real(s):
    if s in ("nan", "inf"):
        return float(s)
    return float(s) if re.fullmatch(r"[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)(e[+-]?[0-9]+)?", s) else None


def exact(digits, scale):
    def read(s):
        if not re.fullmatch(r"[+-]?[0-9]+([.][0-9]*)?(e[0-9]+)?", s):
            return None
        value = decimal.Decimal(s)
        fits = value == round(value, scale) and abs(value) < 10 ** (digits - scale)
        return round(value, scale) if fits else None

    return read


def date(s):
    try:
        return datetime.date.fromisoformat(s) if re.fullmatch("....-..-..", s) else None
    except ValueError:
        return None


def by(pattern, form, zone=False):
    """Python's strptime, for text of this pattern (which is what of Python's leniency is wanted)."""

    def read(s):
        if not re.fullmatch(pattern, s, re.I):
            return None
        try:
            return datetime.datetime.strptime(s, form)
        except ValueError:
            return None

    return read


def nanoseconds(t):
    return None if t is None else (t - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1) * 1000


def time(s):
    match = re.fullmatch(r"(....-..-..)(?:[ T](..):(..)(?::(..)(?:[.]([0-9]{1,9}))?)?)?", s)
    if not match or not (day := date(match[1])):
        return None
    h, m, sec = (int(x or 0) for x in match.groups()[1:4])
    if h > 23 or m > 59 or sec > 59 or not 1678 <= day.year <= 2261:
        return None
    return nanoseconds(datetime.datetime(day.year, day.month, day.day, h, m, sec)) + int((match[5] or "0").ljust(9, "0"))


def zoned(s):
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)[.](\d{1,9})(?:Z|([+-])(\d\d):?(\d\d)?)", s)
    if not match:
        return None
    minutes = int(match[4] or 0) * 60 + int(match[5] or 0)
    at = nanoseconds(datetime.datetime.fromisoformat(match[1])) + int(match[2].ljust(9, "0"))
    return at - (-1 if match[3] == "-" else 1) * minutes * 60_000_000_000


def day_of(read):
    return lambda s: (t.date() if (t := read(s)) else None)


def european(s):
    return None if "?" in s else real(ungrouped(s, ".").replace(",", "."))


def ungrouped(s, separator):
    """The digits without separators of thousands; no number if their groups have other lengths."""
    if separator not in s:
        return s
    groups = re.escape(separator).join((r"(\D*)(\d{1,3}(?:", r"\d{2,3})*", r"\d{3})(\D.*)?"))
    found = re.fullmatch(groups, s, re.DOTALL)
    return found[1] + found[2].replace(separator, "") + (found[3] or "") if found else "no number"


I64 = whole(-(2**63), 2**63 - 1)
COLUMNS = {
    "int64": I64,
    "int8": whole(-128, 127),
    "uint16": lambda s: None if s.startswith("-") and s != "-0" else whole(0, 65535)(s),
    "float64": real,
    "decimal": exact(10, 2),
    "wide": exact(30, 3),
    "date": date,
    "time": time,
    "european": european,
    "thousands": lambda s: I64(ungrouped(s, ",")),
    "day": day_of(by(r"\d{1,2}/\d{1,2}/\d{4}", "%d/%m/%Y")),
    "short": day_of(by(r"\d{1,2}-\d{1,2}-\d\d", "%m-%d-%y")),
    "named": lambda s: nanoseconds(by(r"[a-z]{3} [a-z]{3} \d+ \d{4}, \d+:\d+ [ap]m", "%a %b %d %Y, %I:%M %p")(s)
                                   or by(r"[a-z]+day [a-z]+ +\d+ \d{4},\d+:\d+[ap]m", "%A %B %d %Y,%I:%M%p")(s)),
    "zoned": zoned,
    # Python's day 366 of 2023 is in 2024
    "year_day": lambda s: d if (d := day_of(by(r"\d{4} \d{3}", "%Y %j"))(s)) and d.year == int(s[:4]) else None,
    "narrow": lambda s: n if (n := I64(s)) is not None and -(2**31) <= n < 2**31 else None,
    "sum": lambda s: None if I64(s) is None or whole(-128, 127)(s) is None else 2 * int(s),
}  # fmt: skip


def same(a, b):
    return a == b or (a is not None and b is not None and a != a and b != b)


def check(folder, outputs):
    lines = ""
    for name, words in (("text", TEXT), ("coded", TEXT * 3), ("none", [])):
        found = pq.read_table(folder / f"{name}.out")
        for column, read in COLUMNS.items():
            values = found[column]
            if pa.types.is_timestamp(values.type):
                values = values.cast(pa.timestamp("ns")).cast(pa.int64())
            for word, value in zip(words, values.to_pylist(), strict=True):
                expected = None if word is None else read(word)
                assert same(value, expected), f"{column} of {word!r} in {name}: {value!r}, not {expected!r}"
        small = [None if f is None or f != f or not -32769 < f < 32768 else int(f) for f in found["f"].to_pylist()]
        assert found["small"].to_pylist() == small
        lines += f"{sum(n for w in words if w is not None and (n := I64(w)) is not None)}\n"
        lines += f"{sum(1 for w in words if w and date(w))}\n"
    lines += "          day                 time\n0  2024-02-01  2024-02-29 01:05:00\n"
    lines += "1        <NA>  1970-01-01 00:00:00\n2  1969-12-31                 <NA>\n"
    assert outputs[0] == lines, outputs[0]
