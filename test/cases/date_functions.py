import calendar
import random

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

ENDS = ["1970-01-01", "1969-12-31 23:59:59.999999999", "2024-02-29 12:30:00", "2023-12-31", "2024-12-30", "2021-01-03 01:00",
        "2000-02-29 23:30", "1900-03-31", "2200-01-01", "2024-03-31 00:07:30", "2024-04-01 00:00:00.5",
        "2024-04-01 00:00:01.5", "1700-06-30 13:00", "2261-12-31 11:59"]  # fmt: skip


def times():
    r = random.Random(3)
    drawn = [r.randrange(-(2**62), 2**62) for _ in range(60)]
    return [pd.Timestamp(e) for e in ENDS] + [pd.Timestamp(n) for n in drawn] + [pd.NaT]


def make(folder):
    for name, all_times in (("times", times()), ("none", [])):
        t = pa.array(pd.Series(all_times, dtype="datetime64[ns]"), pa.timestamp("ns"))
        o = pa.array(pd.Series([pd.Timestamp("1980-01-01 06:00")] * len(all_times), dtype="datetime64[ns]"), pa.timestamp("ns"))
        pq.write_table(pa.table({"t": t, "o": o}), folder / f"{name}.parquet", row_group_size=20)


def months(s, n):
    first = (s.dt.year * 12 + s.dt.month - 1) // n * n
    return [pd.Timestamp(int(m) // 12, int(m) % 12 + 1, 1) if m == m else pd.NaT for m in first]


def spans(s, n, origin):
    days = (s.dt.normalize() - pd.Timestamp(origin)).dt.days // n * n
    return [pd.Timestamp(origin) + pd.Timedelta(days=int(x)) if x == x else pd.NaT for x in days]


def parts_of(s):
    iso = s.dt.isocalendar()
    # pandas' %f has six digits too, its %e and %D come from the system
    form = "%Y-%m-%dT%H:%M:%S.%f %j %y "
    ends = [f" {calendar.month_abbr[t.month]} {calendar.month_name[t.month]} {calendar.day_abbr[t.weekday()]} "
            f"{calendar.day_name[t.weekday()]} {(t.hour + 11) % 12 + 1:02}{'AM' if t.hour < 12 else 'PM'} "
            f"{t.month:02}/{t.day:02}/{t.year % 100:02} {t.year:04}-{t.month:02}-{t.day:02} "
            f"{t.hour:02}:{t.minute:02}:{t.second:02} {t.hour:02}:{t.minute:02} +0000 %" if t == t else None for t in s]  # fmt: skip
    text = [None if t != t else t.strftime(form) + f"{t.day:2}" + end for t, end in zip(s, ends)]
    since = s - pd.Timestamp("1980-01-01 06:00")
    return {
        "week": iso.week, "isoyear": iso.year, "microsecond": s.dt.microsecond, "nanosecond": s.dt.nanosecond,
        "days_in_month": s.dt.days_in_month, "leap": s.dt.is_leap_year, "month_start": s.dt.is_month_start,
        "month_end": s.dt.is_month_end, "quarter_start": s.dt.is_quarter_start, "quarter_end": s.dt.is_quarter_end,
        "year_start": s.dt.is_year_start, "year_end": s.dt.is_year_end, "floor_15min": s.dt.floor("15min"),
        "floor_h": s.dt.floor("h"), "floor_d": s.dt.floor("D"), "floor_7us": s.dt.floor("7us"),
        "floor_w": spans(s, 7, "1969-12-29"), "floor_mo": months(s, 1), "floor_q": months(s, 3), "floor_y": months(s, 12),
        "floor_5mo": months(s, 5), "floor_dw": spans(s, 7, "1969-12-29"), "floor_10d": spans(s, 10, "1970-01-01"),
        "ceil_h": s.dt.ceil("h"), "ceil_2d": s.dt.ceil("2D"), "round_s": s.dt.round("s"), "round_2h": s.dt.round("2h"),
        "text": text, "date_text": s.dt.strftime("%d/%m/%Y"), "month_name": s.dt.month_name(), "day_name": s.dt.day_name(),
        "seconds": [x.value / 1e9 if x == x else None for x in since], "days": since.dt.days,
    }  # fmt: skip


def check(folder, outputs):
    for name in ("times", "none"):
        found = pq.read_table(folder / f"{name}.out").to_pandas(timestamp_as_object=False)
        s = pd.Series(times() if name == "times" else [], dtype="datetime64[ns]")
        for column, values in parts_of(s).items():
            for time, a, b in zip(s, found[column], values, strict=True):
                if time != time:
                    assert pd.isna(a), f"{column} of a missing time: {a!r}"
                    continue
                if isinstance(b, pd.Timestamp):
                    a = pd.Timestamp(a)
                assert a == b, f"{column} of {time}: {a!r}, not {b!r}"
    assert outputs[0].splitlines()[:3] == ["               floor_y  n"] + outputs[0].splitlines()[1:3], outputs[0]
