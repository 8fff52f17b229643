"""The files of language.py: 10 million rows with a column for each kind of operation, and the smaller ones beside them.

    language_data.py FOLDER [--rows 10000000]
"""

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

FEW, MANY = 1_000, 1_000_000  # groups of k and g
MODES = ["AIR", "FOB", "MAIL", "RAIL", "REG AIR", "SHIP", "TRUCK", "OTHER"]
START = np.datetime64("2020-01-01", "us")


def texts(*parts) -> pa.Array:
    """Arrays, and texts between them, row by row as one text."""
    columns = [part if isinstance(part, str) else pc.cast(part, pa.string()) for part in parts]
    return pc.binary_join_element_wise(*columns, "")


def some(random: np.random.Generator, values: pa.Array, part: float, other=None) -> pa.Array:
    """The values, this part of them replaced."""
    return pc.if_else(pa.array(random.random(len(values)) < part), pa.scalar(other, values.type), values)


def make_rows(random: np.random.Generator, first: int, n: int) -> pa.Table:
    id = np.arange(first, first + n)
    x = random.normal(100, 15, n)
    cents = pa.array(random.integers(0, 100, n)).cast(pa.string())
    days = random.integers(0, 1000, n)
    spread = random.integers(0, 10**9, n)
    return pa.table({
        "id": id,
        "w": random.integers(1, 10, n),
        "x": x,
        "y": some(random, pa.array(np.round(random.exponential(50, n), 3)), 0.1),
        "i": random.integers(0, 1_000_000, n),
        "k": random.integers(0, FEW, n),
        "g": random.integers(0, MANY, n),
        # distinct times in ascending order, a second apart
        "t": pa.array(START + id * 1_000_000 + random.integers(0, 1_000_000, n)),
        "mode": pa.DictionaryArray.from_arrays(random.integers(0, len(MODES), n, dtype=np.int32), MODES).cast(pa.string()),
        "number": some(random, texts(pa.array(random.integers(1, 1000, n)), ",", pa.array(random.integers(100, 1000, n)), ".", cents),
                       0.05, "n/a"),
        "day": pc.strftime(pa.array(START.astype("datetime64[D]") + days), "%d/%m/%Y"),
        "time": pc.strftime(pa.array((START + spread % 10**8 * 1_000_000).astype("datetime64[s]")), "%Y-%m-%d %H:%M:%S"),
        "url": texts("https://site", pa.array(spread % 5000), ".example.com/item/", pa.array(spread), "?from=",
                     pa.array(days)),
    })  # fmt: skip


def make_groups(random: np.random.Generator, first: int, n: int) -> pa.Table:
    """Keys of each kind: so many different ones in random order, in the file's order or nearly, texts, and two together."""
    id = np.arange(first, first + n)
    hundred_thousand, million = random.integers(0, 100_000, n), random.integers(0, 1_000_000, n)
    return pa.table({
        "id": id,
        "thousand": random.integers(0, 1000, n),
        "hundred_thousand": hundred_thousand,
        "million": million,
        "ten_million": random.integers(0, 10_000_000, n),
        # of all 64 bits
        "wide": (million.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)).astype(np.int64),
        "sorted": id // 4,
        "clustered": (id + random.integers(0, 10_000, n)) // 4,
        "text": texts("customer#", pc.utf8_lpad(pa.array(hundred_thousand).cast(pa.string()), 9, "0")),
        "many_texts": texts("customer#", pc.utf8_lpad(pa.array(million).cast(pa.string()), 9, "0")),
        "high": million // 1000,
        "low": million % 1000,
        "x": random.normal(100, 15, n),
        "i": random.integers(0, 1_000_000, n),
    })  # fmt: skip


def write_parts(file: Path, rows: int, part, write, chunk: int = 1_000_000) -> None:
    if file.exists():
        return
    temporary = file.with_name(file.name + ".new")
    writer = None
    for first in range(0, rows, chunk):
        table = part(first, min(chunk, rows - first))
        writer = writer or write(temporary, table.schema)
        writer.write_table(table)
    writer.close()
    temporary.rename(file)


class JsonLines:
    def __init__(self, file: Path, schema: pa.Schema):
        self.file = open(file, "w")

    def write_table(self, table: pa.Table) -> None:
        columns = [table[name].to_pylist() for name in ("id", "x", "mode")]
        self.file.writelines(f'{{"id": {a}, "x": {b!r}, "mode": "{c}"}}\n' for a, b, c in zip(*columns))

    def close(self) -> None:
        self.file.close()


class OddCsv:
    """Semicolons, decimal commas, days first, n/a for what is missing."""

    def __init__(self, file: Path, schema: pa.Schema):
        self.file = open(file, "w")
        self.file.write("id;y;day;mode\n")

    def write_table(self, table: pa.Table) -> None:
        columns = [table[name].to_pylist() for name in ("id", "y", "day", "mode")]
        self.file.writelines(f"{a};{'n/a' if b is None else str(b).replace('.', ',')};{c};{d}\n" for a, b, c, d in zip(*columns))

    def close(self) -> None:
        self.file.close()


def make(folder: Path, rows: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    parquet = lambda file, schema: pq.ParquetWriter(file, schema)  # noqa: E731
    made = lambda first, n: make_rows(np.random.default_rng(first), first, n)  # noqa: E731
    write_parts(folder / "rows.parquet", rows, made, parquet)
    grouped = lambda first, n: make_groups(np.random.default_rng(first), first, n)  # noqa: E731
    write_parts(folder / "groups.parquet", rows, grouped, parquet)
    write_parts(folder / "rows.json", rows, made, JsonLines)
    write_parts(folder / "rows.csv", rows, made, OddCsv)
    random = np.random.default_rng(14)
    few = rows // 10
    # a key of two thirds of the groups, once, and as many that no row has
    keys = pa.table({"g": random.permutation(MANY + MANY // 2)[:MANY], "v": random.random(MANY)})
    write_parts(folder / "keys.parquet", 1, lambda first, n: keys, parquet)
    times = np.sort(random.choice(rows, few, replace=False)) * 1_000_000
    quotes = pa.table({"t": pa.array(START + times), "k": random.integers(0, FEW, few), "bid": random.random(few)})
    write_parts(folder / "quotes.parquet", 1, lambda first, n: quotes, parquet)


def make_samples(folder: Path, source: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("rows", "keys", "quotes", "groups"):
        # so many that bodocc sees which columns have few words
        rows = next(pq.ParquetFile(source / f"{name}.parquet").iter_batches(batch_size=1000))
        pq.write_table(pa.Table.from_batches([rows]), folder / f"{name}.parquet")
    for name in ("rows.json", "rows.csv"):
        with open(source / name) as file:
            (folder / name).write_text("".join(next(file) for _ in range(50)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=10_000_000)
    arguments = parser.parse_args()
    make(arguments.folder, arguments.rows)
