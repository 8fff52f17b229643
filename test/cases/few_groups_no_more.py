import pyarrow as pa
import pyarrow.parquet as pq

import oracle

COUNT = 5_000  # KeyDomains::most is less


def table(words, rows):
    numbers = range(rows)
    texts = [f"word {i * 7919 % words}, which is rather long" for i in numbers]
    return pa.table({"s": texts, "x": [float(i % 1000) / 8 for i in numbers], "t": [str(i % 13) for i in numbers]})


def make(folder):
    pq.write_table(table(5, 1000), folder / "sample.parquet")
    pq.write_table(table(COUNT, 2 * COUNT), folder / "rows.parquet", row_group_size=1_500)


def expected(folder):
    return f"{COUNT} words\n"


def check(folder, outputs):
    rows = f"'{folder}/rows.parquet'"
    wanted = {
        "words": f"SELECT s, count(*) AS n, sum(x) AS x, max(t) AS t FROM {rows} GROUP BY s ORDER BY s",
        "totals": f"""
            SELECT total, count(*) AS n FROM {rows} JOIN (SELECT s, sum(x) AS total FROM {rows} GROUP BY s) USING (s)
            GROUP BY total ORDER BY total""",
    }
    for name, query in wanted.items():
        oracle.assert_same(oracle.read(folder / name), oracle.query(query), 0)
