"""The command that starts a job: MPIRUN, or the first mpirun in PATH, of Open MPI or of MPICH (Hydra)."""

import functools
import os
import subprocess
from pathlib import Path

MPIRUN = os.environ.get("MPIRUN", "mpirun")


@functools.cache
def is_open_mpi() -> bool:
    return "Open MPI" in subprocess.run([MPIRUN, "--version"], capture_output=True, text=True, check=True).stdout


def on_ranks(ranks: int, *command: str) -> list[str]:
    """On these ranks, which may be more than there are cores."""
    options = ["-q", "--oversubscribe", "--bind-to", "none"] if is_open_mpi() else []
    return [MPIRUN, *options, "-n", str(ranks), *command]


def with_outputs(ranks: int, folder: Path, *command: str) -> list[str]:
    """The same, and each rank's outputs go to files in the folder, which `outputs_of` reads."""
    if is_open_mpi():
        outputs = ["--output-filename", f"{folder}:nojobid,nocopy"]
    else:
        folder.mkdir()
        outputs = ["-outfile-pattern", f"{folder}/%r.stdout", "-errfile-pattern", f"{folder}/%r.stderr"]
    first, *rest = on_ranks(ranks, *command)
    return [first, *outputs, *(one for one in rest if one != "-q")]


def outputs_of(rank: int, folder: Path) -> tuple[bytes, bytes]:
    """A rank's standard output and standard error."""
    if not is_open_mpi():
        files = [folder / f"{rank}.{stream}" for stream in ("stdout", "stderr")]
    else:
        # mpirun pads the number with zeros where there are ten ranks and more
        found = [f for f in folder.glob("rank.*") if int(f.name.removeprefix("rank.")) == rank]
        files = [found[0] / stream for stream in ("stdout", "stderr")] if found else []
    out, err = (f.read_bytes() if f.exists() else b"" for f in files) if files else (b"", b"")
    return out, err
