"""The programs of language.py: one operation each, in C++, in SQL and in Polars.

Each makes one column r from the 10 million rows of language_data.py; what is compared is its sum and the number of its
values. Sums that say nothing about the order of values are weighted by w. None: the engine has no such operation.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Program:
    name: str
    body: str  # C++ that makes the series r of the frame df
    duckdb: str | None = None  # a query for r
    polars: Callable | None = None  # of the module and the lazy rows: a lazy frame with a column r
    tolerance: float = 1e-9
    source: str = "parquet"  # of df: rows.parquet; csv and json with their options, or groups.parquet
    peers: str = ""  # why a peer is left out


def value(name: str, cpp: str, sql: str | None, polars: Callable | None, **more) -> Program:
    """One value a row. SQL and Polars are expressions."""
    duckdb = sql and f"SELECT {sql} AS r FROM rows"
    lazy = polars and (lambda pl, rows: rows.select(polars(pl).alias("r")))
    return Program(name, f"auto r = {cpp};", duckdb, lazy, **more)


def preceding(n: int) -> str:
    return f"OVER (ROWS {n - 1} PRECEDING)"


def rolling(what: str, n: int, sql: str | None) -> Program:
    """A window of n rows, which has a result if it is whole."""
    column = "y" if what == "mean" else "x"
    periods = "" if column == "x" else f", {{.min_periods = {max(1, n // 2)}}}"
    whole = f"count({column}) {preceding(n)} >= {n if column == 'x' else max(1, n // 2)}"
    query = sql and f"SELECT CASE WHEN {whole} THEN {sql.format(column)} {preceding(n)} END AS r FROM rows"
    least = {} if column == "x" else {"min_samples": max(1, n // 2)}
    return Program(f"rolling {what} {n}", f'auto r = df["{column}"].rolling({n}{periods}).{what}();', query,
                   lambda pl, rows: rows.select(getattr(pl.col(column), f"rolling_{what}")(n, **least).alias("r")),
                   tolerance=1e-7)  # fmt: skip


def within(key: str, title: str, cpp: str, sql: str | None, polars: Callable | None, window: str = "", **more) -> Program:
    """One value a row from its group's rows, in their order."""
    query = sql and f"SELECT w * ({sql} OVER (PARTITION BY {key} ORDER BY id {window})) AS r FROM rows"
    lazy = polars and (lambda pl, rows: rows.select((pl.col("w") * polars(pl).over(key)).alias("r")))
    return Program(f"{title} by {key}", f'auto r = df["w"] * {cpp.format(key)};', query, lazy, **more)


SQL_ROLLING = {"sum": "sum({})", "mean": "avg({})", "std": "stddev({})", "min": "min({})", "max": "max({})",
               "median": "median({})"}  # fmt: skip
LAG = "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"

WINDOWS = [
    value("cumsum", 'df["x"].cumsum()', "sum(x) OVER (ROWS UNBOUNDED PRECEDING)", lambda pl: pl.col("x").cum_sum()),
    value("cummax", 'df["x"].cummax()', "max(x) OVER (ROWS UNBOUNDED PRECEDING)", lambda pl: pl.col("x").cum_max()),
    value("shift", 'df["w"] * df["x"].shift(3)', "w * lag(x, 3) OVER ()", lambda pl: pl.col("w") * pl.col("x").shift(3)),
    value("diff", 'df["w"] * df["i"].diff()', "w * (i - lag(i) OVER ())", lambda pl: pl.col("w") * pl.col("i").diff()),
    value("pct_change", 'df["x"].pct_change()', "x / lag(x) OVER () - 1", lambda pl: pl.col("x").pct_change()),
    value("rank min", 'df["w"] * df["i"].rank({.method = "min"})', "w * rank() OVER (ORDER BY i)",
          lambda pl: pl.col("w") * pl.col("i").rank("min").cast(pl.Int64)),
    value("rank average", 'df["w"] * df["x"].rank()', None, lambda pl: pl.col("w") * pl.col("x").rank()),
    value("rank dense text", 'df["w"] * df["mode"].rank({.method = "dense"})', "w * dense_rank() OVER (ORDER BY mode)",
          lambda pl: pl.col("w") * pl.col("mode").rank("dense").cast(pl.Int64)),
    value("ffill", 'df["w"] * df["y"].ffill()', "w * last_value(y IGNORE NULLS) OVER (ROWS UNBOUNDED PRECEDING)",
          lambda pl: pl.col("w") * pl.col("y").forward_fill()),
    value("bfill", 'df["w"] * df["y"].bfill()',
          "w * first_value(y IGNORE NULLS) OVER (ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)",
          lambda pl: pl.col("w") * pl.col("y").backward_fill()),
    value("interpolate", 'df["w"] * df["y"].interpolate()', "w * fill(y) OVER (ORDER BY id)",
          lambda pl: pl.col("w") * pl.col("y").interpolate()),
    value("ewm", 'df["x"].ewm({.span = 20}).mean()', None, lambda pl: pl.col("x").ewm_mean(span=20)),
    *(rolling(what, n, sql) for n in (7, 1000, 1_000_000) for what, sql in SQL_ROLLING.items()),
    Program("rolling sum by time", 'auto r = df["w"] * df.rolling("1h", {.on = "t"})["x"].sum();',
            "SELECT w * sum(x) OVER (ORDER BY t RANGE INTERVAL '3599.999999 seconds' PRECEDING) AS r FROM rows",
            lambda pl, rows: rows.select((pl.col("w") * pl.col("x").rolling_sum_by("t", "1h")).alias("r"))),
    Program("rolling max by time", 'auto r = df["w"] * df.rolling("1h", {.on = "t"})["x"].max();',
            "SELECT w * max(x) OVER (ORDER BY t RANGE INTERVAL '3599.999999 seconds' PRECEDING) AS r FROM rows",
            lambda pl, rows: rows.select((pl.col("w") * pl.col("x").rolling_max_by("t", "1h")).alias("r"))),
]  # fmt: skip


def windows_of_groups(key: str) -> list[Program]:
    group = f'df.groupby("{key}")'
    def whole(what: str) -> str:
        return f"CASE WHEN count(x) OVER w7 = 7 THEN {what}(x) OVER w7 END"
    def rolled(what: str, sql: str) -> Program:
        return Program(f"rolling {what} 7 by {key}", f'auto r = df["w"] * {group}["x"].rolling(7).{what}();',
            f"SELECT w * {whole(sql)} AS r FROM rows WINDOW w7 AS (PARTITION BY {key} ORDER BY id ROWS 6 PRECEDING)",
            lambda pl, rows: rows.select((pl.col("w") * getattr(pl.col("x"), f"rolling_{what}")(7).over(key)).alias("r")),
            tolerance=1e-7)  # fmt: skip
    return [
        within(key, "cumsum", group + '["x"].cumsum()', "sum(x)", lambda pl: pl.col("x").cum_sum(), LAG),
        within(key, "shift", group + '["x"].shift()', "lag(x)", lambda pl: pl.col("x").shift()),
        Program(f"diff by {key}", f'auto r = df["w"] * {group}["x"].diff();',
                f"SELECT w * (x - lag(x) OVER (PARTITION BY {key} ORDER BY id)) AS r FROM rows",
                lambda pl, rows: rows.select((pl.col("w") * pl.col("x").diff().over(key)).alias("r"))),
        within(key, "ffill", group + '["y"].ffill()', "last_value(y IGNORE NULLS)",
               lambda pl: pl.col("y").forward_fill(), LAG),
        Program(f"rank by {key}", f'auto r = df["w"] * {group}["i"].rank({{.method = "min"}});',
                f"SELECT w * rank() OVER (PARTITION BY {key} ORDER BY i) AS r FROM rows",
                lambda pl, rows: rows.select((pl.col("w") * pl.col("i").rank("min").over(key).cast(pl.Int64)).alias("r"))),
        within(key, "ewm", group + '["x"].ewm({{.span = 20}}).mean()', None, lambda pl: pl.col("x").ewm_mean(span=20)),
        rolled("sum", "sum"), rolled("mean", "avg"), rolled("max", "max"), rolled("median", "median"),
        Program(f"rolling sum by time by {key}", f'auto r = df["w"] * {group}.rolling("1d", {{.on = "t"}})["x"].sum();',
                f"SELECT w * sum(x) OVER (PARTITION BY {key} ORDER BY t RANGE INTERVAL '86399.999999 seconds' PRECEDING) "
                "AS r FROM rows",
                lambda pl, rows: rows.select((pl.col("w") * pl.col("x").rolling_sum_by("t", "1d").over(key)).alias("r"))),
        within(key, "row_number", group + ".row_number()", "row_number()",
               lambda pl: pl.int_range(1, pl.len() + 1)),
        Program(f"transform by {key}", f'auto r = df["w"] * {group}.transform(bodo::mean("x"));',
                f"SELECT w * avg(x) OVER (PARTITION BY {key}) AS r FROM rows",
                lambda pl, rows: rows.select((pl.col("w") * pl.col("x").mean().over(key)).alias("r"))),
        Program(f"head by {key} after sort", f'auto r = df.sort_values("x").groupby("{key}").head(3)["x"];',
                f"SELECT x AS r FROM rows QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY x) <= 3",
                lambda pl, rows: rows.select(key, "x").sort("x").group_by(key).head(3).select(r="x")),
        Program(f"filter by {key}", f'auto r = {group}.filter(bodo::mean("x") > 100)["x"];',
                f"SELECT x AS r FROM rows QUALIFY avg(x) OVER (PARTITION BY {key}) > 100",
                lambda pl, rows: rows.filter(pl.col("x").mean().over(key) > 100).select(r="x")),
        *(Program(f"{what} by {key}", f'auto r = {group}["{column}"].{call}()["{column}"];',
                  f"SELECT {sql} AS r FROM rows GROUP BY {key}",
                  lambda pl, rows, column=column, polars=polars:
                      rows.group_by(key).agg(polars(pl.col(column)).alias("r")).select("r"))
          for what, column, call, sql, polars in [
              ("median", "x", "median", "median(x)", lambda c: c.median()),
              ("nunique", "i", "nunique", "count(DISTINCT i)", lambda c: c.n_unique().cast(int)),
              ("std", "x", "std", "stddev(x)", lambda c: c.std())]),
        Program(f"quantile by {key}", f'auto r = {group}["x"].quantile(0.9)["x"];',
                f"SELECT quantile_cont(x, 0.9) AS r FROM rows GROUP BY {key}",
                lambda pl, rows: rows.group_by(key).agg(pl.col("x").quantile(0.9, "linear").alias("r")).select("r")),
    ]  # fmt: skip


def many_groups(what: str, *key: str) -> Program:
    """An aggregate of each group, so that groups that are mixed up show."""
    value, call, sql, polars = {
        "sum": ("r * r", 'sum("x")', "sum(x)", lambda pl: pl.col("x").sum()),
        "mean": ("r * r", 'mean("x")', "avg(x)", lambda pl: pl.col("x").mean()),
        "count": ("r * r", "size()", "count(*)", lambda pl: pl.len().cast(pl.Int64)),
        "max": ("r", 'max("x")', "max(x)", lambda pl: pl.col("x").max()),
        "nunique": ("r * r", 'nunique("i")', "count(DISTINCT i)", lambda pl: pl.col("i").n_unique().cast(pl.Int64)),
        "median": ("r", 'median("x")', "median(x)", lambda pl: pl.col("x").median()),
    }[what]
    cpp_keys = ", ".join(f'"{k}"' for k in key)
    square = value == "r * r"
    return Program(f"groups: {what} by {' and '.join(key)}",
                   f'auto a = df.groupby({{{cpp_keys}}}).agg({{{{"r", bodo::{call}}}}})["r"];\n  auto r = {value.replace("r", "a")};',
                   f"SELECT {value} AS r FROM (SELECT {sql} AS r FROM groups GROUP BY {', '.join(key)})",
                   lambda pl, groups: groups.group_by(key).agg(polars(pl).alias("r"))
                   .select(pl.col("r") * pl.col("r") if square else "r"),
                   source="groups")  # fmt: skip


def distinct_rows(*key: str) -> Program:
    cpp_keys = ", ".join(f'"{k}"' for k in key)
    return Program(f"groups: drop_duplicates of {' and '.join(key)}",
                   f'auto r = df[{{{cpp_keys}}}].drop_duplicates()["{key[0]}"];',
                   f"SELECT {key[0]} AS r FROM (SELECT DISTINCT {', '.join(key)} FROM groups)",
                   lambda pl, groups: groups.select(key).unique().select(r=key[0]), source="groups")  # fmt: skip


KEYS = ["thousand", "hundred_thousand", "million", "ten_million", "wide", "sorted", "clustered", "text", "many_texts"]
MANY_GROUPS = [
    *(many_groups("sum", key) for key in KEYS), many_groups("sum", "high", "low"),
    *(many_groups(what, key) for what in ("mean", "count", "max") for key in ("million", "ten_million")),
    *(many_groups(what, key) for what in ("nunique", "median") for key in ("thousand", "million", "ten_million", "many_texts")),
    *(distinct_rows(key) for key in ("thousand", "million", "ten_million", "clustered")), distinct_rows("high", "low"),
    Program("groups: drop_duplicates keeping rows", 'auto r = df.drop_duplicates({"million"})["x"];',
            "SELECT arg_min(x, id) AS r FROM groups GROUP BY million",
            lambda pl, groups: groups.unique("million", keep="first", maintain_order=True).select(r="x"), source="groups"),
]  # fmt: skip


MODES = ["AIR", "FOB", "MAIL", "RAIL", "REG AIR", "SHIP", "TRUCK", "OTHER"]
WORDS = ", ".join(f'"{mode}"' for mode in MODES)

FRAMES = [
    Program("pivot_table",
            f'auto p = df.pivot_table({{.values = "x", .index = "k", .columns = "mode", .aggfunc = "sum"}}, {{{WORDS}}});\n'
            '  auto r = p["AIR"] + p["SHIP"] * 2;',
            "SELECT sum(x) FILTER (mode = 'AIR') + 2 * sum(x) FILTER (mode = 'SHIP') AS r, "
            + ", ".join(f"sum(x) FILTER (mode = '{mode}') AS c{i}" for i, mode in enumerate(MODES)) + " FROM rows GROUP BY k",
            lambda pl, rows: rows.group_by("k").agg(pl.col("x").filter(pl.col("mode") == m).sum().alias(m) for m in MODES)
            .select(r=pl.col("AIR") + 2 * pl.col("SHIP"))),
    Program("melt", 'auto r = df[{"w", "x", "y", "i"}].melt({.id_vars = "w", .value_vars = {"x", "y"}})["value"];',
            "SELECT value AS r FROM (UNPIVOT (SELECT w, x, y FROM rows) ON x, y INTO NAME variable VALUE value)",
            lambda pl, rows: rows.select("w", "x", "y").unpivot(["x", "y"], index="w").select(r="value")),
    Program("get_dummies", f'auto d = bodo::get_dummies(df["mode"], {{{WORDS}}});\n'
            '  auto r = bodo::where(d["AIR"], 1, 0) + bodo::where(d["SHIP"], 2, 0);',
            "SELECT (mode = 'AIR')::INT + 2 * (mode = 'SHIP')::INT AS r FROM rows",
            lambda pl, rows: rows.select(r=(pl.col("mode") == "AIR").cast(pl.Int64) + 2 * (pl.col("mode") == "SHIP").cast(pl.Int64)),
            peers="as conditions"),
    Program("cut", 'auto r = bodo::cut(df["x"], {50, 80, 90, 100, 110, 120, 150}).str().len();',
            "SELECT len(CASE WHEN x > 50 AND x <= 80 THEN '(50, 80]' WHEN x > 80 AND x <= 90 THEN '(80, 90]' "
            "WHEN x > 90 AND x <= 100 THEN '(90, 100]' WHEN x > 100 AND x <= 110 THEN '(100, 110]' "
            "WHEN x > 110 AND x <= 120 THEN '(110, 120]' WHEN x > 120 AND x <= 150 THEN '(120, 150]' END) AS r FROM rows",
            lambda pl, rows: rows.select(r=pl.col("x").cut([50, 80, 90, 100, 110, 120, 150],
                labels=["below", "(50, 80]", "(80, 90]", "(90, 100]", "(100, 110]", "(110, 120]", "(120, 150]", "above"])
                .cast(pl.String).replace(["below", "above"], None).str.len_chars().cast(pl.Int64))),
    Program("qcut", 'auto r = df["w"] * bodo::qcut(df["x"], 10);',
            "SELECT w * (SELECT count(*) FROM unnest(q.e) u(e) WHERE rows.x > u.e) AS r FROM rows, "
            "(SELECT quantile_cont(x, [0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9]) AS e FROM rows) q",
            lambda pl, rows: rows.select(r=pl.col("w") * pl.col("x").qcut(10, labels=list("0123456789"))
                                         .cast(pl.String).cast(pl.Int64))),
    Program("duplicated", 'auto r = bodo::where(df.duplicated({"g", "w"}), df["x"], 0);',
            "SELECT CASE WHEN row_number() OVER (PARTITION BY g, w ORDER BY id) > 1 THEN x ELSE 0 END AS r FROM rows",
            lambda pl, rows: rows.select(r=pl.when(~pl.struct("g", "w").is_first_distinct()).then("x").otherwise(0.0))),
    Program("sample", 'auto r = df.sample({.frac = 0.1, .seed = 42})["id"] * 0 + 1;',
            "SELECT 1 AS r FROM (SELECT id FROM rows USING SAMPLE 1000000 ROWS)",
            lambda pl, rows: rows.select(r=pl.col("id").sample(fraction=0.1, seed=42) * 0 + 1)),
    Program("merge_asof", 'auto r = bodo::merge_asof(df[{"t", "k"}], quotes, {.on = "t", .by = "k"})["bid"];',
            "SELECT bid AS r FROM rows ASOF LEFT JOIN quotes ON rows.k = quotes.k AND rows.t >= quotes.t",
            lambda pl, rows, quotes: rows.select("t", "k").join_asof(quotes, on="t", by="k").select(r="bid")),
    Program("isin series", 'auto r = bodo::where(df["g"].isin(keys["g"]), df["x"], 0);',
            "SELECT CASE WHEN g IN (SELECT g FROM keys) THEN x ELSE 0 END AS r FROM rows",
            lambda pl, rows, keys: rows.select(r=pl.when(pl.col("g").is_in(keys.select("g").collect()["g"].implode()))
                                               .then("x").otherwise(0.0))),
    Program("merge where", 'auto r = df.merge(keys, {.on = "g", .where = df["x"] < keys["v"] * 200})["v"];',
            "SELECT v AS r FROM rows JOIN keys ON rows.g = keys.g AND x < v * 200",
            lambda pl, rows, keys: rows.join(keys, on="g").filter(pl.col("x") < pl.col("v") * 200).select(r="v")),
    Program("merge outer", 'auto o = df[{"g", "x"}].merge(keys, {.on = "g", .how = "outer"});\n'
            '  auto r = o["x"].fillna(0) + o["v"].fillna(0);',
            "SELECT coalesce(x, 0) + coalesce(v, 0) AS r FROM rows FULL JOIN keys ON rows.g = keys.g",
            lambda pl, rows, keys: rows.select("g", "x").join(keys, on="g", how="full")
            .select(r=pl.col("x").fill_null(0) + pl.col("v").fill_null(0))),
    Program("describe", 'auto d = df[{"x", "y", "i"}].describe();\n  auto r = d["x"] + d["y"] + d["i"];',
            "SELECT unnest(x) + unnest(y) + unnest(i) AS r FROM (SELECT "
            + ", ".join(f"[count({c}), avg({c}), stddev({c}), min({c}), quantile_cont({c}, 0.25), quantile_cont({c}, 0.5), "
                        f"quantile_cont({c}, 0.75), max({c})]::DOUBLE[] AS {c}" for c in "xyi") + " FROM rows)",
            lambda pl, rows: pl.concat([
                rows.select(pl.col("x", "y", "i").count().cast(float)),
                *(rows.select(getattr(pl.col("x", "y", "i"), f)().cast(float)) for f in ("mean", "std", "min", "max")),
                *(rows.select(pl.col("x", "y", "i").quantile(q, "linear")) for q in (0.25, 0.5, 0.75))])
            .select(r=pl.col("x") + pl.col("y") + pl.col("i"))),
    Program("quantile", 'auto r = df["x"].quantile({0.1, 0.5, 0.9, 0.99})["x"];',
            "SELECT unnest(quantile_cont(x, [0.1, 0.5, 0.9, 0.99])) AS r FROM rows",
            lambda pl, rows: pl.concat([rows.select(r=pl.col("x").quantile(q, "linear")) for q in (0.1, 0.5, 0.9, 0.99)])),
    Program("median", 'auto r = df["x"].quantile({0.5})["x"];',
            "SELECT median(x) AS r FROM rows", lambda pl, rows: rows.select(r=pl.col("x").median())),
    Program("nunique", 'auto r = df.nunique()["i"];', "SELECT count(DISTINCT i) AS r FROM rows",
            lambda pl, rows: rows.select(r=pl.col("i").n_unique().cast(pl.Int64))),
    Program("read_json", 'auto r = df["x"] + df["mode"].str().len();',
            "SELECT x + len(mode) AS r FROM read_json('{data}/rows.json', format = 'newline_delimited', "
            "columns = {{id: 'BIGINT', x: 'DOUBLE', mode: 'VARCHAR'}})",
            lambda pl, rows: rows.select(r=pl.col("x") + pl.col("mode").str.len_chars()), source="json"),
    Program("read_csv options", 'auto r = df["y"] + df["day"].dt().year() + df["mode"].str().len();',
            "SELECT y + year(day) + len(mode) AS r FROM read_csv('{data}/rows.csv', delim = ';', header = true, "
            "decimal_separator = ',', nullstr = 'n/a', dateformat = '%d/%m/%Y', "
            "columns = {{id: 'BIGINT', y: 'DOUBLE', day: 'DATE', mode: 'VARCHAR'}})",
            lambda pl, rows: rows.select(r=pl.col("y") + pl.col("day").str.to_date("%d/%m/%Y").dt.year()
                                         + pl.col("mode").str.len_chars()), source="csv"),
]  # fmt: skip

TEXT = [
    value("to_date", 'bodo::to_date(df["day"], "%d/%m/%Y").dt().dayofyear()', "dayofyear(strptime(day, '%d/%m/%Y'))",
          lambda pl: pl.col("day").str.to_date("%d/%m/%Y").dt.ordinal_day().cast(pl.Int64)),
    value("to_timestamp", 'bodo::to_timestamp(df["time"], "%Y-%m-%d %H:%M:%S").dt().epoch("s")',
          "epoch(strptime(time, '%Y-%m-%d %H:%M:%S'))::BIGINT",
          lambda pl: pl.col("time").str.to_datetime("%Y-%m-%d %H:%M:%S").dt.epoch("s")),
    value("astype of dirty text", 'df["number"].astype("float64", {.errors = "missing", .thousands = ","})',
          "try_cast(replace(number, ',', '') AS DOUBLE)",
          lambda pl: pl.col("number").str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)),
    value("str replace", 'df["url"].str().replace("example", "test").str().len()', "len(replace(url, 'example', 'test'))",
          lambda pl: pl.col("url").str.replace_all("example", "test", literal=True).str.len_chars().cast(pl.Int64)),
    value("str replace regex", 'df["url"].str().replace("item/([0-9])[0-9]*", "\\\\1", {.regex = true}).str().len()',
          "len(regexp_replace(url, 'item/([0-9])[0-9]*', '\\1', 'g'))",
          lambda pl: pl.col("url").str.replace_all("item/([0-9])[0-9]*", "${1}").str.len_chars().cast(pl.Int64)),
    value("str extract", 'df["url"].str().extract("site([0-9]+)[.]").astype("int64")',
          "regexp_extract(url, 'site([0-9]+)[.]', 1)::BIGINT",
          lambda pl: pl.col("url").str.extract("site([0-9]+)[.]").cast(pl.Int64)),
    value("str contains regex", 'bodo::where(df["url"].str().contains("item/1[0-9]*[?]", {.regex = true}), df["w"], 0)',
          "CASE WHEN regexp_matches(url, 'item/1[0-9]*[?]') THEN w ELSE 0 END",
          lambda pl: pl.when(pl.col("url").str.contains("item/1[0-9]*[?]")).then("w").otherwise(0)),
    value("str split", 'df["url"].str().split("/", 4).str().len()', "len(split_part(url, '/', 5))",
          lambda pl: pl.col("url").str.split("/").list.get(4).str.len_chars().cast(pl.Int64)),
    value("str pad", 'df["url"].str().pad(70, {.side = "left", .fillchar = "*"}).str().count("*")',
          "len(lpad(url, 70, '*')) - len(replace(lpad(url, 70, '*'), '*', ''))",
          lambda pl: pl.col("url").str.pad_start(70, "*").str.count_matches("*", literal=True).cast(pl.Int64)),
    value("str upper", 'bodo::where(df["url"].str().upper().str().endswith("1"), df["w"], 0)',
          "CASE WHEN suffix(upper(url), '1') THEN w ELSE 0 END",
          lambda pl: pl.when(pl.col("url").str.to_uppercase().str.ends_with("1")).then("w").otherwise(0)),
    value("strftime", 'df["t"].dt().strftime("%d/%m/%Y").str().slice(0, 2).astype("int64")',
          "strftime(t, '%d/%m/%Y')[1:2]::BIGINT",
          lambda pl: pl.col("t").dt.strftime("%d/%m/%Y").str.slice(0, 2).cast(pl.Int64)),
    value("floor", 'df["t"].dt().floor("15min").dt().epoch("s")', "epoch(time_bucket(INTERVAL '15 minutes', t))::BIGINT",
          lambda pl: pl.col("t").dt.truncate("15m").dt.epoch("s")),
]  # fmt: skip

PROGRAMS = [*WINDOWS, *windows_of_groups("k"), *windows_of_groups("g"), *MANY_GROUPS, *FRAMES, *TEXT]
