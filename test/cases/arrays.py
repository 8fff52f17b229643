import numpy as np

from random_numbers import integers, normal, uniform


def text(value):
    """As fmt prints it."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).lower()
    return f"{value:.17g}"


def expected(folder):
    lines = []
    for n in 2, 3, 1000:
        x, y, dice = uniform(n, 7), normal(n, 7), integers(1, 7, n, 20240229)
        i, low = np.arange(n), x < 0.25
        z = np.where(low, y, x * 0.5 + i) + np.linspace(0, 1, n)
        values = [z[0], z[n // 2], z[-1], z.sum(), z.mean(), z.min(), z.max(), z.cumsum()[-1], dice.sum(), n, n,
                  low.any(), low.all(), (z > 1).sum(), (z * dice).sum(), n]
        lines.append(" ".join(text(v) for v in values))
    return "\n".join(lines + ["0 0", "1 3 2.5 2"]) + "\n"
