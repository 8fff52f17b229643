import datetime
import random

import pyarrow as pa
import pyarrow.parquet as pq

import oracle

random.seed(3)
FIRST = datetime.date(2020, 1, 1)
DAYS = [FIRST + datetime.timedelta(d) for d in range(366)]


def sometimes(value, share):
    return None if random.random() < share else value


# sorted by day, but for missing ones
FACTS = pa.table(
    {
        "day": pa.array([sometimes(DAYS[i * 366 // 9000], 0.001 if i < 4000 else 0) for i in range(9000)], pa.date32()),
        "k": pa.array([sometimes(i // 3 + random.randrange(5), 0.002) for i in range(9000)], pa.int32()),
        "n": pa.array(range(9000), pa.int64()),
    }
)
DATES = pa.table(
    {
        "day": pa.array([*DAYS, None], pa.date32()),
        "month": pa.array([*[d.month for d in DAYS], 7], pa.int32()),
    }
)
NAMES = pa.table(
    {
        # 64 bits; missing twice
        "k": pa.array([*range(1500, 2600, 7), None, 4, 4, None], pa.int64()),
        "day": pa.array([*DAYS[140:298], *DAYS[:4]], pa.date32()),
        "name": [f"name {i}" for i in range(162)],
    }
)


def make(folder):
    pq.write_table(FACTS, folder / "facts.parquet", row_group_size=150)
    pq.write_table(DATES, folder / "days.parquet", row_group_size=50)
    pq.write_table(NAMES, folder / "names.parquet", row_group_size=40)


def expected(folder):
    return "done\n"


def check(folder, outputs):
    equal = "{0}.{2} IS NOT DISTINCT FROM {1}.{2}".format
    month = "(SELECT * FROM days WHERE month = 7)"
    day, k = equal("f", "m", "day"), equal("f", "b", "k")
    for name, text in {
        "dates": f"SELECT f.day, f.k, n, month FROM facts f JOIN {month} m ON {day}",
        "chain": f"""SELECT f.day AS day_x, f.k, n, b.day AS day_y, name, m.day, month
                     FROM facts f JOIN names b ON {k} JOIN {month} m ON {day}""",
        "semi": f"""SELECT f.day, f.k, n, month FROM facts f JOIN {month} m ON {day}
                    WHERE EXISTS (SELECT 1 FROM names b WHERE {k})""",
        "left": f"""SELECT f.day AS day_x, f.k, n, month, b.day AS day_y, name
                    FROM facts f LEFT JOIN {month} m ON {day} JOIN names b ON {k}""",
        "right": f"""SELECT f.day AS day_x, f.k, n, month, b.day AS day_y, name
                     FROM (SELECT m.day, k, n, month FROM facts f RIGHT JOIN {month} m ON {day}) f
                     JOIN names b ON {k}""",
        "anti": f"""SELECT f.day AS day_x, f.k, n, b.day AS day_y, name FROM facts f JOIN names b ON {k}
                    WHERE NOT EXISTS (SELECT 1 FROM {month} m WHERE {day})""",
        "none": "SELECT f.day, f.k, n, month FROM facts f JOIN days m ON false",
        "both": f"SELECT f.day, f.k, n, name FROM facts f JOIN names b ON {k} AND {equal('f', 'b', 'day')}",
    }.items():
        rows, answer = oracle.read(folder / name), oracle.query(text, facts=FACTS, days=DATES, names=NAMES)
        by = [(column, "ascending") for column in answer.column_names]
        oracle.assert_same(rows.sort_by(by), answer.sort_by(by))
