import numpy as np

from random_numbers import integers, normal


def functions(n):
    x, dice = normal(n, 1), integers(1, 7, n, 2)
    values = [x.argmin(), x.argmax(), dice.argmin(), dice.argmax()] if n else []
    values += [x @ dice, x @ x, np.linalg.norm(x), np.linalg.norm(dice), len(np.unique(dice)), min(dice, default=0)]
    counts = [np.histogram(x, 7), np.histogram(x, 7, (-0.6, 0.8)), np.histogram(dice / 10, 7, (0.1, 0.8)), np.histogram(np.ones(n), 7)]
    return [values, [c for count, _ in counts for c in count]]


def by_key(n):
    x, y, i = integers(-1000, 1000, n, 3), normal(n, 4), np.arange(n)

    def combined(function, start, values, keys, dtype):
        result = np.array(start, dtype)
        function.at(result, keys, values.astype(dtype))
        return result

    keys = x % 7
    with np.errstate(over="ignore"):
        product = combined(np.multiply, np.ones(7), x, keys, np.int64)
    return [*combined(np.minimum, np.full(7, 0.5), y, keys, np.float64), *combined(np.maximum, np.full(7, -0.5), y, keys, np.float64),
            *combined(np.minimum, np.full(7, 100), x, 6 - keys, np.int16),
            *combined(np.bitwise_and, np.full(7, -1), x | 7, i % 7, np.int32),
            *combined(np.bitwise_or, np.arange(7), x & 96, i % 7, np.uint16),
            *combined(np.logical_and, np.full(7, True), y < 2, i % 7, bool).astype(int),
            *combined(np.maximum, np.full(7, -900), x, abs(x) % 7, np.int64), *product,
            *combined(np.bitwise_xor, np.arange(7), x, i % 7, np.int64)]  # fmt: skip


def appended(n):
    x = normal(n, 5)
    rises = np.nonzero(x[1:] >= x[:-1])[0] + 1
    large = [9, 8, *(x[i] for i in rises for k in range(2) if x[i] > k)]
    places = [*rises, *(-i for _ in range(2) for i in range(4))]
    return [[sum(p > 0 for p in places), sum(large), len(large)], places]


def line(values, end=""):
    return " ".join(f"{v:.17g}" for v in values) + end


def expected(folder):
    lines = []
    for n in 0, 1, 5, 1000:
        scalars, counts = functions(n)
        found, places = appended(n)
        lines += [line(scalars), line(found), line(counts, " "), line(by_key(n), " "), line(places, " ")]
    return "\n".join(lines) + "\n"
