import calendar
import datetime

import pyarrow as pa
import pyarrow.parquet as pq

import oracle

DAYS = [datetime.date(2024, 1, 31), datetime.date(2024, 2, 29), datetime.date(1969, 12, 31), None, datetime.date(1900, 3, 30),
        datetime.date(2023, 5, 31)]  # fmt: skip
TIMES = [None if d is None else datetime.datetime(d.year, d.month, d.day, 23, 30) for d in DAYS]


def make(folder):
    pq.write_table(pa.table({"d": pa.array(DAYS, pa.date32()), "t": pa.array(TIMES, pa.timestamp("us"))}),
                   folder / "days.parquet", row_group_size=2)  # fmt: skip


def later(day, months):
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def moved(months, values=DAYS, kind=pa.date32()):
    return pa.array([None if v is None else later(v, months) for v in values], kind)


def expected(folder):
    columns = {"constant": 1, "variable": 1, "before": -1, "year": -12, "both": -14, "quarter": -3}
    table = pa.table({"d": pa.array(DAYS, pa.date32()), **{name: moved(months) for name, months in columns.items()},
                      "t": moved(12, TIMES, pa.timestamp("ns"))})  # fmt: skip
    steps = "".join(oracle.shown(pa.table({"d": moved(step)})) for step in (-2, -1, 0, 1))
    parts = [["d", "constant", "variable", "before"], ["year", "both", "quarter", "t"]]
    shown = "".join(oracle.shown(table.select(names)) for names in parts)
    return shown + steps + f"{max(later(d, -1200) for d in DAYS if d is not None)}\n"
