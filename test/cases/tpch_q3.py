import duckdb

import oracle

QUERY = """
        SELECT l_orderkey, o_orderdate, o_shippriority, sum(l_extendedprice * (1 - l_discount)) AS revenue
        FROM '{folder}/sf/customer.parquet', '{folder}/sf/orders.parquet', '{folder}/sf/lineitem.parquet'
        WHERE c_mktsegment = 'BUILDING' AND c_custkey = o_custkey AND l_orderkey = o_orderkey
          AND o_orderdate < DATE '1995-03-15' AND l_shipdate > DATE '1995-03-15'
        GROUP BY l_orderkey, o_orderdate, o_shippriority ORDER BY revenue DESC, o_orderdate LIMIT 10"""


def make(folder):
    oracle.make_tpch(folder)


def expected(folder):
    result = duckdb.sql(QUERY.format(folder=folder)).to_arrow_table()
    return oracle.shown(result)
