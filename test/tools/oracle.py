"""What the Python files beside the cases share: pandas' text of a frame, TPC-H's files, and comparisons of tables."""

import math
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """In the types whose values are printed as bodocc prints them."""
    others = {pa.bool_(): pd.BooleanDtype(), pa.string(): pd.StringDtype("pyarrow")}
    frame = table.to_pandas(types_mapper=lambda t: others.get(t) or pd.ArrowDtype(t))
    # floats that need exponents: pandas shows them so in columns of NumPy's types, whose missing values are NaN
    for name in table.column_names:
        known = table[name].drop_null().to_pandas()
        if not pa.types.is_floating(table[name].type) or "e" not in repr(known.to_frame("")):
            continue
        texts = iter(known.to_frame().to_string(header=False, index=False).split("\n"))
        cells = [None if v is None else next(texts).strip() for v in table[name].to_pylist()]
        frame[name] = pd.array(cells, dtype=pd.StringDtype("pyarrow")) if None in cells else known
    return frame


def shown(frame: pd.DataFrame | pa.Table) -> str:
    """As pandas prints it on a terminal of 80 characters, with a line end."""
    if isinstance(frame, pa.Table):
        frame = to_pandas(frame)
    os.environ["COLUMNS"] = "80"
    with pd.option_context("display.max_columns", 0, "display.width", 80):
        return repr(frame) + "\n"


def make_tpch(folder: Path, scale: str = "0.01") -> None:
    """Makes folder/sf/*.parquet, and the samples that the programs name as data/tpch/*.parquet."""
    tool = shutil.which("tpcgen-cli") or str(Path(sys.executable).parent / "tpcgen-cli")
    tables = ["customer", "orders", "lineitem"]
    for output, size in [("sf", scale), ("data/tpch", "0.001")]:
        (folder / output).mkdir(parents=True, exist_ok=True)
        subprocess.run([tool, "tpch", "parquet", "--quiet", "--scale-factor", size, "--output-dir", folder / output,
                        "--tables", ",".join(tables)], check=True)  # fmt: skip


def some(rows: int, value, missing: float = 0.08) -> list:
    """So many values, each made by value(), and some of them missing."""
    return [None if random.random() < missing else value() for _ in range(rows)]


def same(*keys: str) -> str:
    """SQL's condition of a join of a and b by keys, of which missing ones equal each other."""
    return " AND ".join(f"a.{k} IS NOT DISTINCT FROM b.{k}" for k in keys)


answers: dict[str, tuple[dict[str, pa.Table], pa.Table]] = {}  # by queries: of which tables, and the result


def query(text: str, **tables: pa.Table) -> pa.Table:
    """DuckDB's result, also over files that stay as they are: each of a case's runs asks for it."""
    import duckdb

    if text not in answers or answers[text][0] != tables:
        connection = duckdb.connect(config={"threads": 1})  # several add floats in an order that depends on the load
        for name, table in tables.items():
            connection.register(name, table)
        answers[text] = tables, connection.sql(text).to_arrow_table()
    return answers[text][1]


def read(path: Path) -> pa.Table:
    """A Parquet file, or a folder's in the order of their names, without the partition columns of its subfolders."""
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    return pa.concat_tables([pq.read_table(file, partitioning=None) for file in files])


def assert_same(found: pa.Table, expected: pa.Table, tolerance: float = 1e-12, absolute: float = 0.0) -> None:
    """Equal names, rows and values; types may differ in width only."""
    assert found.column_names == expected.column_names, f"columns {found.column_names}, not {expected.column_names}"
    assert found.num_rows == expected.num_rows, f"{found.num_rows} rows, not {expected.num_rows}"
    for name in expected.column_names:
        if same_column(found[name], expected[name], tolerance, absolute):
            continue
        for row, (a, b) in enumerate(zip(found[name].to_pylist(), expected[name].to_pylist())):
            assert same_value(a, b, tolerance, absolute), f"column {name}, row {row}: {a!r}, not {b!r}"


def same_column(a: pa.ChunkedArray, b: pa.ChunkedArray, tolerance: float, absolute: float) -> bool:
    """Whether two columns are the same at a glance: value by value takes long where there are millions."""
    if pa.types.is_integer(a.type) and pa.types.is_integer(b.type) and a.type != b.type:
        try:
            a = a.cast(b.type)
        except pa.ArrowInvalid:  # values beyond the other type
            return False
    if a.type != b.type:
        return False
    if not pa.types.is_float64(a.type) or not a.is_null().equals(b.is_null()):
        return a.equals(b)
    return np.allclose(a.to_numpy(), b.to_numpy(), rtol=tolerance, atol=absolute, equal_nan=True)


def same_value(a, b, tolerance: float = 1e-12, absolute: float = 0.0) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=tolerance, abs_tol=absolute)
    return a == b
