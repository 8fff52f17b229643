import re

import pyarrow as pa
import pyarrow.parquet as pq

WORDS = ["straße 12", "a_b", "xaQby", "日本語", None, "", "ÉCOLE", "a b", "b a", "aaa", "aaaa", " \t\u2003pad\u2003\n", "-12",
         "+7", "٣٤", "x²", "O'neil mc-donald", "ABC", "ǅ", "longer than twelve characters: caab, and aab", "don't\u00a0",
         "a " * 20 + "aab, aac"]  # fmt: skip
FILES = {"words": WORDS, "plain": WORDS[::-1], "none": [], "one": ["aab"]}


def make(folder):
    for name, words in FILES.items():
        table = pa.table({"s": pa.array(words, pa.string()), "n": pa.array(range(len(words)), pa.int64())})
        pq.write_table(table, folder / f"{name}.parquet", row_group_size=4, use_dictionary=name != "plain")


def part(parts, k):
    return parts[k] if -len(parts) <= k < len(parts) else None


def group(pattern, k, s):
    match = re.search(pattern, s)
    return match[k] if match else None


SWAPPED = {"a b": "b a", "b a": "a b", "": "none"}
FUNCTIONS = {
    "title": str.title,
    "capitalize": str.capitalize,
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
    "lstrip_of": lambda s: s.lstrip("xa "),
    "rstrip_of": lambda s: s.rstrip("be\u672c "),
    "strip_of": lambda s: s.strip("a\u65e5b"),
    "find": lambda s: s.find("a"),
    "find_late": lambda s: s.find("aab"),
    "rfind": lambda s: s.rfind("a"),
    "removeprefix": lambda s: s.removeprefix("a"),
    "removesuffix": lambda s: s.removesuffix("b"),
    "repeat": lambda s: s * 3,
    "pad": lambda s: s.rjust(6),
    "pad_right": lambda s: s.ljust(7, "."),
    "pad_both": lambda s: s.center(8, "é"),
    "zfill": lambda s: s.zfill(5),
    "replace": lambda s: s.replace("a", "<>"),
    "replace_by_less": lambda s: s.replace("aab", "-"),
    "replace_nothing": lambda s: s.replace("", "-"),
    "count": lambda s: s.count("a"),
    "count_nothing": lambda s: s.count(""),
    "split_0": lambda s: s.split("a")[0],
    "split_1": lambda s: part(s.split("a"), 1),
    "split_last": lambda s: s.split("a")[-1],
    "split_n": lambda s: part(s.split("a", 1), 1),
    "rsplit_0": lambda s: s.rsplit("aa")[0],
    "rsplit_n": lambda s: part(s.rsplit("a", 1), 1),
    "rsplit_last": lambda s: part(s.rsplit("a"), -2),
    "get": lambda s: part(s, 1),
    "get_last": lambda s: part(s, -2),
    "isalpha": str.isalpha,
    "isdigit": str.isdecimal,  # only decimal digits are digits here
    "isalnum": str.isalnum,
    "isspace": str.isspace,
    "isupper": str.isupper,
    "islower": str.islower,
    "match": lambda s: bool(re.match("[a-c]", s)),
    "fullmatch": lambda s: bool(re.fullmatch("[a-z]+", s)),
    "contains_regex": lambda s: bool(re.search(r"^.a|b\Z", s)),
    "count_regex": lambda s: len(re.findall("b?a", s)),
    "replace_regex": lambda s: re.sub("([ab])(.)", r"\2<\1>", s),
    "count_begun": lambda s: len(re.findall("aa+b?", s)),
    "contains_begun": lambda s: bool(re.search("日本*語|caab", s)),
    "contains_repeated": lambda s: "日" in s,
    "replace_begun": lambda s: re.sub("aa([^a])", r"<\1>", s),
    "extract_begun": lambda s: group("aa([bc])", 1, s),
    "extract": lambda s: group("(a)(b)?", 2, s),
    "extract_whole": lambda s: group("a.", 0, s),
    "plus": lambda s: f"{s}/{s[0]}" if s else None,
    "plus_left": lambda s: f"> {s}",
    "replace_values": lambda s: SWAPPED.get(s, s),
    "map_values": {"a b": "b a", "": "none"}.get,
    "map_numbers": {"a b": 1.0, "b a": 2.5}.get,
}


def check(folder, outputs):
    lines = ""
    for name, words in FILES.items():
        found = pq.read_table(folder / f"{name}.out")
        for column, function in FUNCTIONS.items():
            expected = [None if w is None else function(w) for w in words]
            assert found[column].to_pylist() == expected, f"{column} of {name}: {found[column].to_pylist()}, not {expected}"
        assert found["replace_numbers"].to_pylist() == [{1: 10, 2: 1}.get(n, n) for n in range(len(words))]
        assert found["map_words"].to_pylist() == [{1: "one", 2: "two"}.get(n) for n in range(len(words))]
        lines += f"{sum(1 for w in words if w and (w[0] == 'a' or w.isupper()))}\n"
    assert outputs[0] == lines, outputs[0]
