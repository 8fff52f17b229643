import datetime
import random

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def make(folder):
    r = random.Random(7)
    count = 41
    some = lambda v: None if r.random() < 0.2 else v  # noqa: E731
    day = datetime.date(2024, 1, 1)
    table = pa.table({
        "i": pa.array([r.randrange(-9, 9) for _ in range(count)], pa.int64()),
        "f": [some(r.randrange(-80, 80) / 16) for _ in range(count)],
        "s": [some(r.choice("abc")) for _ in range(count)],
        "b": [some(r.random() < 0.5) for _ in range(count)],
        "d": [some(day + datetime.timedelta(days=r.randrange(60))) for _ in range(count)],
        "t": pa.array([some(datetime.datetime(2024, 1, 1) + datetime.timedelta(hours=r.randrange(700))) for _ in range(count)], pa.timestamp("ns")),
    })  # fmt: skip
    pq.write_table(table, folder / "rows.parquet", row_group_size=10)
    pq.write_table(table.slice(0, 0), folder / "none.parquet")


def check(folder, outputs):
    for name in ("rows", "none"):
        df = pq.read_table(folder / f"{name}.parquet").to_pandas(types_mapper=pd.ArrowDtype)

        def same(kind, wanted, name=name):
            found = pq.read_table(folder / f"{name}.{kind}").to_pandas(types_mapper=pd.ArrowDtype)
            assert list(found.columns) == list(wanted.columns), f"{name}.{kind}: {list(found.columns)}"
            pd.testing.assert_frame_equal(found, wanted.reset_index(drop=True), check_dtype=False, rtol=1e-12, obj=f"{name}.{kind}")

        def row(columns, reduce, df=df):
            return pd.DataFrame({c: pd.array([None if pd.isna(v := reduce(df[c])) else v], dtype=object) for c in columns}).convert_dtypes(dtype_backend="pyarrow")

        numbers, every = ["i", "f"], list(df.columns)
        same("sum", row([*numbers, "b"], lambda s: s.sum()))
        same("mean", row([*numbers, "b"], lambda s: s.mean()))
        same("count", row(every, lambda s: s.count()))
        same("nunique", row(every, lambda s: s.nunique()))
        same("std", row(numbers, lambda s: s.std()))
        same("var", row(numbers, lambda s: s.var()))
        same("median", row(numbers, lambda s: s.median()))
        same("quantile", row(numbers, lambda s: s.quantile(0.3)))
        for kind, of in (("min", lambda v: min(v)), ("max", lambda v: max(v)), ("head", lambda v: v[0]), ("tail", lambda v: v[-1])):
            found = pq.read_table(folder / f"{name}.{kind}").to_pylist()
            names = [c for c in every if c in found[0]]
            assert set(every) - set(names) <= ({"b"} if kind in ("min", "max") else set()), names
            values = {c: [v for v in df[c].tolist() if not pd.isna(v)] for c in names}
            assert found == [{c: of(v) if v else None for c, v in values.items()}], (kind, found)
        flags = [v for v in df["b"].tolist() if not pd.isna(v)]
        assert pq.read_table(folder / f"{name}.any").to_pylist() == [{"b": any(flags)}]
        assert pq.read_table(folder / f"{name}.all").to_pylist() == [{"b": all(flags)}]
        same("isna", df.isna().astype("bool[pyarrow]"))
        complete = df.notna().all()
        assert pq.read_table(folder / f"{name}.complete").to_pylist() == [{c: bool(complete[c]) for c in every}]
        same("abs", df.assign(i=df.i.abs(), f=df.f.abs()))
        same("round", df.assign(f=df.f.round(1)))
        same("clip", df.assign(i=df.i.clip(-3, 4), f=df.f.clip(-3, 4)))

        t = lambda text: pd.Timestamp(text)  # noqa: E731
        more = df.assign(
            where=df.i.where((df.f > 2).fillna(False), 0), where_missing=df.s.where((df.i > 2).fillna(False)),
            mask=df.f.mask(df.i < 0), mask_other=df.i.mask(~(df.i < 0), -df.i), rounded=df.f.round(1),
            **{"from": df.d >= datetime.date(2024, 1, 15),
               "between": (df.t >= t("2024-01-01 12:00")) & (df.t <= t("2024-01-10T00:00:00.5")),
               "one_of": df.d.isin([datetime.date(2024, 1, 2), datetime.date(2024, 2, 29)]),
               "known": df.t.fillna(t("2000-01-01"))})  # fmt: skip
        same("rest", more[(df.t < t("2024-01-20")).fillna(False)])
