"""Difficult names of columns: keywords, macros, names of the emitted code's own, suffixes of each other,
quotes, line breaks. In the generator, the oracle's SQL and the C++ text until it is written out they are tokens."""

import re

HARD = [
    # keywords, macros, types
    "constexpr", "compl", "static_assert", "thread_local", "co_await", "merge", "this", "template", "and", "errno", "NULL", "EOF",
    "assert", "INT_MAX", "linux", "stdin", "major", "true", "double", "std", "bodo", "rt", "size_t", "Weight", "int64_t",
    # of the emitted code
    "rows", "kept", "batch", "group", "groups", "state", "states", "begin", "table", "column", "out", "main", "index",
    "df1", "df2",
    # one ends in another
    "amount", "net_amount", "t_amount", "price", "unit_price", "rice", "aa", "ba",
    # characters
    "日本", "🙂", "e\u0301", "two\nlines", "\r\n", "tab\there", 'quo"te', "it's", "back\\", "\\n", "??/", "/* no comment", "*/", "// x",
    "{0}", "{}", "%s", "#define X", "R\"(", ")\"", "a b", " lead", "trail ", "$1", "@", "_", "__x", "_Bool", "Ünïcode Ñame", "a-b", "1", "0x",
    "a" * 200,
]  # fmt: skip


def token(number: int) -> str:
    return f"N{number}N"


def token_of(name: str) -> str:
    return token(HARD.index(name))


TOKENS = [token(number) for number in range(len(HARD))]


def real(text: str) -> str:
    """A column's name that may begin with a token (joins add suffixes)."""
    return re.sub(r"N(\d+)N", lambda found: HARD[int(found[1])], text)


def in_cpp(text: str) -> str:
    """C++ text with the names in place of their tokens, which are only in string literals."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "?": "\\?"}
    return re.sub(r"N(\d+)N", lambda found: "".join(escapes.get(c, c) for c in HARD[int(found[1])]), text)
