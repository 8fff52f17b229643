import duckdb

import oracle

QUERY = """
        SELECT sum(l_extendedprice * l_discount) AS revenue FROM '{folder}/sf/lineitem.parquet'
        WHERE l_shipdate >= DATE '1994-01-01' AND l_shipdate < DATE '1995-01-01'
          AND l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24"""


def make(folder):
    oracle.make_tpch(folder)


def expected(folder):
    result = duckdb.sql(QUERY.format(folder=folder)).to_arrow_table()
    return f"{result.column(0)[0].as_py():.4f}\n"
