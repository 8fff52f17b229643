"""What each engine of a notebook does: it loads the libraries of cells, and runs them. The kernel calls these functions
on all engines at once; those that say so are collective."""

import ctypes
import json
import os
import socket
import sys
import tempfile
import threading
import uuid
from pathlib import Path

from . import frames, runtime, values


class CellResult(ctypes.Structure):
    _fields_ = [("status", ctypes.c_int), ("text", ctypes.c_char_p), ("frame", ctypes.c_void_p)]


libraries: dict[str, ctypes.CDLL] = {}  # by the key that the kernel gives them; they stay loaded


def hello() -> tuple[int, int, int, str]:
    """Starts the runtime: rank, ranks, process and host. Collective."""
    job = runtime.start()
    libc = ctypes.CDLL(None)
    # lines go out as they are printed
    libc.setvbuf(ctypes.c_void_p.in_dll(libc, "stdout"), None, 1, 0)
    return job.rank, job.size, os.getpid(), socket.gethostname()


def run_cell(key: str, library: bytes | None) -> dict:
    """Runs a cell, whose library comes with its first run. Collective."""
    if library is not None and key not in libraries:
        with tempfile.TemporaryDirectory(prefix="bodocc-") as folder:
            path = Path(folder) / "cell.so"
            path.write_bytes(library)
            libraries[key] = ctypes.CDLL(str(path))
    cell = libraries[key]
    cell.bodo_cell_run.restype = ctypes.POINTER(CellResult)
    try:
        with runtime.lock:
            result = cell.bodo_cell_run().contents
        reply = {"status": result.status, "text": (result.text or b"").decode(errors="replace"), "frame": None}
        if result.status == 0:
            cell.bodo_cell_summary.restype = ctypes.c_char_p
            reply["summary"] = json.loads(cell.bodo_cell_summary()) if runtime.rank() == 0 else None
            reply["value"] = result.text is not None
            if result.frame:
                reply["frame"] = shown(runtime.start().call("bodo_frame_at", result.frame))
        return reply | variables()
    finally:
        ctypes.CDLL(None).fflush(None)
        drain(sys.stdout)
        drain(sys.stderr)


def drain(stream) -> None:
    """Waits until what was written to a stream's file descriptor has come to the stream. A thread of ipykernel's reads it
    there; what it brings after the cell's end is lost."""
    thread, descriptor = (getattr(stream, name, None) for name in ("watch_fd_thread", "_original_stdstream_fd"))
    if thread is None or descriptor is None or not thread.is_alive():
        return
    mark, come, held, write = f"\0{uuid.uuid4()}\0", threading.Event(), "", stream.write

    def watched(text: str):
        nonlocal held
        if threading.current_thread() is not thread:
            return write(text)
        before, found, after = (held + text).partition(mark)
        text = before + after
        # the mark may come in pieces
        pieces = (n for n in range(len(mark) - 1, 0, -1) if text.endswith(mark[:n]))
        kept = len(text) if found else len(text) - next(pieces, 0)
        held = text[kept:]
        if kept > 0:
            write(text[:kept])
        if found:
            come.set()

    stream.write = watched
    try:
        os.write(descriptor, mark.encode())
        come.wait(2)
    finally:
        stream.write = write


def variables() -> dict:
    """The variables of the cells, and the C++ text that declares what their frames are now. Local."""
    library = runtime.start().library
    library.bodo_cell_frames.restype = library.bodo_cell_variables.restype = ctypes.c_char_p
    return {"frames": library.bodo_cell_frames().decode(), "variables": json.loads(library.bodo_cell_variables())}


def shown(frame: frames.DataFrame) -> dict:
    """A frame as far as a notebook shows it; its values on rank 0 only. Collective."""
    rows, labels, text = runtime.start().call("bodo_frame_shown", frame._handle)
    described = {"rows": len(frame), "here": frame.local_rows, "distributed": frame.is_distributed,
                 "schema": frame._describe()[4]}  # fmt: skip
    if runtime.rank() == 0:
        table = rows.local()
        described |= {"labels": labels, "text": text, "values": [column.to_pylist() for column in table.columns]}
    return described


def cell_frame(name: str) -> frames.DataFrame:
    library = runtime.start().library
    library.bodo_cell_frame.restype = ctypes.c_void_p
    library.bodo_cell_frame.argtypes = [ctypes.c_char_p]
    found = library.bodo_cell_frame(name.encode())
    if not found:
        raise NameError(f"the cells have no frame '{name}'")
    return runtime.start().call("bodo_frame_at", found)


def take_table(name: str, path: str) -> dict:
    """Makes a frame variable of a table in shared memory: each rank takes its block. Collective."""
    import pyarrow

    with pyarrow.memory_map(path) as file:
        table = pyarrow.ipc.open_file(file).read_all()
        job = runtime.start()
        begin, end = (job_rank * len(table) // job.size for job_rank in (job.rank, job.rank + 1))
        frame = frames.DataFrame.from_local_rows(table.slice(begin, end - begin))
    job.call("bodo_frame_define", name.encode(), frame._handle)
    return variables()


def give_table(name: str, path: str) -> str:
    """Writes this rank's rows of a frame variable (of one that every rank has: rank 0 all) to shared memory."""
    import pyarrow

    frame = cell_frame(name)
    table = frame.local()
    if not frame.is_distributed and runtime.rank() != 0:
        table = table.slice(0, 0)
    path = f"{path}.{runtime.rank()}"
    with pyarrow.ipc.new_file(path, table.schema) as file:
        file.write_table(table)
    return path
