"""Runs a command and measures it: seconds of the whole, seconds that it says it took inside, CPU seconds, peak memory."""

import os
import resource
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

SAMPLE_SECONDS = 0.003


class Stopwatch:
    """Seconds, and CPU seconds of all threads, since it was made."""

    def __init__(self):
        self.started, self.used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)

    def read(self) -> tuple[float, float]:
        wall, now = time.perf_counter() - self.started, resource.getrusage(resource.RUSAGE_SELF)
        return wall, now.ru_utime + now.ru_stime - self.used.ru_utime - self.used.ru_stime


@dataclass
class Run:
    whole: float
    cpu: float
    inside: list[float]
    output: str
    memory: int = 0  # bytes
    cpu_inside: list[float] = field(default_factory=list)


@dataclass
class Figures:
    """All runs of one program by one engine."""

    inside: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: int = 0


def descendants(process: int) -> list[int]:
    found, todo = [], [process]
    while todo:
        one = todo.pop()
        found.append(one)
        try:
            todo += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
        except OSError:
            continue  # it has just ended
    return found


def anonymous_and_shared(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    values = dict(line.split(":", 1) for line in lines if ":" in line)
    return sum(int(values.get(key, "0 kB").split()[0]) * 1024 for key in ("RssAnon", "RssShmem"))


def is_launcher(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/comm").read_text().strip() in ("mpirun", "orterun", "orted")
    except OSError:
        return True


def watch(process: int, ended: threading.Event, peak: list[int]) -> None:
    """The largest sum over the processes, not counting mpirun, that is seen."""
    while not ended.wait(SAMPLE_SECONDS):
        total = sum(anonymous_and_shared(one) for one in descendants(process) if not is_launcher(one))
        peak[0] = max(peak[0], total)


def run(command: list, folder: Path, settings: dict[str, str] | None = None, memory: bool = False) -> Run:
    """Memory is sampled only on request: sampling takes time from the cores."""
    root = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    with open(folder / "run.out", "w+") as out, open(folder / "run.err", "w+") as err:
        started = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], cwd=folder, env=os.environ | root | (settings or {}),
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=err)  # fmt: skip
        ended, peak = threading.Event(), [0]
        if memory:
            watcher = threading.Thread(target=watch, args=(process.pid, ended, peak))
            watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        whole = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        if memory:
            watcher.join()
        out.seek(0)
        err.seek(0)
        output, errors = out.read(), err.read()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}\n{output}{errors}")
    marks = [line.split() for line in (output + errors).splitlines() if line.startswith("inside ")]
    inside = [float(mark[1]) for mark in marks]
    cpu_inside = [float(mark[2]) for mark in marks if len(mark) > 2]
    output = "".join(line + "\n" for line in output.splitlines() if not line.startswith("inside "))
    return Run(whole, usage.ru_utime + usage.ru_stime, inside, output, peak[0], cpu_inside)
