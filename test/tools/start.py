"""Runs a script of a test by a process that has imported the oracles' libraries: python -I -S start.py SCRIPT ARGUMENT...

Importing them takes longer than most cases run. The first test of a ctest run starts the server (server.py), which ends
with ctest. Until it answers, and without ctest, the script is started in the ordinary way. This program imports only what
is built into Python, so that it is quick.
"""

import _socket
import marshal
import os
import sys


def main() -> int:
    parent = os.getppid()
    with open(f"/proc/{parent}/comm") as name:
        by_ctest = name.read() == "ctest\n"
    if by_ctest:
        here = os.path.dirname(os.path.abspath(__file__))
        # an abstract address: no file remains, and a second server cannot have it
        address = f"\0bodocc {here} {parent}"
        connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
        try:
            connection.connect(address)
        except OSError:
            start_server([sys.executable, os.path.join(here, "server.py"), str(parent), address[1:]])
        else:
            user = connection.getsockopt(_socket.SOL_SOCKET, _socket.SO_PEERCRED, 12)[4:8]
            if int.from_bytes(user, sys.byteorder) == os.getuid():
                return ask(connection)
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])


def start_server(command: list[str]) -> None:
    """As a child of no test, which might wait for it, and without ctest's pipes."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        os.setsid()
        if os.fork() == 0:
            nothing = os.open(os.devnull, os.O_RDWR)
            for standard in range(3):
                os.dup2(nothing, standard)
            os.execv(command[0], command)
    finally:
        os._exit(0)


def ask(connection: _socket.socket) -> int:
    """Has the server run the script here; its status."""
    request = marshal.dumps((sys.argv[1:], dict(os.environ), os.getcwd()))
    files = b"".join(file.to_bytes(4, sys.byteorder) for file in range(3))
    connection.sendmsg([request], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, files)])
    answer = connection.recv(4)
    if not answer:
        print("the server of the tests (test/tools/server.py) has ended", file=sys.stderr)
        return 1
    return int.from_bytes(answer, sys.byteorder)


if __name__ == "__main__":
    sys.exit(main())
