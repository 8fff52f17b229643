"""Columns may have any name: keywords, macros, names of types, functions and variables, and text that ends comments or literals."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

KEYWORDS = """alignas and and_eq asm auto bitand bitor bool char16_t char8_t class co_await co_return co_yield compl concept
const_cast consteval constexpr constinit decltype export import module namespace new noexcept not not_eq nullptr operator or_eq
register requires sizeof static_assert template this thread_local typeof typename union wchar_t xor xor_eq final override""".split()
MACROS = """errno NULL EOF stdin stdout stderr assert offsetof INT64_MIN RAND_MAX major minor unix linux rows kept size n i merge
columns next begin count total value site at find states add finish rank at_20 df_groups df_batch known batch row at sites send to received rows pairs line""".split()
ENTITIES = """rt std bodo main int64_t Weight heavy limit Color red box Wide zero a b other merge group_of_row states_of_groups
state_of_row df df_rows df_groups_state at_19 i k rows make names f size_t data strings_of_batch""".split()
TEXTS = ["", " ", "9", "9 lives", "a b", "a-b", "a_b", "a__b", "_A", "__a", "é", "漢字", "line\nbreak", "line\n*/ int x; /*", "ends in \\", "\\", "??/", "%d {} {0} {row}",
         "{", "*/", "//", '"', "'", "tab\t", "\r", "R\"(", "x" * 300, "#line 7", "\x01\x02\x03"]  # fmt: skip
NAMES = list(dict.fromkeys(KEYWORDS + MACROS + ENTITIES + TEXTS))


def quoted(name: str) -> str:
    return '"' + "".join(chr(b) if 0x20 <= b < 0x7F and b not in b'"\\?' else f"\\{b:03o}" for b in name.encode()) + '"'


DEFINES = "\n".join(["#define rows 7", "#define kept(x) ((x) + 1)", "#define size 5", "#define n 3", "#define i 1",
                     "#define at_20 2", "#define count(x, y) x", "#define known known"])  # fmt: skip


def program() -> str:
    made = "\n".join(f"  df[{quoted(name)}] = df[\"key\"] * {k} + limit;" for k, name in enumerate(NAMES))
    mapped = "\n".join(
        f"  df[{quoted(name)}] = df[{quoted(name)}].map([](Weight w) {{ return heavy(w) + red; }});"
        for name in ENTITIES + TEXTS[:12])  # fmt: skip
    total = "\n".join(f"  sum += std::int64_t(df[{quoted(name)}].sum());" for name in NAMES)
    aggregates = ",\n      ".join(f"{{{quoted(name)}, bodo::sum({quoted(name)})}}" for name in NAMES)
    kept = "\n".join(f"  df = df[df[{quoted(name)}] >= -limit];" for name in NAMES[::5])
    return f"""#include <bodo/bodo.h>
#include <fmt/core.h>
#include <cassert>
#include <cerrno>
#include <cstdint>
{DEFINES}

using Weight = std::int64_t;
enum Color {{ red = 1 }};
struct box {{ int data; }};
static const int limit = rows - 6;
static Weight heavy(Weight w) {{ return kept(w) - 1; }}

[[bodo::jit]] std::int64_t names(std::int64_t m) {{
  bodo::DataFrame df{{{{"key", bodo::arange(m)}}}};
{made}
{mapped}
{kept}
  std::int64_t sum = box{{size}}.data - size + (rows - 7) * n * i;
{total}
  auto groups = df.groupby("key").agg({{{aggregates}}});
  sum += std::int64_t(groups[{quoted(NAMES[-1])}].sum());
  groups.merge(df, {{.on = "key"}}).sort_values("key").to_parquet("out");
  assert(sum != errno - 1);
  return sum;
}}

int main() {{
  const auto sum = names(4);
  if (bodo::get_rank() == 0) fmt::print("{{}}\\n", sum);
}}
"""


def expected() -> int:
    mapped = set(ENTITIES + TEXTS[:12])
    sums = [6 * k + 4 * 1 + (4 if name in mapped else 0) for k, name in enumerate(NAMES)]
    return sum(sums) + sums[-1]


class AnyName(unittest.TestCase):
    def test_names(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "names.cpp").write_text(program())
            for options in (["-O0"], ["-g", "-O0"]):
                subprocess.run([os.environ["BODOCC"], *options, "names.cpp", "-o", "names"], cwd=folder, check=True)
                done = subprocess.run(["mpirun", "--oversubscribe", "--bind-to", "none", "-n", "2", "./names"],
                                      cwd=folder, check=True, capture_output=True, text=True)  # fmt: skip
                self.assertEqual(int(done.stdout), expected())

    def test_macros_of_the_runtime(self):
        # bodocc knows the macros that a program sees, and keeps clear of them; it does not see those of emitted.h
        source = Path(__file__).resolve().parents[2]

        def macros(header: str) -> set[str]:
            defined = subprocess.run(
                ["g++", "-std=c++20", "-I", source / "include", "-I", source / "runtime/include", "-dM", "-E", "-x", "c++", "-"],
                input=f"#include <{header}>\n", check=True, capture_output=True, text=True).stdout  # fmt: skip
            return set(re.findall(r"^#define ([A-Za-z]\w*)", defined, re.M))

        self.assertEqual(macros("bodo/rt/emitted.h") - macros("bodo/bodo.h"), set())


if __name__ == "__main__":
    unittest.main()
