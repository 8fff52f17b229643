import numpy as np

from random_numbers import integers, normal, uniform


def line(*values, end=" "):
    return " ".join(f"{v:.17g}" for part in values for v in np.ravel(part)) + end


def of_rows(n):
    x, v, dice = uniform(n * 3, 1).reshape(n, 3), uniform(3, 2), integers(1, 7, 33, 3).reshape(3, 11)
    wide = (x + 1) @ dice
    return line(x @ v, wide[:, 10], (wide @ dice.T)[:, 1])


def of_columns(n):
    x, y, v = uniform(n * 3, 1).reshape(n, 3), uniform(n * 70, 4).reshape(n, 70), np.arange(n)
    mixed = y.T @ x
    return line(mixed.sum(), mixed[69, 2], 70, 3, end=""), line(v @ x, (x.T @ x)[:, 1], x.T @ v)


def transposes(n, m):
    x = uniform(n * m, 5).reshape(n, m)
    t = np.where(x.T > 0.5, x.T, -1)
    return line(m, n, t[0, 0], t[-1, -1], (2 * x.T @ x)[-1, 0], end=""), line(t.sum(1), t[:, n // 2], t.max(1))


def systems(n):
    x = normal(n * 3, 6).reshape(n, 3)
    y = x @ np.linspace(1, 2, 3) + normal(n, 7)
    a, swapped = x.T @ x, np.roll(np.diag([2.0, 3, 4]), 1, 1)
    return line(np.linalg.solve(a, y @ x), np.linalg.cholesky(a)[:, 1], np.linalg.solve(swapped, a)[:, 0])


def beside(n):
    x, spread = normal(n * 3, 8).reshape(n, 3), np.linspace(1, 3, 3)
    above = (x > spread - 1.5).sum()
    x -= x.mean(0)
    x = (1 / spread) / (x * x + spread) + x
    return line(above, end=""), line(x.T)


def expected(folder):
    lines = []
    for n in 1, 2, 5, 200:
        rows, (total, columns), (above, shifted) = of_rows(n), of_columns(n), beside(n)
        (first, narrow), (second, wide) = transposes(n, 2), transposes(n, 9)
        lines += [total, above, first, second, rows, columns, shifted, narrow, wide]
    return "\n".join(lines + [systems(n) for n in (4, 100)]) + "\n"
