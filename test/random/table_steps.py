"""Steps over whole frames: concat, groups, sorts, joins, windows."""

from expressions import Expr
from model import AGGREGATES, Frame, Unusable, aggregate_sql, aggregate_type
from values import BOOLEAN, FLOAT64, INT64, Type


class TableSteps:
    def join_rows(self) -> None:
        f = self.some_frame()
        if not f.ordered:
            raise Unusable("no order")
        e = self.expressions(f).draw(BOOLEAN)
        v = f.variable
        other = self.fresh("df")
        quoted = ", ".join(f'"{n}"' for n in f.columns)
        query = (f'SELECT {quoted}, row_number() OVER (ORDER BY part, rn) - 1 AS rn, row_number() OVER (ORDER BY part, rn) - 1 AS ix '
                 f'FROM (SELECT *, 1 AS part FROM "{f.table}" UNION ALL SELECT *, 2 AS part FROM "{f.table}" WHERE {e.sql})')  # fmt: skip
        f.variable = other
        self.update(f, query, f"auto {other} = bodo::concat({{{v}, {v}[{e.cpp}]}});")

    def some_keys(self, f: Frame, most: int = 3, orderly: bool = False) -> list[str]:
        names = [n for n, t in f.columns.items() if not t.is_float or t == FLOAT64]
        if not names:
            raise Unusable("no key")
        return self.r.sample(names, min(len(names), self.r.choice([1, 1, 2, most])))

    def drop_duplicates(self) -> None:
        f = self.some_frame()
        if not f.ordered:
            raise Unusable("no order")
        keys = self.some_keys(f)
        quoted = ", ".join(f'"{k}"' for k in keys)
        v = f.variable
        self.update(f, f'SELECT * FROM "{f.table}" QUALIFY row_number() OVER (PARTITION BY {quoted} ORDER BY rn) = 1',
                    f"{v} = {v}.drop_duplicates({{{quoted}}});")  # fmt: skip

    def group(self) -> None:
        f = self.some_frame()
        keys = self.some_keys(f, 4)
        outputs, aggregates, columns, exact = [], [], {k: f.columns[k] for k in keys}, set(keys) & f.exact
        for _ in range(self.r.randrange(1, 5)):
            name = self.r.choice(list(AGGREGATES))
            if name in ("first", "last") and not f.ordered:
                continue
            fitting = [n for n, t in f.columns.items() if AGGREGATES[name](t) and n not in keys]
            if not fitting:
                continue
            column, out = self.r.choice(fitting), self.fresh("g")
            outputs.append(f'{aggregate_sql(name, column, f.columns[column])} AS "{out}"')
            aggregates.append(f'{{"{out}", bodo::{name}("{column}")}}')
            columns[out] = aggregate_type(name, f.columns[column])
            if name != "sum" or columns[out].kind != "decimal":
                exact.add(out)
        if self.r.random() < 0.5 or not outputs:
            out = self.fresh("g")
            outputs.append(f'count(*) AS "{out}"')
            aggregates.append(f'{{"{out}", bodo::size()}}')
            columns[out] = INT64
            exact.add(out)
        numbers = [n for n, t in f.columns.items() if t == INT64 and n in f.exact and n not in keys]
        if numbers and self.r.random() < 0.3:
            column, out = self.r.choice(numbers), self.fresh("g")
            sql, cpp = self.r.choice([
                (f'coalesce(max("{column}"), -1000000)', "std::int64_t{-1000000}, [](std::int64_t a, std::int64_t b) { return a > b ? a : b; }"),
                (f'coalesce(bit_xor("{column}"), 0)', "std::int64_t{0}, [](std::int64_t a, std::int64_t b) { return a ^ b; }")])  # fmt: skip
            if sql.startswith("coalesce(max"):
                sql = f"greatest({sql}, -1000000)"
            outputs.append(f'{sql} AS "{out}"')
            aggregates.append(f'{{"{out}", bodo::reduce("{column}", {cpp})}}')
            columns[out] = INT64
            exact.add(out)
        quoted = ", ".join(f'"{k}"' for k in keys)
        sort, keep = self.r.random() < 0.6, self.r.random() < 0.3
        options = ([".sort = true"] if sort else []) + ([".dropna = false"] if keep else [])
        where = "" if keep else "WHERE " + " AND ".join(f'"{k}" IS NOT NULL' for k in keys)
        order = ", ".join(f'"{k}" NULLS LAST' for k in keys)
        query = (f"SELECT *, row_number() OVER (ORDER BY {order}) - 1 AS rn, row_number() OVER (ORDER BY {order}) - 1 AS ix "
                 f'FROM (SELECT {quoted}, {", ".join(outputs)} FROM "{f.table}" {where} GROUP BY {quoted})')  # fmt: skip
        v, f.variable = f.variable, self.fresh("df")
        f.table = self.oracle.make(query)
        f.columns, f.exact, f.ordered = columns, exact, sort
        for name in columns:
            self.check_size(f, name)
        tail = f", {{{', '.join(options)}}}" if options else ""
        self.emit(f"auto {f.variable} = {v}.groupby({{{quoted}}}{tail}).agg({{{', '.join(aggregates)}}});")
        self.frames[f.variable] = f

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
        if a.variable == b.variable:
            raise Unusable("one frame")
        how = self.r.choice(["inner", "inner", "left", "semi", "anti"])
        same = [n for n in a.columns if n in a.exact and n in b.exact and b.columns.get(n) == a.columns[n] and n not in ("x",)
                and a.columns[n].kind != "float32"]  # fmt: skip
        pairs = [(n, m) for n in a.exact for m in b.exact if a.columns[n] == b.columns[m] and n != m
                 and n not in b.columns and m not in a.columns and a.columns[n].kind != "float32"]  # fmt: skip
        pairs.sort()
        if same and (self.r.random() < 0.7 or not pairs):
            keys = self.r.sample(same, min(len(same), self.r.choice([1, 1, 2])))
            left = right = keys
            option = ".on = {" + ", ".join(f'"{k}"' for k in keys) + "}" if len(keys) > 1 else f'.on = "{keys[0]}"'
        elif pairs:
            n, m = self.r.choice(pairs)
            left, right = [n], [m]
            option = f'.left_on = "{n}", .right_on = "{m}"'
        else:
            raise Unusable("no common key")
        if how != "inner" or self.r.random() < 0.2:
            option += f', .how = "{how}"'
        on = " AND ".join(f'l."{x}" IS NOT DISTINCT FROM r."{y}"' for x, y in zip(left, right))
        variable = self.fresh("df")
        text = f"auto {variable} = {a.variable}.merge({b.variable}, {{{option}"
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
                    out = n + ("_x" if side == "l" else "_y") if n in shared else n
                    if out in columns:
                        raise Unusable("a name twice")
                    columns[out] = t
                    if n in frame.exact:
                        exact.add(out)
                    chosen.append(f'{side}."{n}" AS "{out}"')
            number = "row_number() OVER (ORDER BY l.rn, r.rn) - 1"
            query = (f'SELECT {", ".join(chosen)}, {number} AS rn, {number} AS ix FROM "{a.table}" l '
                     f'{how.upper()} JOIN "{b.table}" r ON {on}')  # fmt: skip
            f = Frame(variable, "", columns, exact, a.ordered and b.ordered)
        self.update(f, query, text + "});")

    def value_counts(self) -> None:
        f = self.some_frame()
        names = [n for n, t in f.columns.items() if t.kind != "float32" and n != "count"]
        if not names:
            raise Unusable("no column")
        name = self.r.choice(names)
        v, f.variable = f.variable, self.fresh("df")
        number = f'row_number() OVER (ORDER BY "count" DESC, "{name}") - 1'
        f.columns = {name: f.columns[name], "count": INT64}
        f.exact = f.exact & {name} | {"count"}
        query = (f'SELECT *, {number} AS rn, {number} AS ix FROM (SELECT "{name}", count(*) AS "count" FROM "{f.table}" '
                 f'WHERE "{name}" IS NOT NULL GROUP BY "{name}")')  # fmt: skip
        f.ordered = True
        self.update(f, query, f'auto {f.variable} = {v}["{name}"].value_counts();')

    def largest(self) -> None:
        f = self.some_frame()
        names = [n for n, t in f.columns.items() if t.is_number and t.kind != "float32"]
        if not f.ordered or not names:
            raise Unusable("no order")
        name, n = self.r.choice(names), self.r.randrange(0, 12)
        if self.oracle.value(f'SELECT count("{name}") FROM "{f.table}"') < n:
            raise Unusable("missing values among them")
        kept = ", ".join(f'"{c}"' for c in f.columns)
        number = f'row_number() OVER (ORDER BY "{name}" DESC NULLS LAST, rn) - 1'
        v = f.variable
        self.update(f, f'SELECT {kept}, {number} AS rn, {number} AS ix FROM "{f.table}" QUALIFY {number} < {n}', f'{v} = {v}.nlargest({n}, "{name}");')

    def window(self) -> None:
        f = self.some_frame()
        if not f.ordered:
            raise Unusable("no order")
        name = self.fresh("n")
        if self.r.random() < 0.5:
            numbers = [n for n, t in f.columns.items() if t in (INT64, FLOAT64) or t.kind == "decimal"]
            if not numbers:
                raise Unusable("no number")
            column = self.r.choice(numbers)
            t = f.columns[column]
            sql = f'CASE WHEN "{column}" IS NULL THEN NULL ELSE sum("{column}") OVER (ORDER BY rn ROWS UNBOUNDED PRECEDING) END'
            e = Expr("", f"({sql})" if t.kind == "decimal" else f"({sql})::{t.sql}", t, t.kind != "decimal")
            text = f'{f.variable}["{name}"] = {f.variable}["{column}"].cumsum();'
        else:
            column = self.r.choice(list(f.columns))
            k = self.r.choice([1, 1, 2, -1, 7, 0, 1000])
            sql = f'lag("{column}", {k}) OVER (ORDER BY rn)' if k >= 0 else f'lead("{column}", {-k}) OVER (ORDER BY rn)'
            e = Expr("", sql, f.columns[column], column in f.exact)
            text = f'{f.variable}["{name}"] = {f.variable}["{column}"].shift({k if k != 1 else ""});'
        if e.type.kind == "decimal" and e.sql.startswith("(CASE"):
            # the oracle's sum has 38 digits
            query = self.with_column(f, name, f"{e.sql}::DECIMAL(34, {e.type.scale})")
            f.columns[name] = Type("decimal", 34, e.type.scale)
            self.update(f, query, text)
            return
        self.set_column(f, name, e, text)
