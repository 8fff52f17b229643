"""Whatever C++ it is fed, bodocc ends with status 0 or 1, never by a signal or an internal error, leaves an output only
where it succeeded, and what it leaves is C++ to g++ and clang++. The programs of cases/ and diagnostics/ are mutilated:
tokens and lines are deleted, doubled, swapped and exchanged between programs, files end early; and rewritten as a
programmer might: statements doubled and put into blocks, names and types changed, text moved into macros, lambdas
replaced, functions declared first.

    BODOCC=build/bin/bodocc test/driver/fuzz.py [--seed N] [--count N] [--seconds N] [--keep FOLDER] [--jobs N]

What goes wrong is printed with its seed, and saved under FOLDER.
"""

import argparse
import concurrent.futures
import os
import random
import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOKEN = re.compile(r'//[^\n]*|"(?:\\.|[^"\\\n])*"|[A-Za-z_]\w*|\d[\w.]*|::|->|<=|>=|==|!=|&&|\|\||\[\[|\]\]|\s+|.', re.S)
BAD = re.compile(r"internal error|bodocc crashed|Assertion|terminate called|PLEASE submit a bug|Sanitizer")
NAMES = ["rt", "rows", "df", "at_12", "n_2", "value", "count", "main_2", "std_", "x", "A", "text", "site", "table", "sum_of"]
TYPES = ["int", "double", "auto", "std::int64_t", "float", "bool", "unsigned", "std::string", "const char*", "char",
         "std::optional<int>", "std::string_view", "bodo::Scalar", "bodo::DataFrame", "bodo::Series", "long double"]  # fmt: skip
LAMBDAS = ["[](auto x) { return x; }", "[](const auto& x) { return x; }", "[](double x) { return x; }", "[&](auto&&... x) { return sizeof...(x); }",
           "std::negate<>{}", "std::function<double(double)>([](double x) { return x; })", "+[](double x) { return x; }",
           "[](std::optional<double> x) { return x; }", "[](std::string_view x) { return std::string(x); }",
           "[](std::int64_t& x) { return x; }", "[=](auto x, auto y) { return x + y; }", "[](const char* x) { return x; }",
           "[k = 2](int x) mutable { return k++ + x; }", "[](auto x) -> std::optional<decltype(x)> { return x; }"]  # fmt: skip
SECONDS_EACH = 60  # a run that takes longer has hung


def programs() -> list[str]:
    files = sorted([*(HERE.parent / "cases").glob("*.cpp"), *(HERE.parent / "diagnostics").glob("*.cpp")])
    return [file.read_text() for file in files]


def statements(text: str) -> list[tuple[int, int]]:
    """The places of simple statements: lines within functions that end in a semicolon."""
    return [match.span(1) for match in re.finditer(r"^  +((?!return|//|\}|#)[^\n;{}]*(?:\{[^\n{}]*\}[^\n;{}]*)*;)$", text, re.M)]


def rewrite(random: random.Random, text: str) -> str:
    """As a programmer might: most of these are still C++."""
    kind = random.randrange(9)
    first = text.find("[[bodo::jit")
    if kind == 0 and (places := statements(text)):
        begin, end = random.choice(places)
        statement = text[begin:end]
        how = random.choice(["{0} {0}", "{{ {0} }}", "{{ {0} }} {{ {0} }}", "if (const int t = 1; t > 0) {{ {0} }}",
                             "if (true) {{ {0} }} else {{ {0} }}", "for (int i = 0; i < 2; ++i) {{ {0} }}", "if (n) {0}",
                             "switch (1) {{ default: {0} }}", "do {{ {0} }} while (false);", "try {{ {0} }} catch (...) {{}}",
                             "while (auto p = static_cast<int*>(nullptr)) {{ {0} }}", "[&] {{ {0} }}();"])  # fmt: skip
        return text[:begin] + how.format(statement) + text[end:]
    if kind == 1:
        names = sorted(set(re.findall(r"\b[a-z_]\w*\b", text[first:])))
        old, new = random.choice(names or ["x"]), random.choice(random.choice([NAMES, names or NAMES]))
        return re.sub(rf"\b{old}\b", new, text)
    if kind == 2:
        types = [m for m in re.finditer(r"\b(?:int|double|auto|std::int64_t|bool|std::string_view|std::string)\b", text)
                 if m.start() > first]  # fmt: skip
        if types:
            match = random.choice(types)
            return text[: match.start()] + random.choice(TYPES) + text[match.end() :]
    if kind in (3, 4, 5):
        # some tokens become a macro, perhaps with one of them as its parameter
        tokens = list(TOKEN.finditer(text))
        lines = [at for at, token in enumerate(tokens) if token.start() > first and not token[0].isspace()]
        if lines:
            begin = random.choice(lines)
            end = min(len(tokens), begin + random.choice([1, 2, 3, 5, 8, 12, 20]))
            if kind == 5 and (places := statements(text)):
                span = random.choice(places)
                begin = next(i for i, token in enumerate(tokens) if token.end() > span[0])
                end = next(i for i, token in enumerate(tokens) if token.end() >= span[1]) + random.randint(0, 1)
            body = text[tokens[begin].start() : tokens[end - 1].end()]
            if "//" in body or "#" in body:
                return text
            words = sorted(set(re.findall(r'\b[a-z]\w*\b|"[^"\n]*"', body)))
            use, name = "M_1", "M_1"
            if words and random.random() < 0.6:
                argument = random.choice(words)
                body, name, use = body.replace(argument, "p_1"), "M_1(p_1)", f"M_1({argument})"
            line = text.rfind("\n", 0, tokens[begin].start() if random.random() < 0.2 else first) + 1
            define = "#define " + name + " " + body.replace("\n", "\\\n") + "\n"
            place = tokens[begin].start()
            return text[:line] + define + text[line:place] + use + text[tokens[end - 1].end() :]
    if kind == 6 and (lambdas := list(re.finditer(r"\[[^\[\]\n]*\]\([^()\n]*\)[^{}\n]*\{[^{}]*\}", text))):
        match = random.choice(lambdas)
        return text[: match.start()] + random.choice(LAMBDAS) + text[match.end() :]
    if kind == 7 and (functions := list(re.finditer(r"^\[\[bodo::jit[^\n]*?\]\] ([^\n{}]*\)) \{$", text, re.M))):
        # declared first, with the attribute there or at both places
        match = random.choice(functions)
        attribute = text[match.start() : match.start(1)]
        return (text[: match.start()] + attribute + match[1] + ";\nint between_1;\n" +
                random.choice(["", attribute]) + text[match.start(1) :])  # fmt: skip
    if kind == 8 and first >= 0:
        head = random.choice(["template <int K> ", "template <class T = int, auto V = 3> ", "inline ", "static ",
                              "[[nodiscard]] ", "extern \"C\" ", "namespace n_1 { "])  # fmt: skip
        return text[:first] + head + text[first:]
    return text


def mutate(random: random.Random, texts: list[str]) -> str:
    text = random.choice(texts)
    if random.random() < 0.45:
        for _ in range(random.choice([1, 1, 2, 3])):
            text = rewrite(random, text)
        return text
    if random.random() < 0.3:
        lines = text.splitlines(keepends=True)
        for _ in range(random.randint(1, 3)):
            at = random.randrange(len(lines))
            kind = random.randrange(4)
            if kind == 0:
                del lines[at]
            elif kind == 1:
                lines.insert(random.randrange(len(lines)), lines[at])
            elif kind == 2:
                other = random.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            else:
                lines.insert(at, random.choice(random.choice(texts).splitlines(keepends=True)))
            lines = lines or ["\n"]
        text = "".join(lines)
        if random.random() < 0.5:
            return text
    tokens = TOKEN.findall(text)
    # the first lines are comments and includes: usually choose a later one
    first = next((i for i, token in enumerate(tokens) if token == "[["), 0) if random.random() < 0.9 else 0
    for _ in range(random.choice([1, 1, 1, 2, 3, 8])):
        at = random.randrange(min(first, len(tokens) - 1), len(tokens))
        kind = random.randrange(7)
        if kind == 6:
            beside = min(at + random.choice([1, 2]), len(tokens) - 1)
            tokens[at], tokens[beside] = tokens[beside], tokens[at]
        elif kind == 0:
            tokens[at] = ""
        elif kind == 1:
            tokens[at] += " " + tokens[at]
        elif kind == 2:
            other = random.randrange(len(tokens))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif kind == 3:
            tokens[at] = random.choice(tokens)
        elif kind == 4:
            # of the same kind: more of these get through Clang
            words = [token for token in tokens if re.match(r"[A-Za-z_\"\d]", token) and token[0] == tokens[at][:1]]
            names = [token for token in tokens if re.match(r"[A-Za-z_]", token)]
            tokens[at] = random.choice(words or names or [""])
        else:
            tokens[at] = random.choice(["int", "auto", "const", "&", "*", "bodo::DataFrame", "df", '"A"', "0", "-1", "{}",
                                        "std::optional<int>", "bodo::Scalar", "return", "static", "template <class T>",
                                        "[[bodo::jit]]", "nullptr", "'x'", "1e400", "99999999999999999999"])  # fmt: skip
    if random.random() < 0.05:
        tokens = tokens[: random.randrange(len(tokens))]
    return "".join(tokens)


def host_command() -> list[str]:
    """How bodocc has its output compiled, up to the files' names, for a check of the syntax."""
    shown = subprocess.run([os.environ["BODOCC"], "-###", "-c", "input.cpp"], check=True, capture_output=True, text=True)
    command = next(words for words in map(shlex.split, (shown.stdout + shown.stderr).splitlines()) if "-ffp-contract=off" in words)
    return [*command[: command.index("-c")], "-O0", "-fsyntax-only", "output.cpp"]


def fault(text: str, folder: Path, host: list[str], compiler: str) -> str | None:
    """bodocc's fault with this text; None if there is none, "" if it is accepted and right."""
    source, output = folder / "input.cpp", folder / "output.cpp"
    source.write_text(text)
    output.unlink(missing_ok=True)

    def run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=folder, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="replace", timeout=SECONDS_EACH, env={**os.environ, **environment})  # fmt: skip

    try:
        done = run([os.environ["BODOCC"], "-S", source.name, "-o", output.name])
    except subprocess.TimeoutExpired:
        return f"it did not end within {SECONDS_EACH} s"
    if done.returncode not in (0, 1):
        return f"status {done.returncode}\n{done.stderr[-2000:]}"
    if match := BAD.search(done.stderr):
        return f"'{match[0]}' was said\n{done.stderr[-2000:]}"
    if output.exists() == (done.returncode == 1):
        return "an output was left after an error" if done.returncode else "there is no output"
    if done.returncode == 1:
        return None if "error:" in done.stderr else f"no error was said\n{done.stderr[-2000:]}"
    try:
        checked = run(host, OMPI_CXX=compiler)
    except subprocess.TimeoutExpired:
        return f"{compiler} did not end within {SECONDS_EACH} s"
    if checked.returncode == 0:
        return ""
    # errors of g++ in the user's own text are not a fault of bodocc
    own = run([*host[:-1], source.name], OMPI_CXX=compiler)
    if own.returncode != 0:
        return ""
    return f"{compiler} rejects what was emitted\n{checked.stderr[:2000]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    texts = programs()
    end = time.monotonic() + arguments.seconds

    host = host_command()

    def work(first: int) -> tuple[int, int, int]:
        runs = accepted = faults = 0
        with tempfile.TemporaryDirectory() as folder:
            for seed in range(arguments.seed + first, arguments.seed + arguments.count, arguments.jobs):
                if time.monotonic() > end:
                    break
                text = mutate(random.Random(seed), texts)
                runs += 1
                # one in four by the other compiler
                found = fault(text, Path(folder), host, "clang++-19" if seed % 4 == 0 else "g++")
                accepted += found == ""
                if found:
                    faults += 1
                    print(f"seed {seed}: {found}", file=sys.stderr, flush=True)
                    if arguments.keep:
                        arguments.keep.mkdir(parents=True, exist_ok=True)
                        (arguments.keep / f"{seed}.cpp").write_text(text)
        return runs, accepted, faults

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        results = list(pool.map(work, range(arguments.jobs)))
    runs, accepted, faults = (sum(column) for column in zip(*results, strict=True))
    print(f"{runs} programs, {accepted} of them accepted and compiled, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
