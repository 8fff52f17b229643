"""Executes a notebook on real engines, and compares what its cells show with what is stored in it.

    run_notebook.py BODOCC NOTEBOOK.ipynb FOLDER [--update]

The notebook runs in FOLDER, which is made anew, with the Python package of the tree. Pictures are not compared, only
that there is one. --update stores what the cells have shown.
"""

import argparse
import difflib
import os
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RANK = re.compile(r"\[std(?:out|err):(\d+)\]")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def in_order(lines: list[str]) -> list[str]:
    """The ranks' lines by rank: which comes first is left to the engines."""
    places = [i for i, line in enumerate(lines) if RANK.match(line)]
    ordered = list(lines)
    for place, line in zip(places, sorted((lines[i] for i in places), key=lambda line: int(RANK.match(line)[1]))):
        ordered[place] = line
    return ordered


def text_of(outputs: list[dict]) -> list[str]:
    """What a cell has shown, as lines: output of one stream may come in several pieces."""
    lines: list[str] = []
    for name in ("stdout", "stderr"):
        text = "".join(output["text"] for output in outputs if output.get("name") == name)
        lines += [f"{name}: {line}" for line in in_order(COLOURS.sub("", text).splitlines())]
    for output in outputs:
        if output["output_type"] == "error":
            lines += [f"error: {line}" for line in f"{output['ename']}: {output['evalue']}".splitlines()]
        for kind, data in sorted(output.get("data", {}).items()):
            shown = "a picture" if kind.startswith("image/") else data
            if not (kind == "text/plain" and any(other.startswith("image/") for other in output["data"])):
                lines += [f"{kind}: {line}" for line in shown.splitlines()]
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bodocc", type=Path)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()

    folder = arguments.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ |= {
        "BODOCC": str(arguments.bodocc.resolve()), "PYTHONPATH": str(ROOT / "tools/jupyter"), "IPYTHONDIR": str(folder),
        "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
        "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_hwloc_base_binding_policy": "none",
    }  # fmt: skip
    import nbformat
    from nbclient import NotebookClient

    stored = nbformat.read(arguments.notebook, 4)
    executed = nbformat.reads(nbformat.writes(stored), 4)
    NotebookClient(executed, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()

    problems = []
    for number, (then, now) in enumerate(zip(stored.cells, executed.cells, strict=True), 1):
        if then.cell_type != "code":
            continue
        expected, found = text_of(then.outputs), text_of(now.outputs)
        if expected != found:
            problems += [f"cell {number}: {then.source.splitlines()[0]}",
                         *difflib.unified_diff(expected, found, "stored", "shown", lineterm="")]  # fmt: skip
    if arguments.update:
        for cell in executed.cells:
            cell.metadata.pop("execution", None)
        nbformat.write(executed, arguments.notebook)
        return 0
    print("\n".join(problems), file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
