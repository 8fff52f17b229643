"""docs/environment.md has every BODO_ variable that the sources read, and no other; and every variable of other programs
that they read by a literal name."""

import os
import re
import sys
from pathlib import Path

ROOT = Path(os.environ["BODOCC_SOURCE"])
# in lists of names, which are not arguments of getenv
OF_LAUNCHERS = r'"((?:OMPI|PMI|PMIX|SLURM|HWLOC|MV2|PALS|JSM|ALPS|FLUX)_[A-Za-z_]+)"'


def names_in(folders: list[str], pattern: str) -> set[str]:
    found = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".cpp", ".h", ".py", ".sh"):
                found.update(re.findall(pattern, path.read_text()))
    return found


def main() -> int:
    rows = re.findall(r"^\|([^|]*)\|", (ROOT / "docs/environment.md").read_text(), re.M)
    page = {name for row in rows for name in re.findall(r"`([A-Z][A-Za-z0-9_]*)`", row)}
    read = names_in(["runtime", "lib", "include"], r'"(BODO_[A-Z_]+)"')
    read |= names_in(["tools/jupyter/bodocc"], r'environ\.get\("(BODO[A-Z_]*)"')
    tests = names_in(["test"], r'(?:getenv\(|environ\.get\(|environ\[)"(BODO_[A-Z_]+)"')
    others = names_in(["runtime", "lib"], r'getenv\("([A-Z_]+)"\)') | names_in(["runtime"], OF_LAUNCHERS)
    own = {name for name in page if name.startswith("BODO_")}
    faults = [f"docs/environment.md lacks {name}" for name in sorted((read | tests | others) - page)]
    faults += [f"docs/environment.md has {name}, which nothing reads" for name in sorted(own - read - tests)]
    print("\n".join(faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
