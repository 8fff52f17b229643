"""Random annotated functions: C++ text and, step by step at the same time, DuckDB's tables of what each frame holds."""

import random

import duckdb

from control_steps import ControlSteps
from expressions import USER_CODE, Expr
from model import Frame, Function, Oracle, Print, Result, Unusable
from names import in_cpp
from rank_steps import RankSteps
from reshape_steps import ReshapeSteps
from row_steps import RowSteps
from sources import Source
from table_steps import TableSteps
from window_steps import WindowSteps
from values import DURATION, column_values


class Generator(RowSteps, TableSteps, WindowSteps, ControlSteps, RankSteps, ReshapeSteps):
    """One function. `last_step` stops it early, so that a failing program can be cut to the step that fails."""

    def __init__(self, seed: str, name: str, oracle: Oracle, sources: list[Source], last_step: int | None = None):
        self.r = random.Random(f"{seed}/{name}")
        self.name, self.oracle, self.sources, self.last_step = name, oracle, sources, last_step
        self.lines: list[str] = []
        self.helpers: list[str] = []
        self.prints: list[Print] = []
        self.scalars: list[Expr] = []
        self.hosts: dict[str, int] = {}
        self.used: set[str] = set()
        self.frames: dict[str, Frame] = {}
        self.new = 0

    STEPS = [("new_column", 8), ("compound", 2), ("user_code", 4), ("filter", 5), ("project", 3), ("limit", 2), ("join_rows", 2),
             ("drop_duplicates", 1), ("group", 4), ("sort", 3), ("merge", 4), ("merge_asof", 1.5), ("value_counts", 1), ("largest", 1), ("melt", 1), ("window", 5), ("resample", 1.5), ("statistics", 2.5), ("reduce", 5),
             ("branch", 4), ("loop", 3), ("call", 2), ("show", 1), ("read", 1), ("words", 1), ("scalar_code", 2),
             ("spread", 2), ("round_trip", 1), ("shuffle", 1), ("by_position", 2), ("series", 1), ("made", 1), ("expect", 1),
             ("partitions", 1), ("checkpoint", 12), ("duplicated", 1), ("rows_of_rows", 2), ("sample", 1), ("categories", 2), ("classes", 1), ("fill", 0.5), ("describe", 0.5), ("by_column", 2), ("barrier", 0.3), ("products", 3), ("host_value", 3)]  # fmt: skip

    def generate(self) -> Function:
        self.attempt("read")
        while not self.frames:
            self.attempt("read")
        steps, wanted = 0, self.r.randrange(3, 14)
        moves, weights = zip(*self.STEPS)
        for _ in range(60):
            if steps >= wanted or (self.last_step is not None and steps >= self.last_step):
                break
            steps += self.attempt(self.r.choices(moves, weights)[0])
        f = list(self.frames.values())[-1] if self.r.random() < 0.7 else self.some_frame()
        options = self.r.choice(["", "", ', {.compression = "zstd"}', ", {.row_group_size = 7}"])
        before = list(self.lines)
        self.emit(f'{f.variable}.to_parquet(out + "/{self.name}"{options});')
        if in_csv := self.r.random() < 0.25 and f.ordered and len(f.columns) > 1 and DURATION not in f.columns.values():
            self.emit(f'{f.variable}.to_csv(out + "/{self.name}.csv");')
        table = self.oracle.rows(f).drop_columns(["ix"])
        rows = list(zip(*(column_values(table[n]) for n in f.columns)))
        text = "".join(self.helpers) + annotated(self.name, self.lines)
        # drawn apart, so that a seed's other choices stay
        twin = f"{self.name}_rows" if random.Random(text).random() < 0.15 else ""
        if twin:
            # what it keeps is its own
            own = [line.replace(f'"/{self.name} ', f'"/{twin} ') for line in before]
            text += annotated(twin, [*own, f"bodo::print({f.variable}, {{.rows = 100000}});"])
        return Function(self.name, text, Result(dict(f.columns), rows, f.ordered, in_csv), self.prints, self.used, twin)

    def attempt(self, step: str) -> bool:
        lines, helpers, prints = len(self.lines), len(self.helpers), len(self.prints)
        scalars, frames = len(self.scalars), dict(self.frames)
        try:
            getattr(self, step)()
            return True
        except (Unusable, duckdb.Error):
            del self.lines[lines:], self.helpers[helpers:], self.prints[prints:], self.scalars[scalars:]
            self.frames = frames
            return False


def annotated(name: str, lines: list[str]) -> str:
    body = "".join(f"  {line}\n" for line in [f'bodo::print(std::string_view("## {name}"));', *lines])
    return f"[[bodo::jit]] void {name}(const std::string& out) {{\n{body}}}\n"


def program_text(functions: list[Function]) -> str:
    names = [name for f in functions for name in (f.name, f.twin) if name]
    calls = "".join(f"  {name}(out);\n" for name in names)
    body = "\n".join(f.text for f in functions)
    return in_cpp(f"""#include <bodo/bodo.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

using namespace std::chrono;
{USER_CODE}
{body}
int main(int, char** argv) {{
  const std::string out = argv[1];
{calls}}}
""")
