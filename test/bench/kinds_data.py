"""The files of queries.py's set `kinds`: kinds of data that TPC-H has not, in no order, with nothing missing.

`make` writes, at scale 1, under a folder:

- wide.parquet: 1 million visits of web pages in 100 columns, with long texts;
- rows.parquet: 3 million rows with a key to sort by for each type;
- skewed.parquet: 5 million rows, half of them with one key, and words of which few are most of all; keys.parquet: the keys;
- facts.parquet: 10 million facts, and their dimensions: customers, products, stores, days;
- trips.parquet: 3 million pairs of places;
- parts/: 200 Parquet files of 20,000 rows; lists/: 50 CSV files of 20,000 rows.
"""

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

TABLES = ["wide", "rows", "skewed", "keys", "facts", "customers", "products", "stores", "days", "trips", "parts", "lists"]
START = np.datetime64("2024-01-01", "us")
DAY = 86_400_000_000  # µs
WORDS = ("red green blue small large garden kitchen table chair lamp winter summer music travel hotel flight cheap best "
         "review price photo video news sport football weather recipe bread google search online shop offer sale free "
         "download game player city river mountain island bridge station market school doctor engine wheel").split()  # fmt: skip


def make(folder: Path, scale: str, tables: list[str]) -> None:
    """Unless they are there."""
    if folder.exists():
        return
    temporary = folder.with_name(folder.name + ".new")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    random, part = np.random.default_rng(100), float(scale)
    write(temporary / "wide.parquet", wide(random, int(1_000_000 * part)))
    write(temporary / "rows.parquet", rows(random, int(3_000_000 * part)))
    skewed(temporary, random, int(5_000_000 * part), int(100_000 * part))
    star(temporary, random, int(10_000_000 * part))
    write(temporary / "trips.parquet", trips(random, int(3_000_000 * part)))
    many_files(temporary, random, int(20_000 * part))
    temporary.rename(folder)


def write(file: Path, columns: dict) -> None:
    pq.write_table(pa.table(columns), file, row_group_size=200_000)


def joined(*parts) -> pa.Array:
    """Arrays, and texts between them, row by row as one text."""
    return pc.binary_join_element_wise(*(one if isinstance(one, str) else pc.cast(one, pa.string()) for one in parts), "")


def few(random: np.random.Generator, n: int, words: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(random.integers(0, len(words), n, dtype=np.int32), words).cast(pa.string())


def zipf(random: np.random.Generator, n: int, values: int, skew: float = 1.0) -> np.ndarray:
    """Numbers from 0 below `values`, k as often as 1/(k + 1)^skew."""
    weights = np.cumsum(1.0 / np.arange(1, values + 1) ** skew)
    return np.searchsorted(weights, random.random(n) * weights[-1])


def phrases(random: np.random.Generator, n: int, least: int, most: int, separator: str) -> pa.Array:
    lengths = random.integers(least, most + 1, n)
    words = np.asarray(WORDS)[random.integers(0, len(WORDS), lengths.sum())].tolist()
    ends = np.cumsum(lengths).tolist()
    return pa.array([separator.join(words[begin:end]) for begin, end in zip([0, *ends], ends)])


def wide(random: np.random.Generator, n: int) -> dict:
    pages = max(n // 3, 1)
    urls = joined("https://www.", few(random, pages, WORDS), zipf(random, pages, 2000), ".com/",
                  phrases(random, pages, 1, 9, "/"), "?id=", np.arange(pages))  # fmt: skip
    titles, searches = phrases(random, pages, 3, 16, " "), phrases(random, pages // 10 + 1, 1, 4, " ")
    seen, search = zipf(random, n, pages, 0.7), random.random(n) < 0.1
    columns = {
        "time": pa.array(START + random.integers(0, 30 * DAY, n)),
        "user_id": random.integers(0, n // 5 + 1, n) * 7_919 + 10**12,
        "region": zipf(random, n, 500).astype(np.int32),
        "browser": few(random, n, ["Chrome", "Safari", "Firefox", "Edge", "Opera", "Samsung Internet"]),
        "url": urls.take(pa.array(seen)),
        "title": titles.take(pa.array(seen)),
        "referer": pc.if_else(pa.array(search), "", urls.take(pa.array(random.permutation(seen)))),
        "search_phrase": pc.if_else(pa.array(search), searches.take(pa.array(zipf(random, n, len(searches)))), ""),
        "duration": random.integers(0, 100_000, n, dtype=np.int32),
        "width": random.integers(300, 3000, n).astype(np.int16),
    }
    # as many others as make 100
    for i in range(len(columns), 100):
        made = [lambda: random.integers(0, 2, n).astype(np.int16), lambda: random.integers(0, 10**9, n),
                lambda: zipf(random, n, 1000).astype(np.int32), lambda: np.round(random.random(n) * 100, 2),
                lambda: few(random, n, WORDS)]  # fmt: skip
        columns[f"c{i}"] = made[i % 5]()
    return columns


def rows(random: np.random.Generator, n: int) -> dict:
    order = pa.array(random.permutation(n))
    return {
        "i": random.permutation(n) * 977 - n,
        "x": random.normal(0, 1000, n),
        "s": joined(phrases(random, n, 1, 4, " "), " ", order),
        "k": random.integers(0, 1000, n, dtype=np.int32),
        "day": pa.array(START.astype("datetime64[D]") + random.integers(0, 2500, n)),
        "amount": pa.array(np.round(random.random(n) * 10**10, 2)).cast(pa.decimal128(15, 2)),
    }  # fmt: skip


def skewed(folder: Path, random: np.random.Generator, n: int, keys: int) -> None:
    names = joined("customer ", random.permutation(keys), few(random, keys, WORDS))
    write(folder / "skewed.parquet", {
        "key": np.where(random.random(n) < 0.5, 4711 % keys, random.integers(0, keys, n)),
        "name": names.take(pa.array(zipf(random, n, keys))),
        "value": np.round(random.random(n) * 1000, 3),
    })  # fmt: skip
    write(folder / "keys.parquet", {"key": random.permutation(keys), "name": names, "weight": random.random(keys)})


def star(folder: Path, random: np.random.Generator, n: int) -> None:
    sizes = {"customer": n // 50, "product": n // 1000, "store": 500, "day": 2000}
    write(folder / "facts.parquet", {f"{name}_id": random.integers(0, size, n) for name, size in sizes.items()} | {
        "quantity": random.integers(1, 20, n, dtype=np.int32),
        "price": np.round(random.random(n) * 500, 2),
    })  # fmt: skip
    ids = {name: random.permutation(size) for name, size in sizes.items()}
    write(folder / "customers.parquet", {"customer_id": ids["customer"],
                                         "customer": joined("Customer ", ids["customer"]),
                                         "segment": few(random, sizes["customer"], WORDS[:8])})  # fmt: skip
    write(folder / "products.parquet", {"product_id": ids["product"], "product": joined("Product ", ids["product"]),
                                        "category": few(random, sizes["product"], WORDS)})  # fmt: skip
    write(folder / "stores.parquet", {"store_id": ids["store"], "city": few(random, sizes["store"], WORDS[10:40]),
                                      "country": few(random, sizes["store"], WORDS[:10])})  # fmt: skip
    day = START.astype("datetime64[D]") + ids["day"]
    write(folder / "days.parquet", {"day_id": ids["day"], "day": pa.array(day),
                                    "year": day.astype("datetime64[Y]").astype(np.int64) + 1970})  # fmt: skip


def trips(random: np.random.Generator, n: int) -> dict:
    return {
        "zone": random.integers(0, 265, n, dtype=np.int32),
        "from_latitude": random.uniform(40, 41, n),
        "from_longitude": random.uniform(-74, -73, n),
        "to_latitude": random.uniform(40, 41, n),
        "to_longitude": random.uniform(-74, -73, n),
        "flags": random.integers(0, 2**40, n),
    }


def many_files(folder: Path, random: np.random.Generator, n: int) -> None:
    (folder / "parts").mkdir()
    (folder / "lists").mkdir()
    for number in range(200):
        write(folder / "parts" / f"part_{number:03d}.parquet", {
            "sensor": random.integers(0, 5000, n, dtype=np.int32),
            "time": pa.array(START + number * DAY + np.sort(random.integers(0, DAY, n))),
            "state": few(random, n, ["ok", "warm", "hot", "off"]),
            "value": np.round(random.normal(20, 5, n), 2),
        })  # fmt: skip
    for number in range(50):
        table = pa.table({
            "id": random.integers(0, 10**9, n),
            "city": few(random, n, WORDS),
            "day": pa.array(START.astype("datetime64[D]") + random.integers(0, 700, n)),
            "amount": np.round(random.random(n) * 1000, 2),
            "comment": phrases(random, n, 2, 8, " "),
        })  # fmt: skip
        pa.csv.write_csv(table, folder / "lists" / f"list_{number:02d}.csv")
