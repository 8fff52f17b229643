"""Steps that read, compute columns, filter, choose columns and rows."""

import datetime
from collections.abc import Collection

import pyarrow as pa

from expressions import USER_FUNCTIONS, Expr, Expressions
from model import LARGEST, Frame, Unusable
from names import TOKENS
from sources import Source
from values import (BOOLEAN, DATE, DURATION, FLOAT64, INT64, INTEGERS, STRING, TIMESTAMP, Type, arrow_column, cpp_literal,
                    draw_value)  # fmt: skip

LITERAL_TYPES = (INT64, FLOAT64, BOOLEAN, STRING, DATE, TIMESTAMP, DURATION)


class RowSteps:
    # ---- names and text ----

    def fresh(self, prefix: str) -> str:
        self.new += 1
        return f"{prefix}{self.new}"

    def fresh_column(self, prefix: str, taken: Collection[str] = ()) -> str:
        """A name that no frame has, nor `taken`, now and then a hard one."""
        number = self.fresh(prefix)
        free = [n for n in TOKENS if n not in taken and not any(n in f.columns for f in self.frames.values())]
        return self.r.choice(free) if self.r.random() < 0.2 and free else number

    def emit(self, line: str) -> None:
        self.lines.append(line)

    def expressions(self, f: Frame) -> Expressions:
        return Expressions(self.r, f.variable, f.columns, f.exact, self.scalars)

    # ---- steps: each changes self.frames and emits its text, or raises Unusable ----

    def read(self) -> None:
        source = self.r.choice(self.sources)
        variable = self.fresh("df")
        self.used.add(source.name)
        if source.is_csv and self.r.random() < 0.5 and self.inferred(source, variable):
            return
        if self.r.random() < 0.05:
            self.text_lines(source, variable)
            return
        if source.table.num_rows in range(1, 9) and self.r.random() < 0.5 and not source.is_csv:
            self.literal_frame(variable, source.columns, source.table)
        else:
            self.emit(f"auto {variable} = {self.reading(source)};")
        self.frames[variable] = Frame(variable, source.name, dict(source.columns), set(source.columns))

    def reading(self, source: Source) -> str:
        path = source.path(self.r)
        said = self.said(source.columns)
        if source.is_csv:
            options = [f'.sep = "{source.csv["sep"]}"'] if source.csv["sep"] != "," or self.r.random() < 0.2 else []
            if not source.csv["header"]:
                options += [".header = false", ".names = {" + ", ".join(f'"{n}"' for n in source.columns) + "}"]
            return f'bodo::read_csv("{path}", {said}{", {" + ", ".join(options) + "}" if options else ""})'
        if source.has_orc() and self.r.random() < 0.3:
            return f'bodo::read_orc("{source.name}.orc"{self.r.choice(["", ", " + said])})'
        shown = f'bodo::like("{source.sample or path}")'
        schema = self.r.choice(["", shown, said if self.r.random() < 0.3 else shown if source.sample else ""])
        if schema and self.r.random() < 0.5:
            return f'bodo::read_parquet(std::string("{path[:4]}") + "{path[4:]}", {schema})'
        return f'bodo::read_parquet("{path}"{", " + schema if schema else ""})'

    def text_lines(self, source: Source, variable: str) -> None:
        table = self.oracle.make(f"""SELECT 'line ' || rn AS line, rn, ix FROM "{source.name}\"""")
        self.emit(f'auto {variable} = bodo::read_lines("{source.name}.txt");')
        self.frames[variable] = Frame(variable, table, {"line": STRING}, {"line"})

    def inferred(self, source: Source, variable: str) -> bool:
        """A CSV file whose types bodocc finds itself; False if they are not those of the oracle."""
        if source.pieces > 1 or not source.csv["header"] or FLOAT64 in source.columns.values():
            return False
        values = {name: [v for v in source.table[name].to_pylist() if v is not None] for name in source.columns}
        texts = [n for n, t in source.columns.items() if t == STRING]
        if not all(values.values()) or not all(any(v.isalpha() for v in values[n]) for n in texts):
            return False
        kept = list(source.columns)
        if self.r.random() < 0.3:
            kept = [n for n in kept if n == "k" or self.r.random() < 0.7]
        dates = [n for n in kept if source.columns[n] == DATE]
        parsed = [n for n in dates if self.r.random() < 0.5 and all(1700 < v.year < 2200 for v in values[n])]
        missing = ["ab", "naïve"] if self.r.random() < 0.3 else []
        options = [f'.sep = "{source.csv["sep"]}"'] if source.csv["sep"] != "," else []
        options += [".usecols = {" + ", ".join(f'"{n}"' for n in self.r.sample(kept, len(kept))) + "}"] if len(kept) < len(source.columns) else []
        declared = [n for n in dates if n not in parsed and self.r.random() < 0.5]
        options += [".types = {" + ", ".join(f'{{"{n}", bodo::date}}' for n in declared) + "}"] if declared else []
        options += [".parse_dates = {" + ", ".join(f'"{n}"' for n in parsed) + "}"] if parsed else []
        options += [".na_values = {" + ", ".join(f'"{w}"' for w in missing) + "}"] if missing else []
        columns, chosen = {}, []
        for n in kept:
            t = source.columns[n]
            columns[n] = (TIMESTAMP if n in parsed else DATE if n in declared else STRING) if t == DATE else t
            sql = f'make_timestamp_ns(day_ns("{n}"))' if n in parsed else f'"{n}"::{columns[n].sql}'
            if missing and t == STRING:
                sql = f"CASE WHEN \"{n}\" NOT IN ('ab', 'naïve') THEN \"{n}\" END"
            chosen.append(f'{sql} AS "{n}"')
        table = self.oracle.make(f'SELECT {", ".join(chosen)}, rn, ix FROM "{source.name}"')
        self.emit(f'auto {variable} = bodo::read_csv("{source.name}.csv"{", {" + ", ".join(options) + "}" if options else ""});')
        self.frames[variable] = Frame(variable, table, columns, set(columns))
        return True

    def made(self) -> None:
        """Columns that need no file: from vectors, and in steps."""
        variable, name = self.fresh("df"), self.oracle.fresh()
        steps = self.r.choice([1, 2, 4, 8])
        n = steps + 1
        texts, columns, values = [], {}, {}
        for _ in range(self.r.randrange(1, 5)):
            column, choice = self.fresh_column("n"), self.r.randrange(5)
            if column in columns:
                continue
            if choice == 0:
                t, cpp = self.r.choice([(INT64, "std::int64_t"), (FLOAT64, "double"), (STRING, "std::string")])
                holes = self.r.random() < 0.4
                values[column] = [None if holes and self.r.random() < 0.3 else draw_value(self.r, t, 10) for _ in range(n)]
                vector = self.fresh("v")
                words = ", ".join(cpp_literal(t, v) for v in values[column])
                self.emit(f"const std::vector<{f'std::optional<{cpp}>' if holes else cpp}> {vector}{{{words}}};")
                texts.append(f'{{"{column}", bodo::from_vector({vector})}}')
                columns[column] = t
                continue
            a, b = self.r.randrange(-9, 9), self.r.randrange(1, 9)
            if self.r.random() < 0.1:
                step = self.r.randrange(1, 40)
                texts.append(f'{{"{column}", bodo::date_range(2024y / January / 31, {n}, "{step}d")}}')
                columns[column] = DATE
                values[column] = [datetime.date(2024, 1, 31) + datetime.timedelta(days=i * step) for i in range(n)]
                continue
            text, t, values[column] = [
                (f"bodo::linspace({a}, {a + b}, {n})", FLOAT64, [a + i * b / steps for i in range(n)]),
                (f"bodo::zeros({n})", FLOAT64, [0.0] * n), (f"bodo::ones({n})", FLOAT64, [1.0] * n),
                (f"bodo::arange({a}, {a + b * n}, {b})", INT64, [a + i * b for i in range(n)])][choice - 1]  # fmt: skip
            texts.append(f'{{"{column}", {text}}}')
            columns[column] = t
        self.emit(f"bodo::DataFrame {variable}{{{', '.join(texts)}}};")
        self.oracle.take(name, pa.table({c: arrow_column(t, values[c]) for c, t in columns.items()}))
        self.frames[variable] = Frame(variable, name, columns, set(columns))

    def expect(self) -> None:
        f = self.some_frame()
        names = [n for n in f.columns if n in f.exact]
        if not names:
            raise Unusable("types that are not known")
        names = self.r.sample(names, self.r.randrange(1, len(names) + 1))
        v, f.variable = f.variable, self.fresh("df")
        f.columns = {n: f.columns[n] for n in names}
        f.exact = set(names)
        self.emit(f"auto {f.variable} = bodo::expect({v}, {self.said(f.columns)});")
        self.frames[f.variable] = f

    def partitions(self) -> None:
        """Written into folders by a column's values, and read again: that column comes last, the order is the folders'."""
        f = self.some_frame()
        keys = [n for n, t in f.columns.items() if t in (INT64, STRING, BOOLEAN, DATE, TIMESTAMP)]
        if not f.exact.issuperset(f.columns) or len(f.columns) < 2 or not keys:
            raise Unusable("types that are not known")
        keys = self.r.sample(keys, min(len(keys), len(f.columns) - 1, self.r.choice([1, 1, 2])))
        quoted = ", ".join(f'"{k}"' for k in keys)
        if self.oracle.value(f'SELECT count(*) FROM (SELECT DISTINCT {quoted} FROM "{f.table}")') > 60:
            raise Unusable("too many folders")
        path = f'out + "/{self.name} {self.fresh("parts")}"'
        self.emit(f"{f.variable}.to_parquet({path}, {{.partition_cols = {{{quoted}}}}});")
        f.variable, f.ordered = self.fresh("df"), False
        f.columns = {n: t for n, t in f.columns.items() if n not in keys} | {k: f.columns[k] for k in keys}
        self.emit(f"auto {f.variable} = bodo::read_parquet({path}, {self.said(f.columns)});")
        self.frames[f.variable] = f

    def checkpoint(self) -> None:
        """The same rows, numbered anew."""
        f = self.some_frame()
        v, f.variable = f.variable, self.fresh("df")
        kept = ", ".join(f'"{n}"' for n in f.columns)
        number = "row_number() OVER (ORDER BY rn) - 1"
        self.update(f, f'SELECT {kept}, {number} AS rn, {number} AS ix FROM "{f.table}"',
                    f'auto {f.variable} = bodo::checkpoint({v}, out + "/{self.name} {self.fresh("kept")}");')  # fmt: skip

    def barrier(self) -> None:
        self.emit("bodo::barrier();")

    def literal_frame(self, variable: str, types: dict[str, Type], table: pa.Table) -> None:
        columns = []
        for name, t in types.items():
            values = table[name].cast(pa.int64()).to_pylist() if t in (TIMESTAMP,) else table[name].to_pylist()
            if all(v is None for v in values):
                raise Unusable("a column without a value has no type")
            if t.kind == "decimal" and any(v is not None and len(v.as_tuple().digits) > 15 for v in values):
                raise Unusable("numbers of the user's C++ are doubles")
            columns.append(f'{{"{name}", {{{", ".join(cpp_literal(t, v) for v in values)}}}}}')
        self.emit(f"bodo::DataFrame {variable}{{{', '.join(columns)}}};")
        if self.r.random() < 0.4:
            self.emit(f"{variable} = bodo::scatterv({variable});")
        # literals have the widest types
        for name, t in types.items():
            if t not in LITERAL_TYPES:
                self.emit(f'{variable}["{name}"] = {variable}["{name}"].astype({t.cpp});')

    def round_trip(self) -> None:
        """Written to a file and read again; the schema is what the oracle knows."""
        f = self.some_frame()
        if not f.ordered or not f.exact.issuperset(f.columns):
            raise Unusable("types that are not known")
        # JSON has no NaN
        kind = self.r.choice(["parquet", "parquet", "feather", "feather"] if any(t.is_float for t in f.columns.values())
                             else ["parquet", "feather", "json", "json"])  # fmt: skip
        path = f'out + "/{self.name} {self.fresh("file")}"'
        self.emit(f"{f.variable}.to_{kind}({path});")
        f.variable = self.fresh("df")
        self.emit(f"auto {f.variable} = bodo::read_{kind}({path}, {self.said(f.columns)});")
        f.table = self.oracle.make(f'SELECT * EXCLUDE (ix), row_number() OVER (ORDER BY rn) - 1 AS ix FROM "{f.table}"')
        self.frames[f.variable] = f

    def said(self, columns: dict[str, Type]) -> str:
        return "bodo::schema({" + ", ".join(f'{{"{n}", {t.cpp}}}' for n, t in columns.items()) + "})"

    def words(self) -> None:
        """A few rows that every rank has, of the names and types of another frame: to be joined with it."""
        f = self.some_frame()
        names = [n for n, t in f.columns.items() if t in LITERAL_TYPES and n in f.exact]
        if not names:
            raise Unusable("no type that literals have")
        if self.r.random() < 0.5 or len(names) < len(f.columns):
            names = self.r.sample(names, self.r.randrange(1, len(names) + 1))
        columns = {n: f.columns[n] for n in names}
        rows = self.r.randrange(1, 6)
        table = pa.table({n: arrow_column(t, [None if self.r.random() < 0.2 else draw_value(self.r, t, 10) for _ in range(rows)])
                          for n, t in columns.items()})  # fmt: skip
        variable, name = self.fresh("df"), self.oracle.fresh()
        self.literal_frame(variable, columns, table)
        self.oracle.take(name, table)
        self.frames[variable] = Frame(variable, name, columns, set(columns))

    def some_frame(self) -> Frame:
        return self.r.choice(list(self.frames.values())).copy()

    def update(self, f: Frame, query: str, text: str) -> None:
        f.table = self.oracle.make(query)
        self.emit(text)
        self.frames[f.variable] = f

    def check_size(self, f: Frame, name: str) -> None:
        """Doubles stay where every engine is exact; of integers and decimals the oracle says where they overflow."""
        t = f.columns[name]
        if t.is_float and (self.oracle.value(f'SELECT coalesce(max(abs("{name}"::DOUBLE)), 0) FROM {f.table}') or 0) > LARGEST:
            raise Unusable("large numbers")

    def with_column(self, f: Frame, name: str, sql: str) -> str:
        kept = ", ".join(f'"{c}"' for c in f.columns if c != name)
        return f'SELECT {kept + ", " if kept else ""}{sql} AS "{name}", rn, ix FROM "{f.table}"'

    def set_column(self, f: Frame, name: str, e: Expr, text: str) -> None:
        query = self.with_column(f, name, e.sql)
        f.columns[name] = e.type
        f.exact.discard(name)
        if e.exact:
            f.exact.add(name)
        f.table = self.oracle.make(query)
        self.settle_decimal(f, name)
        self.check_size(f, name)
        self.emit(text)
        self.frames[f.variable] = f

    def settle_decimal(self, f: Frame, name: str) -> None:
        if f.columns[name].kind == "decimal":
            text = self.oracle.value(f"SELECT data_type FROM information_schema.columns WHERE table_name = '{f.table}' AND column_name = '{name}'")
            if not text.startswith("DECIMAL"):
                raise Unusable("not exact in the oracle")
            precision, scale = text[8:-1].split(",")
            f.columns[name] = Type("decimal", int(precision), int(scale))
            if int(precision) > 38:
                raise Unusable("too many digits")

    def new_column(self) -> None:
        f = self.some_frame()
        e = self.expressions(f).draw()
        name = self.r.choice(list(f.columns)) if self.r.random() < 0.2 else self.fresh_column("n")
        if name in f.columns and f.columns[name] != e.type:
            name = self.fresh_column("n")
        self.set_column(f, name, e, f'{f.variable}["{name}"] = {e.cpp};')

    def products(self) -> None:
        """Two decimal columns times a third."""
        f = self.some_frame()
        names = [n for n, t in f.columns.items() if t.kind == "decimal" and n in f.exact]
        if len(names) < 2:
            raise Unusable("no decimals")
        factor = self.r.choice(names)
        for name in self.r.sample([n for n in names if n != factor], min(2, len(names) - 1)):
            e, out = Expr("", f'("{name}" * "{factor}")', Type("decimal")), self.fresh_column("n")
            self.set_column(f, out, e, f'{f.variable}["{out}"] = {f.variable}["{name}"] * {f.variable}["{factor}"];')

    def compound(self) -> None:
        f = self.some_frame()
        names = [n for n, t in f.columns.items() if t in (INT64, FLOAT64)]
        if not names:
            raise Unusable("no number")
        name = self.r.choice(names)
        t = f.columns[name]
        b = self.expressions(f).operand(lambda depth: self.expressions(f).draw(t, depth), 2, t)
        op = self.r.choice(["+", "-", "*"])
        if b.type != t:
            raise Unusable("another type")
        e = Expr("", f'("{name}"::{t.sql} {op} {b.sql}::{t.sql})', t)
        self.set_column(f, name, e, f'{f.variable}["{name}"] {op}= {b.cpp};')

    def user_code(self) -> None:
        f = self.some_frame()
        function = self.r.choice(USER_FUNCTIONS)
        chosen = []
        for t in function.parameters:
            names = [n for n, u in f.columns.items() if u == t and n in f.exact]
            if not names:
                raise Unusable("no such column")
            chosen.append(self.r.choice(names))
        if "factor" in function.cpp and not any("double factor" in line for line in self.lines):
            self.emit("const double factor = 2.5;")
        name = self.fresh_column("n")
        sql = function.sql.format(*(f'"{c}"' for c in chosen))
        if len(chosen) == 1:
            text = f'{f.variable}["{chosen[0]}"].map({function.cpp})'
        else:
            columns = ", ".join(f'"{c}"' for c in chosen)
            text = f"{f.variable}.map({{{columns}}}, {function.cpp})"
        self.set_column(f, name, Expr("", sql, function.result, True), f'{f.variable}["{name}"] = {text};')

    def filter(self) -> None:
        f = self.some_frame()
        e = self.expressions(f).draw(BOOLEAN)
        query = f'SELECT * FROM "{f.table}" WHERE {e.sql}'
        variable = f.variable
        if self.r.random() < 0.3:
            mask = self.fresh("mask")
            f.table = self.oracle.make(query)
            self.emit(f"auto {mask} = {e.cpp};")
            self.emit(f"{variable} = {variable}[{mask}];")
            self.frames[variable] = f
            return
        if self.r.random() < 0.4:
            f.variable = self.fresh("df")
            self.update(f, query, f"auto {f.variable} = {variable}[{e.cpp}];")
        else:
            self.update(f, query, f"{variable} = {variable}[{e.cpp}];")

    def project(self) -> None:
        f = self.some_frame()
        v = f.variable
        choice = self.r.randrange(8)
        names = list(f.columns)
        if choice == 5:
            chosen = self.r.sample(names, self.r.choice([1, 1, min(2, len(names)), len(names)]))
            where = " AND ".join(f'"{n}" IS NOT NULL' for n in chosen)
            listed = "" if len(chosen) == len(names) and self.r.random() < 0.7 else "{" + ", ".join(f'"{n}"' for n in chosen) + "}"
            self.update(f, f'SELECT * FROM "{f.table}" WHERE {where}', f"{v} = {v}.dropna({listed});")
        elif choice == 6:
            self.from_series(f)
        elif choice == 7:
            self.narrowed(f)
        elif choice == 0 and len(names) > 2:
            names = self.r.sample(names, self.r.randrange(2, len(names)))
            f.columns = {n: f.columns[n] for n in names}
            f.exact &= set(names)
            quoted = ", ".join(f'"{n}"' for n in names)
            self.update(f, f'SELECT {quoted}, rn, ix FROM "{f.table}"', f"{v} = {v}[{{{quoted}}}];")
        elif choice == 1 and len(names) > 3:
            gone = self.r.choice(names)
            del f.columns[gone]
            f.exact.discard(gone)
            self.update(f, f'SELECT * EXCLUDE ("{gone}") FROM "{f.table}"', f'{v} = {v}.drop({{"{gone}"}});')
        elif choice == 2:
            old, new = self.r.choice(names), self.fresh_column("renamed ")
            f.columns = {new if n == old else n: t for n, t in f.columns.items()}
            f.exact = {new if n == old else n for n in f.exact}
            self.update(f, f'SELECT * RENAME ("{old}" AS "{new}") FROM "{f.table}"', f'{v} = {v}.rename({{{{"{old}", "{new}"}}}});')
        elif choice == 3:
            e = self.expressions(f).draw()
            name = self.fresh_column("n")
            self.set_column(f, name, e, f'{v} = {v}.assign({{{{"{name}", {e.cpp}}}}});')
        else:
            name = self.r.choice(names)
            t = f.columns[name]
            to = FLOAT64 if t.is_number else TIMESTAMP if t == DATE else INT64 if t == BOOLEAN else None
            if to is None:
                raise Unusable("no other type")
            sql = f'make_timestamp_ns(day_ns("{name}"))' if to == TIMESTAMP else f'"{name}"::{to.sql}'
            text = self.r.choice([f'{v}["{name}"] = {v}["{name}"].astype("{to.kind}");', f'{v} = {v}.astype({{{{"{name}", "{to.kind}"}}}});'])
            self.set_column(f, name, Expr("", sql, to, True), text)

    def from_series(self, f: Frame) -> None:
        """A new frame of some columns and of one that is computed."""
        chosen = self.r.sample(list(f.columns), self.r.randrange(1, len(f.columns) + 1))
        e, name, v = self.expressions(f).draw(), self.fresh_column("n"), f.variable
        columns = "".join(f'{{"{n}", {v}["{n}"]}}, ' for n in chosen)
        f.columns = {n: f.columns[n] for n in chosen}
        f.exact &= set(chosen)
        f.variable = self.fresh("df")
        self.set_column(f, name, e, f'bodo::DataFrame {f.variable}{{{columns}{{"{name}", {e.cpp}}}}};')

    def narrowed(self, f: Frame) -> None:
        """An integer column as another integer type that holds its values."""
        names = [n for n, t in f.columns.items() if t.is_integer]
        if not names:
            raise Unusable("no integers")
        name, to = self.r.choice(names), self.r.choice(INTEGERS)
        e = Expr("", f'"{name}"::{to.sql}', to, True)
        self.set_column(f, name, e, f'{f.variable}["{name}"] = {f.variable}["{name}"].astype("{to.kind}");')

    def limit(self) -> None:
        f = self.some_frame()
        if not f.ordered:
            raise Unusable("no order")
        n = self.oracle.value(f'SELECT count(*) FROM "{f.table}"')
        v = f.variable
        choice = self.r.randrange(3)
        k = self.r.randrange(0, n + 3)
        if choice == 0:
            self.update(f, f'SELECT * FROM "{f.table}" ORDER BY rn LIMIT {k}', f"{v} = {v}.head({k});")
        elif choice == 1:
            self.update(f, f'SELECT * FROM "{f.table}" ORDER BY rn DESC LIMIT {k}', f"{v} = {v}.tail({k});")
        else:
            end = k + self.r.randrange(0, n + 3)
            self.update(f, f'SELECT * FROM "{f.table}" ORDER BY rn LIMIT {end - k} OFFSET {k}', f"{v} = {v}.slice({k}, {end});")
