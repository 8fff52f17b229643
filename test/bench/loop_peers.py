"""The programs of loops/ in NumPy, and as loops that numba compiles. Each runs on one thread.

    loop_peers.py numpy|numba NAME

Prints the result, and the seconds and CPU seconds that it took; of numba's, after it has been compiled.
"""

import argparse
import math
import os
import sys
import time
from collections.abc import Callable

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402

try:
    from numba import njit
except ImportError:

    def njit(function):
        return function


SIZES = {
    "averages": (4000000, 50), "black_scholes": (4000000,), "conjugate_gradient": (4000000, 20), "heat": (2000, 2000, 100),
    "histogram": (20000000, 100), "k_means": (500000, 8, 20), "kernel_density": (500000, 64),
    "linear_regression": (500000, 10, 30), "logistic": (500000, 10, 20), "n_body": (3000, 10), "neighbours": (1000000, 64),
    "pi": (50000000,), "power_iteration": (3000, 50), "q26": (4000000, 8, 20),
}  # fmt: skip
SMALL = {name: tuple(min(n, 10) for n in sizes) for name, sizes in SIZES.items()}


@njit
def number(i: int) -> float:
    x = float(i) * 0.6180339887498949
    return x - math.floor(x)


def numbers(i: np.ndarray) -> np.ndarray:
    x = i * 0.6180339887498949
    return x - np.floor(x)


class Numpy:
    @staticmethod
    def averages(n: int, rounds: int) -> float:
        x = numbers(np.arange(n))
        smooth = x.copy()
        for _ in range(rounds):
            smooth[2:-2] = 0.1 * x[:-4] + 0.2 * x[1:-3] + 0.4 * x[2:-2] + 0.2 * x[3:-1] + 0.1 * x[4:]
            x, smooth = smooth, x
        return x.sum()

    @staticmethod
    def black_scholes(n: int) -> float:
        def normal(x: np.ndarray) -> np.ndarray:
            """The normal distribution: NumPy has no erfc."""
            return np.array([0.5 * math.erfc(v) for v in (x * -0.70710678118654752).tolist()])

        i = np.arange(n)
        spot, strike, years = 50 + 50 * numbers(i), 50 + 50 * numbers(3 * i), 0.1 + numbers(5 * i)
        deviation = 0.3 * np.sqrt(years)
        d1 = (np.log(spot / strike) + (0.05 + 0.045) * years) / deviation
        return (spot * normal(d1) - strike * np.exp(-0.05 * years) * normal(d1 - deviation)).sum()

    @staticmethod
    def conjugate_gradient(n: int, rounds: int) -> float:
        x, r = np.zeros(n), numbers(np.arange(n))
        p = r.copy()
        rest = r.dot(r)
        for _ in range(rounds):
            q = 2.5 * p
            q[1:] -= p[:-1]
            q[:-1] -= p[1:]
            step = rest / p.dot(q)
            x += step * p
            r -= step * q
            left = r.dot(r)
            p = r + left / rest * p
            rest = left
        return x.sum()

    @staticmethod
    def heat(n: int, m: int, rounds: int) -> float:
        u = numbers(np.arange(n * m)).reshape(n, m)
        following = u.copy()
        for _ in range(rounds):
            following[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
            u, following = following, u
        return u.sum()

    @staticmethod
    def histogram(n: int, bins: int) -> float:
        i = np.arange(n)
        x = numbers(i) * numbers(3 * i)
        count = np.bincount((x * bins).astype(np.int64), minlength=bins)
        return x[x > 0.5].sum() + count.max()

    @staticmethod
    def k_means(n: int, k: int, rounds: int) -> float:
        x = numbers(np.arange(3 * n)).reshape(n, 3)
        return Numpy.moved(x, x[:k].copy(), rounds)

    @staticmethod
    def moved(x: np.ndarray, centers: np.ndarray, rounds: int) -> float:
        k, dimensions = centers.shape
        for _ in range(rounds):
            best = np.argmin(((x[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2), axis=1)
            count = np.bincount(best, minlength=k)
            for d in range(dimensions):
                sums = np.bincount(best, weights=x[:, d], minlength=k)
                centers[:, d] = np.where(count > 0, sums / np.maximum(count, 1), centers[:, d])
        return centers.sum()

    @staticmethod
    def kernel_density(n: int, m: int) -> float:
        i = np.arange(n)
        x = numbers(i) * numbers(3 * i)
        return max(np.exp(-0.5 * ((x - j / m) / 0.1) ** 2).sum() for j in range(m))

    @staticmethod
    def features(n: int, m: int) -> np.ndarray:
        x = np.ones((n, m))
        x[:, :-1] = numbers(np.arange(n)[:, None] * m + np.arange(m - 1)) - 0.5
        return x

    @staticmethod
    def linear_regression(n: int, m: int, rounds: int) -> float:
        x = Numpy.features(n, m)
        y = 3 * x[:, 0] - x[:, 1] + 0.1 * numbers(7 * np.arange(n))
        w = np.zeros(m)
        for _ in range(rounds):
            w -= x.T @ (x @ w - y) * (0.5 / n)
        return w.dot(w)

    @staticmethod
    def logistic(n: int, m: int, rounds: int) -> float:
        x = Numpy.features(n, m)
        y = np.where(x[:, 0] + 0.2 * numbers(7 * np.arange(n)) > 0.1, 1.0, 0.0)
        w = np.zeros(m)
        for _ in range(rounds):
            w -= x.T @ (1 / (1 + np.exp(-(x @ w))) - y) * (4.0 / n)
        return w.dot(w)

    @staticmethod
    def n_body(n: int, rounds: int) -> float:
        i = np.arange(n)
        x, y, v, w = numbers(2 * i), numbers(2 * i + 1), np.zeros(n), np.zeros(n)
        for _ in range(rounds):
            dx, dy = x[None, :] - x[:, None], y[None, :] - y[:, None]
            square = dx * dx + dy * dy + 1e-3
            weight = 1 / (square * np.sqrt(square))
            v += 1e-6 * (weight * dx).sum(axis=1)
            w += 1e-6 * (weight * dy).sum(axis=1)
            x += v * 0.01
            y += w * 0.01
        return x.sum() + y.dot(w)

    @staticmethod
    def neighbours(n: int, m: int) -> float:
        i, j = np.arange(n), np.arange(m)
        x, y, to_x, to_y = numbers(i), numbers(5 * i), numbers(11 * j + 1), numbers(13 * j + 1)
        return sum(((x - to_x[j]) ** 2 + (y - to_y[j]) ** 2).min() for j in range(m))

    @staticmethod
    def pi(n: int) -> float:
        i = np.arange(n)
        return 4 * np.count_nonzero(numbers(i) ** 2 + numbers(7 * i + 3) ** 2 < 1) / n

    @staticmethod
    def power_iteration(n: int, rounds: int) -> float:
        i = np.arange(n)
        a = numbers(i[:, None] * i) + numbers(i[:, None] + i)
        x = np.ones(n)
        for _ in range(rounds):
            y = a @ x
            value = np.sqrt(y.dot(y))
            x = y / value
        return value

    @staticmethod
    def q26(n: int, k: int, rounds: int) -> float:
        sale = np.arange(n)
        customer = (numbers(sale) * numbers(3 * sale) * 100000).astype(np.int64)
        item = (numbers(7 * sale) * 20000).astype(np.int64)
        book = item % 10 == 3
        of = np.bincount(customer[book] * 4 + item[book] // 10 % 4, minlength=400000).reshape(-1, 4)
        return Numpy.moved(of[of.sum(axis=1) > 5].astype(float), 6 * numbers(np.arange(4 * k)).reshape(k, 4), rounds)


@njit
def averages(n, rounds):
    x = np.empty(n)
    for i in range(n):
        x[i] = number(i)
    smooth = x.copy()
    for _ in range(rounds):
        for i in range(2, n - 2):
            smooth[i] = 0.1 * x[i - 2] + 0.2 * x[i - 1] + 0.4 * x[i] + 0.2 * x[i + 1] + 0.1 * x[i + 2]
        x, smooth = smooth, x
    return x.sum()


@njit
def normal(x):
    return 0.5 * math.erfc(-x * 0.70710678118654752)


@njit
def black_scholes(n):
    price = np.empty(n)
    for i in range(n):
        spot, strike, years = 50 + 50 * number(i), 50 + 50 * number(3 * i), 0.1 + number(5 * i)
        deviation = 0.3 * math.sqrt(years)
        d1 = (math.log(spot / strike) + (0.05 + 0.045) * years) / deviation
        price[i] = spot * normal(d1) - strike * math.exp(-0.05 * years) * normal(d1 - deviation)
    return price.sum()


@njit
def conjugate_gradient(n, rounds):
    x, r, p, q = np.zeros(n), np.empty(n), np.empty(n), np.empty(n)
    rest = 0.0
    for i in range(n):
        r[i] = number(i)
        p[i] = r[i]
        rest += r[i] * r[i]
    for _ in range(rounds):
        product = 0.0
        for i in range(n):
            before = 0.0 if i == 0 else p[i - 1]
            after = 0.0 if i == n - 1 else p[i + 1]
            q[i] = 2.5 * p[i] - before - after
            product += p[i] * q[i]
        step, left = rest / product, 0.0
        for i in range(n):
            x[i] += step * p[i]
            r[i] -= step * q[i]
            left += r[i] * r[i]
        turn = left / rest
        for i in range(n):
            p[i] = r[i] + turn * p[i]
        rest = left
    return x.sum()


@njit
def heat(n, m, rounds):
    u = np.empty((n, m))
    for i in range(n):
        for j in range(m):
            u[i, j] = number(i * m + j)
    following = u.copy()
    for _ in range(rounds):
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                following[i, j] = 0.25 * (u[i - 1, j] + u[i + 1, j] + u[i, j - 1] + u[i, j + 1])
        u, following = following, u
    return u.sum()


@njit
def histogram(n, bins):
    x = np.empty(n)
    for i in range(n):
        x[i] = number(i) * number(3 * i)
    count, above = np.zeros(bins, dtype=np.int64), 0.0
    for i in range(n):
        count[int(x[i] * bins)] += 1
        if x[i] > 0.5:
            above += x[i]
    return above + count.max()


@njit
def k_means(n, k, rounds):
    x = np.empty((n, 3))
    for i in range(n):
        for d in range(3):
            x[i, d] = number(3 * i + d)
    return moved(x, x[:k].copy(), rounds)


@njit
def moved(x, centers, rounds):
    k, dimensions = centers.shape
    for _ in range(rounds):
        sums, count = np.zeros((k, dimensions)), np.zeros(k, dtype=np.int64)
        for i in range(len(x)):
            least, best = 1e300, 0
            for c in range(k):
                distance = 0.0
                for d in range(dimensions):
                    distance += (x[i, d] - centers[c, d]) * (x[i, d] - centers[c, d])
                if distance < least:
                    least, best = distance, c
            for d in range(dimensions):
                sums[best, d] += x[i, d]
            count[best] += 1
        for c in range(k):
            for d in range(dimensions):
                if count[c] > 0:
                    centers[c, d] = sums[c, d] / count[c]
    return centers.sum()


@njit
def kernel_density(n, m):
    density = np.zeros(m)
    for i in range(n):
        x = number(i) * number(3 * i)
        for j in range(m):
            distance = (x - j / m) / 0.1
            density[j] += math.exp(-0.5 * distance * distance)
    return density.max()


@njit
def linear_regression(n, m, rounds):
    x, y = np.ones((n, m)), np.empty(n)
    for i in range(n):
        for j in range(m - 1):
            x[i, j] = number(i * m + j) - 0.5
        y[i] = 3 * x[i, 0] - x[i, 1] + 0.1 * number(7 * i)
    w = np.zeros(m)
    for _ in range(rounds):
        gradient = np.zeros(m)
        for i in range(n):
            wrong = -y[i]
            for j in range(m):
                wrong += x[i, j] * w[j]
            for j in range(m):
                gradient[j] += wrong * x[i, j]
        w -= gradient * (0.5 / n)
    return (w * w).sum()


@njit
def logistic(n, m, rounds):
    x, y = np.ones((n, m)), np.empty(n)
    for i in range(n):
        for j in range(m - 1):
            x[i, j] = number(i * m + j) - 0.5
        y[i] = 1.0 if x[i, 0] + 0.2 * number(7 * i) > 0.1 else 0.0
    w = np.zeros(m)
    for _ in range(rounds):
        gradient = np.zeros(m)
        for i in range(n):
            product = 0.0
            for j in range(m):
                product += x[i, j] * w[j]
            wrong = 1 / (1 + math.exp(-product)) - y[i]
            for j in range(m):
                gradient[j] += wrong * x[i, j]
        w -= gradient * (4.0 / n)
    return (w * w).sum()


@njit
def n_body(n, rounds):
    x, y, v, w = np.empty(n), np.empty(n), np.zeros(n), np.zeros(n)
    for i in range(n):
        x[i] = number(2 * i)
        y[i] = number(2 * i + 1)
    for _ in range(rounds):
        for i in range(n):
            a, b = 0.0, 0.0
            for j in range(n):
                dx, dy = x[j] - x[i], y[j] - y[i]
                square = dx * dx + dy * dy + 1e-3
                weight = 1 / (square * math.sqrt(square))
                a += weight * dx
                b += weight * dy
            v[i] += 1e-6 * a
            w[i] += 1e-6 * b
        x += v * 0.01
        y += w * 0.01
    return x.sum() + (y * w).sum()


@njit
def neighbours(n, m):
    x, y, to_x, to_y = np.empty(n), np.empty(n), np.empty(m), np.empty(m)
    for i in range(n):
        x[i] = number(i)
        y[i] = number(5 * i)
    for j in range(m):
        to_x[j] = number(11 * j + 1)
        to_y[j] = number(13 * j + 1)
    least = np.full(m, 9.0)
    for i in range(n):
        for j in range(m):
            dx, dy = x[i] - to_x[j], y[i] - to_y[j]
            least[j] = min(least[j], dx * dx + dy * dy)
    return least.sum()


@njit
def pi(n):
    inside = 0
    for i in range(n):
        x, y = number(i), number(7 * i + 3)
        if x * x + y * y < 1:
            inside += 1
    return 4 * inside / n


@njit
def power_iteration(n, rounds):
    a, x, y, value = np.empty((n, n)), np.ones(n), np.empty(n), 0.0
    for i in range(n):
        for j in range(n):
            a[i, j] = number(i * j) + number(i + j)
    for _ in range(rounds):
        square = 0.0
        for i in range(n):
            total = 0.0
            for j in range(n):
                total += a[i, j] * x[j]
            y[i] = total
            square += total * total
        value = math.sqrt(square)
        x = y / value
    return value


@njit
def q26(n, k, rounds):
    of = np.zeros((100000, 4), dtype=np.int64)
    for sale in range(n):
        item = int(number(7 * sale) * 20000)
        if item % 10 == 3:
            of[int(number(sale) * number(3 * sale) * 100000), item // 10 % 4] += 1
    readers = 0
    for customer in range(len(of)):
        readers += of[customer].sum() > 5
    x = np.empty((readers, 4))
    readers = 0
    for customer in range(len(of)):
        if of[customer].sum() > 5:
            x[readers] = of[customer]
            readers += 1
    centers = np.empty((k, 4))
    for c in range(k):
        for d in range(4):
            centers[c, d] = 6 * number(4 * c + d)
    return moved(x, centers, rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=["numpy", "numba"])
    parser.add_argument("name", choices=SIZES)
    arguments = parser.parse_args()
    if arguments.peer == "numba" and "numba" not in sys.modules:
        raise SystemExit("numba is not installed")
    program: Callable = getattr(Numpy, arguments.name) if arguments.peer == "numpy" else globals()[arguments.name]
    program(*SMALL[arguments.name])
    started, used = time.perf_counter(), time.process_time()
    result = program(*SIZES[arguments.name])
    print(f"{result:.15g}\ninside {time.perf_counter() - started:.6f} {time.process_time() - used:.6f}")


if __name__ == "__main__":
    main()
