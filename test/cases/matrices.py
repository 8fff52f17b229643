import numpy as np

from random_numbers import integers, normal, uniform


def line(values, end=" "):
    return " ".join(str(v).lower() if isinstance(v, (bool, np.bool_)) else f"{v:.17g}" for v in values) + end


def whole(n, m):
    x, dice = normal(n * m, 1).reshape(n, m), integers(1, 7, n * m, 2).reshape(n, m)
    y = x * 2 - 0.5 / dice
    y += np.where(x > 0, x, -1)
    y = np.maximum(y, -1) + np.abs(x).round(3) + np.sqrt(np.abs(y))
    yield line([y.size, n, m, y.sum(), x.mean(), x.min(), y.max(), x.std(ddof=1), dice.sum(), (x > 100).any(), (dice < 7).all(), y[0, 0], x[-1, -1]], "")
    for values in x.sum(1), dice.mean(1), x.min(1), x[:, -1], dice.max(1), x.sum(0), dice.mean(0), x.min(0), dice.max(0), dice.sum(0):
        yield line(values)


def columns(n):
    i, x = np.arange(n), uniform(n, 3)
    a = np.stack([i, x], 1)[i % 3 != 1] * 10
    a += np.arange(a.size).reshape(a.shape)
    return [line(a[:, 0]), line(a[:, 1])]


def heat(n, m, rounds):
    u = 0.25 * (np.arange(n) % 3)[:, None] * np.ones(m)
    u[n // 2, m // 3] = 100
    following, change = u.copy(), 0
    for _ in range(rounds):
        inner = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
        change = np.abs(inner - u[1:-1, 1:-1]).sum()
        if n > 2:
            following[1:-1, 1:-1] = inner
        u, following = following, u
    change += sum(u[i + 1, (i - 1) % m] for i in range(1, n - 1))
    return line([change], ""), [line(u.sum(1)), line(u[:, m // 2])]


def k_means(n, k, rounds):
    x, centers = uniform(n * 3, 4).reshape(n, 3), uniform(k * 3, 5).reshape(k, 3)
    for _ in range(rounds):
        nearest = ((x[:, None] - centers) ** 2).sum(2).argmin(1)
        count = np.bincount(nearest, minlength=k)
        for c in range(k):
            if count[c]:
                centers[c] = x[nearest == c].sum(0) / count[c]
    return [*(line(c) for c in centers.T), line(count)]


def expected(folder):
    lines = []
    for n in 1, 2, 5, 40:
        for m in 2, 3, 10:
            lines += whole(n, m)
    for n in 1, 4, 50:
        change, plate = heat(n, 9, 12)
        lines += [change, *columns(n), *plate, *k_means(n, 3, 5)]
    return "\n".join(lines) + "\n"
