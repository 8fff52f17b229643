"""Steps that reduce, branch, loop, call another annotated function, print."""

import random
import re

import pandas as pd

import oracle
from expressions import Expr
from model import AGGREGATES, LARGEST, Frame, Print, Unusable, aggregate_sql, aggregate_type
from names import real
from values import BOOLEAN, DATE, DURATION, FLOAT64, INT64, STRING, TIMESTAMP, Type, sql_literal


class ControlSteps:
    def reduce(self) -> None:
        f = self.some_frame()
        possible = [name for name, fits in AGGREGATES.items() if any(map(fits, f.columns.values()))]
        rare = [name for name in ("any", "all", "var", "std", "mean", "sum") if name in possible]
        name = self.r.choice([*possible, *rare, "min", "max", "first", "size"])
        if name == "size":
            value = self.oracle.value(f'SELECT count(*) FROM "{f.table}"')
            column = self.r.choice(["", f'["{self.r.choice(list(f.columns))}"]'])
            call, result = self.r.choice([("size", Print(value)), ("empty", Print((BOOLEAN, value == 0)))])
            self.emit(f"bodo::print({f.variable}{column}.{call}());")
            self.prints.append(result)
            return
        fitting = [n for n, t in f.columns.items() if AGGREGATES[name](t)]
        if not fitting or (name in ("first", "last") and not f.ordered):
            raise Unusable("nothing to reduce")
        column = self.r.choice(fitting)
        t = f.columns[column]
        sql, result = aggregate_sql(name, column, t), aggregate_type(name, t)
        if result.kind == "decimal":
            result = Type("decimal")
        if result == TIMESTAMP:
            sql = f"epoch_ns({sql})"
        # often without values: the result is missing
        v = f.variable
        some, where = self.r.choice([("", ""), ("", ""), (".dropna()", f'WHERE "{column}" IS NOT NULL'),
                                     (f'[{v}["{column}"].isna()]', f'WHERE "{column}" IS NULL'),
                                     (f'[{v}["{column}"].isna() && {v}["{column}"].notna()]', "WHERE false")])  # fmt: skip
        value = self.oracle.value(f'SELECT {sql} FROM "{f.table}" {where}')
        if isinstance(value, (int, float)) and abs(value) > LARGEST and result not in (TIMESTAMP, DURATION):
            raise Unusable("large")
        variable = self.fresh("s")
        self.emit(f'bodo::Scalar {variable} = {f.variable}["{column}"]{some}.{name}();')
        self.emit(f"bodo::print({variable});")
        rounded = result.is_float and value is not None and column not in f.exact
        self.prints.append(Print((result, value), scale=abs(value) if rounded else 0))
        self.keep_scalar(variable, value, result)

    def keep_scalar(self, variable: str, value, t: Type, plain: bool = False) -> None:
        """A bodo::Scalar, or `plain` C++."""
        if t.kind == "decimal" and not t.precision:
            t = Type("decimal", 38, 6)
        literal = sql_literal(t, value)
        self.scalars.append(Expr(variable, f"{literal}::{t.sql}" if t.is_integer else literal, t, not plain))

    def scalar_code(self) -> None:
        """Reductions' results among each other, and as values of the user's own C++."""
        numbers = [s for s in self.scalars if s.type in (INT64, FLOAT64)]
        if not numbers:
            raise Unusable("no scalar")
        a = self.r.choice(numbers)
        variable = self.fresh("s")
        if self.r.random() < 0.4 and a.exact:  # the user's own have no missing value
            value = self.oracle.value(f"SELECT {a.sql}")
            cpp = "std::int64_t" if a.type == INT64 else "double"
            self.emit(f"const {cpp} {variable} = {a.cpp}.optional<{cpp}>().value_or(7);")
            self.keep_scalar(variable, 7 if value is None else value, a.type, plain=True)
            return
        b = self.r.choice([s for s in numbers if s.type == a.type] + [Expr("3", "3", INT64)])
        if any(self.oracle.value(f"SELECT {s.sql}") is None for s in (a, b)):
            raise Unusable("a missing value is no number of the user's C++")
        op = self.r.choice(["+", "-", "*"])
        value = self.oracle.value(f"SELECT ({a.sql} {op} {b.sql})::{a.type.sql}")
        if value is not None and abs(value) > LARGEST:
            raise Unusable("large")
        plain = not (a.exact or b.exact)
        self.emit(f"{'const auto' if plain else 'bodo::Scalar'} {variable} = {a.cpp} {op} {b.cpp};")
        self.emit(f"bodo::print({variable});")
        self.prints.append(Print((a.type, value)))
        self.keep_scalar(variable, value, a.type, plain)

    def condition(self, f: Frame) -> tuple[str, bool]:
        """C++ that is only known to hold, or not to, when the program runs."""
        known = [s for s in self.scalars if s.type == INT64 and self.oracle.value(f"SELECT {s.sql}") is not None]
        if known and self.r.random() < 0.3:
            s = self.r.choice(known)
            value = self.oracle.value(f"SELECT {s.sql}")
            bound = value + self.r.choice([-1, 0])
            return f"{s.cpp} > {bound}", value > bound
        if self.r.random() < 0.1:
            return self.r.choice([("bodo::get_size() > 0", True), ("bodo::get_rank() < 0", False), ("bodo::get_rank() < bodo::get_size()", True)])
        n = self.oracle.value(f'SELECT count(*) FROM "{f.table}"')
        if self.r.random() < 0.2:
            return f"{f.variable}.empty()", n == 0
        bound = self.r.choice([0, n // 2, n, n + 5])
        return f"{f.variable}.size() > {bound}", n > bound

    def host_value(self) -> None:
        """A C++ variable: operations use its value at their statement, and it changes afterwards."""
        if self.hosts and self.r.random() < 0.6:
            name, by = self.r.choice(list(self.hosts)), self.r.randrange(1, 9)
            self.hosts[name] += by
            self.emit(f"{name} += {by};")
        else:
            name = self.fresh("host")
            self.hosts[name] = self.r.randrange(30)
            self.emit(f"std::int64_t {name} = {self.hosts[name]};")
        n = self.hosts[name]
        kept = [s for s in self.scalars if not re.search(rf"\b{name}\b", s.cpp)]
        values = [(name, n), (f"({name} / 2)", n // 2), (f"({name} * 3 - 1)", n * 3 - 1)]
        self.scalars = kept + [Expr(cpp, f"{value}::BIGINT", INT64) for cpp, value in values]

    def branch(self) -> None:
        f = self.some_frame()
        condition, holds = self.condition(f)
        self.r.choice([self.branch_rows, self.branch_columns, self.branch_columns, self.branch_column])(f, condition, holds)

    def branch_rows(self, f: Frame, condition: str, holds: bool) -> None:
        """Other rows after one of the branches, or after both."""
        v = f.variable
        ways = [self.branch_of_rows(f) for _ in range(self.r.choice([1, 1, 2]))]
        texts = [f"{{ {v} = {text}; }}" for text, _ in ways]
        taken = ways[0][1] if holds else ways[1][1] if len(ways) > 1 else f
        # a result that depends on the order of rows after one branch depends on it after both
        f.ordered = f.ordered and all(g.ordered for _, g in ways)
        self.emit(f"if ({condition}) {' else '.join(texts)}")
        f.table = taken.table
        self.frames[v] = f

    def branch_of_rows(self, f: Frame) -> tuple[str, Frame]:
        text, g = self.replacement(f)
        if self.r.random() < 0.5:
            return text, g
        h = f.copy()
        parts = [(f.variable, f), (text, g)]
        self.put_together(h, parts)
        return f"bodo::concat({{{f.variable}, {text}}})", h

    def branch_columns(self, f: Frame, condition: str, holds: bool) -> None:
        """A column that both branches make, each in its own way."""
        t = self.r.choice([STRING, STRING, STRING, INT64, FLOAT64, DATE, BOOLEAN, TIMESTAMP])
        v, name = f.variable, self.fresh_column("n")
        a, b = self.expressions(f).draw(t), self.expressions(f).draw(t)
        if t == INT64 and a.type.is_integer and b.type.is_integer:
            a, b = (Expr(f'{e.cpp}.astype("int64")', f"{e.sql}::BIGINT", t, True) for e in (a, b))
        if a.type != t or b.type != t or t == FLOAT64 and not (a.exact and b.exact):
            raise Unusable("other types")
        for e in (a, b):
            self.oracle.make(self.with_column(f, name, e.sql))
        chosen = a if holds else b
        self.set_column(f, name, Expr("", chosen.sql, t, True),
                        f'if ({condition}) {{ {v}["{name}"] = {a.cpp}; }} else {{ {v}["{name}"] = {b.cpp}; }}')  # fmt: skip

    def branch_column(self, f: Frame, condition: str, holds: bool) -> None:
        """A column that changes in one branch only."""
        names = [n for n, t in f.columns.items() if t in (STRING, STRING, DATE, BOOLEAN) and n in f.exact]
        if not names:
            raise Unusable("no column")
        v, name = f.variable, self.r.choice(names)
        e = self.expressions(f).draw(f.columns[name])
        if e.type != f.columns[name]:
            raise Unusable("another type")
        self.oracle.make(self.with_column(f, name, e.sql))
        self.set_column(f, name, Expr("", e.sql if holds else f'"{name}"', e.type, True), f'if ({condition}) {{ {v}["{name}"] = {e.cpp}; }}')

    def rounds(self, times: int, body: str) -> tuple[list[int], str]:
        """The rounds of a loop over i, some with break or continue, in which this body runs, and the loop."""
        # drawn apart, so that a seed's other choices stay
        way = random.Random(f"{self.name} {self.lines}").randrange(8)
        text = {0: "if (i == 1) continue; {}", 1: "if (i == 2) break; {}", 2: "{} if (i == 1) break;",
                3: "if (i == 0) {{ {} }} else {{ if (i > 1) break; {} }}"}.get(way, "{}").format(body, body)  # fmt: skip
        done = {0: [i for i in range(times) if i != 1], 1: range(min(2, times)), 2: range(min(2, times)), 3: range(min(2, times))}
        return list(done.get(way, range(times))), f"for (int i = 0; i < {times}; ++i) {{ {text} }}"

    def loop(self) -> None:
        f = self.some_frame()
        v = f.variable
        choice = self.r.randrange(6)
        if choice == 3:
            return self.loop_text(f)
        if choice == 4:
            return self.loop_rows(f)
        numbers = [n for n, t in f.columns.items() if t in (INT64, FLOAT64) and n in f.exact]
        if choice == 0 and numbers:
            name, times = self.r.choice(numbers), self.r.randrange(0, 4)
            t = f.columns[name]
            rounds, text = self.rounds(times, f'{v}["{name}"] = {v}["{name}"] * 2 + i;')
            for i in rounds:
                f.table = self.oracle.make(self.with_column(f, name, f'("{name}" * 2 + {i})::{t.sql}'))
            self.check_size(f, name)
            kept = f.columns.pop(name)
            f.columns[name] = kept
            self.emit(text)
            f.columns = self.in_order(f.columns, self.frames[v].columns)
            self.frames[v] = f
        elif choice == 1 and f.ordered:
            n = self.oracle.value(f'SELECT count(*) FROM "{f.table}"')
            k = max(1, self.r.randrange(0, n + 2))
            while n > k:
                n //= 2
            self.update(f, f'SELECT * FROM "{f.table}" ORDER BY rn LIMIT {n}',
                        f"while ({v}.size() > {k}) {{ {v} = {v}.head({v}.size() / 2); }}")  # fmt: skip
        elif numbers:
            name, times = self.r.choice(numbers), self.r.randrange(0, 4)
            rounds, text = self.rounds(times, f'{v} = {v}[{v}["{name}"] != i];')
            query = f'SELECT * FROM "{f.table}" WHERE ' + " AND ".join(["true", *(f'"{name}" <> {i}' for i in rounds)])
            self.update(f, query, text)
        else:
            raise Unusable("no number")

    def loop_text(self, f: Frame) -> None:
        """A string column that each round changes."""
        names = [n for n, t in f.columns.items() if t == STRING]
        if not names:
            raise Unusable("no string")
        v, name, times = f.variable, self.r.choice(names), self.r.randrange(0, 4)
        e = self.expressions(f).draw(STRING)
        if e.type != STRING:
            raise Unusable("no string")
        for _ in range(times):
            f.table = self.oracle.make(self.with_column(f, name, e.sql))
        if self.oracle.value(f'SELECT coalesce(max(length("{name}")), 0) FROM "{f.table}"') > 10_000:
            raise Unusable("long strings")
        self.emit(f'for (int i = 0; i < {times}; ++i) {{ {v}["{name}"] = {e.cpp}; }}')
        self.frames[v] = f

    def loop_rows(self, f: Frame) -> None:
        """Rows that each round adds."""
        v, times = f.variable, self.r.randrange(0, 3)
        text, g = self.replacement(f)
        if v in text:
            raise Unusable("other rows in each round")
        if times:
            self.put_together(f, [(v, f)] + [(text, g)] * times)
        elif not (f.ordered and g.ordered):
            raise Unusable("no order")
        self.emit(f"for (int i = 0; i < {times}; ++i) {{ {v} = bodo::concat({{{v}, {text}}}); }}")
        self.frames[v] = f

    @staticmethod
    def in_order(columns: dict, order: dict) -> dict:
        return {n: columns[n] for n in order}

    # steps of a helper function: its frames are its own, and it does not know the output files
    INSIDE = ["new_column", "new_column", "filter", "project", "limit", "sort", "group", "merge", "join_rows", "branch", "loop", "window",
              "by_position", "spread", "reduce", "user_code", "drop_duplicates"]  # fmt: skip

    def call(self) -> None:
        """Another annotated function: of one or two frames, and of steps of its own."""
        given = [self.some_frame() for _ in range(self.r.choice([1, 1, 2]))]
        variables = ["d", "e"][: len(given)]
        helper = self.fresh(f"{self.name}_helper")
        outside = self.lines, self.frames, self.scalars
        self.lines, self.frames, self.scalars = [], {}, []
        try:
            for v, f in zip(variables, given):
                self.frames[v] = f.copy()
                self.frames[v].variable = v
            for _ in range(self.r.randrange(1, 5)):
                self.attempt(self.r.choice(self.INSIDE))
            body, results = self.lines, [f.copy() for f in list(self.frames.values())[-self.r.choice([1, 1, 2]) :]]
        finally:
            self.lines, self.frames, self.scalars = outside
        flag = self.r.choice(["", "", '(distributed = {"d"})', '(replicated = {"d"})', "(all_args_distributed)"])
        # gathered frames cannot be returned as distributed
        if flag.startswith("(distributed") and any(f.variable == "d" for f in results) and any("gather" in line for line in body):
            flag = ""
        lines = "".join(f"  {line}\n" for line in body)
        parameters = ", ".join(f"bodo::DataFrame {v}" for v in variables)
        returned = ", ".join(f.variable for f in results)
        type_, text = ("bodo::DataFrame", returned) if len(results) == 1 else ("std::tuple<bodo::DataFrame, bodo::DataFrame>", f"{{{returned}}}")
        self.helpers.append(f"[[bodo::jit{flag}]] {type_} {helper}({parameters}) {{\n{lines}  return {text};\n}}\n")
        for f in results:
            f.variable = self.fresh("df")
            self.frames[f.variable] = f
        names = ", ".join(f.variable for f in results)
        self.emit(f"auto {names if len(results) == 1 else f'[{names}]'} = {helper}({', '.join(f.variable for f in given)});")

    def show(self) -> None:
        f = self.some_frame()
        # the widths of names and the signs of durations are pandas' own matter
        if not f.ordered or any(t == DURATION for t in f.columns.values()) or any(real(n) != n for n in f.columns):
            raise Unusable("no order")
        n, v = self.r.randrange(1, 9), f.variable
        if self.r.random() < 0.3:
            # a series prints as its frame does
            name = self.r.choice(list(f.columns))
            f.columns, v = {name: f.columns[name]}, f'{v}["{name}"]'
        table = self.oracle.rows(f, n)
        labels = table["ix"].to_pylist()
        frame = oracle.to_pandas(table.drop_columns(["ix"]))
        frame.index = labels if labels else pd.RangeIndex(0)
        self.emit(f"bodo::print({v}.head({n}));")
        self.prints.append(Print(text=oracle.shown(frame)))
