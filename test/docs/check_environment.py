"""docs/environment.md has every BODO_ variable that the sources read, and no other."""

import os
import re
import sys
from pathlib import Path

ROOT = Path(os.environ["BODOCC_SOURCE"])


def names_in(folders: list[str], pattern: str) -> set[str]:
    found = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".cpp", ".h", ".py", ".sh"):
                found.update(re.findall(pattern, path.read_text()))
    return found


def main() -> int:
    page = set(re.findall(r"^\| `(BODO_[A-Z_]+)`", (ROOT / "docs/environment.md").read_text(), re.M))
    read = names_in(["runtime", "lib", "include"], r'"(BODO_[A-Z_]+)"')
    tests = names_in(["test"], r'(?:getenv\(|environ\.get\(|environ\[)"(BODO_[A-Z_]+)"')
    faults = [f"docs/environment.md lacks {name}" for name in sorted((read | tests) - page)]
    faults += [f"docs/environment.md has {name}, which nothing reads" for name in sorted(page - read - tests)]
    print("\n".join(faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
