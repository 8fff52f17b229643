"""Compiles every example of docs/operations.md, each in an annotated function of its own.

    check_examples.py BODOCC FOLDER

The frames `df`, `a` and `b`, the series `s`, the arrays `x` and `y`, the numbers `n`, the path and the vector `v` that
examples speak of are made here, with the columns that they name.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `(.+?)` \| .* \| `(.+)` \|$", re.M)

SCHEMA = {
    "int64": ["A", "a", "b", "hour", "id", "key", "old"],
    "float64": ["B"],
    "decimal(15,2)": ["price", "discount"],
    "string": ["name", "type", "comment", "phone", "segment", "mode"],
    "date": ["day", "start", "end"],
    "timestamp": ["time"],
    "boolean": ["flag"],
}  # fmt: skip

HEAD = """#include <bodo/bodo.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

using namespace std::chrono;

std::string_view time_bucket(std::int64_t hour) { return hour < 12 ? "morning" : "later"; }
std::vector<std::string> words(std::string_view text) { return {std::string(text)}; }
"""

VALUE = "bodo::print({});"
# The code around an example that is not a value; `{}` is the example.
AROUND = {
    "print": "{};", "info": "{};", "to_parquet": "{};", "to_csv": "{};", "to_json": "{};", "to_feather": "{};", "barrier": "{};", "[]=": "{};",
    "explode": '{{ df["words"] = df["comment"].str().split(); bodo::print({}); }}',
    "DataFrame": "{{ {}; bodo::print(df); }}",
    "Array": "{}; bodo::print(x);",
    "to_array": "{}; bodo::print(x.sum());",
    "reshape": "const bodo::Array<double, 2> rows = {}; bodo::print(rows.sum());",
    **dict.fromkeys(("transpose", "matmul", "solve", "cholesky"), "bodo::print({}.sum());"),
    "push_back": "bodo::Array<double> found = bodo::zeros(0); {}; bodo::print(found);",
    "prange": "double total = 0; {}; bodo::print(total);",
    "groupby": 'bodo::print({}.agg({{{{"n", bodo::size()}}}}));',
    "reduce": 'bodo::print(df.groupby("key").agg({{{{"x", {}}}}}));',
    "like": 'bodo::print(bodo::read_parquet("sample.parquet", {}));',
    "schema": 'bodo::print(bodo::read_parquet("sample.parquet", {}));',
}  # fmt: skip


def examples() -> list[tuple[str, str, bool]]:
    """Name, code, and whether its x has two dimensions, each once; several pieces of code in one example stand for
    themselves."""
    found = {}
    for section in re.split(r"^## ", (ROOT / "docs/operations.md").read_text(), flags=re.M):
        two = section.startswith("Arrays of two dimensions")
        for name, code in ROW.findall(section):
            code = code.replace("\\|", "|")
            parts = re.split(r", (?=\w+\[|x\.)", code) if name == "[]" or two else [code]
            for part in parts:
                found.setdefault((part, two), name)
    return [(name, code, two) for (code, two), name in found.items()]


def program() -> str:
    functions, calls = [], []
    for number, (name, code, two) in enumerate(examples()):
        around = AROUND.get(name, VALUE) if not code.startswith(("df[", "s[")) or name == "[]=" else VALUE
        statement = around.format(code)
        used = [line for variable, line in {
            "df": 'auto df = bodo::read_parquet("sample.parquet");',
            "a": 'auto a = bodo::read_parquet("sample.parquet");',
            "b": 'auto b = bodo::read_parquet("sample.parquet");',
            "x": "const bodo::Array<double> all = bodo::arange(2 * n + 2) * 1.0; bodo::Array<double, 2> x = all.reshape(n + 1, 2);" if two else "bodo::Array<double> x = bodo::ones(3 * n);",
            "y": f"bodo::Array<double> y = bodo::ones(n{' + 1' if two else ''});",
            "w": "bodo::Array<double> w = bodo::ones(2);" if two else "bodo::Array<double, 2> w = bodo::ones(3 * n, 2);",
            "s": 'auto s = bodo::read_parquet("sample.parquet")["A"];',
        }.items() if re.search(rf'(?<!["\w.]){variable}(?!["\w])', statement)]  # fmt: skip
        made = {"DataFrame": " df =", "Array": " x =", "to_array": " x ="}.get(name, "no")
        used = [line for line in used if made not in line]
        lines = "".join(f"  {line}\n" for line in [*used, statement])
        functions.append("[[bodo::jit]] void example_%d([[maybe_unused]] std::int64_t n,\n"
                         "                              [[maybe_unused]] const std::string& path,\n"
                         "                              [[maybe_unused]] const std::vector<std::int64_t>& v) {\n%s}\n"
                         % (number, lines))  # fmt: skip
        calls.append(f"  example_{number}(n, path, v);\n")
    return (HEAD + "\n" + "\n".join(functions) + "\nint main() {\n  const std::int64_t n = 3;\n"
            '  const std::string path = "sample.parquet";\n  const std::vector<std::int64_t> v{1, 2, 3};\n'
            + "".join(calls) + "}\n")  # fmt: skip


def make_inputs(folder: Path) -> None:
    import datetime
    from decimal import Decimal

    import pyarrow as pa
    import pyarrow.parquet as pq

    day = datetime.date(2024, 5, 17)
    values = {"int64": (pa.int64(), 3), "float64": (pa.float64(), 0.5), "string": (pa.string(), "word"),
              "decimal(15,2)": (pa.decimal128(15, 2), Decimal("1.25")), "date": (pa.date32(), day),
              "timestamp": (pa.timestamp("ns"), datetime.datetime(2024, 5, 17, 12)), "boolean": (pa.bool_(), True)}  # fmt: skip
    columns = {name: pa.array([values[t][1], None], values[t][0]) for t, names in SCHEMA.items() for name in names}
    pq.write_table(pa.table(columns), folder / "sample.parquet")
    (folder / "weather.csv").write_text("DATE,PRCP\n2019-01-01,0.5\n")


def main() -> int:
    bodocc, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    make_inputs(folder)
    (folder / "examples.cpp").write_text(program())
    command = [bodocc, "-O0", "-Wno-bodo-no-parallelism", "-c", "examples.cpp"]
    return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
