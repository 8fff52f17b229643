"""Nothing of the user's own C++ changes: statements of odd lexical shapes stand in the emitted text byte for byte, and do what they do in plain C++."""

import itertools
import os
import random
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

LONG = ", ".join(f"word{i} (of many), && || ? : return {i}" for i in range(8))

# values of type std::string
TEXTS = [
    f'"{LONG}"',
    f'R"({LONG})"',
    f'R"x-({LONG} )" still " within\n    lines && as they are,\n#not a directive\n  \\ )x-"',
    'std::string(1, \'"\') + "a long text, with commas, and quotes \\" in it, so that it is longer than a line of it, is it not?"',
    "std::string(1, '\\'') + \"'\" + '\"' + \"\\\\\"",
    f'std::string("a") /* a "comment, */ + "b" // and " another, {LONG}\n    + "c"',
    '[&] { std::string s; for (int k = 0; k < 3; ++k) { if (k == 1) continue; s += k == 0 ? \'"\' : \',\'; } return s; }() + "a text that is there to be long, really, with commas, yes"',
    "std::to_string(1'000'000 + 0x1'F) + std::to_string(1e+3) + std::string(u8R\"(a\"b,)\" == nullptr ? \"\" : \"x\")",
    "joined(\"a\",\n           \"b\"  ,   \"c\"   \"d\")",
    'std::string("ends in a backslash \\\\") + "\\\\" + "??/" + "%d {} {0} \\x41" "B"',
    "PLUS(\"p\" , (joined(\"q\",\"r\",\"s\")))",
    "std::string{<:&:>(char c) <% return c; %>('x'), 'y'}",
    '"suffixed"_text + std::string(3,\'a\'  )',
    "std::string(\"spliced \\\nlines, \\\nthree of them\")",
    "std::string(\"é ü 漢字, as bytes, of a text that goes on, and on, and on, and on, and on, and on, and on, and on\")",
]
SHAPES = [
    "  out += {};",
    "  {{ const std::string part = {}; out.append(part) ; }}",
    "  if (out.size() >= 0u  &&  !std::string({}).empty())   out += 'y' ;  else out += 'n';",
    "  for (const char c : std::string({}))\n    out += c;",
    "  out = out + std::string({}) + std::to_string(std::int64_t(df[\"A\"].sum()) + 1);",
    "  auto   f{n} = [ & ]( std::string s )  {{ return s + {} ; }} ;\0out += f{n}( \"z\" ) ;",
]

HEADER = """#include <bodo/bodo.h>
#include <fmt/core.h>

#include <cstdint>
#include <string>

#define PLUS(a, b) (std::string(a) + (b))
inline std::string joined(const char* a, const char* b, const char* c) { return std::string(a) + b + c; }
inline std::string operator""_text(const char* s, std::size_t n) { return std::string(s, n); }

"""


def statements(seed: int) -> list[str]:
    all = [shape.format(text, n=n) for n, (shape, text) in enumerate(itertools.product(SHAPES, TEXTS))]
    random.Random(seed).shuffle(all)
    return all


def function(lines: list[str]) -> str:
    return 'std::string made(std::int64_t n) {\n  bodo::DataFrame df{{"A", bodo::arange(n)}};\n  std::string out;\n' + "\n".join(lines).replace("\0", "\n  ") + "\n  return out;\n}\n"


MAIN = '\nint main() {\n  const std::string out = made(4);\n  if (bodo::get_rank() == 0) fmt::print("{}\\n", out);\n}\n'


class Verbatim(unittest.TestCase):
    def test_statements(self):
        lines = statements(11)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "v.cpp").write_text(HEADER + "[[bodo::jit]] " + function(lines) + MAIN)
            plain = function(lines).replace('  bodo::DataFrame df{{"A", bodo::arange(n)}};\n', "").replace('df["A"].sum()', "n * (n - 1) / 2")
            (folder / "plain.cpp").write_text(HEADER.replace("#include <bodo/bodo.h>\n", "") + plain + MAIN.replace("if (bodo::get_rank() == 0) ", ""))
            bodocc = os.environ["BODOCC"]
            run = lambda *command: subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE).stdout
            emitted = run(bodocc, "-S", "v.cpp", "-o", "-").decode()
            for line in lines:
                # bodocc writes the reduction, and sets the statements one below the other
                for part in re.split(r'df\["A"\]\.sum\(\)|\0', line.strip()):
                    self.assertIn(part, emitted)
            run(bodocc, "v.cpp", "-o", "v")
            run(bodocc, "-g", "v.cpp", "-o", "vg")
            run(os.environ.get("CXX", "c++"), "-std=c++20", "plain.cpp", "-lfmt", "-o", "plain")
            expected = run("./plain")
            for program in ("./v", "./vg"):
                self.assertEqual(run("mpirun", "--oversubscribe", "--bind-to", "none", "-n", "2", program), expected)


if __name__ == "__main__":
    unittest.main()
