"""Steps that say where rows are, and that bring together frames whose rows are in different places."""

from expressions import Expr
from model import Frame, Unusable

# Whatever the ranks have, these leave the same rows in the same order. One that takes the root's rows stands behind one
# that gives it all.
SPREADS = ["bodo::rebalance({0})", "bodo::rebalance({0})", "bodo::allgatherv({0})", "bodo::allgatherv({0})", "bodo::gatherv({0})",
           "bodo::rebalance(bodo::allgatherv({0}))", "bodo::rebalance(bodo::gatherv({0}))", "bodo::scatterv(bodo::gatherv({0}))",
           "bodo::bcast(bodo::gatherv({0}))", "bodo::scatterv(bodo::allgatherv({0}))",
           "bodo::gatherv(bodo::allgatherv({0}))"]  # fmt: skip


class RankSteps:
    def spread(self) -> None:
        f = self.some_frame()
        text = self.r.choice(SPREADS).format(f.variable)
        if self.r.random() < 0.5:
            self.emit(f"{f.variable} = {text};")
        else:
            f.variable = self.fresh("df")
            self.emit(f"auto {f.variable} = {text};")
        self.frames[f.variable] = f

    def shuffle(self) -> None:
        f = self.some_frame()
        f.ordered = False
        v, f.variable = f.variable, self.fresh("df")
        self.emit(f"auto {f.variable} = bodo::random_shuffle({v}, {self.r.randrange(100)});")
        self.frames[f.variable] = f

    def partner(self, f: Frame) -> Frame:
        """A frame of as many rows, in another place or order."""
        n = self.oracle.value(f'SELECT count(*) FROM "{f.table}"')
        equal = [g for g in self.frames.values() if g.variable != f.variable and g.ordered
                 and self.oracle.value(f'SELECT count(*) FROM "{g.table}"') == n]  # fmt: skip
        if equal and self.r.random() < 0.6:
            return self.r.choice(equal).copy()
        g, v = f.copy(), f.variable
        g.variable = self.fresh("df")
        if self.r.random() < 0.7:
            self.emit(f"auto {g.variable} = {self.r.choice(SPREADS).format(v)};")
        else:
            key = self.r.choice(self.some_keys(f))
            kept = ", ".join(f'"{c}"' for c in f.columns)
            number = f'row_number() OVER (ORDER BY "{key}" DESC NULLS LAST, rn) - 1'
            g.table = self.oracle.make(f'SELECT {kept}, {number} AS rn, {number} AS ix FROM "{f.table}"')
            self.emit(f'auto {g.variable} = {v}.sort_values("{key}", {{.ascending = false}});')
        self.frames[g.variable] = g.copy()
        return g

    def by_position(self) -> None:
        """A column of another frame of as many rows, or the rows of this one that it chooses."""
        f = self.some_frame()
        if not f.ordered:
            raise Unusable("no order")
        g = self.partner(f)
        v = f.variable
        e = self.expressions(g).draw()
        value = self.oracle.make(f'SELECT {e.sql} AS value, row_number() OVER (ORDER BY rn) AS place FROM "{g.table}"')
        kept = ", ".join(f'a."{n}"' for n in f.columns)
        both = (f'(SELECT *, row_number() OVER (ORDER BY rn) AS place FROM "{f.table}") a JOIN {value} b USING (place)')  # fmt: skip
        if e.type.kind == "boolean" and self.r.random() < 0.6:
            self.update(f, f"SELECT {kept}, a.rn, a.ix FROM {both} WHERE b.value", f"{v} = {v}[{e.cpp}];")
            return
        name = self.fresh_column("n")
        f.table = self.oracle.make(f'SELECT {kept}, b.value AS "{name}", a.rn, a.ix FROM {both}')
        self.set_column(f, name, Expr("", f'"{name}"', e.type, e.exact), f'{v}["{name}"] = {e.cpp};')
