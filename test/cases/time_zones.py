import random

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import oracle

# around changes of clocks, by minutes, and after the last listed one
ENDS = ["2024-03-31 01:00", "2024-10-27 01:00", "2024-03-31 02:30", "2024-10-27 02:30", "2024-03-10 02:30", "2024-11-03 01:30", "2024-03-10 07:00",
        "2024-11-03 06:00", "2024-04-07 01:45", "2024-10-06 02:15", "2045-03-26 01:00", "2045-10-29 01:00", "2090-07-01", "2090-12-31 23:59:59.999999999",
        "1970-01-01", "1915-06-01", "1942-02-09 02:30", "1895-01-01", "1700-01-01", "2199-12-31", "2024-02-29 12:00:00.123456789"]  # fmt: skip


def times():
    r = random.Random(6)
    near = [pd.Timestamp(e) + pd.Timedelta(minutes=r.randrange(-120, 120)) for e in ENDS[:12] for _ in range(6)]
    return [pd.Timestamp(e) for e in ENDS] + near + [pd.Timestamp(r.randrange(-(10**18), 3 * 10**18)) for _ in range(60)] + [pd.NaT]


def make(folder):
    for name, all_times in (("times", times()), ("none", [])):
        pq.write_table(pa.table({"t": pa.array(pd.Series(all_times, dtype="datetime64[ns]"), pa.timestamp("ns"))}), folder / f"{name}.parquet", row_group_size=20)


def parts_of(s):
    utc = s.dt.tz_localize("UTC")

    def local(zone):
        return utc.dt.tz_convert(zone).dt.tz_localize(None)

    def back(zone, ambiguous, nonexistent):
        # pandas' True is summer time: the first of both
        choice = {"first": True, "last": False, "NaT": "NaT"}[ambiguous]
        found = [t if t is pd.NaT else t.tz_localize(zone, ambiguous=choice, nonexistent=nonexistent) for t in s]
        return pd.Series([pd.NaT if t is pd.NaT else t.tz_convert("UTC").tz_localize(None) for t in found], dtype="datetime64[ns]")

    seconds = [None if t is pd.NaT else t.value // 10**9 for t in s]
    days = [None if t is pd.NaT else t.value // (86400 * 10**9) for t in s]
    far = [None if v is None or abs(v * 1000) > 9_223_372_036 else pd.Timestamp(v * 1000, unit="s") for v in seconds]
    far = [None if t is None else pd.Timestamp(s[i].value // 10**6 * 10**9) for i, t in enumerate(far)]
    integer = pd.Int64Dtype()
    return {
        "oslo": local("Europe/Oslo"), "york": local("America/New_York"), "kolkata": local("Asia/Kolkata"), "lord": local("Australia/Lord_Howe"),
        "dublin": local("Europe/Dublin"), "utc": s, "first": back("America/New_York", "first", "shift_forward"),
        "last": back("America/Chicago", "last", "shift_forward"), "none": back("Europe/Oslo", "NaT", "NaT"), "back": s,
        "s": pd.array(seconds, integer), "ms": pd.array([None if t is pd.NaT else t.value // 10**6 for t in s], integer),
        "days": pd.array(days, integer), "day_s": pd.array([None if d is None else d * 86400 for d in days], integer),
        "from_s": [pd.NaT if v is None else pd.Timestamp(v * 10**9) for v in seconds],
        "from_far": pd.Series(far, dtype="datetime64[ns]"),
    }  # fmt: skip


def frame_of(all_times):
    s = pd.Series(all_times, dtype="datetime64[ns]")
    return pd.DataFrame({"t": s} | {n: pd.Series(v).astype("datetime64[ns]") if n in ("from_s",) else v for n, v in parts_of(s).items()})


def check(folder, outputs):
    for name, all_times in (("times", times()), ("none", [])):
        wanted = pa.Table.from_pandas(frame_of(all_times), preserve_index=False)
        oracle.assert_same(oracle.read(folder / f"{name}.out"), wanted)


def nearest(values):
    """The mean, of two nearest integers the even one."""
    low, rest = divmod(sum(values), len(values))
    return low + (2 * rest > len(values) or (2 * rest == len(values) and low % 2 == 1))


def expected(folder):
    f = frame_of(times())
    f["span"] = f["oslo"] - f["t"]
    f["k"] = f["s"] % 3
    spans, known = f["span"].dropna(), f["t"].dropna()
    whole = [str(pd.Timedelta(int(sum(x.value for x in spans)))), str(pd.Timedelta(nearest([x.value for x in spans]))),
             str(pd.Timestamp(nearest([x.value for x in known])))]  # fmt: skip
    rows = []
    for k, group in f.dropna(subset="k").groupby("k"):
        lasting, at = ([x.value for x in group[n].dropna()] for n in ("span", "t"))
        rows.append((k, nearest(lasting), sum(lasting), len(lasting), nearest(at)))
    k, mean, total, n, t = zip(*rows)
    groups = pa.table({"k": pa.array(k, pa.int64()), "mean": pa.array(mean, pa.duration("ns")), "sum": pa.array(total, pa.duration("ns")),
                       "n": pa.array(n, pa.int64()), "t": pa.array(t, pa.int64()).cast(pa.timestamp("ns"))})  # fmt: skip
    return "\n".join(whole) + "\n" + oracle.shown(groups) + "0 days 00:00:00\n<NA>\n<NA>\n" + oracle.shown(groups.slice(0, 0))
