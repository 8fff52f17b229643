"""Makes the files that the examples read, in the current folder: data.py [EXAMPLE...] (all of them, by default)."""

import datetime
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

YEAR = datetime.datetime(2023, 1, 1)


def orders(r: random.Random) -> None:
    n = 20_000
    pq.write_table(pa.table({
        "order_id": list(range(n)),
        "customer": [int(r.triangular(0, 900, 0)) for _ in range(n)],
        "time": [YEAR + datetime.timedelta(seconds=r.randrange(365 * 86400)) for _ in range(n)],
        "amount": [round(r.random() * 200, 2) for _ in range(n)],
        "product": [r.choice("ABCDEFGH") for _ in range(n)],
    }), "orders.parquet")  # fmt: skip


def events(r: random.Random) -> None:
    n, start = 20_000, datetime.datetime(2024, 3, 1)
    pq.write_table(pa.table({
        "user": [r.randrange(400) for _ in range(n)],
        "time": [start + datetime.timedelta(milliseconds=r.randrange(7 * 86400 * 1000)) for _ in range(n)],
        "action": [r.choice(["view"] * 12 + ["cart"] * 2 + ["pay"]) for _ in range(n)],
    }), "events.parquet")  # fmt: skip


def trades(r: random.Random) -> None:
    n, start = 20_000, datetime.datetime(2024, 5, 2, 9, 30)
    pq.write_table(pa.table({
        "symbol": [r.choice(["AAPL", "MSFT", "NVDA"]) for _ in range(n)],
        "time": [start + datetime.timedelta(milliseconds=t) for t in r.sample(range(3_600_000), n)],
        "price": [round(100 + r.gauss(0, 2), 2) for _ in range(n)],
        "size": [r.randrange(1, 500) for _ in range(n)],
    }), "trades.parquet")  # fmt: skip


def people(r: random.Random) -> None:
    with open("people.csv", "w") as file:
        file.write("id,name,email,updated\n")
        for i in range(5000):
            person = r.randrange(1800)
            name = ["  Ann ", "BOB", "cleo  smith"][person % 3]
            email = f"{r.choice('Pp')}{person}@{['X.org', 'y.com'][person % 2]}"
            day = datetime.date(2024, 1, 1) + datetime.timedelta(days=r.randrange(300))
            file.write(f"{i},{name},{email},{day}\n")


def sales(r: random.Random) -> None:
    with open("sales.csv", "w") as file:
        file.write("id,day,price,quantity,country\n")
        for _ in range(5000):
            day = datetime.date(2024, 1, 1) + datetime.timedelta(days=r.randrange(60))
            day_text = r.choice([day.strftime("%d/%m/%Y")] * 9 + ["31/02/2024"])
            price = r.choice([f"{r.choice(['$', '', ''])}{r.random() * 90:.2f}"] * 9 + ["n/a"])
            quantity = r.choice([str(r.randrange(9))] * 9 + ["x"])
            file.write(f"{r.randrange(4000)},{day_text},{price},{quantity},{r.choice(['uk', ' DE', 'de', 'fr', ''])}\n")


def measurements(r: random.Random) -> None:
    with open("measurements.txt", "w") as file:
        for _ in range(50_000):
            file.write(f"{r.choice(['Oslo', 'Rome', 'São Paulo', 'Perth'])};{r.uniform(-20, 40):.1f}\n")


def readings(r: random.Random) -> None:
    with open("readings.csv", "w") as file:
        file.write("sensor,time,celsius\n")
        time = YEAR
        for _ in range(20_000):
            time += datetime.timedelta(seconds=r.choice([20, 60, 60, 300] + [30_000] * (r.random() < 0.02)))
            celsius = r.choice([f"{r.gauss(60, 3) + (40 if time.day == 9 and time.hour == 5 else 0):.1f}"] * 20 + [""])
            file.write(f"{r.choice(['boiler', 'hall'])},{time},{celsius}\n")


def quotes(r: random.Random) -> None:
    n, start = 30_000, datetime.datetime(2024, 5, 2, 9, 30)
    bid = [round(100 + r.gauss(0, 2), 2) for _ in range(n)]
    pq.write_table(pa.table({
        "time": [start + datetime.timedelta(milliseconds=t) for t in r.sample(range(3_600_000), n)],
        "symbol": [r.choice(["AAPL", "MSFT", "NVDA"]) for _ in range(n)],
        "bid": bid,
        "ask": [round(b + r.choice([0.01, 0.02, 0.05]), 2) for b in bid],
    }), "quotes.parquet")  # fmt: skip


def access(r: random.Random) -> None:
    with open("access.log", "w") as file:
        time = datetime.datetime(2024, 3, 1)
        for _ in range(20_000):
            time += datetime.timedelta(seconds=r.randrange(4))
            page = r.choice(["/", "/", "/shop", "/shop?item=7", "/cart", "/img/logo.png"])
            status = r.choice([200] * 9 + [304, 404, 500])
            file.write(f'10.0.{r.randrange(3)}.{r.randrange(30)} - - [{time:%d/%b/%Y:%H:%M:%S} +0100] "GET {page} HTTP/1.1" '
                       f'{status} {r.randrange(100, 90_000) if status == 200 else "-"}\n')  # fmt: skip


def book(r: random.Random) -> None:
    words = [f"{a}{b}" for a in ("tree", "river", "it's", "Night", "so") for b in ("", "s", "'s", "like", "ward")]
    with Path("book.txt").open("w") as file:
        for _ in range(5_000):
            line = [r.choice(words[: r.randrange(1, len(words) + 1)]) + r.choice(["", "", "", ",", "."]) for _ in range(r.randrange(12))]
            file.write(" ".join(line) + "\n")


def tpch(_: random.Random) -> None:
    tool = shutil.which("tpcgen-cli") or str(Path(sys.executable).parent / "tpcgen-cli")
    subprocess.run([tool, "tpch", "parquet", "--quiet", "--scale-factor", "0.05", "--output-dir", "tpch",
                    "--tables", "supplier,nation,orders,lineitem"], check=True)  # fmt: skip


FILES = {
    "cohorts": [orders],
    "deduplication": [people],
    "etl": [sales],
    "funnel": [events],
    "logs": [access],
    "ohlc": [trades],
    "one_billion_rows": [measurements],
    "quotes": [trades, quotes],
    "rfm": [orders],
    "sensors": [readings],
    "sessions": [events],
    "top_of_groups": [orders],
    "tpch_q21": [tpch],
    "word_count": [book],
}


def main() -> None:
    for make in dict.fromkeys(make for name in sys.argv[1:] or FILES for make in FILES[name]):
        make(random.Random(1))


if __name__ == "__main__":
    main()
