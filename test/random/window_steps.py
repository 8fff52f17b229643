"""Windows: running values, filled gaps, ranks, rolling windows and weighted means, of all rows and within groups."""

from expressions import Expr
from model import AGGREGATES, Frame, Unusable, aggregate_sql, aggregate_type
from values import DATE, FLOAT64, INT64, TIMESTAMP

SMALL = 10**6


class WindowSteps:
    def window_of(self, f: Frame) -> Expr:
        """A column's window. The oracle's frame gets the rows' numbers in their groups as another column."""
        # a step may draw several windows, and use any of them
        place, known_group = f"place {self.oracle.fresh()}", f"known group {self.oracle.fresh()}"
        keys, options = [], ""
        if self.r.random() < 0.4:
            keys = self.some_keys(f, 2)
            options = self.r.choice(["", "", ", {.dropna = false}"])
        quoted = ", ".join(f'"{k}"' for k in keys)
        groups = f".groupby({{{quoted}}}{options})" if keys else ""
        known = " AND ".join(f'"{k}" IS NOT NULL' for k in keys) if keys and not options else "true"
        part = f"PARTITION BY {quoted} " if keys else ""
        f.table = self.oracle.make(
            f'SELECT *, row_number() OVER ({part}ORDER BY rn) AS "{place}", {known} AS "{known_group}" FROM "{f.table}"')  # fmt: skip
        draw = self.r.choice([self.running_value, self.filled, self.ranked, self.rolled, self.rolled, self.weighted])
        call, value, t, exact = draw(f, part)
        return Expr(f.variable + groups + call, f'(CASE WHEN "{known_group}" THEN {value.replace("PLACE", place)} END)', t, exact)

    def numbers_in(self, f: Frame, floats: bool = True) -> str:
        names = [n for n, t in f.columns.items() if (t.is_integer and t.kind != "uint64") or (floats and t == FLOAT64)]
        if not names:
            raise Unusable("no number")
        name = self.r.choice(names)
        if self.oracle.value(f'SELECT coalesce(max(abs("{name}"::DOUBLE)), 0) FROM "{f.table}"') > SMALL:
            raise Unusable("large numbers")
        return name

    def running_value(self, f: Frame, part: str):
        how = self.r.choice(["cumsum", "cumprod", "cummin", "cummax", "diff", "pct_change"])
        rows = f"OVER ({part}ORDER BY rn ROWS UNBOUNDED PRECEDING)"
        name = self.numbers_in(f)
        t, c = f.columns[name], f'"{name}"'
        exact = name in f.exact
        if how in ("diff", "pct_change"):
            k = self.r.choice([1, 1, 3, -1])
            before = f"lag({c}::{'BIGINT' if how == 'diff' and t.is_integer else 'DOUBLE'}, {k}) OVER ({part}ORDER BY rn)"
            if how == "diff" and t not in (INT64, FLOAT64):
                raise Unusable("differences that wrap")
            value = f"({c} - {before})" if how == "diff" else f"(CASE WHEN {before} <> 0 THEN {c} / {before} - 1 END)"
            if how == "pct_change" and self.oracle.value(f'SELECT count(*) FROM "{f.table}" WHERE {c} = 0'):
                raise Unusable("divided by zero")
            return f'["{name}"].{how}({k if k != 1 else ""})', value, t if how == "diff" else FLOAT64, how == "diff" and exact and t == INT64
        if how == "cumprod":
            logs = f'SELECT max(abs(s)) FROM (SELECT sum(ln(nullif(abs({c}::DOUBLE), 0))) {rows} AS s FROM "{f.table}")'
            most = self.oracle.value(logs)
            if most is not None and most > (500 if t == FLOAT64 else 30):
                raise Unusable("large products")
            t = FLOAT64 if t == FLOAT64 else INT64
            value = f"product({c}) {rows}" if t == FLOAT64 else f"product({c}) {rows}::BIGINT"
            exact = exact and t == INT64
        elif how == "cumsum":
            t = FLOAT64 if t == FLOAT64 else INT64 if not t.kind.startswith("u") else type(t)("uint64")
            value, exact = f"sum({c}) {rows}::{t.sql}", exact and t != FLOAT64
        else:
            value = f"{how[3:]}({c}) {rows}"
        return f'["{name}"].{how}()', f"(CASE WHEN {c} IS NOT NULL THEN {value} END)", t, exact

    def filled(self, f: Frame, part: str):
        name = self.r.choice(list(f.columns))
        how, limit = self.r.choice(["ffill", "bfill", "interpolate"]), self.r.choice([None, None, 1, 3])
        c = f'"{name}"'
        if how == "interpolate":
            name = self.numbers_in(f)
            c = f'"{name}"'
            before = f"OVER ({part}ORDER BY rn ROWS UNBOUNDED PRECEDING)"
            after = f"OVER ({part}ORDER BY rn ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)"
            at = f'CASE WHEN {c} IS NOT NULL THEN "PLACE" END'
            a, b = f"last_value({c}::DOUBLE IGNORE NULLS) {before}", f"first_value({c}::DOUBLE IGNORE NULLS) {after}"
            p, q = f"last_value({at} IGNORE NULLS) {before}", f"first_value({at} IGNORE NULLS) {after}"
            value = f"(CASE WHEN {c} IS NOT NULL THEN {c}::DOUBLE WHEN {b} IS NULL THEN {a} ELSE {a} + ({b} - {a}) * (\"PLACE\" - {p}) / ({q} - {p}) END)"
            return f'["{name}"].interpolate()', value, FLOAT64, False
        rows = limit or "UNBOUNDED"
        frame = f"ROWS BETWEEN {rows} PRECEDING AND CURRENT ROW" if how == "ffill" else f"ROWS BETWEEN CURRENT ROW AND {rows} FOLLOWING"
        value = f"{'last' if how == 'ffill' else 'first'}_value({c} IGNORE NULLS) OVER ({part}ORDER BY rn {frame})"
        options = f"{{.limit = {limit}}}" if limit else ""
        return f'["{name}"].{how}({options})', value, f.columns[name], name in f.exact

    def ranked(self, f: Frame, part: str):
        names = [n for n, t in f.columns.items() if not t.is_float and n in f.exact]
        if not names:
            raise Unusable("no value")
        name, method = self.r.choice(names), self.r.choice(["average", "min", "max", "first", "dense"])
        up, pct, c = self.r.random() < 0.6, self.r.random() < 0.3, f'"{name}"'
        same = f"PARTITION BY {part.removeprefix('PARTITION BY ').strip()}, {c}" if part else f"PARTITION BY {c}"
        order = f"{part}ORDER BY {c} {'ASC' if up else 'DESC'} NULLS LAST"
        place, equal = f"rank() OVER ({order})", f"count(*) OVER ({same})"
        value = {"average": f"{place} + ({equal} - 1) / 2.0::DOUBLE", "min": place, "max": f"{place} + {equal} - 1",
                 "first": f"row_number() OVER ({order}, rn)", "dense": f"dense_rank() OVER ({order})"}[method]  # fmt: skip
        t = FLOAT64 if pct or method == "average" else INT64
        if pct:
            value = f"({value})::DOUBLE / {f'count(DISTINCT {c})' if method == 'dense' else f'count({c})'} OVER ({part.strip()})"
        options = [f'.method = "{method}"'] if method != "average" else []
        options += ([".ascending = false"] if not up else []) + ([".pct = true"] if pct else [])
        text = f"{{{', '.join(options)}}}" if options else ""
        return f'["{name}"].rank({text})', f"(CASE WHEN {c} IS NOT NULL THEN ({value})::{t.sql} END)", t, t == INT64

    def rolled(self, f: Frame, part: str):
        how = self.r.choice(["sum", "mean", "min", "max", "std", "var", "median", "quantile", "count"])
        name = self.r.choice(list(f.columns)) if how == "count" else self.numbers_in(f)
        t, c, n = f.columns[name], f'"{name}"', self.r.choice([1, 2, 3, 7, 20, 20, 5000])
        if n == 5000 and how in ("mean", "std", "var"):
            n = 40
        least = self.r.choice([None, 1, 1, min(n, 3)])
        center = self.r.random() < 0.3
        after = (n - 1) // 2 if center else 0
        rows = f"OVER ({part}ORDER BY rn ROWS BETWEEN {n - 1 - after} PRECEDING AND {after} FOLLOWING)"
        one_by_one = f"list({c}::VARCHAR) FILTER ({c} IS NOT NULL) {rows}"
        q = self.r.choice([0, 0.25, 0.9, 1])
        value = {"sum": f"sum({c}) {rows}", "min": f"min({c}) {rows}", "max": f"max({c}) {rows}", "count": f"count({c}) {rows}",
                 "median": f"quantile_cont({c}::DOUBLE, 0.5) {rows}", "quantile": f"quantile_cont({c}::DOUBLE, {q}) {rows}"}.get(
            how, f"exact_aggregate('{how}', {str(t == FLOAT64).lower()}, {one_by_one})")  # fmt: skip
        counted = f"count({'*' if how == 'count' else c}) {rows}"
        result = FLOAT64 if how in ("mean", "std", "var", "median", "quantile") or (how == "sum" and t == FLOAT64) else t
        if how == "count":
            result = INT64
        elif how == "sum" and t != FLOAT64:
            result = type(t)("uint64") if t.kind.startswith("u") else INT64
        options = ([f".min_periods = {least}"] if least else []) + ([".center = true"] if center else [])
        window = f"{n}, {{{', '.join(options)}}}" if options else f"{n}"
        call = f".{how}({q})" if how == "quantile" else f".{how}()"
        chosen = self.r.choice([f'["{name}"].rolling({window}){call}', f'.rolling({window})["{name}"]{call}'])
        value = f"(CASE WHEN {counted} >= {least or n} THEN ({value})::{result.sql} END)"
        return chosen, value, result, result != FLOAT64 and (how == "count" or name in f.exact)

    def weighted(self, f: Frame, part: str):
        name = self.numbers_in(f)
        c, rows = f'"{name}"', f"OVER ({part}ORDER BY rn ROWS UNBOUNDED PRECEDING)"
        weight = 'CASE WHEN {} IS NOT NULL THEN pow(1 / 0.99, "PLACE") END'.format(c)
        value = f"sum({c}::DOUBLE * {weight}) {rows} / sum({weight}) {rows}"
        return f'["{name}"].ewm({{.alpha = 0.01}}).mean()', f"({value})", FLOAT64, False

    def resample(self) -> None:
        """Groups by intervals of a column of times, which all are rows of the result."""
        f = self.some_frame()
        times = [n for n, t in f.columns.items() if t in (DATE, TIMESTAMP) and n in f.exact]
        if not times:
            raise Unusable("no times")
        on = self.r.choice(times)
        t = f.columns[on]
        sql_type = "DATE" if t == DATE else "TIMESTAMP_NS"
        units = [("1d", "day"), ("w", "week"), ("mo", "month"), ("1q", "quarter"), ("year", "year")]
        units += [("min", "minute"), ("1h", "hour")] if t == TIMESTAMP else []
        few = [(text, unit) for text, unit in units
               if (self.oracle.value(f"SELECT date_diff('{unit}', min(\"{on}\")::TIMESTAMP, max(\"{on}\")::TIMESTAMP) FROM \"{f.table}\"") or 0) < 3000]  # fmt: skip
        if not few:
            raise Unusable("many intervals")
        text, unit = self.r.choice(few)
        made, taken, aggregates, columns, exact = ['count(*) AS "rows of"'], [], [], {on: t}, {on}
        for _ in range(self.r.randrange(1, 4)):
            name = self.r.choice(list(AGGREGATES))
            fitting = [n for n, t in f.columns.items() if AGGREGATES[name](t)]
            if not fitting or (name in ("first", "last") and not f.ordered):
                continue
            column, out = self.r.choice(fitting), self.fresh_column("r", columns)
            columns[out] = aggregate_type(name, f.columns[column])
            made.append(f'{aggregate_sql(name, column, f.columns[column])} AS "{out}"')
            none = {"any": "false", "all": "true", "sum": "0", "count": "0", "nunique": "0"}.get(name)
            taken.append(f'coalesce(g."{out}", {none}) AS "{out}"' if none else f'g."{out}"')
            aggregates.append(f'{{"{out}", bodo::{name}("{column}")}}')
            if name not in ("median", "quantile") and (name != "sum" or columns[out].kind != "decimal"):
                exact.add(out)
        if not aggregates:
            raise Unusable("nothing to aggregate")
        groups = self.oracle.make(f"SELECT date_trunc('{unit}', \"{on}\"::TIMESTAMP) AS \"begin of\", {', '.join(made)} FROM \"{f.table}\" WHERE \"{on}\" IS NOT NULL GROUP BY 1")
        every = f'SELECT unnest(generate_series(min("begin of"), max("begin of"), INTERVAL 1 {unit})) AS "begin of" FROM {groups}'
        number = 'row_number() OVER (ORDER BY a."begin of") - 1'
        query = (f'SELECT a."begin of"::{sql_type} AS "{on}", {", ".join(taken)}, {number} AS rn, {number} AS ix '
                 f'FROM ({every}) a LEFT JOIN {groups} g USING ("begin of")')  # fmt: skip
        variable = self.fresh("df")
        self.update(Frame(variable, "", columns, exact), query,
                    f'auto {variable} = {f.variable}.resample("{text}", {{.on = "{on}"}}).agg({{{", ".join(aggregates)}}});')  # fmt: skip
