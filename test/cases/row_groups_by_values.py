import datetime
import random

import pyarrow as pa
import pyarrow.parquet as pq

import oracle

random.seed(5)
ROWS = 9000
FIRST = datetime.date(2020, 1, 1)


def sometimes(value):
    return None if random.random() < 0.01 else value


# mostly in the order of `n`, so that row groups and pages have few of its values
FACTS = pa.table(
    {
        "n": pa.array([sometimes(i if i % 50 else 0) if i % 1503 else i for i in range(ROWS)], pa.int64()),
        "small": pa.array([i // 1000 for i in range(ROWS)], pa.int32()),
        "big": pa.array([4_000_000_000 + i // 80 for i in range(ROWS)], pa.uint32()),
        "half": pa.array([sometimes(i / 2 - 100) for i in range(ROWS)], pa.float64()),
        "flag": pa.array([sometimes(i % 3 == 0) for i in range(ROWS)], pa.bool_()),
        "day": pa.array([sometimes(FIRST + datetime.timedelta(i // 40)) for i in range(ROWS)], pa.date32()),
        "at": pa.array([datetime.datetime(2020, 1, 1) + datetime.timedelta(hours=i / 2) for i in range(ROWS)],
                       pa.timestamp("us")),
        "word": pa.array([sometimes(f"w{i * 7 % ROWS}") for i in range(ROWS)], pa.string()),
    }
)  # fmt: skip


def make(folder):
    pq.write_table(FACTS, folder / "facts.parquet", row_group_size=1500, write_page_index=True, data_page_size=500,
                   write_batch_size=100, use_dictionary=["word"])  # fmt: skip


def expected(folder):
    return "done\n"


def check(folder, outputs):
    for name, condition in {
        "numbers": "n >= 4000 AND n < 4500",
        "mirrored": "4000 > n AND small = 3",
        "either": "big >= 4000000100 OR n < 10",
        "halves": "half <= 12.5",
        "flag": "flag AND n = 4020",
        "between": "n BETWEEN 4000 AND 4020",
        "some": "n IN (4000, 4020, 77)",
        "days": "day >= DATE '2020-03-01' AND day < DATE '2020-03-21'",
        "times": "facts.at < TIMESTAMP '2020-03-01 05:00:00'",
        "word": "word = 'w1234'",
        "words": "word < 'w10'",
        "early": "n < 1503",
        "last": "n > (SELECT max(n) FROM facts) - 3",
    }.items():
        rows, answer = oracle.read(folder / name), oracle.query(f"SELECT * FROM facts WHERE {condition}", facts=FACTS)
        by = [("at", "ascending")]
        assert answer.num_rows > 0, name
        oracle.assert_same(rows.sort_by(by), answer.sort_by(by))
