"""docs/ names every type that users give to constants of arguments: those of the namespace bodo::constants."""

import os
import re
import sys
from pathlib import Path

ROOT = Path(os.environ["BODOCC_SOURCE"])


def main() -> int:
    types = set()
    for header in (ROOT / "include/bodo").glob("*.h"):
        for part in re.findall(r"inline namespace constants \{(.*?)\n\}", header.read_text(), re.S):
            types.update(re.findall(r"^(?:class|struct)(?: \[\[maybe_unused\]\])? (\w+)", part, re.M))
    docs = "".join(page.read_text() for page in (ROOT / "docs").glob("*.md"))
    missing = sorted(name for name in types if not re.search(rf"`[^`\n]*bodo::{name}\b", docs))
    print("\n".join(f"docs/ lacks bodo::{name}" for name in missing))
    return bool(missing) or "Names" not in types


if __name__ == "__main__":
    sys.exit(main())
