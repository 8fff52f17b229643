"""Programs whose ranks part, and their right twins: each shape of shapes.py with each operation of operations.py.

    generate.py FOLDER      writes programs of up to 120 functions each, with markers that say what is expected of them
"""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from operations import OPERATIONS, PROLOGUE, Operation
import shapes_data  # noqa: F401 (adds its shapes)
from ports import PORTS
from shapes import SHAPES, Shape

FINDING = re.compile(r"// finding(?:: ([a-z-]+))?")


@dataclass
class Case:
    """One function of a program."""

    number: int
    shape: Shape
    operation: Operation | None
    wrong: bool
    text: str
    first: int = 0  # its lines in the program
    last: int = 0
    findings: list[tuple[int, str]] = field(default_factory=list)  # line, id
    meets: list[int] = field(default_factory=list)  # lines that the message at run time names

    @property
    def name(self) -> str:
        of = self.operation.call if self.operation else "port"
        return f"{self.number}: {'wrong' if self.wrong else 'right'}: {self.shape.name}: {of}"


def side_of(text: str, wrong: bool) -> str:
    text = re.sub(r"<<(.*?)\|\|(.*?)>>", lambda m: m[1 if wrong else 2], text, flags=re.DOTALL)
    return text if wrong else re.sub(r" *// (finding|meets).*", "", text)


def text_of(shape: Shape, operation: Operation | None, wrong: bool, number: int) -> str:
    text = side_of(shape.text, wrong)
    if operation is not None:
        text = text.replace("OTHERARGUMENT", operation.other).replace("DEFAULT", operation.default)
        text = re.sub(r"WITH\((.*)\);", lambda m: operation.with_argument(m[1]) + ";", text)
        other = "(void)bodo::bcast(d.own, 0)" if operation.name == "barrier" else "bodo::barrier()"
        text = text.replace("CALL", operation.plain()).replace("OTHER", other)
    if text.startswith("///\n"):
        text = text.removeprefix("///\n")
    else:
        text = f"void run_@(const Data& d) {{\n{text}\n  if (d.values.empty()) std::puts(\"nothing\");\n}}"
    return text.replace("@", str(number)) + "\n"


@dataclass
class Program:
    text: str
    cases: list[Case]


MAIN = """\
Data data() {
  const std::vector<std::int64_t> values{bodo::get_rank(), 1};
  return {bodo::get_rank(), values, bodo::DataFrame{{"A", values}}, table(7)};
}
"""


def program_of(cases: list[Case]) -> Program:
    lines = PROLOGUE.splitlines()
    definitions = {m[1]: number for number, line in enumerate(lines, 1) if (m := re.search(r"// (total|table|show)$", line))}
    for case in cases:
        lines.append(f"// {case.name}")
        case.first = len(lines)
        for line in case.text.splitlines():
            lines.append(line)
            if found := FINDING.search(line):
                case.findings.append((len(lines), found[1] or "rank-divergence"))
            if "meets" in line:
                annotated = next((name for name in definitions if re.search(rf"(?<!\w){name}\(", line)), None)
                case.meets.append(definitions[annotated] if annotated else len(lines))
        case.last = len(lines)
        lines.append("")
    text = "\n".join(lines) + "\n" + MAIN
    text += "#ifdef LIBRARY\n"
    text += 'extern "C" void run(int number, char* message, int length) {\n  static const Data d = data();\n  try {\n'
    text += "    switch (number) {\n"
    text += "".join(f"      case {case.number}: run_{case.number}(d); break;\n" for case in cases)
    text += "      default: break;\n    }\n    bodo::assume_same(number);\n"  # no function calls it so
    text += '  } catch (const bodo::error& error) {\n    std::snprintf(message, length, "%s", error.what());\n  }\n}\n'
    text += "#else\nint main(int, char** argv) {\n  const Data d = data();\n  switch (std::atoi(argv[1])) {\n"
    text += "".join(f"    case {case.number}: run_{case.number}(d); break;\n" for case in cases)
    text += "    default: break;\n  }\n}\n#endif\n"
    return Program(text, cases)


def all_cases(every: int = 1, phase: int = 0) -> list[Case]:
    """One of `every` programs: each shape with some of the operations, and each operation in some of the shapes."""
    pairs: list[tuple[Shape, Operation | None]] = [
        (shape, operation)
        for o, operation in enumerate(OPERATIONS)
        for s, shape in enumerate(SHAPES)
        if (s + o) % every == phase and (shape.needs != "argument" or operation.default)
    ]
    pairs += [(port, None) for p, port in enumerate(PORTS) if p % every == phase]
    cases: list[Case] = []
    for shape, operation in pairs:
        for wrong in (True, False):
            number = len(cases)
            cases.append(Case(number, shape, operation, wrong, text_of(shape, operation, wrong, number)))
    return cases


def programs_of(cases: list[Case], functions: int) -> list[Program]:
    return [program_of(cases[i : i + functions]) for i in range(0, len(cases), functions)]


def main() -> int:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for i, program in enumerate(programs_of(all_cases(), 120)):
        (folder / f"program_{i}.cpp").write_text(program.text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
