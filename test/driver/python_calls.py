"""The Python package: compiled functions that Python calls, on one rank and on several."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import ProgramTest, on_ranks  # noqa: E402

PACKAGE = Path(os.environ["BODOCC_SOURCE"]) / "tools/jupyter"

PROGRAM = r"""
#include <bodo/bodo.h>
#include <chrono>
#include <map>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

template <class N, class A>
[[bodo::jit]] auto f(N n, A a) {
  bodo::DataFrame df{{"A", bodo::arange(n) + a}};
  return df.head(3);
}
[[bodo::jit]] std::int64_t total(int n, int from = 0) { return bodo::arange(from, n).sum(); }
[[bodo::jit(all_returns_distributed)]]
bodo::DataFrame large(const bodo::DataFrame& df, std::int64_t least) { return df[df["A"] >= least]; }
[[bodo::jit]] auto sum_of(bodo::DataFrame df) { return df["A"].sum(); }

struct summary { bodo::DataFrame rows; double mean; };
[[bodo::jit]] summary both(const bodo::DataFrame& df) {
  bodo::DataFrame kept = df[df["A"] > 1];
  return {kept, static_cast<double>(df["A"].mean())};
}
using micros = std::chrono::sys_time<std::chrono::microseconds>;
[[bodo::jit]] auto echo(bool b, const std::string& text, std::optional<double> maybe, std::chrono::sys_days day, micros t,
                        std::chrono::nanoseconds by, std::vector<double> values, std::map<std::string, int> names,
                        std::tuple<const char*, std::int8_t> pair, bodo::decimal_value exact, std::uint64_t wide) {
  return std::tuple(b, text, maybe, day, t, by, values, names, std::string(std::get<0>(pair)), std::get<1>(pair), exact,
                    wide);
}
namespace deep { namespace { [[bodo::jit]] int hidden() { return 7; } } }
[[bodo::jit]] int over(int x) { return x; }
[[bodo::jit]] int over(const std::string& x) { return -static_cast<int>(x.size()); }
[[bodo::jit]] void changes(long& x) { x = 1; }

double one_throws(double x) {
  if (x == 0) throw std::runtime_error("no zero");
  return 1 / x;
}
[[bodo::jit]] double thrown(std::int64_t n) { return bodo::arange(n).map(one_throws).sum(); }
double slow(double x) {
  for (volatile int i = 0; i < 2000; i = i + 1) {}
  return x;
}
[[bodo::jit]] double spin(std::int64_t n) { return bodo::arange(n).map(slow).sum(); }
[[bodo::jit]] std::int64_t absent(const std::string& path) {
  return bodo::read_parquet(path, bodo::schema({{"A", bodo::int64}}))["A"].sum();
}

inline int counter = 0;
[[bodo::jit]] int counted() { return ++counter; }

"""

WRONG = """#include <bodo/bodo.h>

[[bodo::jit]] auto g(const bodo::DataFrame& df) { return df["missing"].sum(); }
[[bodo::jit]] int good() { return 1; }
"""

# Everything that one process can see; the asserts are the test.
ALONE = r'''
import copy, datetime, decimal, enum, gc, json, os, pickle, signal, statistics, threading, time
import numpy as np, pandas as pd, polars as pl, pyarrow as pa
import bodocc

def raises(kind, text, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except kind as error:
        assert text in str(error), error
        return error
    raise AssertionError(f"no {kind.__name__}: {text}")

m = bodocc.load("main.cpp", "-O0")
assert repr(m).startswith("<bodocc.Module main.cpp: f, total, large"), repr(m)
assert repr(m.f) == "bodocc.Dispatcher f: "
a = m.f(8, 1)
assert repr(m.f) == "bodocc.Dispatcher f: (int, int)", repr(m.f)
m.f(8, 1.5), m.f(9, 2)
assert repr(m.f) == "bodocc.Dispatcher f: (int, int), (int, double)", repr(m.f)
assert [s.types for s in m.f.specializations][1] == ("std::int64_t", "double")
assert a.to_pandas()["A"].tolist() == [1, 2, 3] and a.shape == (3, 1) and a.columns == ["A"] and len(a) == 3
m.f(np.int32(4), np.float32(1))
assert repr(m.f).endswith("(std::int32_t, float)"), repr(m.f)

assert m.total(5) == 10 and m.total(n=5) == 10 and m.total(5, 3) == 7 and m.total(5, **{"from": 3}) == 7
assert m.total(np.int64(5)) == 10 and m.total(True) == 0
raises(TypeError, "argument 'n' must be an integer, not a float", m.total, 5.0)
raises(TypeError, "argument 'n' must be an integer, not None", m.total, None)
raises(TypeError, "argument 'n' must be an integer, not a string", m.total, "5")
raises(OverflowError, "argument 'n': 1099511627776 does not fit into the parameter, 32-bit integer", m.total, 2**40)
raises(OverflowError, "argument 'n': 1267650600228229401496703205376 does not fit into 64 bits", m.total, 2**100)
raises(TypeError, "argument 'n': a value of type builtins.object cannot be passed to C++", m.total, object())
raises(TypeError, "total() takes 2 arguments, not 3", m.total, 1, 2, 3)
raises(TypeError, "total() needs 'n'", m.total)
raises(TypeError, "total() has no parameter 'x'", m.total, 1, x=2)
raises(TypeError, "total() got two values for 'n'", m.total, 1, n=2)
raises(TypeError, "None has no type of its own", m.f, None, 1)
raises(TypeError, "an empty list has no type of its own", m.f, [], 1)
raises(AttributeError, "main.cpp has no annotated function 'totl'; did you mean 'total'?", lambda: m.totl)

values = {"b": True, "text": "é\\0x", "maybe": None, "day": datetime.date(9999, 12, 31),
          "t": datetime.datetime(2024, 2, 29, 23, 0, 0, 3), "by": datetime.timedelta(days=-1, microseconds=1),
          "values": [1.0, 2.5], "names": {"x": 3}, "pair": ("abc", -128), "exact": decimal.Decimal("-1.25"),
          "wide": 2**64 - 1}
def echo(**changed):
    """What comes back for the value that is changed."""
    back = m.echo(**values | changed)
    flat = dict(zip(values, (*back[:8], back[8:10], *back[10:])))
    assert {k: v for k, v in flat.items() if k not in changed} == {k: v for k, v in values.items() if k not in changed}
    return flat[next(iter(changed))] if changed else None
echo()
assert echo(b=np.bool_(False)) is False
assert echo(maybe=2) == 2.0 and echo(maybe=float("inf")) == float("inf") and echo(maybe=pd.NA) is None
assert echo(t=pd.Timestamp("2024-01-01")) == datetime.datetime(2024, 1, 1)
assert echo(t=np.datetime64("1969-12-31T23:59:59")) == datetime.datetime(1969, 12, 31, 23, 59, 59)
assert echo(t=datetime.date(2024, 1, 1)) == datetime.datetime(2024, 1, 1)
assert echo(by=np.timedelta64(3, "us")) == datetime.timedelta(microseconds=3)
assert echo(by=pd.Timedelta(5, "ns")) == np.timedelta64(5, "ns")
assert echo(values=[]) == [] and echo(values=np.arange(3)) == [0.0, 1.0, 2.0] and echo(exact=7) == 7
assert echo(exact=decimal.Decimal("9" * 38)) == decimal.Decimal("9" * 38)
raises(TypeError, "argument 'b' must be a boolean, not an integer", echo, b=1)
raises(TypeError, "time zone", echo, t=datetime.datetime.now(datetime.timezone.utc))
raises(bodocc.Error, "finer than the unit", echo, t=pd.Timestamp(1))
raises(OverflowError, "beyond what 64 bits of nanoseconds hold", echo, t=datetime.datetime(1, 1, 1))
raises(TypeError, "argument 'pair' must have 2 values, not 1", echo, pair=("x",))
raises(OverflowError, "128 does not fit into the parameter, 8-bit integer", echo, pair=("x", 128))
raises(OverflowError, "-1 does not fit into the parameter, unsigned 64-bit integer", echo, wide=-1)
raises(TypeError, "argument 'names' must be a dictionary, not a list", echo, names=[])
raises(TypeError, "argument 'values' must be a number, not a string", echo, values=["x"])
raises(OverflowError, "more than 38 digits", echo, exact=decimal.Decimal("1e38"))
raises(TypeError, "no decimal number", echo, exact=decimal.Decimal("NaN"))
assert m.hidden() == 7 and m["deep::hidden"]() == 7
assert m.over(3) == 3 and m.over("abc") == -3
raises(TypeError, "no function 'over' can take (list)", m.over, [1])
raises(TypeError, "a reference to std::int64_t that the function changes", m.changes, 1)
class Colour(enum.IntEnum):
    RED = 4
assert m.total(Colour.RED) == 6

table = {"A": [1, 2, 3], "s": ["x", None, "é"]}
for made in (pd.DataFrame(table), pl.DataFrame(table), pa.table(table), bodocc.DataFrame(table)):
    assert m.large(made, 2).to_arrow().to_pydict() == {"A": [2, 3], "s": [None, "é"]}, made
    assert m.sum_of(made) == 6
assert repr(m.sum_of) == "bodocc.Dispatcher sum_of: ({A: int64, s: string?})", repr(m.sum_of)
assert m.sum_of(pd.DataFrame({"A": [1.5, 2]})) == 3.5
assert m.sum_of(pa.table({"A": pa.array([], pa.int64())})) == 0
assert len(m.sum_of.specializations) == 3
chunked = pa.concat_tables([pa.table({"A": [1]}), pa.table({"A": [2]})])
assert m.sum_of(chunked) == 3
raises(bodocc.CompileError, "main.cpp:18:", m.sum_of, pa.table({"B": [1]}))
raises(TypeError, "argument 'df': it must be a frame or a table, not int", m.sum_of, 3)
raises(TypeError, "must be a frame or a table, not NoneType", m.sum_of, None)
raises(TypeError, "is a frame without columns", m.sum_of, pd.DataFrame())
raises(TypeError, "the name of a column is 0, not a string", m.sum_of, pd.DataFrame([[1]]))
raises(TypeError, "reset_index()", m.sum_of, pd.DataFrame({"A": [1]}, index=["x"]))
raises(ValueError, "two columns 'A'", m.sum_of, pa.table([[1], [2]], ["A", "A"]))
raises(bodocc.Error, "time zones are not supported", m.sum_of, pa.table({"A": pa.array([1], pa.timestamp("s", "UTC"))}))
# values of all types, there and back
every = pa.table({"b": [True, None], "i": pa.array([1, 2], pa.int8()), "f": pa.array([1, None], pa.float32()),
                  "D": pa.array([1, None], pa.date32()), "t": pa.array([1, 2], pa.timestamp("ns")),
                  "d": pa.array([1, 2], pa.duration("ns")), "n": pa.array([decimal.Decimal("1.23"), None]),
                  "c": pa.array(["x", "y"]).dictionary_encode(), 'q"\\?\n': [1, 2]})
frame = bodocc.DataFrame(every)
back = frame.local()
assert back.to_pydict() == every.to_pydict(), back
assert back.schema.names == frame.schema.names and back.schema.types == frame.schema.types, (back.schema, frame.schema)
assert frame.to_polars().shape == (2, 9)
kept = m.large(pa.table({"A": [5, 6], 'q"\\?\n': ["a", "b"]}), 6)
assert kept.to_arrow().to_pydict() == {"A": [6], 'q"\\?\n': ["b"]}

result = m.both(pd.DataFrame({"A": [1, 2, 3]}))
assert type(result).__name__ == "summary" and result._fields == ("rows", "mean") and result.mean == 2
assert result.rows.to_pandas()["A"].tolist() == [2, 3]
again = m.both(result.rows)  # a frame that was returned, without a copy
assert again.mean == 2.5 and "<table" in again.rows._repr_html_()
raises(TypeError, "to_arrow()", pickle.dumps, again.rows)
assert copy.copy(again.rows) is again.rows

raises(bodocc.Error, "main.cpp:41: error: thrown: uncaught exception: no zero", m.thrown, 3)
error = raises(bodocc.Error, "there is no", m.absent, "nowhere.parquet")
assert error.file == "main.cpp" and error.operation == "read_parquet" and error.rank == -1
assert m.total(4) == 6  # still usable

# each library has its own variables; a frame outlives its module, and a module's file may be gone
other = bodocc.load("main.cpp", "-O0")
assert (m.counted(), m.counted(), other.counted()) == (1, 2, 1)
kept = bodocc.load("main.cpp", "-O0").f(3, 0)
del other
gc.collect()
assert kept.to_pandas()["A"].tolist() == [0, 1, 2]

wrong = bodocc.load("wrong.cpp", "-O0")
error = raises(bodocc.CompileError, "wrong.cpp:3:61: error", wrong.g, pa.table({"A": [1]}))
assert "missing" in str(error) and ".cache" not in str(error)
assert wrong.good() == 1
raises(bodocc.CompileError, "broken.cpp:2:", bodocc.load, "broken.cpp")
raises(FileNotFoundError, "none.cpp", bodocc.load, "none.cpp")

# SIGINT ends what runs in C++
threading.Timer(1, os.kill, [os.getpid(), signal.SIGINT]).start()
start = time.monotonic()
try:
    m.spin(10**9)
    raise AssertionError("not interrupted")
except KeyboardInterrupt:
    assert time.monotonic() - start < 60  # not the hours of all of it
assert m.spin(3) == 3

def median_time(call, argument):
    times = []
    for _ in range(10_000):
        start = time.perf_counter()
        call(argument)
        times.append(time.perf_counter() - start)
    return statistics.median(times)

taken, of_python = median_time(m.total, 5), median_time(json.dumps, {"n": 5})
print(f"median of a call: {taken * 1e6:.1f} us; of json.dumps: {of_python * 1e6:.1f} us")
assert taken < 20 * of_python
'''

# What every rank does; each writes what it has seen.
RANKS = r'''
import json, os, sys
if "before" in sys.argv: from mpi4py import MPI
import bodocc
import pandas as pd, pyarrow as pa

m = bodocc.load("main.cpp", "-O0")
rank, size = bodocc.rank(), bodocc.size()
if "after" in sys.argv: from mpi4py import MPI
if "before" in sys.argv or "after" in sys.argv:
    assert (MPI.COMM_WORLD.rank, MPI.COMM_WORLD.size) == (rank, size)
seen = {}
df = pd.DataFrame({"A": range(10), "s": [f"row {i}" for i in range(10)]})
large = m.large(df, 4)
seen["large"] = [large.is_distributed, len(large), large.to_pandas()["s"].tolist()]
seen["local"] = [large.first_row, large.local_rows, large.local()["A"].to_pylist()]
seen["gathered"] = large.gather(root=1).local().num_rows
seen["again"] = m.large(large, 8).to_arrow()["A"].to_pylist()
seen["few"] = m.f(2, 1).to_pandas()["A"].tolist()
own = bodocc.DataFrame.from_local_rows(pa.table({"A": pa.array([rank] * rank, pa.int64())}))
seen["own"] = [len(own), m.sum_of(own)]
spread = bodocc.DataFrame.scatter(df if rank == 0 else None)
seen["spread"] = [spread.local_rows, m.sum_of(spread)]

def failure(call, *arguments):
    try:
        call(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"

seen["differ"] = failure(m.total, 5 + rank)
seen["types differ"] = failure(m.f, 3, 1.5 if rank == 1 else "x")
seen["thrown"] = failure(m.thrown, 4)
seen["compile"] = failure(bodocc.load("wrong.cpp", "-O0").g, {"A": [1]})
seen["other frames"] = failure(m.sum_of, {"A": [1, rank]})
seen["fine"] = m.total(5)
json.dump(seen, open(f"seen.{rank}", "w"))
'''

ENDS = r'''
import sys
if sys.argv[1] == "mpi4py": from mpi4py import MPI
import bodocc
m = bodocc.load("main.cpp", "-O0")
m.total(3)
kept = m.f(3, 0)
if bodocc.rank() == 1: raise ValueError("only here")
m.total(4)
'''


class PythonCalls(ProgramTest):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.temporary.name)
        for name, text in {"main.cpp": PROGRAM, "wrong.cpp": WRONG, "broken.cpp": "#include <bodo/bodo.h>\nint x = ;\n",
                           "alone.py": ALONE, "ranks.py": RANKS, "ends.py": ENDS}.items():  # fmt: skip
            (cls.folder / name).write_text(text)

    def python(self, *command, **settings):
        # what one test has compiled the others reuse
        settings |= {"PYTHONPATH": str(PACKAGE), "BODO_CACHE_DIR": str(self.folder / "cache")}
        return self.command(*command, **settings)

    def test_one_process(self):
        done = self.python(sys.executable, "alone.py")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")

    def on_ranks(self, ranks, *arguments):
        done = self.python(*on_ranks(ranks, sys.executable, "ranks.py", *arguments))
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads((self.folder / f"seen.{rank}").read_text()) for rank in range(ranks)]

    def test_ranks(self):
        for ranks, *arguments in [(3, "before"), (2, "after"), (4,)]:
            with self.subTest(ranks=ranks, arguments=arguments):
                seen = self.on_ranks(ranks, *arguments)
                self.assertEqual([value for each in seen for value in each["local"][2]], [4, 5, 6, 7, 8, 9])
                self.assertEqual(sum(each["local"][1] for each in seen), 6)
                self.assertEqual([each["gathered"] for each in seen], [6 if rank == 1 else 0 for rank in range(ranks)])
                rows = ranks * (ranks - 1) // 2
                for rank, each in enumerate(seen):
                    self.assertEqual(each["large"], [True, 6, [f"row {i}" for i in range(4, 10)]])
                    self.assertEqual((each["again"], each["few"], each["fine"]), ([8, 9], [1, 2], 10))
                    self.assertEqual(each["own"], [rows, sum(r * r for r in range(ranks))])
                    self.assertEqual(each["spread"][1], 45)
                    self.assertIn("the ranks disagree on its arguments, here on argument 1", each["differ"])
                    self.assertIn("f(std::int64_t, double)", each["types differ"])
                    self.assertIn("f(std::int64_t, std::string)", each["types differ"])
                    self.assertTrue(each["types differ"].startswith("Error: main.cpp:11: error: f: the ranks"))
                    self.assertIn("uncaught exception: no zero", each["thrown"])
                    self.assertIn("CompileError: wrong.cpp:3:61: error", each["compile"])
                    self.assertIn("the ranks disagree", each["other frames"])

    def test_a_rank_that_ends_with_an_exception_ends_the_job(self):
        for mpi in ["mpi4py", "none"]:
            done = self.python(*on_ranks(3, sys.executable, "ends.py", mpi))
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("ValueError: only here", done.stderr)
            self.assertIn("rank 1: the end of the program", done.stderr)

    def test_verbose(self):
        (self.folder / "verbose.py").write_text(
            'import bodocc; m = bodocc.load("main.cpp", "-O0"); m.total(3); m.f(3, "x"[:0] or 1.5); m.sum_of({"A": [1]})')
        done = self.python(*on_ranks(2, sys.executable, "verbose.py"), BODO_VERBOSE="1")
        self.assertEqual(done.stderr.splitlines(), ["main.cpp:15: total: (int, int)", "main.cpp:11: f: (long, double)",
                                                    "main.cpp:18: sum_of: ({A: int64})"])  # fmt: skip

    def test_another_mpi_is_an_error(self):
        fake = self.folder / "libmpi.so.12"
        (self.folder / "fake.c").write_text("int fake;\n")
        subprocess.run(["gcc", "-shared", "fake.c", "-o", fake.name], cwd=self.folder, check=True)
        done = self.python(sys.executable, "-c", f'import ctypes, bodocc; ctypes.CDLL("{fake}"); bodocc.load("main.cpp")')
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"bodocc.runtime.Error: this process has loaded another MPI, {fake}", done.stderr)
        done = self.python(sys.executable, "-c", 'import bodocc; bodocc.load("main.cpp")', PMI_RANK="0", PMI_SIZE="4")
        self.assertEqual(done.returncode, 1)
        self.assertIn("a launcher has started 4 processes or more", done.stderr)

    def test_the_package_installs(self):
        copied = self.folder / "package"
        subprocess.run(["cp", "-r", PACKAGE, copied], check=True)
        command = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps",
                   "--no-build-isolation", "--target", "installed", "./package"]  # fmt: skip
        done = self.command(*command)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.command(sys.executable, "-c", 'import bodocc; print(bodocc.load("main.cpp").total(4))',
                            PYTHONPATH=str(self.folder / "installed"))  # fmt: skip
        self.assertEqual((done.stdout, done.stderr), ("6\n", ""))


if __name__ == "__main__":
    unittest.main()
