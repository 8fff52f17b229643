import numpy as np

import random_numbers as random


def text(value):
    return f"{value:.17g}"


def averages(n):
    x, smooth = random.normal(n, 3), np.zeros(n)
    for i in range(2, n - 2):
        smooth[i] = (x[i - 2] + x[i - 1] + x[i] + x[i + 1] + x[i + 2]) / 5
    i = np.arange(n)
    return 100 + (2 * smooth[1:]).sum() + x[4:].sum() - (smooth**3 * i).sum()


def results(n):
    a, f = random.integers(-100, 100, n, 5), random.uniform(n, 5).astype(np.float32)
    odd = a % 2 != 0
    a = a + np.array([3, 5, 7])[np.arange(n) % 3] + 1
    shifted = [int(v) + 200 for v in a]
    bits = lambda op, start: int(op.reduce(np.array([start] + shifted)))
    values = [10 - int(a.sum()), 3 * (-1) ** int(odd.sum()), min([1000, *a]), max([-1000, *a]),
              bits(np.bitwise_and, 0xFFFF), bits(np.bitwise_or, 0), bits(np.bitwise_xor, 1)]
    smallest = np.format_float_positional(min([np.float32(2), *f]), trim="-")
    return " ".join(map(str, values)) + f" {smallest} true {int(a.sum())}"


def blocks(n):
    i = np.arange(n)
    even = i[i % 2 == 0]
    v = np.array([4.0, 3, 2, 1])
    late = even.copy()
    late[5:] = i[: max(len(even) - 5, 0)]
    return float((even * i[: len(even)]).sum() + (v * 2)[1:].sum() + v[:3].sum() + late.sum())


def heat(n):
    u = np.zeros(n)
    u[n // 2] = 100
    for _ in range(20):
        u[1:-1] = u[1:-1] + 0.25 * (u[:-2] - 2 * u[1:-1] + u[2:])
    return " ".join(text(v) for v in u) + " "


def expected(folder):
    lines = ["68 10"]
    for n in 0, 1, 5, 1000:
        x, y = random.uniform(n, 1), random.uniform(n, 2)
        pi = 4 * int((x * x + y * y < 1).sum()) / n if n else 0
        lines += [" ".join(text(v) for v in [pi, averages(n), blocks(n)]), results(n)]
    return "\n".join(lines + [heat(3), heat(50)]) + "\n"
