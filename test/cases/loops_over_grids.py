import numpy as np

from random_numbers import integers, normal, uniform


def text(*values):
    return " ".join(f"{float(v):.17g}" for v in values)


def heat(n, m, rounds):
    u = uniform(n * m, 1).reshape(n, m)
    change = 0.0
    for _ in range(rounds):
        following = u.copy()
        following[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
        change = np.abs(following - u).sum()
        u = following
    taken = np.ones((n, m), dtype=bool)
    taken[1::2, 2:] = False
    kept = np.where(taken, u, 0)
    large = (u + np.arange(m))[taken & (u > 0.5)]
    return [text(change), text(kept.sum(), (large * np.arange(len(large))).sum()), text(*kept.sum(axis=1)) + " "]


def extremes(n):
    a, b = integers(-20, 20, n, 2), integers(0, 9, n, 3)
    both = np.stack([a, b], axis=1).ravel()  # in the order of the comparisons
    least, at, of_b, most, place, weight = 100, -1, "false", -5, -7, 0.5
    if n > 0:
        first = int(np.argmin(both))
        least, of_b = both[first], "true" if first % 2 else "false"
        at = n - first // 2 if first % 2 else first // 2
        if (a + b).max() > most:
            place = int(np.argmax(a + b))
            most, weight = (a + b)[place], 0.25 * a[place]
    return f"{least} {at} {of_b} {most} {place} {text(weight)}"


def masks(n, m):
    x, dice = normal(n * m, 4).reshape(n, m), integers(1, 7, n * m, 5).reshape(n, m)
    positive, chosen = x[x > 0], (x * 2)[(dice >= 5) & (x < 0.5)]
    weighted = (positive * np.arange(len(positive))).sum() + (chosen * np.arange(len(chosen))).sum()
    return text((x > 0).sum(), len(positive), len(chosen), 0, weighted, np.where(x > 0, 0, x).sum())


def elements(n, m):
    x = normal(n * m, 4).reshape(n, m)
    return [f"{n * m} {text((x.ravel() * np.arange(n * m)).sum())}", f"{n} x {m}: {text(x[n - 1, 1], 2 * x[n // 2, 2])}"]


def expected(folder):
    lines = [line for n in (1, 2, 3, 11, 60) for line in [*heat(n, 5, 3), masks(n, 3), *elements(n, 3)]]
    return "\n".join(lines + [extremes(n) for n in (0, 1, 2, 5, 40, 300)]) + "\n"
