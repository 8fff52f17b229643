"""Steps that repeat or drop rows by others, turn values into columns, and sort values into classes."""

import pandas as pd

import oracle
from expressions import Expr
from model import AGGREGATES, Frame, Print, Unusable, aggregate_sql, aggregate_type
from names import real
from values import BOOLEAN, FLOAT64, INT64, STRING

DIRECTIONS = {"first": "", "last": " DESC"}


class ReshapeSteps:
    def quoted(self, names) -> str:
        return ", ".join(f'"{n}"' for n in names)

    def duplicated(self) -> None:
        f = self.some_frame()
        if not f.ordered:
            raise Unusable("no order")
        keys, keep = self.some_keys(f), self.r.choice(["first", "last", "none"])
        over = f"PARTITION BY {self.quoted(keys)}"
        repeats = f"count(*) OVER ({over}) > 1" if keep == "none" else f"row_number() OVER ({over} ORDER BY rn{DIRECTIONS[keep]}) > 1"
        options = f', {{.keep = "{keep}"}}' if keep != "first" or self.r.random() < 0.3 else ""
        listed, v = f"{{{self.quoted(keys)}}}", f.variable
        if self.r.random() < 0.5:
            self.update(f, f'SELECT * FROM "{f.table}" QUALIFY NOT ({repeats})', f"{v} = {v}.drop_duplicates({listed}{options});")
            return
        name = self.fresh_column("n")
        call = f"{v}.duplicated({listed}{options})"
        if len(keys) == 1 and self.r.random() < 0.5:
            call = f'{v}["{keys[0]}"].duplicated({options[2:]})'
        self.set_column(f, name, Expr("", repeats, BOOLEAN, True), f'{v}["{name}"] = {call};')

    def sample(self) -> None:
        """All rows or none: which rows others are is not for the oracle to say."""
        f = self.some_frame()
        if not f.ordered:
            raise Unusable("no order")
        rows, v = self.oracle.value(f'SELECT count(*) FROM "{f.table}"'), f.variable
        call, limit = self.r.choice([("{.frac = 1, .seed = 3}", rows), (f"{rows}", rows), (f"{rows}, {{.seed = 9}}", rows), ("{.frac = 0}", 0), ("0", 0)])
        name = self.r.choice(list(f.columns))
        if self.r.random() < 0.3:
            self.print_scalar(f'{v}["{name}"].sample({call}).size()', limit)
            return
        self.update(f, f'SELECT * FROM "{f.table}" ORDER BY rn LIMIT {limit}', f"{v} = {v}.sample({call});")

    def rows_of_rows(self) -> None:
        """A row for each part of a string, or for each value that a function gives."""
        f = self.some_frame()
        texts = [n for n, t in f.columns.items() if t == STRING]
        numbers = [n for n, t in f.columns.items() if t == INT64 and n in f.exact]
        if not texts and not numbers:
            raise Unusable("no such column")
        splits = bool(texts) and (not numbers or self.r.random() < 0.6)
        source = self.r.choice(texts if splits else numbers)
        if splits:
            by = self.r.choice(["a", " ", "é", "ab"])
            lists = f"CASE WHEN \"{source}\" IS NULL THEN [NULL] ELSE string_split(\"{source}\", '{by}') END"
            t = STRING
        else:
            most = self.r.randrange(1, 6)
            lists = f'list_transform(range(CASE WHEN "{source}" BETWEEN 0 AND {most} THEN "{source}" ELSE 0 END), lambda x: "{source}")'
            t = INT64
            function = (f"[](std::int64_t n) {{ return std::vector<std::int64_t>(n >= 0 && n <= {most} "
                        "? static_cast<std::size_t>(n) : 0, n); }")  # fmt: skip
        v, whole = f.variable, self.r.random() < 0.8
        name = source if not whole or self.r.random() < 0.5 else self.fresh_column("n")
        names = [n for n in f.columns if n != source or (splits and name != source)] + ([name] if name != source else [])
        if name == source:
            names = list(f.columns)
        if not splits and name != source:  # in the place of the one that the function takes
            names = [name if n == source else n for n in f.columns]
        if not whole:
            names = [name]
        chosen = ", ".join(f'v AS "{n}"' if n == name else f'"{n}"' for n in names)
        numbered = f"SELECT *, unnest({lists}) AS v, generate_subscripts({lists}, 1) AS pos FROM \"{f.table}\""
        f.table = self.oracle.make(f"SELECT {chosen}, row_number() OVER (ORDER BY rn, pos) - 1 AS rn, "
                                   f"row_number() OVER (ORDER BY rn, pos) - 1 AS ix FROM ({numbered})")
        if not whole:
            f.variable = self.fresh("df")
            series = f'{v}["{source}"]'
            series += f'.str().split("{by}").explode()' if splits else f".flat_map({function})"
            self.emit(f'bodo::DataFrame {f.variable}{{{{"{name}", {series}}}}};')
        elif splits:
            self.emit(f'{v}["{name}"] = {v}["{source}"].str().split("{by}");')
            self.emit(f'{v} = {v}.explode("{name}");')
        else:
            option = f', {{.name = "{name}"}}' if name != source else ""
            self.emit(f'{v} = {v}.flat_map({{"{source}"}}, {function}{option});')
        f.columns = {n: t if n == name else f.columns[n] for n in names}
        f.exact = {n for n in f.exact if n in f.columns} | {name}
        self.frames[f.variable] = f

    def print_scalar(self, cpp: str, value: int) -> None:
        """A number that the oracle knows: a column of a frame with one row."""
        variable = self.fresh("df")
        table = self.oracle.make(f'SELECT {value}::BIGINT AS "size", 0 AS rn, 0 AS ix')
        self.emit(f'bodo::DataFrame {variable}{{{{"size", {{{cpp}}}}}}};')
        self.frames[variable] = Frame(variable, table, {"size": INT64}, {"size"})

    def values_of(self, f: Frame, name: str, most: int) -> list:
        found = self.oracle.connection.execute(f'SELECT DISTINCT "{name}" FROM "{f.table}" WHERE "{name}" IS NOT NULL ORDER BY 1').fetchall()
        values = [v for (v,) in found]
        # the smallest integer is no literal of C++
        plain = all(abs(v) < 2**63 if isinstance(v, int) else v.isalnum() and v.isascii() for v in values)
        # names that differ in case are one name to the oracle
        if not values or len(values) > most or not plain or len({str(v).lower() for v in values}) < len(values):
            raise Unusable("not few values")
        self.r.shuffle(values)
        return values

    def categories(self) -> None:
        f = self.some_frame()
        names = [n for n, t in f.columns.items() if t in (STRING, INT64) and n in f.exact]
        if not names:
            raise Unusable("no category")
        by = self.r.choice(names)
        values = self.values_of(f, by, 8) + (["zz9"] if f.columns[by] == STRING and self.r.random() < 0.3 else [])
        listed = ", ".join(f'"{v}"' if isinstance(v, str) else str(v) for v in values)
        literal = [f"'{v}'" if isinstance(v, str) else str(v) for v in values]
        v, f.variable = f.variable, self.fresh("df")
        if self.r.random() < 0.5:
            columns = [f"is_{value}" for value in values]
            flags = ", ".join(f'coalesce("{by}" = {x}, false) AS "{c}"' for x, c in zip(literal, columns))
            f.columns = dict.fromkeys(columns, BOOLEAN)
            f.exact = set(columns)
            self.update(f, f'SELECT {flags}, rn, ix FROM "{f.table}"', f'auto {f.variable} = bodo::get_dummies({v}["{by}"], {{{listed}}}, {{.prefix = "is"}});')
            return
        others = [n for n, t in f.columns.items() if t in (INT64, FLOAT64) and n in f.exact and n != by]
        if len(others) < 2:
            raise Unusable("no values")
        of, index = self.r.sample(others, 2)
        if index.lower() in [str(value).lower() for value in values]:
            raise Unusable("a name twice")
        function = self.r.choice(["min", "max", "count", "nunique"])
        sql = {"nunique": "count(DISTINCT {})"}.get(function, function + "({})")
        fill = 7 if self.r.random() < 0.3 else None
        cells = ", ".join(
            f'coalesce(CASE WHEN bool_or("{by}" = {x}) THEN {sql.format(f"""CASE WHEN "{by}" = {x} THEN "{of}" END""")} END, {fill or "NULL"}) AS "{value}"'
            for x, value in zip(literal, values))  # fmt: skip
        filled = f", .fill_value = {fill}" if fill else ""
        t = INT64 if function in ("count", "nunique") else f.columns[of]
        f.columns = {index: f.columns[index]} | {str(value): t for value in values}
        f.exact, f.ordered = set(f.columns), True
        number = f'row_number() OVER (ORDER BY "{index}") - 1'
        self.update(f, f'SELECT *, {number} AS rn, {number} AS ix FROM (SELECT "{index}", {cells} FROM "{f.table}" '
                       f'WHERE "{index}" IS NOT NULL AND "{by}" IS NOT NULL GROUP BY "{index}")',
                    f'auto {f.variable} = {v}.pivot_table({{.values = "{of}", .index = "{index}", .columns = "{by}", .aggfunc = "{function}"{filled}}}, {{{listed}}});')  # fmt: skip

    def classes(self) -> None:
        f = self.some_frame()
        names = [n for n, t in f.columns.items() if t == INT64 and n in f.exact]
        if not names:
            raise Unusable("no numbers")
        of, name, v = self.r.choice(names), self.fresh_column("n"), f.variable
        if self.r.random() < 0.4:
            # the edges are a smallest, a middle and a largest value
            edges = [f'(SELECT quantile_cont("{of}"::DOUBLE, {q}) FROM "{f.table}")' for q in (0, 0.5, 1)]
            sql = (f'CASE WHEN "{of}"::DOUBLE >= {edges[0]} AND "{of}"::DOUBLE <= {edges[1]} THEN 0 '
                   f'WHEN "{of}"::DOUBLE > {edges[1]} AND "{of}"::DOUBLE <= {edges[2]} THEN 1 END::BIGINT')  # fmt: skip
            self.set_column(f, name, Expr("", sql, INT64, True), f'{v}["{name}"] = bodo::qcut({v}["{of}"], 2);')
            return
        right, lowest = self.r.random() < 0.6, self.r.random() < 0.3
        if self.r.random() < 0.3:
            low, high = (f'(SELECT {end}("{of}")::DOUBLE FROM "{f.table}")' for end in ("min", "max"))
            if self.oracle.value(f"SELECT coalesce({low} = {high}, true)"):
                raise Unusable("equal values")
            n = self.r.choice([1, 3, 4])
            edges = [f"(({high} - {low}) / {n}::DOUBLE * {i}::DOUBLE + {low})" for i in range(n)] + [high]
            x = f'"{of}"::DOUBLE'
            first, last = (f"{x} >= {edges[0]}", f"{x} <= {high}")
            cases = [(f"{x} > {a} AND {x} <= {b}" if right else f"{x} >= {a} AND {x} < {b}") for a, b in zip(edges, edges[1:])]
            if right:
                cases[0] = f"{first} AND {x} <= {edges[1]}"
            else:
                cases[-1] = f"{x} >= {edges[-2]} AND {last}"
            sql = " ".join(f"WHEN {c} THEN {i}" for i, c in enumerate(cases))
            self.set_column(f, name, Expr("", f"CASE {sql} END::BIGINT", INT64, True),
                            f'{v}["{name}"] = bodo::cut({v}["{of}"], {n}{"" if right else ", {.right = false}"});')  # fmt: skip
            return
        numbered = self.r.random() < 0.2
        edges = sorted(self.r.sample(range(-20, 40), self.r.randrange(2, 6)))
        cases, labels = "", []
        for i, (low, high) in enumerate(zip(edges, edges[1:])):
            first, last = i == 0, i == len(edges) - 2
            above = ">=" if not right or (lowest and first) else ">"
            below = "<=" if right or (lowest and last) else "<"
            labels.append(f"{'[' if above == '>=' else '('}{low}, {high}{']' if below == '<=' else ')'}")
            shown = i if numbered else f"'{labels[-1]}'"
            cases += f' WHEN "{of}" {above} {low} AND "{of}" {below} {high} THEN {shown}'
        options = ([".labels = false"] if numbered else [".labels = {" + self.quoted(labels) + "}"] if self.r.random() < 0.3 else []) + ([".right = false"] if not right else [])
        options += [".include_lowest = true"] if lowest else []
        tail = f", {{{', '.join(options)}}}" if options else ""
        self.set_column(f, name, Expr("", f"CASE{cases} END{'::BIGINT' if numbered else ''}", INT64 if numbered else STRING, True),
                        f'{v}["{name}"] = bodo::cut({v}["{of}"], {{{", ".join(map(str, edges))}}}{tail});')  # fmt: skip

    def describe(self) -> None:
        f = self.some_frame()
        names = [n for n, t in f.columns.items() if t == INT64 and n in f.exact]
        if not names or names[0] in ("statistic", "quantile"):
            raise Unusable("no numbers")
        if self.r.random() < 0.4:
            return self.describe_groups(f, names)
        name, v = names[0], f.variable
        whole = v if self.r.random() < 0.5 else f'{v}["{name}"]'
        self.emit(f'[[maybe_unused]] auto {self.fresh("all")} = {whole}.describe();')
        self.info(f)
        f.variable = self.fresh("df")
        low, high = (f'quantile_cont("{name}"::DOUBLE, {q})' for q in (0, 1))
        f.columns = {"quantile": FLOAT64, name: FLOAT64}
        f.exact, f.ordered = set(f.columns), True
        self.update(f, f'SELECT * FROM (SELECT 0.0::DOUBLE AS "quantile", {low} AS "{name}", 0 AS rn, 0 AS ix FROM "{f.table}" '
                       f'UNION ALL SELECT 1.0::DOUBLE, {high}, 1, 1 FROM "{f.table}")',
                    f'auto {f.variable} = {v}["{name}"].quantile({{0, 1}});')  # fmt: skip

    def describe_groups(self, f: Frame, names: list[str]) -> None:
        keys = self.some_keys(f, 2)
        x = self.r.choice(names)
        shown = {"count": INT64, "min": INT64, "50%": FLOAT64, "max": INT64}
        if x in keys or any(real(k) in shown for k in keys):
            raise Unusable("a name twice")
        outputs = [f'count("{x}") AS "count"', f'min("{x}") AS "min"', f'quantile_cont("{x}"::DOUBLE, 0.5) AS "50%"', f'max("{x}") AS "max"']
        columns = {k: f.columns[k] for k in keys} | shown
        exact = (set(keys) & f.exact) | (set(shown) - {"50%"})
        self.finish_group(f, keys, outputs, columns, exact, f'["{x}"].describe()[{{{self.quoted(columns)}}}]')

    def info(self, f: Frame) -> None:
        # the oracle's sums of decimals have other digits
        if any(real(n) != n for n in f.columns) or any(t.kind == "decimal" for t in f.columns.values()):
            return
        rows = self.oracle.value(f'SELECT count(*) FROM "{f.table}"')
        known = [self.oracle.value(f'SELECT count("{n}") FROM "{f.table}"') for n in f.columns]
        shown = pd.DataFrame({"column": list(f.columns), "type": [str(t) for t in f.columns.values()], "values": known,
                              "missing": [rows - k for k in known]})  # fmt: skip
        self.emit(f"{f.variable}.info();")
        self.prints.append(Print(text=oracle.shown(shown)))

    def statistics(self) -> None:
        """Aggregates that are made of others, of groups or of whole columns."""
        f = self.some_frame()
        names = [n for n, t in f.columns.items() if t == INT64 and n in f.exact
                 and (self.oracle.value(f'SELECT coalesce(max(abs("{n}"::DOUBLE)), 0) FROM "{f.table}"') or 0) < 10**3]  # fmt: skip
        if not names:
            raise Unusable("no small numbers")
        place = f"number {self.oracle.fresh()}"
        f.table = self.oracle.make(f'SELECT *, row_number() OVER (ORDER BY rn) - 1 AS "{place}" FROM "{f.table}"')
        x, y = self.r.sample(names, 2) if len(names) > 1 and self.r.random() < 0.8 else (names[0], names[0])
        known = f'"{x}" IS NOT NULL AND "{y}" IS NOT NULL'
        enough = " AND ".join(f'count(DISTINCT "{n}") FILTER ({known}) > 1' for n in (x, y))
        made = {
            "corr": ((x, y), f'CASE WHEN {enough} THEN corr("{x}", "{y}") END', FLOAT64),
            "cov": ((x, y), f'covar_samp("{x}", "{y}")', FLOAT64),
            "skew": ((x,), f'CASE WHEN count("{x}") > 2 THEN CASE WHEN count(DISTINCT "{x}") = 1 THEN 0.0 ELSE skewness("{x}") END END', FLOAT64),
        }  # fmt: skip
        # no part of the rows has a larger product
        most = self.oracle.value(f'SELECT coalesce(sum(ln(abs("{x}"::DOUBLE))) FILTER (abs("{x}") > 1), 0) FROM "{f.table}"')
        if most < 36:
            made["prod"] = ((x,), f'coalesce(product("{x}"), 1)::BIGINT', INT64)
        if f.ordered:
            made["idxmin"] = ((x,), f'arg_min("{place}", row("{x}", "{place}")) FILTER ("{x}" IS NOT NULL)', INT64)
            made["idxmax"] = ((x,), f'arg_max("{place}", row("{x}", -"{place}")) FILTER ("{x}" IS NOT NULL)', INT64)
        chosen = self.r.sample(sorted(made), self.r.randrange(1, 4))
        v = f.variable
        if self.r.random() < 0.5:
            keys = self.some_keys(f, 2)
            if x in keys or y in keys:
                raise Unusable("a key, which may be computed of the column")
            columns = {k: f.columns[k] for k in keys}
            outputs, aggregates = [], []
            single = next((how for how in chosen if len(made[how][0]) == 1), None)
            if single and self.r.random() < 0.4:
                _, sql, t = made[single]
                exact = set(keys) & f.exact | ({x} if t == INT64 else set())
                self.finish_group(f, keys, [f'{sql} AS "{x}"'], columns | {x: t}, exact, f'["{x}"].{single}()')
                if t == FLOAT64:
                    self.round_off(f, x)
                return
            for how in chosen:
                out = self.fresh_column("st", columns)
                of, sql, columns[out] = made[how]
                outputs.append(f'{sql} AS "{out}"')
                aggregates.append(f'{{"{out}", bodo::{how}({self.quoted(of)})}}')
            exact = set(keys) & f.exact | {n for n, t in columns.items() if t == INT64 and n not in keys}
            self.finish_group(f, keys, outputs, columns, exact, f".agg({{{', '.join(aggregates)}}})")
            for out in [n for n, t in columns.items() if t == FLOAT64 and n not in keys]:
                self.round_off(f, out)
            return
        choice = self.r.random()
        variable = self.fresh("df")
        if choice < 0.3:
            mode = f'SELECT "{x}", row_number() OVER (ORDER BY "{x}") - 1 AS rn, row_number() OVER (ORDER BY "{x}") - 1 AS ix FROM (SELECT "{x}", count(*) AS "how many" FROM "{f.table}" WHERE "{x}" IS NOT NULL GROUP BY 1 QUALIFY "how many" = max("how many") OVER ())'
            self.update(Frame(variable, "", {x: INT64}, {x}), mode, f'bodo::DataFrame {variable}{{{{"{x}", {v}["{x}"].mode()}}}};')
            return
        if choice < 0.6 and x != y and real(x) == x and real(y) == y:
            how, sql = self.r.choice([("corr", made["corr"][1]), ("cov", made["cov"][1])])
            picked = self.fresh("df")
            same = {n: sql.replace(f'"{x}"', "X").replace(f'"{y}"', "Y").replace("X", f'"{n}"').replace("Y", f'"{n}"') for n in (x, y)}
            rows = [f"SELECT '{a}' AS \"column\", {same[x] if a == x else sql} AS \"{x}\", {same[y] if a == y else sql} AS \"{y}\", {i} AS rn, {i} AS ix FROM \"{f.table}\"" for i, a in enumerate((x, y))]
            if "column" in (x, y):
                raise Unusable("a name twice")
            self.update(Frame(variable, "", {"column": STRING, x: FLOAT64, y: FLOAT64}, {"column"}), " UNION ALL ".join(rows),
                        f"auto {picked} = {v}[{{{self.quoted((x, y))}}}];\n  auto {variable} = {picked}.{how}();")  # fmt: skip
            for n in (x, y):
                self.round_off(self.frames[variable], n)
            return
        how = chosen[0]
        of, sql, t = made[how]
        call = f'{v}["{x}"].{how}({f"""{v}["{y}"]""" if len(of) > 1 else ""})'
        text = f'bodo::DataFrame {variable}{{{{"{how}", {{{call}}}}}}};'
        if how in ("skew", "idxmin", "idxmax", "prod") and self.r.random() < 0.5:
            picked = self.fresh("df")
            self.emit(f'auto {picked} = {v}[{{"{x}"}}];')
            text = f'auto {variable} = {picked}.{how}().rename({{{{"{x}", "{how}"}}}});' if x != how else ""
        if not text:
            raise Unusable("its own name")
        self.update(Frame(variable, "", {how: t}, {how} if t == INT64 else set()), f'SELECT {sql} AS "{how}", 0 AS rn, 0 AS ix FROM "{f.table}"', text)
        if t == FLOAT64:
            self.round_off(self.frames[variable], how)

    def round_off(self, f: Frame, name: str) -> None:
        """The oracle rounds in other places: few digits, and no result that lies between two of them."""
        self.set_column(f, name, Expr("", f'round_even("{name}" / 3.7::DOUBLE, 3)', FLOAT64, False),
                        f'{f.variable}["{name}"] = bodo::round({f.variable}["{name}"] / 3.7, 3);')  # fmt: skip

    def by_column(self) -> None:
        """An aggregate of each column, or an operation on each."""
        f = self.some_frame()
        v = f.variable
        if self.r.random() < 0.4:
            names = [n for n, t in f.columns.items() if t == INT64 and n in f.exact]
            name = self.r.choice(["isna", "notna", "abs", "round", "clip"])
            if not names:
                raise Unusable("no numbers")
            chosen = {n: f.columns[n] for n in self.r.sample(names, self.r.randrange(1, len(names) + 1))}
            call, sql, t = {
                "isna": ("()", "({} IS NULL)", BOOLEAN), "notna": ("()", "({} IS NOT NULL)", BOOLEAN), "abs": ("()", "abs({})", INT64),
                "round": ("(1)", "{}", INT64), "clip": ("(-5, 5)", "CASE WHEN {0} IS NOT NULL THEN greatest(least({0}, 5), -5) END", INT64),
            }[name]  # fmt: skip
            parts = ", ".join(sql.format(f'"{n}"') + f' AS "{n}"' for n in chosen)
            f.columns, f.exact = dict.fromkeys(chosen, t), set(chosen)
            picked, f.variable = self.fresh("df"), self.fresh("df")
            self.emit(f"auto {picked} = {v}[{{{self.quoted(chosen)}}}];")
            self.update(f, f'SELECT {parts}, rn, ix FROM "{f.table}"', f"auto {f.variable} = {picked}.{name}{call};")
            return
        name = self.r.choice(list(AGGREGATES))
        if BOOLEAN in f.columns.values() and self.r.random() < 0.3:
            name = self.r.choice(["any", "all"])  # few frames have booleans
        if name in ("first", "last") and not f.ordered:
            raise Unusable("no order")
        fits = [n for n, t in f.columns.items() if AGGREGATES[name](t) and (t != BOOLEAN or name not in ("sum", "mean"))]
        if not fits:
            raise Unusable("no column")
        chosen = self.r.sample(fits, self.r.randrange(1, len(fits) + 1))
        parts = ", ".join(f'{aggregate_sql(name, n, f.columns[n])} AS "{n}"' for n in chosen)
        columns = {n: aggregate_type(name, f.columns[n]) for n in chosen}
        inexact = name in ("median", "quantile") or (name == "sum" and any(t.kind == "decimal" for t in columns.values()))
        picked, f.variable = self.fresh("df"), self.fresh("df")
        table = self.oracle.make(f'SELECT {parts}, 0 AS rn, 0 AS ix FROM "{f.table}"')
        f.table, f.columns, f.exact, f.ordered = table, columns, set() if inexact else set(chosen), True
        for n in columns:
            self.check_size(f, n)
        self.emit(f"auto {picked} = {v}[{{{self.quoted(chosen)}}}];")
        self.emit(f"auto {f.variable} = {picked}.{name}({'0.5' if name == 'quantile' else ''});")
        self.frames[f.variable] = f

    def fill(self) -> None:
        f = self.some_frame()
        texts = [n for n, t in f.columns.items() if t == STRING]
        if not texts:
            raise Unusable("no text")
        columns = ", ".join(f"coalesce(\"{n}\", 'none') AS \"{n}\"" if n in texts else f'"{n}"' for n in f.columns)
        self.update(f, f'SELECT {columns}, rn, ix FROM "{f.table}"', f'{f.variable} = {f.variable}.fillna("none");')
