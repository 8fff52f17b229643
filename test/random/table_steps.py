"""Steps over whole frames: concat, groups, sorts, joins, windows."""

from expressions import Expr, Expressions
from model import AGGREGATES, NAMED_AGGREGATES, Frame, Unusable, aggregate_sql, aggregate_type
from names import real
from values import BOOLEAN, DATE, DURATION, FLOAT64, INT64, STRING, TIMESTAMP, Type


class TableSteps:
    def join_rows(self) -> None:
        f = self.some_frame()
        v, other = f.variable, self.fresh("df")
        text, g = self.replacement(f)
        parts = [(v, f), (text, g)]
        if self.r.random() < 0.3:
            parts.reverse()
        if self.r.random() < 0.2:
            parts.append(parts[0])
        self.put_together(f, parts)
        f.variable = other
        self.emit(f"auto {other} = bodo::concat({{{', '.join(text for text, _ in parts)}}});")
        self.frames[other] = f

    def put_together(self, f: Frame, parts: list[tuple[str, Frame]]) -> None:
        """f's table becomes the rows of all parts, one part after the other."""
        if not all(g.ordered for _, g in parts):
            raise Unusable("no order")
        quoted = ", ".join(f'"{n}"' for n in f.columns)
        rows = " UNION ALL ".join(f'SELECT {quoted}, rn, {i} AS part FROM "{g.table}"' for i, (_, g) in enumerate(parts))
        number = "row_number() OVER (ORDER BY part, rn) - 1"
        f.table = self.oracle.make(f"SELECT {quoted}, {number} AS rn, {number} AS ix FROM ({rows})")

    def replacement(self, f: Frame) -> tuple[str, Frame]:
        """A frame that can take the place of f: rows of it, or of another one that has its columns."""
        others = [g for g in self.frames.values() if g.variable != f.variable and all(
            g.columns.get(n) == t and n in g.exact and n in f.exact for n, t in f.columns.items())]  # fmt: skip
        twins = [s for s in self.sources if all(s.columns.get(n) == t and n in f.exact for n, t in f.columns.items())]
        quoted = ", ".join(f'"{n}"' for n in f.columns)
        if others and self.r.random() < 0.6:
            g = self.r.choice(others).copy()
            text = g.variable if list(g.columns) == list(f.columns) else f"{g.variable}[{{{quoted}}}]"
            g.columns = dict(f.columns)
            return text, g
        if twins and self.r.random() < 0.7:
            source = self.r.choice(twins)
            text = self.reading(source)
            return text if list(source.columns) == list(f.columns) else f"{text}[{{{quoted}}}]", Frame(
                "", source.name, dict(f.columns), set(f.columns))  # fmt: skip
        g, v = f.copy(), f.variable
        choice = self.r.randrange(4)
        if choice == 0 and f.ordered:
            k = self.r.randrange(12)
            g.table = self.oracle.make(f'SELECT * FROM "{f.table}" ORDER BY rn LIMIT {k}')
            return f"{v}.head({k})", g
        if choice == 1 and f.ordered:
            return f"bodo::{self.r.choice(['rebalance', 'allgatherv', 'gatherv'])}({v})", g
        e = self.expressions(f).draw(BOOLEAN)
        g.table = self.oracle.make(f'SELECT * FROM "{f.table}" WHERE {e.sql}')
        return f"{v}[{e.cpp}]", g

    def some_keys(self, f: Frame, most: int = 3, orderly: bool = False) -> list[str]:
        names = [n for n, t in f.columns.items() if not t.is_float or (t == FLOAT64 and n in f.exact)]
        if not names:
            raise Unusable("no key")
        texts = [n for n in names if f.columns[n] == STRING]
        if texts and self.r.random() < 0.3:
            return [self.r.choice(texts)]
        return self.r.sample(names, min(len(names), self.r.choice([1, 1, 2, most])))

    def drop_duplicates(self) -> None:
        f = self.some_frame()
        if not f.ordered:
            raise Unusable("no order")
        keys = self.some_keys(f)
        every = self.r.random() < 0.2 and not any(t.kind == "float32" for t in f.columns.values())
        quoted = ", ".join(f'"{k}"' for k in (f.columns if every else keys))
        v = f.variable
        self.update(f, f'SELECT * FROM "{f.table}" QUALIFY row_number() OVER (PARTITION BY {quoted} ORDER BY rn) = 1',
                    f"{v} = {v}.drop_duplicates({'' if every else f'{{{quoted}}}'});")  # fmt: skip

    def group(self) -> None:
        f = self.some_frame()
        keys = self.some_keys(f, 4)
        if self.r.random() < 0.25:
            self.rows_of_groups(f, keys)
            return
        if self.r.random() < 0.35:
            self.group_one(f, keys)
            return
        outputs, aggregates, columns, exact = [], [], {k: f.columns[k] for k in keys}, set(keys) & f.exact
        for _ in range(self.r.randrange(1, 5)):
            name = self.r.choice(list(AGGREGATES))
            if name in ("first", "last") and not f.ordered:
                continue
            fitting = [n for n, t in f.columns.items() if AGGREGATES[name](t) and n not in keys]
            if not fitting:
                continue
            column, out = self.r.choice(fitting), self.fresh_column("g", columns)
            outputs.append(f'{aggregate_sql(name, column, f.columns[column])} AS "{out}"')
            aggregates.append(f'{{"{out}", bodo::{name}("{column}")}}')
            columns[out] = aggregate_type(name, f.columns[column])
            if name not in ("median", "quantile") and (name != "sum" or columns[out].kind != "decimal"):
                exact.add(out)
        if self.r.random() < 0.5 or not outputs:
            out = self.fresh_column("g", columns)
            outputs.append(f'count(*) AS "{out}"')
            aggregates.append(f'{{"{out}", bodo::size()}}')
            columns[out] = INT64
            exact.add(out)
        numbers = [n for n, t in f.columns.items() if t == INT64 and n in f.exact and n not in keys]
        if numbers and self.r.random() < 0.3:
            column, out = self.r.choice(numbers), self.fresh_column("g", columns)
            sql, cpp = self.r.choice([
                (f'coalesce(max("{column}"), -9223372036854775807 - 1)', "std::numeric_limits<std::int64_t>::min(), [](std::int64_t a, std::int64_t b) { return a > b ? a : b; }"),
                (f'coalesce(bit_xor("{column}"), 0)', "std::int64_t{0}, [](std::int64_t a, std::int64_t b) { return a ^ b; }")])  # fmt: skip
            outputs.append(f'{sql} AS "{out}"')
            aggregates.append(f'{{"{out}", bodo::reduce("{column}", {cpp})}}')
            columns[out] = INT64
            exact.add(out)
        self.finish_group(f, keys, outputs, columns, exact, f".agg({{{', '.join(aggregates)}}})")

    def group_one(self, f: Frame, keys: list[str]) -> None:
        """One aggregate of one column, or only the number of rows."""
        fitting = [(name, n) for name in AGGREGATES for n, t in f.columns.items() if AGGREGATES[name](t) and n not in keys
                   and (f.ordered or name not in ("first", "last"))]  # fmt: skip
        columns = {k: f.columns[k] for k in keys}
        if "size" not in keys and (not fitting or self.r.random() < 0.2):
            self.finish_group(f, keys, ['count(*) AS "size"'], columns | {"size": INT64}, set(keys) & f.exact | {"size"}, ".size()")
            return
        if not fitting:
            raise Unusable("nothing to aggregate")
        # each aggregate as often as another, whatever columns fit it; but those of booleans, which few frames have, more often
        names = sorted({name for name, _ in fitting})
        rare = [name for name in names if name in ("any", "all")]
        name = self.r.choice(rare if rare and self.r.random() < 0.3 else names)
        column = self.r.choice([n for aggregate, n in fitting if aggregate == name])
        t = aggregate_type(name, f.columns[column])
        exact = set(keys) & f.exact | ({column} if name not in ("median", "quantile") and (name != "sum" or t.kind != "decimal") else set())
        self.finish_group(f, keys, [f'{aggregate_sql(name, column, f.columns[column])} AS "{column}"'], columns | {column: t}, exact,
                          f'["{column}"].{name}()')  # fmt: skip

    def of_groups(self, f: Frame) -> Expr:
        """For each row a value from its group."""
        keys = self.some_keys(f, 2)
        quoted = ", ".join(f'"{k}"' for k in keys)
        keep = self.r.random() < 0.3
        groups = f"{f.variable}.groupby({{{quoted}}}{', {.dropna = false}' if keep else ''})"
        known = "true" if keep else " AND ".join(f'"{k}" IS NOT NULL' for k in keys)

        def expr(cpp: str, value: str, t: Type, exact: bool = True, order: str = "", outside: str = "") -> Expr:
            sql = f"{value} OVER (PARTITION BY {quoted}{order}){outside}"
            return Expr(f"{groups}{cpp}", f"(CASE WHEN {known} THEN {sql} END)", t, exact)

        column = self.r.choice(list(f.columns))
        t, in_order = f.columns[column], " ORDER BY rn"
        name = self.r.choice(["transform", "transform", "transform", "transform", "row_number", "cumcount", "shift", "shift", "diff", "pct_change"])
        if name == "transform":
            how = self.r.choice(["size", *AGGREGATES])
            if how == "size":
                cpp = self.r.choice([".transform(bodo::size())", f'["{column}"].transform("size")'])
                return expr(cpp, "count(*)", INT64)
            if how in ("first", "last") or not AGGREGATES[how](t):
                raise Unusable("no such aggregate as a window of the oracle's")
            made = aggregate_type(how, t)
            exact = how in ("count", "nunique") or (column in f.exact and how in ("min", "max", "any", "all"))
            aggregates = self.oracle.make(f'SELECT {quoted}, {aggregate_sql(how, column, t)} AS "of group" FROM "{f.table}" GROUP BY {quoted}')
            same = " AND ".join(f'g."{k}" IS NOT DISTINCT FROM "{f.table}"."{k}"' for k in keys)
            value = f'(SELECT g."of group" FROM {aggregates} g WHERE {same})'
            named = f'{groups}["{column}"].transform("{how}")', f'{groups}.transform(bodo::{how}("{column}"))'
            cpp = self.r.choice(named) if how in NAMED_AGGREGATES else named[1]
            return Expr(cpp, f"(CASE WHEN {known} THEN {value} END)", made, exact)
        if name == "row_number":
            return expr(".row_number()", "row_number()", INT64, order=in_order)
        if name == "cumcount":
            return expr(".cumcount()", "row_number()", INT64, order=in_order, outside=" - 1")
        if name == "shift":
            k = self.r.choice([1, 1, 2, -1, 0, 1000])
            arguments, value, fill = self.shifted(f, column, k)
            e = expr(f'["{column}"].shift({arguments})', value, t, column in f.exact, in_order)
            return Expr(e.cpp, f"(CASE WHEN NOT ({known}) THEN {fill} ELSE {e.sql} END)", t, e.exact) if fill else e
        numbers = [n for n, t in f.columns.items() if t == FLOAT64]
        if not numbers:
            raise Unusable("no number")
        column = self.r.choice(numbers)
        before = f'lag("{column}") OVER (PARTITION BY {quoted}{in_order})'
        value = f'"{column}" - {before}' if name == "diff" else f'"{column}" / {before} - 1'
        return Expr(f'{groups}["{column}"].{name}()', f"(CASE WHEN {known} THEN {value} END)", FLOAT64, False)

    def in_series(self, f: Frame) -> Expr:
        """Whether a value is among those of a column, of any frame."""
        g = self.some_frame()
        pairs = [(n, m) for n, t in f.columns.items() for m in g.columns
                 if t == g.columns[m] and t.kind != "float32" and n in f.exact and m in g.exact]  # fmt: skip
        if not pairs:
            raise Unusable("no values")
        n, m = self.r.choice(sorted(pairs))
        values = f'SELECT "{m}" FROM "{g.table}" WHERE "{m}" IS NOT NULL'
        cpp, sql = f'{f.variable}["{n}"].isin({g.variable}["{m}"])', f'("{n}" IS NOT NULL AND coalesce("{n}" IN ({values}), false))'
        return Expr(f"(!{cpp})", f"(NOT {sql})", BOOLEAN, True) if self.r.random() < 0.3 else Expr(cpp, sql, BOOLEAN, True)

    def merge_asof(self) -> None:
        """The nearest row of another frame, by integers or times and now and then by keys."""
        a, b = self.some_frame(), self.some_frame()
        places = [(n, m) for n, t in a.columns.items() for m in b.columns
                  if t == b.columns[m] and t in (INT64, DATE, TIMESTAMP) and n in a.exact and m in b.exact]  # fmt: skip
        keys = [n for n, t in a.columns.items() if n in a.exact and n in b.exact and b.columns.get(n) == t and t.kind != "float32"]
        if not places or not a.ordered or not b.ordered:
            raise Unusable("no order")
        if self.oracle.value(f'SELECT (SELECT count(*) FROM "{a.table}") * (SELECT count(*) FROM "{b.table}")') > 100000:
            raise Unusable("many pairs")
        n, m = self.r.choice(sorted(places))
        by = self.r.sample(keys, self.r.randrange(min(len(keys), 2) + 1))
        if n in by or m in by:
            raise Unusable("a key twice")
        options = [f'.on = "{n}"'] if n == m else [f'.left_on = "{n}"', f'.right_on = "{m}"']
        if by:
            options.append(".by = {" + ", ".join(f'"{k}"' for k in by) + "}")
        direction = self.r.choice(["backward", "backward", "forward"])
        exact = self.r.random() < 0.7
        options += [f'.direction = "{direction}"'] if direction != "backward" else []
        options += [] if exact else [".allow_exact_matches = false"]
        op, which = ("<", "max") if direction == "backward" else (">", "min")
        shared = {c for c in a.columns if c in b.columns and c not in by and not c == n == m}
        chosen, columns, known = [], {}, set()
        for side, frame in (("l", a), ("r", b)):
            for c, t in frame.columns.items():
                if side == "r" and (c in by or (n == m and c == n)):
                    continue
                out = c + ("_x" if side == "l" else "_y") if c in shared else c
                if out in columns:
                    raise Unusable("a name twice")
                columns[out] = t
                if c in frame.exact:
                    known.add(out)
                chosen.append(f'{side}."{c}" AS "{out}"')
        conditions = [f'i."{m}" {op}{"=" if exact else ""} l."{n}"'] + [f'i."{k}" IS NOT DISTINCT FROM l."{k}"' for k in by]
        rows = f'SELECT *, row_number() OVER (ORDER BY "{m}", rn) AS place FROM "{b.table}" WHERE "{m}" IS NOT NULL'
        number = f'row_number() OVER (ORDER BY l."{n}", l.rn) - 1'
        query = (f'SELECT {", ".join(chosen)}, {number} AS rn, {number} AS ix FROM (SELECT l.*, (SELECT {which}(i.place) FROM ({rows}) i '
                 f'WHERE {" AND ".join(conditions)}) AS nearest FROM "{a.table}" l WHERE l."{n}" IS NOT NULL) l '
                 f'LEFT JOIN ({rows}) r ON r.place = l.nearest')  # fmt: skip
        variable = self.fresh("df")
        parts = [f'{f.variable}[{f.variable}["{c}"].notna()].sort_values("{c}")' for f, c in ((a, n), (b, m))]
        self.update(Frame(variable, "", columns, known), query,
                    f"auto {variable} = bodo::merge_asof({parts[0]}, {parts[1]}, {{{', '.join(options)}}});")  # fmt: skip

    def rows_of_groups(self, f: Frame, keys: list[str]) -> None:
        """The first, the last or the k-th rows of each group."""
        if not f.ordered:
            raise Unusable("no order")
        quoted, k = ", ".join(f'"{k}"' for k in keys), self.r.choice([0, 1, 2, 5])
        known = " AND ".join(f'"{k}" IS NOT NULL' for k in keys)
        if self.r.random() < 0.3:
            column = self.r.choice(list(f.columns))
            cpp, sql = self.r.choice([(f"bodo::size() > {k}", f"count(*) OVER g > {k}"),
                                      (f'!(bodo::count("{column}") == {k})', f'NOT (count("{column}") OVER g = {k})'),
                                      (f'bodo::size() - bodo::count("{column}") <= {k}', f'count(*) OVER g - count("{column}") OVER g <= {k}')])  # fmt: skip
            self.update(f, f'SELECT * FROM "{f.table}" WHERE {known} WINDOW g AS (PARTITION BY {quoted}) QUALIFY {sql}',
                        f"{f.variable} = {f.variable}.groupby({{{quoted}}}).filter({cpp});")  # fmt: skip
            return
        call, down, rows = self.r.choice([(f"head({k})", "", f"<= {k}"), (f"tail({k})", " DESC", f"<= {k}"), (f"nth({k})", "", f"= {k + 1}"), (f"nth({-1 - k})", " DESC", f"= {k + 1}")])
        self.update(f, f'SELECT * FROM "{f.table}" WHERE {known} QUALIFY row_number() OVER (PARTITION BY {quoted} ORDER BY rn{down}) {rows}',
                    f"{f.variable} = {f.variable}.groupby({{{quoted}}}).{call};")  # fmt: skip

    def finish_group(self, f: Frame, keys: list[str], outputs: list[str], columns: dict, exact: set, call: str) -> None:
        quoted = ", ".join(f'"{k}"' for k in keys)
        columns, rows, written = self.computed_keys(f, keys, columns)
        sort, keep = self.r.random() < 0.6, self.r.random() < 0.3
        options = ([".sort = true"] if sort else []) + ([".dropna = false"] if keep else [])
        where = "" if keep else "WHERE " + " AND ".join(f'"{k}" IS NOT NULL' for k in keys)
        order = ", ".join(f'"{k}" NULLS LAST' for k in keys)
        query = (f"SELECT *, row_number() OVER (ORDER BY {order}) - 1 AS rn, row_number() OVER (ORDER BY {order}) - 1 AS ix "
                 f'FROM (SELECT {quoted}, {", ".join(outputs)} FROM {rows} {where} GROUP BY {quoted})')  # fmt: skip
        v, f.variable = f.variable, self.fresh("df")
        f.table = self.oracle.make(query)
        f.columns, f.exact, f.ordered = columns, exact, sort
        for name in columns:
            self.check_size(f, name)
        tail = f", {{{', '.join(options)}}}" if options else ""
        self.emit(f"auto {f.variable} = {v}.groupby({{{written}}}{tail}){call};")
        self.frames[f.variable] = f

    def computed_keys(self, f: Frame, keys: list[str], columns: dict) -> tuple[dict, str, str]:
        """The columns of the groups, the rows with their keys, and the keys as they are written: some are series."""
        columns, values, written = dict(columns), [], []
        for k in keys:
            t, series = f.columns[k], f'{f.variable}["{k}"]'
            computed = [(t, f'"{k}"', series)]
            if t.is_integer:
                computed += [(BOOLEAN, f'"{k}" > 1', f"{series} > 1")]
            elif t.kind == "string":
                computed += [(INT64, f'length("{k}")', f"{series}.str().len()")]
            elif t.kind in ("date", "timestamp"):
                day = f'"{k}"' if t.kind == "date" else f'day_of("{k}")'
                computed += [(INT64, f"year({day})", f"{series}.dt().year()")]
            if self.r.random() < 0.8:
                written.append(f'"{k}"')
                continue
            columns[k], sql, cpp = self.r.choice(computed)
            values.append(f'{sql} AS "{k}"')
            written.append(cpp)
        rows = f'"{f.table}"' if not values else f'(SELECT * REPLACE ({", ".join(values)}) FROM "{f.table}")'
        return columns, rows, ", ".join(written)

    def sort(self) -> None:
        f = self.some_frame()
        keys = self.some_keys(f)
        if not f.ordered:
            # a total order: nothing is left to the order before
            keys += [n for n in f.columns if n not in keys]
            if any(f.columns[k].kind == "float32" for k in keys):
                raise Unusable("no total order")
        up = [self.r.random() < 0.6 for _ in keys]
        first = self.r.random() < 0.3
        order = ", ".join(f'"{k}" {"ASC" if a else "DESC"} NULLS {"FIRST" if first else "LAST"}' for k, a in zip(keys, up))
        quoted = ", ".join(f'"{k}"' for k in keys)
        options = []
        if not all(up):
            options.append(".ascending = {" + ", ".join("true" if a else "false" for a in up) + "}")
        if first:
            options.append(".na_first = true")
        number = f"row_number() OVER (ORDER BY {order}, rn) - 1"
        f.ordered = True
        v = f.variable
        tail = f", {{{', '.join(options)}}}" if options else ""
        kept = ", ".join(f'"{n}"' for n in f.columns)
        self.update(f, f'SELECT {kept}, {number} AS rn, {number} AS ix FROM "{f.table}"', f"{v} = {v}.sort_values({{{quoted}}}{tail});")

    def merge(self) -> None:
        if len(self.frames) == 1:
            self.read()
        a, b = self.some_frame(), self.some_frame()
        if a.variable == b.variable and self.r.random() < 0.7:
            raise Unusable("one frame")
        how = self.r.choice(["inner", "inner", "left", "right", "outer", "outer", "semi", "anti"])
        condition = self.condition_of_pairs(a, b) if self.r.random() < 0.4 else None
        keyless = self.r.random() < (0.3 if condition else 0.1)
        if keyless and (not condition or how == "inner"):
            how = "cross"
        if keyless and self.oracle.value(f'SELECT (SELECT count(*) FROM "{a.table}") * (SELECT count(*) FROM "{b.table}")') > 3000:
            raise Unusable("many pairs")
        same = [n for n in a.columns if n in a.exact and n in b.exact and b.columns.get(n) == a.columns[n] and n not in ("x",)
                and a.columns[n].kind != "float32"]  # fmt: skip
        pairs = [(n, m) for n in a.exact for m in b.exact if a.columns[n] == b.columns[m] and n != m
                 and n not in b.columns and m not in a.columns and a.columns[n].kind != "float32"]  # fmt: skip
        pairs.sort()
        if keyless:
            left, right, option = [], [], ""
        elif same and (self.r.random() < 0.7 or not pairs):
            keys = self.r.sample(same, min(len(same), self.r.choice([1, 1, 2])))
            left = right = keys
            option = ".on = {" + ", ".join(f'"{k}"' for k in keys) + "}" if len(keys) > 1 else f'.on = "{keys[0]}"'
        elif pairs:
            chosen = self.r.sample(pairs, min(len(pairs), self.r.choice([1, 1, 2])))
            left, right = [n for n, _ in chosen], [m for _, m in chosen]
            option = ", ".join(f".{side} = {{" + ", ".join(f'"{n}"' for n in names) + "}"
                               for side, names in (("left_on", left), ("right_on", right)))  # fmt: skip
        else:
            raise Unusable("no common key")
        if left and not condition and left == right and set(left) == {n for n in a.columns if n in b.columns} and self.r.random() < 0.5:
            option = ""
        if how != "inner" or self.r.random() < 0.2:
            option += f'{", " if option else ""}.how = "{how}"'
        if condition:
            option += f'{", " if option else ""}.where = {condition.cpp}'
        suffixes = ("_x", "_y")
        if how not in ("semi", "anti") and self.r.random() < 0.3:
            suffixes = self.r.choice([("_left", "_right"), ("", "_2"), (" 1", "")])
            option += f'{", " if option else ""}.suffixes = {{"{suffixes[0]}", "{suffixes[1]}"}}'
        indicator = how in ("inner", "left", "right", "outer") and left and self.r.random() < 0.2
        if indicator:
            option += f'{", " if option else ""}.indicator = true'
        conditions = [f'l."{x}" IS NOT DISTINCT FROM r."{y}"' for x, y in zip(left, right)]
        on = " AND ".join(conditions + ([condition.sql] if condition else [])) or "true"
        variable = self.fresh("df")
        options = f", {{{option}}}" if option else ""
        text = f"auto {variable} = {a.variable}.merge({b.variable}{options});"
        if how in ("semi", "anti"):
            query = (f'SELECT l.* EXCLUDE (ix), row_number() OVER (ORDER BY l.rn) - 1 AS ix FROM "{a.table}" l '
                     f'{how.upper()} JOIN "{b.table}" r ON {on}')  # fmt: skip
            f = Frame(variable, "", dict(a.columns), set(a.exact), a.ordered)
        else:
            chosen, columns, exact = [], {}, set()
            shared = {n for n in a.columns if n in b.columns and not (left == right and n in left)}
            for side, frame in (("l", a), ("r", b)):
                for n, t in frame.columns.items():
                    if side == "r" and left == right and n in right:
                        continue
                    out = n + suffixes[side == "r"] if n in shared else n
                    if out in columns:
                        raise Unusable("a name twice")
                    columns[out] = t
                    if n in frame.exact:
                        exact.add(out)
                    key = left == right and n in right
                    value = f'{"r" if key and how == "right" else side}."{n}"'
                    chosen.append((f'coalesce(l."{n}", r."{n}")' if key and how == "outer" else value) + f' AS "{out}"')
            if indicator:
                if "_merge" in columns:
                    raise Unusable("a name twice")
                columns["_merge"] = STRING
                exact.add("_merge")
                chosen.append("CASE WHEN r.rn IS NULL THEN 'left_only' WHEN l.rn IS NULL THEN 'right_only' ELSE 'both' END AS _merge")
            order = "r.rn, l.rn" if how == "right" else "l.rn NULLS LAST, r.rn"
            number = f"row_number() OVER (ORDER BY {order}) - 1"
            query = (f'SELECT {", ".join(chosen)}, {number} AS rn, {number} AS ix FROM "{a.table}" l '
                     f'{dict(outer="FULL OUTER", cross="INNER").get(how, how.upper())} JOIN "{b.table}" r ON {on}')  # fmt: skip
            f = Frame(variable, "", columns, exact, a.ordered and b.ordered)
        self.update(f, query, text)

    def condition_of_pairs(self, a: Frame, b: Frame) -> Expr:
        """What holds for a row of a and one of b beside equal keys: SQL over l and r."""
        sides = [a.variable, b.variable]
        if a.variable == b.variable or self.r.random() < 0.5:
            sides = ["bodo::left", "bodo::right"]
        pairs = [(n, m) for n, t in a.columns.items() for m in b.columns
                 if t == b.columns[m] and t in (INT64, DATE, STRING, TIMESTAMP) and n in a.exact and m in b.exact]  # fmt: skip
        if not pairs:
            raise Unusable("nothing to compare")
        (n, m), op = self.r.choice(sorted(pairs)), self.r.choice(["<", "<=", ">", "!=", "!=", "=="])
        cpp, sql = f'{sides[0]}["{n}"] {op} {sides[1]}["{m}"]', f'l."{n}" {dict([("==", "=")]).get(op, op)} r."{m}"'
        if self.r.random() < 0.4:
            k = self.r.randrange(2)
            frame, both = (a, b)[k], self.r.random() < 0.5
            e = Expressions(self.r, sides[k], frame.columns, frame.exact).draw(BOOLEAN)
            # its columns are those of one side
            value = f'(SELECT ({e.sql}) FROM (SELECT {"lr"[k]}.*))'
            cpp, sql = f"({cpp}) {'&&' if both else '||'} {e.cpp}", f"({sql} {'AND' if both else 'OR'} {value})"
        return Expr(cpp, f"coalesce({sql}, false)", BOOLEAN)

    def series(self) -> None:
        """Operations on a column alone, which becomes a frame of its own."""
        f = self.some_frame()
        if not f.ordered:
            raise Unusable("no order")
        name = self.r.choice([n for n, t in f.columns.items() if t.kind != "float32"] or [""])
        if not name:
            raise Unusable("no column")
        text = f'{f.variable}["{name}"]'
        f.columns, f.exact = {name: f.columns[name]}, f.exact & {name}
        f.table = self.oracle.make(f'SELECT "{name}", rn, ix FROM "{f.table}"')
        for _ in range(self.r.randrange(1, 4)):
            query, call = self.of_series(name, f.columns[name])
            f.table = self.oracle.make(query.format(f.table))
            text += call
        f.variable = self.fresh("df")
        self.emit(f'bodo::DataFrame {f.variable}{{{{"{name}", {text}}}}};')
        self.frames[f.variable] = f

    def of_series(self, name: str, t: Type) -> tuple[str, str]:
        k = self.r.randrange(20)
        place = "SELECT * EXCLUDE (place) FROM (SELECT *, row_number() OVER (ORDER BY rn) - 1 AS place FROM {0})"
        number = f'row_number() OVER (ORDER BY "{name}" DESC NULLS LAST, rn) - 1'
        if t.is_number and self.r.random() < 0.2:
            how, direction = self.r.choice([("nlargest", "DESC"), ("nsmallest", "ASC")])
            place = f'row_number() OVER (ORDER BY "{name}" {direction}, rn) - 1'
            return (f'SELECT "{name}", {place} AS rn, {place} AS ix FROM {{0}} WHERE "{name}" IS NOT NULL QUALIFY {place} < {k}',
                    f".dropna().{how}({k})")  # fmt: skip
        return self.r.choice([
            (f"SELECT * FROM {{0}} ORDER BY rn LIMIT {k}", f".head({k})"),
            (f"SELECT * FROM {{0}} ORDER BY rn DESC LIMIT {k}", f".tail({k})"),
            (f"{place} WHERE place BETWEEN 2 AND {k + 1}", f".slice(2, {k + 2})"),
            (f"{place} WHERE place >= (SELECT count(*) FROM {{0}}) - {k + 1} AND place < (SELECT count(*) FROM {{0}}) - 1", f".slice({-k - 1}, -1)"),
            (f'SELECT * FROM {{0}} WHERE "{name}" IS NOT NULL', ".dropna()"),
            (f'SELECT * FROM {{0}} QUALIFY row_number() OVER (PARTITION BY "{name}" ORDER BY rn) = 1', ".drop_duplicates()"),
            (f'SELECT "{name}", {number} AS rn, {number} AS ix FROM {{0}}', ".sort_values({.ascending = false})"),
        ])  # fmt: skip

    def value_counts(self) -> None:
        f = self.some_frame()
        names = [n for n, t in f.columns.items() if t.kind != "float32" and n not in ("count", "proportion")]
        if not names:
            raise Unusable("no column")
        name = self.r.choice(names)
        v, f.variable = f.variable, self.fresh("df")
        count, value, t, options = self.r.choice([("count", '"count"', INT64, ""), ("proportion", '"count" / sum("count") OVER ()', FLOAT64, "{.normalize = true}")])
        number = f'row_number() OVER (ORDER BY "count" DESC, "{name}") - 1'
        f.columns = {name: f.columns[name], count: t}
        f.exact = f.exact & {name} | {count}
        query = (f'SELECT "{name}", {value} AS {count}, {number} AS rn, {number} AS ix FROM (SELECT "{name}", count(*) AS "count" '
                 f'FROM "{f.table}" WHERE "{name}" IS NOT NULL GROUP BY "{name}")')  # fmt: skip
        f.ordered = True
        self.update(f, query, f'auto {f.variable} = {v}["{name}"].value_counts({options});')

    def melt(self) -> None:
        f = self.some_frame()
        names = [n for n in f.columns if n in f.exact]
        value = self.r.choice(names) if names else None
        if value is None or not f.ordered or {"which", "n"} & set(f.columns):
            raise Unusable("no column")
        others = [n for n in names if n != value and f.columns[n] == f.columns[value]]
        values = [value, *self.r.sample(others, min(len(others), self.r.randrange(0, 3)))]
        if any(real(n) != n for n in values):
            raise Unusable("names that stand for others are no values")
        ids = [n for n in f.columns if n not in values][:3]
        kept = "".join(f'"{n}", ' for n in ids)
        parts = " UNION ALL ".join(f"SELECT {kept}'{n}' AS \"which\", \"{n}\" AS \"n\", {i} AS part, rn FROM \"{f.table}\""
                                   for i, n in enumerate(values))  # fmt: skip
        number = "row_number() OVER (ORDER BY part, rn) - 1"
        v, f.variable = f.variable, self.fresh("df")
        f.columns = {n: f.columns[n] for n in ids} | {"which": STRING, "n": f.columns[value]}
        f.exact = f.exact & set(ids) | {"which", "n"}
        quoted = [", ".join(f'"{n}"' for n in some) for some in (ids, values)]
        self.update(f, f"SELECT * EXCLUDE (part, rn), {number} AS rn, {number} AS ix FROM ({parts})",
                    f'auto {f.variable} = {v}.melt({{.id_vars = {{{quoted[0]}}}, .value_vars = {{{quoted[1]}}}, .var_name = "which", .value_name = "n"}});')  # fmt: skip

    def largest(self) -> None:
        f = self.some_frame()
        names = [n for n, t in f.columns.items() if t.is_number and t.kind != "float32"]
        if not f.ordered or not names:
            raise Unusable("no order")
        keys, n = self.r.sample(names, min(len(names), self.r.choice([1, 1, 2]))), self.r.randrange(0, 12)
        for key in keys:
            if self.oracle.value(f'SELECT count("{key}") FROM "{f.table}"') < n:
                raise Unusable("missing values among them")
        kept = ", ".join(f'"{c}"' for c in f.columns)
        how, direction = self.r.choice([("nlargest", "DESC"), ("nsmallest", "ASC")])
        order = ", ".join(f'"{key}" {direction} NULLS LAST' for key in keys)
        number = f"row_number() OVER (ORDER BY {order}, rn) - 1"
        v = f.variable
        quoted = f'"{keys[0]}"' if len(keys) == 1 else "{" + ", ".join(f'"{key}"' for key in keys) + "}"
        self.update(f, f'SELECT {kept}, {number} AS rn, {number} AS ix FROM "{f.table}" QUALIFY {number} < {n}',
                    f"{v} = {v}.{how}({n}, {quoted});")  # fmt: skip

    def window(self) -> None:
        f = self.some_frame()
        if not f.ordered:
            raise Unusable("no order")
        name, e = self.fresh_column("n"), self.running(f)
        if e.type in (INT64, FLOAT64) and self.r.random() < 0.3:
            other = self.running(f)
            if other.type == e.type:
                e = Expr(f"({e.cpp} - {other.cpp})", f"({e.sql} - {other.sql})", e.type, e.exact and other.exact)
        text = f'{f.variable}["{name}"] = {e.cpp};'
        if e.type.kind == "decimal" and e.sql.startswith("(CASE"):
            # the oracle's sum has 38 digits
            query = self.with_column(f, name, f"{e.sql}::DECIMAL(34, {e.type.scale})")
            f.columns[name] = Type("decimal", 34, e.type.scale)
            self.update(f, query, text)
            return
        self.set_column(f, name, e, text)

    def running(self, f: Frame) -> Expr:
        """A column's running sum or shifted values, or the numbers of the rows."""
        if self.r.random() < 0.5:
            return self.window_of(f)
        v, choice = f.variable, self.r.random()
        if choice < 0.25:
            return self.of_groups(f) if self.r.random() < 0.7 else self.in_series(f)
        if choice < 0.45:
            numbers = [n for n, t in f.columns.items() if t.is_integer or t in (FLOAT64, DURATION, BOOLEAN) or t.kind == "decimal"]
            if not numbers:
                raise Unusable("no number")
            column = self.r.choice(numbers)
            t = f.columns[column]
            value = f'"{column}"::BIGINT' if t == BOOLEAN else f'"{column}"'
            t = INT64 if t == BOOLEAN else aggregate_type("sum", t) if t.is_integer else t
            sql = f'CASE WHEN "{column}" IS NULL THEN NULL ELSE sum({value}) OVER (ORDER BY rn ROWS UNBOUNDED PRECEDING) END'
            return Expr(f'{v}["{column}"].cumsum()', f"({sql})" if t.kind == "decimal" else f"({sql})::{t.sql}", t, t.kind != "decimal")
        if choice < 0.5:
            t = self.r.choice([INT64, FLOAT64, STRING, DATE])
            value = self.expressions(f).filler(t)
            return Expr(f"bodo::full({v}.size(), {value.cpp})", value.sql, t, True)
        if choice < 0.55:
            begin = self.r.randrange(-3, 10)
            return Expr(f"bodo::arange({begin}, {v}.size() + {begin})", f"(row_number() OVER (ORDER BY rn) - 1 + {begin})", INT64, True)
        column = self.r.choice(list(f.columns))
        k = self.r.choice([1, 1, 2, -1, 7, 0, 1000])
        arguments, value, _ = self.shifted(f, column, k)
        return Expr(f'{v}["{column}"].shift({arguments})', f"{value} OVER (ORDER BY rn)", f.columns[column], column in f.exact)

    def shifted(self, f: Frame, column: str, k: int) -> tuple[str, str, str]:
        """The arguments of shift, the oracle's function, and what it has where there is no row, if that is given."""
        t, fill = f.columns[column], None
        if t in (INT64, FLOAT64, STRING, DATE) and self.r.random() < 0.3:
            fill = self.expressions(f).filler(t)
        arguments = f"{k}, {{.fill_value = {fill.cpp}}}" if fill else str(k) if k != 1 else ""
        filled = f", {fill.sql}::{t.sql}" if fill else ""
        return arguments, f'{"lag" if k >= 0 else "lead"}("{column}", {abs(k)}{filled})', filled[2:]
