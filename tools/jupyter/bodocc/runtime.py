"""bodocc's runtime library in this process: MPI's start and end, and calls of its functions."""

import atexit
import ctypes
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
from functools import cache
from pathlib import Path

from . import values
from .compiler import runtime_library

MPI_LIBRARY = re.compile(r"libmpi(ch)?(_abi)?\.so")


class Error(RuntimeError):
    """An error of compiled code: the same on every rank if `rank` is -1, else that of one rank, which all of them
    report. `file` and `line` are the statement's, `cause` is the text without them."""

    def __init__(self, text: str, file: str = "", line: int = 0, operation: str = "", cause: str = "", rank: int = -1):
        super().__init__(text)
        self.file, self.line, self.operation, self.cause, self.rank = file, line, operation, cause or text, rank

    def __reduce__(self):
        return type(self), (self.args[0], self.file, self.line, self.operation, self.cause, self.rank)


# MPI is used by one thread at a time; a call may make others (a frame that is released)
lock = threading.RLock()


def mpi_libraries() -> set[str]:
    """The MPI libraries that this process has loaded."""
    with open("/proc/self/maps") as maps:
        paths = {line.split(maxsplit=5)[5].strip() for line in maps if ".so" in line}
    return {os.path.realpath(path) for path in paths if MPI_LIBRARY.match(os.path.basename(path))}


@cache
def own_mpi() -> str:
    """The MPI library of bodocc's runtime."""
    listed = subprocess.run(["ldd", runtime_library()], capture_output=True, text=True, check=True).stdout
    return next(os.path.realpath(match[2]) for match in re.finditer(r"(\S+) => (\S+)", listed)
                if MPI_LIBRARY.match(match[1]))  # fmt: skip


def check_mpi() -> None:
    """Raises if another MPI is in this process (mpi4py's, say): two of them cannot work together."""
    if others := mpi_libraries() - {own_mpi()}:
        raise Error(f"this process has loaded another MPI, {', '.join(sorted(others))}; bodocc's programs use "
                    f"{own_mpi()}: let mpi4py and the launcher be of that one (MPI4PY_LIBMPI={own_mpi()})")  # fmt: skip


def interrupt_by_signals(library: ctypes.CDLL) -> socket.socket:
    """Lets SIGINT end what runs in C++. Python's own handler waits for the main thread, but the signal's number comes at
    once through a socket, at which another thread waits."""
    ours, signals = socket.socketpair()
    for end in (ours, signals):
        end.setblocking(end is ours)
    before = signal.set_wakeup_fd(signals.fileno(), warn_on_full_buffer=False)

    def listen() -> None:
        while numbers := ours.recv(64):
            if before != -1:
                os.write(before, numbers)  # an event loop's
            if signal.SIGINT in numbers:
                library.bodo_interrupt()

    threading.Thread(target=listen, name="bodocc-signals", daemon=True).start()
    return signals


class Runtime:
    """The functions of libbodo_rt, and this process's place in the job."""

    def __init__(self) -> None:
        check_mpi()
        library = self.library = ctypes.CDLL(str(runtime_library()), mode=ctypes.RTLD_GLOBAL)
        pointer, number = ctypes.c_void_p, ctypes.c_int64
        signatures = {
            "bodo_start": [], "bodo_finish": [], "bodo_frame_describe": [pointer],
            "bodo_share": [ctypes.c_char_p, ctypes.c_uint, ctypes.c_char_p, ctypes.c_char_p, number, ctypes.c_char_p],
            "bodo_frame_import": [pointer, pointer], "bodo_frame_export": [pointer, pointer, pointer, ctypes.c_bool],
            "bodo_frame_gather": [pointer, ctypes.c_int], "bodo_frame_scatter": [pointer, ctypes.c_int],
            "bodo_frame_from_local": [pointer], "bodo_frame_shown": [pointer], "bodo_frame_at": [pointer],
            "bodo_frame_define": [ctypes.c_char_p, pointer],
        }  # fmt: skip
        self.functions = {}
        for name, arguments in signatures.items():
            function = library[name]
            function.argtypes, function.restype = arguments, pointer
            self.functions[name] = function
        self.free = library.bodo_free
        self.free.argtypes, self.free.restype = [pointer], None
        self.release = library.bodo_frame_release
        self.release.argtypes, self.release.restype = [pointer], None
        self.rank, self.size, self.mpi = self.call("bodo_start")
        if threading.current_thread() is threading.main_thread():
            self.signals = interrupt_by_signals(library)  # stays open
        # before mpi4py's end of MPI, for which ranks that are still in a collective would wait
        atexit.register(self.call, "bodo_finish")

    def call(self, name: str, *arguments):
        return self.take(self.functions[name], *arguments)

    def take(self, function, *arguments):
        """What a function returns, as a value of Python; raises what it reports."""
        with lock:
            answer = function(*arguments)
        try:
            size = ctypes.c_uint64.from_address(answer).value
            data = ctypes.string_at(answer + 8, size)
        finally:
            self.free(answer)
        return values.decode(data)

    def share(self, place: tuple[str, int, str], question: str, mine: bytes = b"") -> bytes:
        """Collective: rank 0's bytes. Ranks that do not ask the same question all raise."""
        file, line, operation = place
        answer = self.call("bodo_share", file.encode(), line, operation.encode(), question.encode(), len(mine), mine)
        return answer.encode("utf-8", "surrogateescape")

    def load(self, library: bytes):
        """The entry of a library that was built for one function."""
        check_mpi()
        with tempfile.TemporaryDirectory(prefix="bodocc-") as folder:
            path = Path(folder) / "library.so"
            path.write_bytes(library)
            entry = ctypes.CDLL(str(path)).bodo_python_call  # it stays loaded: frames refer to it
        entry.argtypes, entry.restype = [ctypes.c_char_p], ctypes.c_void_p
        return entry


@cache
def start() -> Runtime:
    """Loads the runtime, and starts MPI unless mpi4py, say, has started it."""
    return Runtime()


def rank() -> int:
    """The number of this process in the job."""
    return start().rank


def size() -> int:
    """The number of ranks in the job."""
    return start().size
