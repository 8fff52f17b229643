import datetime
import decimal
import functools
import random

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

VOCABULARY = ["the", "a", "cat", "dog", "", "Ärger", "日本", "walks", "over a rather long word that is not inline", "x"]


def make(folder):
    rng = random.Random(11)
    n = 500
    line = [None if rng.random() < 0.1 else " ".join(rng.choice(VOCABULARY) for _ in range(rng.randrange(8)))
            for _ in range(n)]
    lines = pa.table({
        "id": list(range(n)),
        "line": pa.array(line, pa.string()),
        "kind": pa.array([rng.choice(["cat", "dog", "x", "the", None]) for _ in range(n)], pa.string()),
        "n": pa.array([rng.choice([None, 0, 1, 2, 3, 4, 17]) if i != 250 else 10000 for i in range(n)], pa.int64()),
        "x": pa.array([rng.choice([None, 0.0, -0.5, 3.25, float("inf")]) for _ in range(n)], pa.float64()),
        "day": pa.array([None if rng.random() < 0.1 else datetime.date(2000, 1, 1) + datetime.timedelta(rng.randrange(500))
                         for _ in range(n)], pa.date32()),
        "price": pa.array([None if rng.random() < 0.1 else decimal.Decimal(rng.randrange(10**6)) / 100 for _ in range(n)],
                          pa.decimal128(10, 2)),
    })
    small = pa.table({"word": ["cat", "dog", "cat", "日本", "none"], "weight": [1, 2, 3, 4, 5]})
    pq.write_table(lines, folder / "lines.parquet", row_group_size=70, use_dictionary=["kind"])
    pq.write_table(lines.slice(0, 0), folder / "none.parquet")
    pq.write_table(small, folder / "lines_small.parquet")
    pq.write_table(small.slice(0, 0), folder / "none_small.parquet")


@functools.cache
def results(folder, path):
    db = duckdb.connect()
    db.execute(f"create table df as select * from '{folder / path}.parquet'")
    db.execute(f"create table small as select * from '{folder / path}_small.parquet'")
    words = "list_filter(string_split(line, ' '), lambda w: w <> '')"
    db.execute(f"create table w as select * exclude (ws, line), unnest(ws) as word, generate_subscripts(ws, 1) as pos "
               f"from (select *, {words} as ws from df)")
    others = "kind, n, x, day, price"
    relations = {
        "groups": db.sql("select word, count(*) as n, min(id) as first from w group by word order by word"),
        "words": db.sql(f"select id, word as line, {others} from w order by id, pos"),
        "filtered": db.sql(f"select id, word, {others} from w where n <> 3 and id % 2 = 0 and word <> 'the' order by id, pos"),
        "many": db.sql("select id, line, kind, i, x, day, price from (select *, unnest(range(n)) as i from df) "
                       "where i % 1000 = 1 order by id, i"),
        "joined": db.sql(f"select id, word, {others}, weight from w join small using (word) order by id, word, weight"),
        "after_join": db.sql("select w.word as line, sum(weight)::bigint as weight from w join small on w.kind = small.word "
                             "group by w.word order by w.word"),
        "sorted": db.sql("select id, word from w where word in ('cat', 'x') order by id desc, pos"),
        "twice": db.sql("select id, line, kind, unnest(range(i)) as j, x, day, price from "
                        "(select *, unnest(range(n)) as i from df where n < 20) order by id, i, j"),
        "kinds": db.sql("select id, line, unnest(list_transform(range(length(kind)), lambda i: kind)) as kind, n, x, day, price "
                        "from df order by id"),
        "optionals": db.sql("select line, kind, unnest(case when n is null then [] else [n, id, null] end) as number, "
                            "x, day, price from df order by id"),
        "halves": db.sql("select id, line, kind, n // 2 as n, x, day, price from df where n % 2 = 0 order by id"),
        "arrays": db.sql("select unnest([x / 4, -x]) as x from df where x is not null order by id"),
        "days": db.sql("select id, unnest([day, day + 1]) as day from df where day is not null order by id"),
        "prices": db.sql("select id, unnest([price, price]) as price from df where price is not null order by id"),
    }
    return {name: relation.to_arrow_table() for name, relation in relations.items()}


def check(folder, outputs):
    for path in ["lines", "none"]:
        for name, want in results(folder, path).items():
            got = pq.read_table(folder / f"{path}.{name}")
            if name == "optionals":
                got = got.drop_columns([c for c in got.column_names if c not in want.column_names])
            assert got.column_names == want.column_names, (name, got.column_names, want.column_names)
            assert got.to_pylist() == want.to_pylist(), (path, name)


def expected(folder):
    db = duckdb.connect()
    lines = []
    for path in ["lines", "none"]:
        lines.append(db.sql(f"select coalesce(sum(n), 0)::bigint from '{folder / path}.parquet'").fetchall()[0][0])
    for path in ["lines", "none"]:
        file = f"'{folder / path}.parquet'"
        ws = "list_filter(string_split(line, ' '), lambda w: w <> '')"
        lines.append(db.sql(f"select coalesce(2 * sum(id), 0)::bigint from {file}").fetchall()[0][0])
        lines.append(db.sql(f"select count(*) from {file} where len({ws}) > 2").fetchall()[0][0])
        lines.append(db.sql(f"select count(distinct w) from (select unnest({ws}) as w from {file})").fetchall()[0][0])
    return "".join(f"{line}\n" for line in lines)
