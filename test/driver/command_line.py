"""bodocc as a command: its outputs, temporary files and exit status."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

BODOCC = os.environ["BODOCC"]

PROGRAM = """\
#include <bodo/bodo.h>
#include <cstdio>
#include "local.h"
[[bodo::jit]] auto shifted(auto n) {
  bodo::DataFrame df{{"A", bodo::arange(n) + SHIFT}};
  return df.head(2);
}
int other();
int main() {
  std::printf("%d %d\\n", static_cast<int>(shifted(5).size()), other());
}
"""
OTHER = '#include "local.h"\nint other() { return SHIFT; }\n'
BROKEN = "#include <bodo/bodo.h>\nint main() { return undeclared; }\n"


class CommandLine(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        (self.folder / "sub").mkdir()
        self.write("main.cpp", PROGRAM)
        self.write("local.h", "#define SHIFT 3\n")
        self.write("sub/other.cpp", OTHER)
        self.write("sub/local.h", "#define SHIFT 40\n")
        self.write("broken.cpp", BROKEN)
        # files that are left in the folder for temporary files are a fault too
        self.temporaries = self.folder / "tmp"
        self.temporaries.mkdir()

    def tearDown(self):
        self.assertEqual(os.listdir(self.temporaries), [])
        self.assertEqual([name for name in self.files() if name.endswith(".tmp")], [])

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def read(self, name):
        return (self.folder / name).read_text()

    def files(self):
        return sorted(p.name for p in self.folder.iterdir() if p.is_file())

    def bodocc(self, *arguments, status=0, text=None, **settings):
        done = subprocess.run([BODOCC, *arguments], cwd=self.folder, input=text, capture_output=True, text=True,
                              env=os.environ | {"TMPDIR": str(self.temporaries)} | settings, check=False)  # fmt: skip
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def run_program(self, name):
        return subprocess.run([self.folder / name], capture_output=True, text=True, check=True).stdout

    def test_several_inputs_in_one_go(self):
        self.bodocc("main.cpp", "sub/other.cpp", "-o", "program")
        self.assertEqual(self.run_program("program"), "2 40\n")
        self.assertNotIn("main.o", self.files())

    def test_objects_linked_later(self):
        self.bodocc("-c", "main.cpp", "sub/other.cpp")
        self.bodocc("main.o", "other.o", "-o", "program")
        self.assertEqual(self.run_program("program"), "2 40\n")

    def test_the_default_output_is_a_out(self):
        self.bodocc("main.cpp", "sub/other.cpp")
        self.assertEqual(self.run_program("a.out"), "2 40\n")

    @unittest.skipIf(os.environ.get("BODOCC_SANITIZE"), "the sanitizers' flags are wanted too")
    def test_emitted_source_builds_with_the_wrapper_alone(self):
        self.bodocc("-S", "main.cpp")
        self.assertIn("main.mpi.cpp", self.files())
        said = self.bodocc("-###", "main.cpp", "sub/other.cpp", "-o", "program").stderr
        includes = re.findall(r'"-isystem" "([^"]+)"', said.splitlines()[-2])
        libraries = re.findall(r'"-L([^"]+)"', said)[0]
        subprocess.run(["mpicxx", "-std=c++20", "main.mpi.cpp", "sub/other.cpp", "-o", "program",
                        *[f"-I{directory}" for directory in includes], f"-L{libraries}", "-lbodo_rt",
                        f"-Wl,-rpath,{libraries}"], cwd=self.folder, check=True)  # fmt: skip
        self.assertEqual(self.run_program("program"), "2 40\n")

    def test_source_to_standard_output_and_from_standard_input(self):
        text = self.bodocc("-S", "main.cpp", "-o", "-").stdout
        self.assertNotIn("[[bodo::jit]]", text)
        self.assertNotIn("#line", text)
        self.assertIn("int main() {\n  std::printf", text)
        self.assertIn("#line", self.bodocc("-S", "-g", "main.cpp", "-o", "-").stdout)
        self.assertEqual(self.bodocc("-x", "c++", "-", "-S", "-I.", text=PROGRAM).stdout.count("int main()"), 1)

    def test_preprocessing(self):
        self.assertIn("bodo::arange(n) + 3", self.bodocc("-E", "main.cpp").stdout)

    def test_dependencies(self):
        self.bodocc("-c", "main.cpp", "-MMD", "-MP")
        rule = self.read("main.d")
        self.assertTrue(rule.startswith("main.o: main.cpp"), rule)
        self.assertIn("local.h", rule)
        self.assertNotIn("cstdio", rule)
        self.bodocc("-c", "main.cpp", "-MD", "-MF", "rules", "-MT", "$(X)", "-o", "x.o")
        self.assertTrue(self.read("rules").startswith("$(X): main.cpp"))
        self.assertIn("cstdio", self.read("rules"))
        self.assertIn("local.h", self.bodocc("-MM", "main.cpp").stdout)

    def test_an_error_leaves_no_output_and_the_old_one_as_it_was(self):
        self.write("program", "old")
        before = self.files()
        said = self.bodocc("broken.cpp", "-o", "program", "-MD", status=1).stderr
        self.assertRegex(said, r"broken\.cpp:2:\d+: error: use of undeclared identifier 'undeclared'")
        self.assertEqual(self.files(), before)
        self.assertEqual(self.read("program"), "old")
        self.bodocc("-S", "broken.cpp", status=1)
        self.bodocc("-c", "broken.cpp", status=1)
        self.bodocc("main.cpp", "-o", "program", status=1)  # other() is missing: the linker says so
        self.assertEqual(self.files(), before)

    def test_faults_of_the_command_line(self):
        self.assertIn("error: no input files", self.bodocc(status=2).stderr)
        self.assertIn("missing.cpp", self.bodocc("missing.cpp", status=1).stderr)
        self.assertIn("did you mean '--list-passes'", self.bodocc("--lst-passes", status=2).stderr)
        self.assertIn("nowhere/x.o", self.bodocc("-c", "main.cpp", "-o", "nowhere/x.o", status=1).stderr)
        for options, said in {
            ("-fbodo-variance-chek",): "unknown option '-fbodo-variance-chek'; did you mean '-fbodo-variance-check'?",
            ("-Wbodo-rank-divergnce",): "'-Wbodo-rank-divergnce' names no diagnostic of bodocc; did you mean 'bodo-rank-divergence'?",
            ("-Wno-error=bodo-unred-columns",): "did you mean 'bodo-unread-columns'?",
            ("-Rbodo-gathred-return",): "did you mean 'bodo-gathered-return'?",
            ("--run", "-n", "none"): "-n is followed by a number of ranks, not 'none'",
            ("--run", "-c"): "--run keeps no output: leave out -c, -S or -E",
            ("--explain",): "'--explain' is missing its argument",
            ("--cache=of",): "--cache is 'off', 'clear' or 'stats', not 'of'",
            ("--report=pln",): "there is no report 'pln'; did you mean 'plan'?",
            ("--disable=PushFilter",): "there is no pass 'PushFilter'; did you mean 'PushFilters'?",
        }.items():
            self.assertIn(said, self.bodocc("main.cpp", *options, status=2).stderr)
        self.assertEqual(self.files(), ["broken.cpp", "local.h", "main.cpp"])

    def test_faults_of_bodocc(self):
        self.write("crash.cpp", "#include <bodo/bodo.h>\n#pragma clang __debug crash\nint main() {}\n")
        self.assertIn("bodocc crashed: please report", self.bodocc("-fsyntax-only", "crash.cpp", status=70).stderr)
        # code that only the host compiler rejects: in ordinary code it is the user's
        own = "#include <bodo/bodo.h>\n#ifndef __clang__\n#error not by g++\n#endif\nint main() {}\n"
        self.write("own.cpp", own)
        self.assertIn("own.cpp:3:2: error: #error not by g++", self.bodocc("own.cpp", "-o", "program", status=1).stderr)
        self.write("ours.cpp", """\
#include <bodo/bodo.h>
#ifndef __clang__
#define selection }
#endif
int ordinary() { return 1; }

[[bodo::jit]] void shows(int n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  bodo::print(df[df["A"] > 2]);
}
int main() { shows(5); }
""")
        said = self.bodocc("-O1", "ours.cpp", "-o", "program", status=70).stderr
        match = re.fullmatch(r"ours\.cpp:(\d+): internal error: the host compiler rejects the code that bodocc has made for "
                             r"'shows'; the code and the messages were saved to (\S+\.mpi\.cpp): please report them\n", said)
        self.assertTrue(match and 7 <= int(match[1]) <= 10, said)
        kept = Path(match[2])
        self.assertRegex(kept.read_text(), r"(?s)int main\(\) \{ shows\(5\); \}.*#if 0\n.*ours\.cpp:\d+:.* error: ")
        kept.unlink()
        self.assertNotIn("program", self.files())

    def test_explained_diagnostics(self):
        page = self.bodocc("--explain", "bodo-unknown-column").stdout
        self.assertTrue(page.startswith("### `unknown-column`\n"), page)
        self.assertIn("```cpp\n#include <bodo/bodo.h>", page)
        self.assertIn("[bodo-unknown-column]", page)
        self.assertNotIn("<!--", page)
        self.assertEqual(page.count("###"), 1)
        for name in ("unknown-column", "-Wbodo-unknown-column", "--explain=[bodo-unknown-column]"):
            self.assertEqual(self.bodocc(*([name] if "=" in name else ["--explain", name])).stdout, page)
        self.assertIn("there is no diagnostic 'bodo-unknow-column'; did you mean 'bodo-unknown-column'?",
                      self.bodocc("--explain", "bodo-unknow-column", status=2).stderr)  # fmt: skip

    WRONG = """\
#include <bodo/bodo.h>
[[bodo::jit]] void f(int n) {
  bodo::DataFrame df{{"é", bodo::arange(n)}}; bodo::print(df["A"].sum());
  int unused;
}
int main() { f(3); }
"""

    def test_messages_for_programs(self):
        self.write("wrong.cpp", self.WRONG)
        said = self.bodocc("-fsyntax-only", "-Wall", "wrong.cpp", status=1).stderr
        self.assertRegex(said, r"(?m)^wrong\.cpp:3:\d+: error: .* \[bodo-unknown-column\]$")
        self.assertNotIn("\x1b", said)
        messages = json.loads(self.bodocc("-fsyntax-only", "-Wall", "-fdiagnostics-format=json", "wrong.cpp", status=1).stderr)
        error = next(m for m in messages if m["kind"] == "error")
        self.assertEqual(error["option"], "bodo-unknown-column")
        self.assertNotIn("[bodo-", error["message"])
        caret = error["locations"][0]["caret"]
        self.assertEqual((caret["file"], caret["line"]), ("wrong.cpp", 3))
        line = self.WRONG.splitlines()[2]
        self.assertEqual(line[caret["column"] - 1 :][:3], '"A"')
        self.assertEqual(line.encode()[caret["byte-column"] - 1 :][:3], b'"A"')
        self.assertTrue(error["children"])
        unused = next(m for m in messages if m.get("option") == "-Wunused-variable")
        self.assertEqual((unused["kind"], unused["locations"][0]["caret"]["line"]), ("warning", 4))

        log = json.loads(self.bodocc("-fsyntax-only", "-Wall", "-fdiagnostics-format=sarif", "wrong.cpp", status=1).stderr)
        run = log["runs"][0]
        self.assertEqual((log["version"], run["tool"]["driver"]["name"]), ("2.1.0", "bodocc"))
        result = next(r for r in run["results"] if r["ruleId"] == "bodo-unknown-column")
        place = result["locations"][0]["physicalLocation"]
        self.assertEqual((place["artifactLocation"]["uri"], place["region"]["startLine"], place["region"]["startColumn"]),
                         ("wrong.cpp", 3, caret["column"]))  # fmt: skip
        self.assertIn({"id": "bodo-unknown-column"}, run["tool"]["driver"]["rules"])

        for agent in (["-fdiagnostics-format=markdown"], []):
            said = self.bodocc("-fsyntax-only", *agent, "wrong.cpp", status=1, AI_AGENT="" if agent else "1").stderr
            self.assertRegex(said, rf"(?m)^- \*\*error\*\* wrong\.cpp:3:{caret['column']} `bodo-unknown-column`: ")
            self.assertIn("`bodocc --explain bodo-unknown-column`", said)
            self.assertNotIn("generated", said)
        self.assertIn(": error: ", self.bodocc("-fsyntax-only", "-fdiagnostics-format=text", "wrong.cpp", status=1, AI_AGENT="1").stderr)
        # of a right program
        for format, empty in {"json": "[]\n", "markdown": ""}.items():
            self.assertEqual(self.bodocc("-fsyntax-only", f"-fdiagnostics-format={format}", "main.cpp").stderr, empty)
        self.assertRegex(self.bodocc("-S", "-o", "-", "--report=plan", "main.cpp", AI_AGENT="1").stderr, r"^```text\n(?s:.*)\n```\n$")

    def test_edits_for_programs(self):
        self.write("wrong.cpp", "#include <bodo/bodo.h>\nint main() {\n  if (bodo::get_rank() == 0) bodo::barrier();\n}\n")
        messages = json.loads(self.bodocc("-S", "-fdiagnostics-format=json", "wrong.cpp", status=1).stderr)
        edits = [e for m in messages for c in m["children"] for e in c.get("fixits", [])]
        self.assertTrue(edits)
        lines = self.read("wrong.cpp").splitlines(keepends=True)
        for edit in sorted(edits, key=lambda e: -e["start"]["column"]):
            begin, end = edit["start"], edit["next"]
            self.assertEqual((begin["line"], end["line"]), (3, 3))
            lines[2] = lines[2][: begin["column"] - 1] + edit["string"] + lines[2][end["column"] - 1 :]
        self.assertEqual(lines[2].strip(), "bodo::barrier();")

    HEADER = """\
#pragma once
#include <bodo/bodo.h>
#include "limit.h"
namespace deep {
[[bodo::jit]] inline std::int64_t above(std::int64_t n) {
  bodo::DataFrame df{{"A", bodo::arange(n)}};
  return df[df["A"] > LIMIT]["A"].sum();
}
// each source has it for its own frames
[[bodo::jit]] static std::int64_t rows(const bodo::DataFrame& df) { return df["A"].sum(); }
[[bodo::jit]] inline std::int64_t inlined(const bodo::DataFrame& df) { return df["A"].max() + rows(df); }
template <class T> [[bodo::jit]] std::int64_t scaled(T n) { return (bodo::arange(n) * 2).sum(); }
struct Window {
  std::int64_t from;
  [[bodo::jit]] std::int64_t kept(std::int64_t n) const {
    bodo::DataFrame df{{"A", bodo::arange(n)}};
    return df[df["A"] >= from]["A"].sum();
  }
};
}  // namespace deep
"""

    def test_functions_in_headers(self):
        (self.folder / "deep").mkdir()
        self.write("deep/deep.h", self.HEADER)
        self.write("deep/limit.h", "#define LIMIT 2\n")
        self.write("middle.h", '#ifndef MIDDLE\n#define MIDDLE\n#include "deep/deep.h"\n#endif\n')
        calls = "deep::above(5), deep::rows(f), deep::inlined(f), deep::scaled(4), deep::Window{2}.kept(5)"
        self.write("first.cpp", """\
#include "middle.h"
#include "deep/deep.h"
#include <cstdio>
[[bodo::jit]] bodo::DataFrame made(int n) { return bodo::DataFrame{{"A", bodo::arange(n)}}; }
void other();
int main() {
  const auto f = made(4);
  for (long value : {%s}) bodo::get_rank() == 0 && std::printf("%%ld ", value);
  other();
}
""" % calls)
        # the header is skipped at its second place, in a header that must not bring it again
        self.write("second.cpp", """\
#include <bodo/bodo.h>
#include "deep/deep.h"
#include "middle.h"
#include <cstdio>
[[bodo::jit]] bodo::DataFrame made2(int n) { return bodo::DataFrame{{"B", bodo::arange(n) * 1.5}, {"A", bodo::arange(n)}}; }
void other() {
  const auto f = made2(3);
  for (long value : {%s}) bodo::get_rank() == 0 && std::printf("%%ld ", value);
}
""" % calls)
        self.bodocc("-O0", "-c", "-MMD", "first.cpp", "second.cpp")
        for name in ("first.d", "second.d"):
            for header in ("middle.h", "deep/deep.h", "deep/limit.h"):
                self.assertIn(header, self.read(name))
        self.bodocc("first.o", "second.o", "-o", "program")
        self.assertEqual(self.run_program("program"), "7 6 9 12 9 7 3 5 12 9 ")
        text = self.bodocc("-S", "first.cpp", "-o", "-").stdout
        self.assertNotIn("#line", text)
        self.assertNotIn("#pragma once", text)
        self.assertIn('#include "deep/limit.h"', text)
        self.assertIn("// the end of ./deep/deep.h", text)
        self.assertRegex(self.bodocc("-fsyntax-only", "--report=distribution", "first.cpp").stderr,
                         r"(?m)^\./deep/deep\.h:5: above\(.*\n    5 \| \[\[bodo::jit\]\] inline")
        self.write("deep/deep.h", self.HEADER.replace('df["A"] > LIMIT', 'df["a"] > LIMIT'))
        self.assertRegex(self.bodocc("-fsyntax-only", "first.cpp", status=1).stderr,
                         r"(?m)^\./deep/deep\.h:7:16: error: .*\[bodo-unknown-column\]\n    7 \|   return df\[df\[\"a\"\]")
        # system headers are not different; standard input cannot be parsed twice
        self.write("deep/deep.h", self.HEADER)
        self.write("system.cpp", "#include <deep.h>\nint main() { return deep::scaled(3) == 6 ? 0 : 1; }\n")
        self.bodocc("-fsyntax-only", "-isystem", "deep", "system.cpp")
        said = self.bodocc("-fsyntax-only", "-x", "c++", "-", text='#include "deep/deep.h"\nint main() {}\n', status=1).stderr
        self.assertIn("the annotated function 'above' is defined in a header [bodo-attribute-place]", said)

    def test_sources_of_others(self):
        """Without bodo's headers, calls are not followed: of these, there are too many ways."""
        many = 14
        text = "struct S { S* next; int* p; int k; virtual int g(int i, S* o); virtual ~S(); };\n"
        text += "".join(f"struct D{n} : S {{ int g(int i, S* o) override; int h(int i, S& o); }};\n" for n in range(many))
        text += "int S::g(int i, S* o) { return o->k + i; }\nS::~S() {}\n"
        for n in range(many):
            text += (f"int D{n}::g(int i, S* o) {{ while (o) {{ if (o->k > i) o->k = o->g(i - 1, o->next); else next = o; "
                     f"o = o->next; D{(n + 1) % many} d; k += d.h(i, *o); }} return *p; }}\n"
                     f"int D{n}::h(int i, S& o) {{ p = &o.k; D{(n * 3 + 1) % many} a; D{(n * 5 + 2) % many} b; "
                     f"return i > 2 ? a.h(i - 1, *this) : b.h(i - 2, o) + o.g(i, &o); }}\n")  # fmt: skip
        self.write("others.cpp", text)
        self.bodocc("-fsyntax-only", "others.cpp")

    def test_assembly(self):
        for options in (["-fbodo-asm"], ["-S", "-fbodo-asm"]):
            self.bodocc(*options, "-O1", "sub/other.cpp")
            self.assertRegex(self.read("other.s"), r"(?m)^_Z5otherv:")
            (self.folder / "other.s").unlink()

    RUNS = """\
#include <bodo/bodo.h>
#include <cstdio>
#include <cstdlib>
int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i)
    if (bodo::get_rank() == 0) std::printf("%s\\n", argv[i]);
  if (bodo::get_rank() == 0) std::printf("%d ranks\\n", bodo::get_size());
  std::fflush(stdout);
  return argc > 3 ? 7 : 0;
}
"""

    def test_running(self):
        self.write("runs.cpp", self.RUNS)
        before = self.files()
        done = self.bodocc("--run", "-n", "1", "runs.cpp", "--", "a b", "--version")
        self.assertEqual((done.stdout, done.stderr), ("a b\n--version\n1 ranks\n", ""))
        settings = {"OMPI_ALLOW_RUN_AS_ROOT": "", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": ""}
        environment = {name: value for name, value in os.environ.items() if name not in settings}
        cache = self.folder / "cache"
        for times in range(2):
            done = subprocess.run([BODOCC, "--run", "-n", "3", "runs.cpp", "--", "-n", "$HOME", "*"],
                                  cwd=self.folder, capture_output=True, text=True, check=False,
                                  env=environment | {"TMPDIR": str(self.temporaries), "BODO_CACHE_DIR": str(cache)})  # fmt: skip
            self.assertEqual((done.returncode, done.stdout), (7, "-n\n$HOME\n*\n3 ranks\n"), done.stderr)
        self.assertRegex(self.bodocc("--cache=stats", BODO_CACHE_DIR=str(cache)).stdout, "[1-9]")
        (self.folder / "built").write_text('#!/bin/sh\necho "$0: $*"\n')
        (self.folder / "built").chmod(0o755)
        self.assertEqual(self.bodocc("--run", "-n", "1", "built", "--", "a b").stdout, f"{self.folder.resolve()}/built: a b\n")
        (self.folder / "built").unlink()
        if os.geteuid() == 0:
            self.assertIn("bodocc: note: root runs mpirun", done.stderr)
        self.assertEqual(self.files(), before)

    def test_every_option_of_the_help_is_run(self):
        runs = [
            ["--help"], ["--version"], ["--list-passes"], ["--explain", "never-called"], ["--cache=stats"],
            ["-fsyntax-only", "--print-after=FormPlan", "--disable=PushFilters", "--time-passes", "--time-report", "--report=plan",
             "-Rbodo", "-Rbodo-gathered-return", "-Wbodo-unread-columns", "--schema-dir=tmp", "--omit-uncalled",
             "-fno-bodo-variance-check", "-fno-bodo-collective-check", "-fbodo-check", "-fdiagnostics-format=text", "--instead-of", "g++",
             "--host-compiler=g++", "main.cpp"],
            ["-fsyntax-only", "--stop-after=FormPlan", "main.cpp"],
            ["-###", "--cell=In", "-shared", "-fPIC", "main.cpp", "-o", "cell.so"],
            ["-###", "-fbodo-asm", "main.cpp"],
            ["-###", "--run", "-n", "2", "main.cpp"],
            ["-###", "--check", "main.cpp"],
        ]  # fmt: skip
        for run in runs:
            self.bodocc(*run)
        help_text = self.bodocc("--help").stdout
        options = re.findall(r"(?m)^  (-[-\w]+=?)", help_text[help_text.index("BODOCC OPTIONS") :])
        self.assertGreater(len(options), 20)
        words = sum(runs, [])
        for option in options:
            given = [word for word in words if word == option or (option[-1] in "=-" and word.startswith(option))]
            self.assertTrue(given, option)

    def test_options_of_other_compilers(self):
        """What clang++ and g++ do with an option, this does."""
        self.write("words.txt", "-DFROM_FILE='a b' -Wall\n")
        (self.folder / "lib").mkdir()
        said = self.bodocc("-###", "@words.txt", "-DA=1", "-UB", "-Isub", "-isystem", "lib", "-Llib", "-lm", "-g", "-O3", "-fPIC",
                           "-shared", "-pthread", "-std=c++20", "-w", "-Xlinker", "-z", "-Xlinker", "now", "-Wl,-z,relro", "-x",
                           "c++", "sub/other.cpp", "-x", "none", "more.o", "-o", "out.so").stderr  # fmt: skip
        front, compiling, linking = [line for line in said.splitlines() if line.startswith(" ")]
        for option in ('"-DFROM_FILE=a b"', '"-Wall"', '"-DA=1"', '"-UB"', '"-Isub"', '"-isystem" "lib"', '"-O3"', '"-fPIC"', '"-w"'):
            self.assertIn(option, front)
            if option != '"-Wall"':
                self.assertIn(option, compiling)
        for option in ('"-g"', '"-pthread"', '"-std=c++20"'):
            self.assertIn(option, compiling)
        for option in ('"-Llib"', '"-lm"', '"-shared"', '"-Xlinker" "-z" "-Xlinker" "now"', '"-Wl,-z,relro"', '"more.o"', '"-o" "out.so"'):
            self.assertIn(option, linking)
            self.assertNotIn(option, front)

    def test_schemas_from_other_folders(self):
        (self.folder / "sub" / "schemas").mkdir()
        (self.folder / "sub" / "schemas" / "sample.csv").write_text("A,B\n1,2\n")
        self.write("reads.cpp", "#include <bodo/bodo.h>\n[[bodo::jit]] void f(const char* path) {\n"
                   '  bodo::print(bodo::read_csv(path, bodo::like("schemas/sample.csv"))["B"].sum());\n}\n'
                   "int main(int, char** argv) { f(argv[1]); }\n")  # fmt: skip
        self.assertIn("there is no file 'schemas/sample.csv'", self.bodocc("reads.cpp", "-o", "reads", status=1).stderr)
        said = self.bodocc("--schema-dir=tmp", "reads.cpp", "-o", "reads", status=1).stderr
        self.assertIn("and none in 'tmp'", said)
        self.bodocc("--schema-dir=tmp", "--schema-dir=sub", "reads.cpp", "-o", "reads")
        self.write("data.csv", "A,B\n1,2\n3,4\n")
        run = subprocess.run(["./reads", "data.csv"], cwd=self.folder, capture_output=True, text=True, check=True)
        self.assertEqual(run.stdout, "6\n")
        self.assertIn("there is no folder 'nowhere'", self.bodocc("--schema-dir=nowhere", "reads.cpp", status=2).stderr)

    def test_defaults_of_the_host_compiler(self):
        command = self.bodocc("-###", "-c", "main.cpp").stderr.splitlines()[-1]
        self.assertIn('"-O2"', command)
        self.assertIn('"-std=c++20"', command)
        self.assertIn('"-ffp-contract=off"', command)
        command = self.bodocc("-###", "-c", "main.cpp", "-O0", "-std=c++23", "-DX=a b").stderr.splitlines()[-1]
        self.assertNotIn('"-O2"', command)
        self.assertNotIn('"-std=c++20"', command)
        self.assertIn('"-DX=a b"', command)
        self.assertIn("-ffast-math", self.bodocc("-###", "-c", "main.cpp", "-ffast-math").stderr.split(" (front end)")[0])

    def test_integers_of_columns_wrap(self):
        self.write("wraps.cpp", """\
#include <bodo/bodo.h>
#include <cstdint>
#include <limits>
[[bodo::jit]] void show(std::int64_t n) {
  bodo::DataFrame df{{"A", bodo::arange(3)}};
  df["B"] = df["A"] + n;
  bodo::print((df["B"] > df["A"]).sum());
}
int main() { show(std::numeric_limits<std::int64_t>::max()); }
""")
        self.assertIn('"-fwrapv"', self.bodocc("-###", "-c", "wraps.cpp").stderr.splitlines()[-1])
        self.bodocc("wraps.cpp", "-o", "program")
        self.assertEqual(self.run_program("program"), "1\n")

    def test_warnings_are_given_once(self):
        self.write("warns.cpp", """\
#include <bodo/bodo.h>
[[bodo::jit]] void show(int n) {
  int unused;
  bodo::print(bodo::arange(n).sum());
}
int main(int argc, char**) {
  if (argc > 1 && argc > 1) show(3);
}
""")
        said = self.bodocc("-c", "-Wall", "-Wextra", "-Weverything", "-Wno-all", "-Wunused", "warns.cpp").stderr
        self.assertEqual(said.count("unused variable 'unused'"), 1, said)
        self.assertRegex(said, r"warns\.cpp:3:7: warning: unused")
        # options that only the host compiler knows
        said = self.bodocc("-c", "-Wall", "-Wlogical-op", "warns.cpp").stderr
        self.assertEqual(said.count("unused variable"), 1, said)
        self.assertRegex(said, r"warns\.cpp:7:\d+: warning: logical")
        self.bodocc("-c", "-Wall", "-Werror", "warns.cpp", "-o", "x.o", status=1)
        self.assertNotIn("x.o", self.files())

    @unittest.skipIf(os.environ.get("BODOCC_SANITIZE"), "the runtime links the sanitizers of g++")
    def test_another_host_compiler(self):
        said = self.bodocc("--host-compiler=clang++-19", "-O0", "-v", "main.cpp", "sub/other.cpp", "-o", "program").stderr
        self.assertIn("OMPI_CXX=", said)
        self.assertEqual(self.run_program("program"), "2 40\n")
        self.assertIn("'nonsense' was not found",
                      self.bodocc("--host-compiler=nonsense", "main.cpp", status=2).stderr)  # fmt: skip

    @unittest.skipIf(os.environ.get("BODOCC_SANITIZE"), "the loader's messages are those of the sanitizers")
    def test_versions_refuse_each_other(self):
        version = self.bodocc("--version").stdout.split()[1]
        symbol = f"bodo_runtime_{version}"
        other = symbol[:-1] + "~"
        self.bodocc("-O1", "-c", "main.cpp")
        self.bodocc("-c", "sub/other.cpp")
        self.bodocc("main.o", "other.o", "-o", "program")
        subprocess.run(["objcopy", f"--redefine-sym={symbol}={other}", "main.o"], cwd=self.folder, check=True)
        said = self.bodocc("main.o", "other.o", "-o", "old", status=1).stderr
        self.assertIn(f"undefined reference to `{other}'", said)
        # a program of another version, with the runtime of this one
        program = (self.folder / "program").read_bytes()
        self.assertIn(f"\0{symbol}\0".encode(), program)
        (self.folder / "program").write_bytes(program.replace(symbol.encode() + b"\0", other.encode() + b"\0"))
        run = subprocess.run(["./program"], cwd=self.folder, capture_output=True, text=True, check=False)
        self.assertNotEqual(run.returncode, 0)
        self.assertIn(f"undefined symbol: {other}", run.stderr)
        libraries = Path(BODOCC).parents[1] / "lib"
        for library in ("libbodo_text.so", "libbodo_files.so"):
            self.assertIn(symbol.encode(), (libraries / library).read_bytes())
        project = Path(os.environ["BODOCC_SOURCE"], "tools/jupyter/pyproject.toml").read_text()
        self.assertIn(f'version = "{version}"', project)

    def test_time_report(self):
        said = self.bodocc("-O1", "--time-report", "main.cpp", "sub/other.cpp", "-o", "program").stderr
        rows = [line.split() for line in said.splitlines()]
        self.assertEqual(rows[0], ["step", "seconds", "CPU", "seconds"])
        self.assertEqual([" ".join(row[:-2]) for row in rows[1:]],
                         ["front end", "passes", "emission", "host compiler", "link", "all"])  # fmt: skip
        for column in (-2, -1):
            figures = [float(row[column]) for row in rows[1:]]
            self.assertAlmostEqual(sum(figures[:-1]), figures[-1], delta=0.01)
            self.assertGreater(figures[3], 0.01)

    def test_questions(self):
        self.assertRegex(self.bodocc("--version").stdout, r"^bodocc \d+\.\d+")
        self.assertIn("--report=<kind>", self.bodocc("--help").stdout)
        passes = self.bodocc("--list-passes").stdout
        self.assertRegex(passes, r"(?m)^FormPlan +[^(]")
        self.assertRegex(passes, r"(?m)^PushFilters +\(optional\) \w")

    def test_from_any_folder_by_a_relative_path(self):
        relative = os.path.relpath(BODOCC, self.folder / "sub")
        done = subprocess.run([relative, "-c", "other.cpp"], cwd=self.folder / "sub", check=False)
        self.assertEqual(done.returncode, 0)

    @unittest.skipIf(os.environ.get("BODOCC_SANITIZE"), "g++'s sanitizers write names that no prefix map changes")
    def test_objects_do_not_depend_on_temporary_names(self):
        self.bodocc("-g", "-O0", "-c", "main.cpp", "-o", "a.o")
        self.bodocc("-g", "-O0", "-c", "main.cpp", "-o", "b.o")
        self.assertEqual((self.folder / "a.o").read_bytes(), (self.folder / "b.o").read_bytes())

    def test_fix_it_moves_a_collective_out_of_a_condition(self):
        before = """#include <bodo/bodo.h>
#include <cstdio>
[[bodo::jit]] double total(int n) { return bodo::arange(n).sum(); }
int main() {
  const int rank = bodo::get_rank();
  if (rank == 0) {
    const double sum = total(10);
    std::printf("%g\\n", sum);
  }
  if (rank == 0) { bodo::barrier(); }
  if (rank == 0) bodo::barrier();
  int next = 1;
  if (rank == 0 && ++next == 2) bodo::barrier();
  if (rank == 0) {
    std::puts("first");
    bodo::barrier();
  }
  return next == 2 ? 0 : 1;
}
"""
        after = """  const double sum = total(10);
  if (rank == 0) {
    std::printf("%g\\n", sum);
  }
  bodo::barrier();
  bodo::barrier();
"""
        self.write("wrong.cpp", before)
        done = self.bodocc("-fdiagnostics-parseable-fixits", "-S", "wrong.cpp", "-o", "wrong.mpi.cpp", status=1)
        self.assertEqual(done.stderr.count("error: only some ranks call"), 5)
        text = before.splitlines(keepends=True)
        edits = re.findall(r'^fix-it:"wrong.cpp":\{(\d+):(\d+)-(\d+):(\d+)\}:"(.*)"$', done.stderr, re.MULTILINE)
        starts = [0]
        for line in text:
            starts.append(starts[-1] + len(line))
        places = sorted({(starts[int(a) - 1] + int(b) - 1, starts[int(c) - 1] + int(d) - 1, new) for a, b, c, d, new in edits})
        fixed = before
        for begin, end, new in reversed(places):
            fixed = fixed[:begin] + new.encode().decode("unicode_escape") + fixed[end:]
        self.assertIn(after, fixed)
        self.write("fixed.cpp", fixed)
        again = self.bodocc("-S", "fixed.cpp", "-o", "fixed.mpi.cpp", status=1)
        self.assertEqual(again.stderr.count("error: only some ranks call"), 2, again.stderr)


if __name__ == "__main__":
    unittest.main()
