import math

import numpy as np

import random_numbers as random


def histogram(n):
    x = random.normal(n, 1)
    i = np.flatnonzero((x >= -4) & (x < 4))
    bins = (x[i] + 4).astype(int)
    counts = np.bincount(bins, minlength=8)
    sums = np.array([0.5 + math.fsum(1 / x[i][bins == k]) for k in range(8)])
    left = np.ones(3) - np.bincount(i[i % 2 == 0] % 3, x[i[i % 2 == 0]].astype(np.float32), minlength=3)
    weighted = (sums * counts[::-1]).sum() + sums[np.arange(n) % 8].sum()
    return [weighted, counts.sum(), counts[3], sums[0] + counts[:7].sum(), left.astype(np.float32).astype(float).sum()]


def k_means(n, k, rounds):
    points = np.array([random.uniform(n, 2), random.uniform(n, 3)])
    centers = points[:, :k].copy()
    for _ in range(rounds):
        nearest = ((points[:, :, None] - centers[:, None, :]) ** 2).sum(axis=0).argmin(axis=1)
        for j in np.unique(nearest):
            centers[:, j] = points[:, nearest == j].mean(axis=1)
    return [*centers[0], *centers[1], *np.bincount(nearest, minlength=k)]


def text(values):
    return " ".join(f"{v:.17g}" for v in values)


def expected(folder):
    lines = [text(histogram(n)) for n in (0, 1, 5, 1000)] + [text(k_means(n, 3, 10)) + " " for n in (5, 2000)]
    return "\n".join([*lines, "5 4"]) + "\n"
