"""The folders of runtime/src are layers: a file includes what is in its own folder or in one below, never above.

A public header (runtime/include/bodo/rt) belongs to the folder that has the source of its name; one without a source
belongs to the highest folder of what it includes.
"""

import os
import re
import sys
from functools import cache
from pathlib import Path

RUNTIME = Path(os.environ["BODOCC_SOURCE"]) / "runtime"
SOURCES = RUNTIME / "src"
PUBLIC = RUNTIME / "include"
LAYERS = ["job", "memory", "comm", "columns", "text", "keys", "ops", "frames", "observe", "files", "check"]  # from the bottom up


def includes(path: Path) -> list[Path]:
    found = []
    for name in re.findall(r'^#include "([^"]+)"', path.read_text(), re.M):
        found += [folder / name for folder in (SOURCES, PUBLIC) if (folder / name).exists()]
    return found


@cache
def layer(path: Path) -> int:
    if path.is_relative_to(SOURCES):
        return LAYERS.index(path.relative_to(SOURCES).parts[0])
    for source in SOURCES.rglob(f"{path.stem}.cpp"):
        return layer(source)
    return max(map(layer, includes(path)), default=0)


def main() -> int:
    sources = [path for path in SOURCES.rglob("*") if path.suffix in (".cpp", ".h")]
    faults = [f"{path.relative_to(SOURCES)} is in no layer" for path in sources if path.parent == SOURCES]
    for path in sorted(set(sources) - {p for p in sources if p.parent == SOURCES}) + sorted(PUBLIC.rglob("*.h")):
        for other in includes(path):
            if layer(other) > layer(path):
                faults.append(
                    f"{path.relative_to(RUNTIME)} ({LAYERS[layer(path)]}) includes "
                    f"{other.relative_to(RUNTIME)} ({LAYERS[layer(other)]}), which is above it"
                )
    print("\n".join(faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
