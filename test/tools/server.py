"""Runs the scripts of tests in children that have the oracles' libraries: server.py CTEST ADDRESS

start.py starts it once per run of ctest, and asks it for each test. It ends with the process CTEST. If ctest has ended a
test (by its time limit), its child is ended, too.
"""

import atexit
import gc
import marshal
import os
import random
import runpy
import select
import signal
import socket
import struct
import sys
import threading
import traceback

MOST = 1 << 20  # bytes of a request


def serve(ctest: int, listening: socket.socket) -> socket.socket | None:
    """In a child: the connection to its test."""
    tests: dict[int, tuple[int, socket.socket]] = {}  # by a file that tells of the child's end
    events = select.poll()
    ctest_ends = os.pidfd_open(ctest)
    events.register(ctest_ends, select.POLLIN)
    events.register(listening, select.POLLIN)
    while True:
        for file, _ in events.poll():
            if file == ctest_ends:
                for child, _ in tests.values():
                    os.killpg(child, signal.SIGKILL)
                return None
            if file == listening.fileno():
                connection = listening.accept()[0]
                user = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[1]
                if user != os.getuid():
                    connection.close()
                    continue
                child = os.fork()
                if child == 0:
                    listening.close()
                    return connection
                os.setpgid(child, child)
                child_ends = os.pidfd_open(child)
                tests[child_ends] = child, connection
                events.register(child_ends, select.POLLIN)
                events.register(connection, 0)  # its other end closes
            elif file in tests:
                child, connection = tests.pop(file)
                status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                try:
                    connection.send((status if status >= 0 else 128 - status).to_bytes(4, sys.byteorder))
                except OSError:  # the test has been ended
                    pass
                for ended in (file, connection.detach()):
                    events.unregister(ended)
                    os.close(ended)
            else:
                for child, connection in tests.values():
                    if connection.fileno() == file:
                        os.killpg(child, signal.SIGKILL)


def run(connection: socket.socket) -> None:
    """Runs a script in this child, which ends."""
    request, files, _, _ = socket.recv_fds(connection, MOST, 3)
    sys.argv, environment, folder = marshal.loads(request)
    for standard, file in enumerate(files):
        os.dup2(file, standard)
        os.close(file)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.path[0] = os.path.dirname(sys.argv[0])
    random.seed()
    status = 1
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    # what Python does at its end, but for taking apart all that was imported, which takes as long as many a test
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def main() -> None:
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listening.bind(f"\0{sys.argv[2]}")  # fails if there is another server
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # NumPy starts no threads, which the children would not have
    import duckdb  # noqa: F401
    import oracle  # noqa: F401

    gc.freeze()  # the children do not copy what is there
    listening.listen(64)
    connection = serve(int(sys.argv[1]), listening)
    if connection is not None:
        run(connection)


if __name__ == "__main__":
    main()
