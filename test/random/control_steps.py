"""Steps that reduce, branch, loop, call another annotated function, print."""

import pandas as pd

import oracle
from expressions import Expr, Expressions
from model import AGGREGATES, LARGEST, Print, Unusable, aggregate_sql, aggregate_type
from values import BOOLEAN, DURATION, FLOAT64, INT64, TIMESTAMP, Type


class ControlSteps:
    def reduce(self) -> None:
        f = self.some_frame()
        name = self.r.choice([*AGGREGATES, "any", "all", "size"])
        if name == "size":
            value = self.oracle.value(f'SELECT count(*) FROM "{f.table}"')
            self.emit(f"bodo::print({f.variable}.size());")
            self.prints.append(Print(value))
            return
        if name in ("any", "all"):
            fitting = [n for n, t in f.columns.items() if t == BOOLEAN]
        else:
            fitting = [n for n, t in f.columns.items() if AGGREGATES[name](t)]
        if not fitting or (name in ("first", "last") and not f.ordered):
            raise Unusable("nothing to reduce")
        column = self.r.choice(fitting)
        t = f.columns[column]
        if name in ("any", "all"):
            sql, result = f'coalesce(bool_{"or" if name == "any" else "and"}("{column}"), {"false" if name == "any" else "true"})', BOOLEAN
        else:
            sql, result = aggregate_sql(name, column, t), aggregate_type(name, t)
        if result.kind == "decimal":
            result = Type("decimal")
        if result == TIMESTAMP:
            sql = f"epoch_ns({sql})"
        value = self.oracle.value(f'SELECT {sql} FROM "{f.table}"')
        if isinstance(value, (int, float)) and abs(value) > LARGEST and result not in (TIMESTAMP, DURATION):
            raise Unusable("large")
        variable = self.fresh("s")
        self.emit(f'bodo::Scalar {variable} = {f.variable}["{column}"].{name}();')
        if result not in (DURATION,):
            self.emit(f"bodo::print({variable});")
            self.prints.append(Print((result, value)))
        if result in (INT64, FLOAT64) and value is not None:
            self.scalars.append(Expr(variable, f"({value!r})::{result.sql}", result))

    def branch(self) -> None:
        f = self.some_frame()
        n = self.oracle.value(f'SELECT count(*) FROM "{f.table}"')
        bound = self.r.choice([0, n // 2, n, n + 5])
        v = f.variable
        condition = f"{v}.size() > {bound}"
        name = self.fresh("n")
        a, b = self.expressions(f).draw(INT64), self.expressions(f).draw(INT64)
        if a.type.kind == "boolean" or b.type.kind == "boolean":
            raise Unusable("no integers")
        if self.r.random() < 0.5:
            e = self.expressions(f).draw(BOOLEAN)
            query = f'SELECT * FROM "{f.table}" WHERE {e.sql}' if n > bound else f'SELECT * FROM "{f.table}"'
            self.update(f, query, f"if ({condition}) {{ {v} = {v}[{e.cpp}]; }}")
            return
        for e in (a, b):
            self.oracle.make(self.with_column(f, name, f"{e.sql}::BIGINT"))
        chosen = a if n > bound else b
        text = (f'if ({condition}) {{ {v}["{name}"] = {a.cpp}.astype("int64"); }} else {{ {v}["{name}"] = {b.cpp}.astype("int64"); }}')
        self.set_column(f, name, Expr("", f"{chosen.sql}::BIGINT", INT64, True), text)

    def loop(self) -> None:
        f = self.some_frame()
        v = f.variable
        choice = self.r.randrange(3)
        numbers = [n for n, t in f.columns.items() if t in (INT64, FLOAT64) and n in f.exact]
        if choice == 0 and numbers:
            name, times = self.r.choice(numbers), self.r.randrange(0, 4)
            t = f.columns[name]
            for i in range(times):
                f.table = self.oracle.make(self.with_column(f, name, f'("{name}" * 2 + {i})::{t.sql}'))
            self.check_size(f, name)
            kept = f.columns.pop(name)
            f.columns[name] = kept
            self.emit(f'for (int i = 0; i < {times}; ++i) {{ {v}["{name}"] = {v}["{name}"] * 2 + i; }}')
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
            query = f'SELECT * FROM "{f.table}" WHERE ' + " AND ".join(["true", *(f'"{name}" <> {i}' for i in range(times))])
            self.update(f, query, f'for (int i = 0; i < {times}; ++i) {{ {v} = {v}[{v}["{name}"] != i]; }}')
        else:
            raise Unusable("no number")

    @staticmethod
    def in_order(columns: dict, order: dict) -> dict:
        return {n: columns[n] for n in order}

    def call(self) -> None:
        f = self.some_frame()
        helper, name = self.fresh(f"{self.name}_helper"), self.fresh("n")
        e = Expressions(self.r, "d", f.columns, f.exact).draw()
        mask = Expressions(self.r, "d", f.columns, f.exact).draw(BOOLEAN)
        query = self.with_column(f, name, e.sql) + f" WHERE {mask.sql}"
        f.columns[name] = e.type
        f.exact.discard(name)
        f.table = self.oracle.make(query)
        self.settle_decimal(f, name)
        self.check_size(f, name)
        flag = self.r.choice(["", '(distributed = {"d"})'])
        self.helpers.append(f'[[bodo::jit{flag}]] bodo::DataFrame {helper}(bodo::DataFrame d) {{\n  d["{name}"] = {e.cpp};\n'
                            f"  d = d[{mask.cpp}];\n  return d;\n}}\n")  # fmt: skip
        v, f.variable = f.variable, self.fresh("df")
        self.emit(f"auto {f.variable} = {helper}({v});")
        self.frames[f.variable] = f

    def show(self) -> None:
        f = self.some_frame()
        if not f.ordered or any(t == DURATION for t in f.columns.values()):
            raise Unusable("no order")
        n = self.r.randrange(1, 9)
        table = self.oracle.rows(f, n)
        labels = table["ix"].to_pylist()
        frame = oracle.to_pandas(table.drop_columns(["ix"]))
        frame.index = labels if labels else pd.RangeIndex(0)
        self.emit(f"bodo::print({f.variable}.head({n}));")
        self.prints.append(Print(text=oracle.shown(frame)))
