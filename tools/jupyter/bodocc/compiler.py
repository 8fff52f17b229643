"""bodocc as a program: where it is, and what it is asked for."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

# Settings of a launcher for the processes that it starts: they differ from job to job, and would make bodocc's cache
# useless. Those of Open MPI's compiler wrapper stay.
LAUNCHERS = re.compile(r"(OMPI|PMIX|PMI|PRTE|OPAL|ORTE)_(?!(CC|CXX|FC|CFLAGS|CXXFLAGS|CPPFLAGS|LDFLAGS|LIBS)$)")


class CompileError(Exception):
    """A program is wrong; the text is what bodocc says."""


@cache
def find_bodocc() -> Path:
    """The program: BODOCC names it, or it is in this package, or in PATH, or beside the package or its environment."""
    if named := os.environ.get("BODOCC"):
        found = shutil.which(named)
        if found is None:
            raise FileNotFoundError(f"BODOCC is '{named}', which is no program")
        return Path(found).resolve()
    inside = Path(__file__).resolve().parent / "tree/bin/bodocc"  # as the wheel has it
    if inside.exists():
        return inside
    beside = [Path(sys.prefix) / "bin", Path(__file__).resolve().parents[3] / "build/bin",
              Path(sys.prefix).parent / "build/bin"]  # fmt: skip
    for folder in [None, *beside]:
        if found := shutil.which("bodocc", path=folder and str(folder)):
            return Path(found).resolve()
    raise FileNotFoundError("bodocc is not in PATH: the variable BODOCC names the program, such as build/bin/bodocc")


@cache
def runtime_library() -> Path:
    """libbodo_rt of that bodocc."""
    root = find_bodocc().parents[1]
    toolchain = json.loads((root / "share/bodocc/toolchain.json").read_text())
    return root / toolchain["libraryDir"] / "libbodo_rt.so"


def run_bodocc(*arguments: str) -> subprocess.CompletedProcess:
    environment = {name: value for name, value in os.environ.items() if not LAUNCHERS.match(name)}
    return subprocess.run([find_bodocc(), *arguments], env=environment, capture_output=True, encoding="utf-8",
                          errors="replace", check=False)  # fmt: skip


def source_folder() -> Path | None:
    """Where composed sources go: in bodocc's cache, which finds by their paths what it made of them."""
    if (folder := os.environ.get("BODO_CACHE_DIR")) is None:
        common, home = os.environ.get("XDG_CACHE_HOME", ""), os.environ.get("HOME", "")
        folder = f"{common}/bodocc" if os.path.isabs(common) else f"{home}/.cache/bodocc" if home else ""
    return Path(folder) / "1/sources" if folder else None


def write_source(folder: Path, name: str, text: str) -> Path:
    """A file of that name in a folder of its own, which is the same for the same text."""
    data = text.encode(errors="surrogateescape")
    path = folder / hashlib.sha256(data).hexdigest()[:24] / name
    if not path.exists() or path.read_bytes() != data:
        for private in (folder.parent, folder, path.parent):
            private.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
            file.write(data)
        os.replace(file.name, path)
    return path


def list_functions(path: Path, options: list[str], shown: str) -> list[dict]:
    """The annotated functions of a source, as --report=functions gives them. Messages name the source as `shown`."""
    done = run_bodocc("-fsyntax-only", "--report=functions", *options, str(path))
    if done.returncode != 0:
        raise CompileError(done.stderr.replace(str(path), shown).strip())
    return json.loads(done.stdout)["functions"]


def build_library(text: str, path: Path, options: list[str], shown: str) -> tuple[bytes, str]:
    """A shared library of the text, which begins with that of `path`: its bytes, and the warnings. Messages name the
    source as `shown`."""
    with tempfile.TemporaryDirectory(prefix="bodocc-") as scratch:
        source = write_source(source_folder() or Path(scratch) / "1/sources", path.name, text)
        library = Path(scratch) / "library.so"
        # each library has its own copies of inline variables, as two programs have
        done = run_bodocc("-shared", "-fPIC", "-fno-gnu-unique", "--omit-uncalled", "-iquote", str(path.parent),
                          *options, str(source), "-o", str(library))  # fmt: skip
        said = done.stderr.replace(str(source), shown).strip()
        if done.returncode != 0:
            raise CompileError(said)
        return library.read_bytes(), said
