"""Values of Python as the bytes that compiled functions take and give (runtime/include/bodo/rt/python.h), and the C++
types that they have where a template asks."""

import datetime
import decimal
import struct

DAY = datetime.date(1970, 1, 1).toordinal()
EPOCH = datetime.datetime(1970, 1, 1)

word = struct.Struct("<q").pack
natural = struct.Struct("<Q").pack
real = struct.Struct("<d").pack


def is_int64(value: int) -> bool:
    return -(2**63) <= value < 2**63


def nanoseconds(delta: datetime.timedelta, more: int = 0) -> int:
    return ((delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds) * 1000 + more


def time_word(tag: bytes, value: int) -> bytes:
    if not is_int64(value):
        raise OverflowError("a time is beyond what 64 bits of nanoseconds hold (the years 1677 to 2262)")
    return tag + word(value)


def encode_int(value: int) -> bytes:
    if is_int64(value):
        return b"i" + word(value)
    if 0 <= value < 2**64:
        return b"u" + natural(value)
    raise OverflowError(f"{value} does not fit into 64 bits")


def encode_str(value: str) -> bytes:
    data = value.encode("utf-8", "surrogateescape")
    return b"s" + word(len(data)) + data + b"\0"


def encode_bytes(value: bytes) -> bytes:
    return b"s" + word(len(value)) + bytes(value) + b"\0"


def encode_datetime(value: datetime.datetime) -> bytes:
    if value.tzinfo is not None:
        raise TypeError(f"{value!r} has a time zone; times of bodocc have none")
    return time_word(b"T", nanoseconds(value - EPOCH, getattr(value, "nanosecond", 0)))


def encode_decimal(value: decimal.Decimal) -> bytes:
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise TypeError(f"{value} is no decimal number")
    unscaled = int("".join(map(str, digits))) * 10 ** max(exponent, 0) * (-1 if sign else 1)
    if abs(unscaled) >= 10**38 or -exponent > 38:
        raise OverflowError(f"{value} has more than 38 digits")
    return b"M" + word(max(-exponent, 0)) + unscaled.to_bytes(16, "little", signed=True)


def encode_list(tag: bytes, items) -> bytes:
    return b"".join([tag, word(len(items)), *map(encode, items)])


def encode_dict(value: dict) -> bytes:
    return b"".join([b"{", word(len(value)), *(encode(each) for item in value.items() for each in item)])


ENCODERS = {
    type(None): lambda value: b"n",
    bool: lambda value: b"b" + word(value),
    int: encode_int,
    float: lambda value: b"d" + real(value),
    str: encode_str,
    bytes: encode_bytes,
    datetime.date: lambda value: b"D" + word(value.toordinal() - DAY),
    datetime.datetime: encode_datetime,
    datetime.timedelta: lambda value: time_word(b"P", nanoseconds(value, getattr(value, "nanoseconds", 0))),
    decimal.Decimal: encode_decimal,
    list: lambda value: encode_list(b"[", value),
    tuple: lambda value: encode_list(b"(", value),
    dict: encode_dict,
}


def plain(value):
    """A scalar or an array of NumPy, a missing value of pandas, or one of an enumeration, as a value of Python."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind in ("M", "m") and not hasattr(value, "__len__"):
        import numpy

        import pandas

        return None if numpy.isnat(value) else (pandas.Timestamp if kind == "M" else pandas.Timedelta)(value)
    if kind and callable(getattr(value, "tolist", None)):
        return value.tolist()
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    return value


def encode(value) -> bytes:
    encoder = ENCODERS.get(type(value))
    if encoder is not None:
        return encoder(value)
    if type(value).__name__ != "NaTType":  # it is a datetime, but none that could be converted
        for base in type(value).__mro__:
            if base in ENCODERS:
                return ENCODERS[base](value)
    simple = plain(value)
    if simple is not value:
        return encode(simple)
    raise TypeError(f"a value of type {type(value).__module__}.{type(value).__qualname__} cannot be passed to C++")


# ---- what compiled functions return ----


class Reader:
    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def word(self) -> int:
        self.at += 8
        return int.from_bytes(self.data[self.at - 8 : self.at], "little", signed=True)

    def text(self):
        size = self.word()
        self.at += size
        return self.data[self.at - size : self.at].decode("utf-8", "surrogateescape")

    def value(self):
        tag = self.data[self.at : self.at + 1]
        self.at += 1
        return DECODERS[tag](self)

    def real(self) -> float:
        self.at += 8
        return struct.unpack_from("<d", self.data, self.at - 8)[0]

    def date(self):
        days = self.word() + DAY
        if 1 <= days <= datetime.date.max.toordinal():
            return datetime.date.fromordinal(days)
        import numpy

        return numpy.datetime64(days - DAY, "D")

    def time(self):
        return self.of_nanoseconds(lambda delta: EPOCH + delta, "datetime64")

    def duration(self):
        return self.of_nanoseconds(lambda delta: delta, "timedelta64")

    def of_nanoseconds(self, convert, otherwise: str):
        count = self.word()
        if count % 1000 == 0:
            return convert(datetime.timedelta(microseconds=count // 1000))
        import numpy

        return getattr(numpy, otherwise)(count, "ns")

    def decimal(self):
        scale = self.word()
        self.at += 16
        unscaled = int.from_bytes(self.data[self.at - 16 : self.at], "little", signed=True)
        return decimal.Decimal(unscaled).scaleb(-scale, decimal.Context(prec=40))

    def values(self):
        return [self.value() for _ in range(self.word())]

    def frame(self):
        from .frames import DataFrame

        return DataFrame._of(self.word())

    def series(self):
        from .frames import Series

        return Series._of(self.word())

    def failure(self):
        from .runtime import Error

        text, file, line, operation, cause, rank = (
            self.text(), self.text(), self.word(), self.text(), self.text(), self.word())  # fmt: skip
        raise Error(text, file, line, operation, cause, rank)

    def wrong_argument(self):
        raise TypeError(self.text())

    def out_of_range(self):
        raise OverflowError(self.text())


DECODERS = {
    b"n": lambda reader: None,
    b"b": lambda reader: reader.word() != 0,
    b"i": Reader.word,
    b"u": lambda reader: reader.word() + 2**64,
    b"d": Reader.real,
    b"s": Reader.text,
    b"D": Reader.date,
    b"T": Reader.time,
    b"P": Reader.duration,
    b"M": Reader.decimal,
    b"F": Reader.frame,
    b"S": Reader.series,
    b"[": Reader.values,
    b"(": lambda reader: tuple(reader.values()),
    b"{": lambda reader: {reader.value(): reader.value() for _ in range(reader.word())},
    b"E": Reader.failure,
    b"A": Reader.wrong_argument,
    b"O": Reader.out_of_range,
}


def decode(data: bytes):
    return Reader(data).value()


# ---- the C++ types of values ----

SCALAR_TYPES = {
    bool: "bool",
    int: "std::int64_t",
    float: "double",
    str: "std::string",
    bytes: "std::string",
    datetime.date: "std::chrono::sys_days",
    datetime.datetime: "std::chrono::sys_time<std::chrono::microseconds>",
    datetime.timedelta: "std::chrono::microseconds",
    decimal.Decimal: "bodo::decimal_value",
}
NUMPY_TYPES = {"i": "std::int{}_t", "u": "std::uint{}_t"}


def cpp_type(value) -> str:
    """The C++ type of an argument of a template."""
    kind = type(value)
    if kind is int and not is_int64(value):
        return "std::uint64_t"
    if kind in SCALAR_TYPES:
        return SCALAR_TYPES[kind]
    if kind in (list, tuple, dict):
        return container_type(value)
    name = kind.__name__
    if name in ("Timestamp", "datetime64"):
        return "std::chrono::sys_time<std::chrono::nanoseconds>"
    if name in ("Timedelta", "timedelta64"):
        return "std::chrono::nanoseconds"
    dtype = getattr(value, "dtype", None)
    if dtype is not None and not hasattr(value, "__len__"):
        if dtype.kind in NUMPY_TYPES:
            return NUMPY_TYPES[dtype.kind].format(8 * dtype.itemsize)
        if dtype.kind == "f" and dtype.itemsize == 4:
            return "float"
    for base in kind.__mro__:
        if base in SCALAR_TYPES:
            return SCALAR_TYPES[base]
    simple = plain(value)
    if simple is not value and simple is not None:
        return cpp_type(simple)
    if simple is None:
        raise TypeError("None has no type of its own: give the parameter one, such as std::optional<double>")
    raise TypeError(f"a value of type {kind.__module__}.{kind.__qualname__} cannot be passed to C++")


def container_type(value) -> str:
    if isinstance(value, tuple):
        return f"std::tuple<{', '.join(map(cpp_type, value))}>"
    if not value:
        raise TypeError(f"an empty {type(value).__name__} has no type of its own: give the parameter one, such as "
                        "std::vector<double>")  # fmt: skip
    if isinstance(value, dict):
        return f"std::map<{common_type(value.keys())}, {common_type(value.values())}>"
    return f"std::vector<{common_type(value)}>"


def common_type(items) -> str:
    types = {cpp_type(item) for item in items if item is not None}
    if types == {"std::int64_t", "double"}:
        types = {"double"}
    if len(types) != 1:
        raise TypeError(f"its values have several types: {', '.join(sorted(types)) or 'None'}")
    [common] = types
    return f"std::optional<{common}>" if any(item is None for item in items) else common
