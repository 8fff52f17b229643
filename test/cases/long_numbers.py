import functools
import math
import random
from fractions import Fraction

import numpy as np
import pyarrow as pa

import oracle


def texts():
    r = random.Random(11)

    def digits(n):
        return "".join(r.choice("0123456789") for _ in range(n))

    some = ["1" + "0" * 400 + "e-50", "-" + "9" * 401 + "e-150", "0." + "0" * 400 + "1e405", "0." + "0" * 400 + "1e50",
            "0" * 500 + "7", "1e-400", "-1e-400", "1e400", "-1e400", "2.5e-324", "2.4e-324", "4.9e-324", "1e-323",
            "2.2250738585072011e-308", "1.7976931348623157e308", "1.7976931348623159e308", "1e999999999999999999999",
            "1e-999999999999999999999", "0e999999999999", "-0.0", ".5", "5.", "9007199254740993",
            "9007199254740992." + "9" * 900, "1.00000017881393432617187499", "1.00000017881393421514957253748434595763683319091796875001",
            "3.4028235677973366e38", "1e-45", "7.1e-46", "inf", "-inf", "infinity"]  # fmt: skip
    for _ in range(300):
        some.append(f"{r.choice(['', '-'])}{digits(r.randrange(1, 900))}.{digits(r.randrange(900))}e{r.randrange(-1300, 400)}")
    return some


def make(folder):
    rows = "".join(f"{t},{t},{t}\n" for t in texts())
    (folder / "numbers.csv").write_text("f,g,s\n" + rows)


def single(text):
    value = float(text)
    if math.isinf(value) or value == 0:
        return np.float32(value)
    exact = Fraction(text)
    if abs(exact) >= Fraction(2) ** 128 - Fraction(2) ** 103:
        return np.float32(math.copysign(math.inf, value))
    most = float(np.finfo(np.float32).max)
    near = np.float32(min(max(value, -most), most))
    candidates = [near, np.nextafter(near, np.float32(-np.inf)), np.nextafter(near, np.float32(np.inf))]
    return min((c for c in candidates if np.isfinite(c)),
               key=lambda c: (abs(Fraction(float(c)) - exact), int(c.view(np.int32)) & 1))  # fmt: skip


@functools.cache
def wanted():
    wide, narrow = [float(t) for t in texts()], pa.array([single(t) for t in texts()], pa.float32())
    return pa.table({"f": wide, "g": narrow, "t": wide, "u": narrow})


def check(folder, outputs):
    oracle.assert_same(oracle.read(folder / "numbers"), wanted(), 0)
