"""Checks that docs/diagnostics.md has one section for each diagnostic id of the compiler, and no other.

Ids are found in the sources: the rows of Diagnostics.def, and what lib/ throws and reports by a literal id.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r'^DIAGNOSTIC\(\w+,\s*"([a-z-]+)"', re.M)
# fail("id", ...), UserError("id", ...), report({"id", ...}), Diagnostic{"id", ...}
SAID = re.compile(r'\b(?:fail|failUnknown|UserError|report|Diagnostic)\s*[({]+\s*"([a-z]+(?:-[a-z]+)*)",')
SECTION = re.compile(r"^### `([a-z-]+)`$", re.M)


def ids_of_sources() -> dict[str, str]:
    """Each id with a file that has it."""
    found = {}
    definitions = ROOT / "include/bodocc/Frontend/Diagnostics.def"
    for name in ROW.findall(definitions.read_text()):
        found.setdefault(name, definitions)
    for path in sorted((ROOT / "lib").rglob("*.cpp")):
        if path.parts[-2:] == ("IR", "Verify.cpp") or path.name == "Installation.cpp":
            continue  # their `fail` speaks of the compiler's own faults
        for name in SAID.findall(path.read_text()):
            found.setdefault(name, path)
    return {name: str(path.relative_to(ROOT)) for name, path in found.items()}


def main() -> int:
    ids = ids_of_sources()
    sections = SECTION.findall((ROOT / "docs/diagnostics.md").read_text())
    problems = [f"{path} has the diagnostic '{name}', docs/diagnostics.md no section ### `{name}`"
                for name, path in sorted(ids.items()) if name not in sections]  # fmt: skip
    problems += [f"docs/diagnostics.md has the section '{name}', but the sources have no such diagnostic"
                 for name in sections if name not in ids]  # fmt: skip
    problems += [f"docs/diagnostics.md has two sections '{name}'" for name in set(sections) if sections.count(name) > 1]
    print(*problems, sep="\n", file=sys.stderr, end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
