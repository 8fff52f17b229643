"""The numbers of bodo::random_uniform and its like, by NumPy."""

import numpy as np


def philox(counter, key):
    """Philox 4x32-10 of Random123, on arrays of 32-bit words in 64 bits."""
    mask = np.uint64(0xFFFFFFFF)
    c = [np.asarray(word, np.uint64) for word in counter]
    k = [np.uint64(key & 0xFFFFFFFF), np.uint64(key >> 32)]
    for _ in range(10):
        a, b = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        shift = np.uint64(32)
        c = [(b >> shift) ^ c[1] ^ k[0], b & mask, (a >> shift) ^ c[3] ^ k[1], a & mask]
        k = [(k[0] + np.uint64(0x9E3779B9)) & mask, (k[1] + np.uint64(0xBB67AE85)) & mask]
    return c


# the known answers of Random123
assert [int(w) for w in philox([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], 0x299F31D0A4093822)] == [
    0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1]


def words(n, seed, kind):
    zero = np.zeros(n, np.uint64)
    w = philox([np.arange(n, dtype=np.uint64), zero, zero + np.uint64(kind), zero], seed)
    return w[1] << np.uint64(32) | w[0], w[3] << np.uint64(32) | w[2]


def unit(bits):
    return (bits >> np.uint64(11)).astype(float) * 2.0**-53


def uniform(n, seed):
    return unit(words(n, seed, 0)[0])


def normal(n, seed):
    a, b = words(n, seed, 1)
    return np.sqrt(-2 * np.log(1 - unit(a))) * np.cos(2 * np.pi * unit(b))


def integers(low, high, n, seed):
    return np.array([low + (int(w) * (high - low) >> 64) for w in words(n, seed, 2)[0]], np.int64)
