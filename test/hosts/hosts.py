"""Three hosts on one machine: network namespaces with a hostname each, joined by a bridge over links of limited speed."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

RATE = "1gbit"
# mpirun notices after some ten seconds that a host no longer answers, and ends the job
KEEPALIVE = ["--mca", "oob_tcp_keepalive_time", "5", "--mca", "oob_tcp_keepalive_intvl", "1", "--mca", "oob_tcp_keepalive_probes", "3"]


class NoHosts(Exception):
    """Namespaces cannot be made here."""


def ip(*words: str) -> str:
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    if done.returncode != 0:
        raise NoHosts(f"ip {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


class Hosts:
    """Their names are those of this process, so that several may exist at the same time."""

    def __init__(self, folder: Path, count: int = 3):
        if os.geteuid() != 0 or not shutil.which("ip") or not shutil.which("tc"):
            raise NoHosts("hosts need root, and iproute2's ip and tc")
        self.folder, self.bridge = folder, f"bb{os.getpid()}"
        self.names = [f"bodo{os.getpid()}n{i}" for i in range(1, count + 1)]
        self.links = [f"bl{os.getpid()}n{i}" for i in range(1, count + 1)]
        try:
            ip("link", "add", self.bridge, "type", "bridge")
            ip("link", "set", self.bridge, "up")
            for i, (name, link) in enumerate(zip(self.names, self.links)):
                ip("netns", "add", name)
                ip("link", "add", link, "type", "veth", "peer", "name", "e0", "netns", name)
                ip("link", "set", link, "master", self.bridge, "up")
                ip("-n", name, "link", "set", "lo", "up")
                ip("-n", name, "addr", "add", f"10.77.0.{i + 1}/24", "dev", "e0")
                ip("-n", name, "link", "set", "e0", "up")
                limit = f"tc -n {name} qdisc add dev e0 root tbf rate {RATE} burst 1mbit latency 50ms"
                if subprocess.run(limit.split(), capture_output=True).returncode != 0:
                    raise NoHosts(f"{limit}: it is not possible here")
        except NoHosts:
            self.remove()
            raise
        self.agent = folder / "agent"
        self.agent.write_text('#!/bin/sh\nhost=$1\nshift\nexec ip netns exec "$host" unshare --uts sh -c '
                              "'hostname \"$0\"; exec sh -c \"$1\"' \"$host\" \"$*\"\n")  # fmt: skip
        self.agent.chmod(0o755)

    def remove(self) -> None:
        """Also ends all processes of the hosts."""
        for name in self.names:
            for pid in subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True).stdout.split():
                os.kill(int(pid), signal.SIGKILL)
            subprocess.run(["ip", "netns", "del", name], capture_output=True)
        for link in [*self.links, self.bridge]:
            subprocess.run(["ip", "link", "del", link], capture_output=True)

    def job(self, ranks: int, *command: str, options: list[str] = (), settings: dict[str, str] = {}) -> list[str]:
        """A command for ranks that are spread over the hosts, mpirun on the first one."""
        hostfile = self.folder / "hosts"
        each = -(-ranks // len(self.names))
        hostfile.write_text("".join(f"{name} slots={each}\n" for name in self.names))
        exported = [word for name, value in settings.items() for word in ("-x", f"{name}={value}")]
        return ["ip", "netns", "exec", self.names[0], "unshare", "--uts", "sh", "-c", 'hostname "$0"; exec "$@"', self.names[0],
                "mpirun", "--allow-run-as-root", "--bind-to", "none", "--hostfile", str(hostfile),
                "--map-by", "node", "-n", str(ranks), "--mca", "plm_rsh_agent", str(self.agent),
                "--mca", "oob_tcp_if_include", "e0", "--mca", "btl_tcp_if_include", "e0", *options, *exported, *command]  # fmt: skip

    def cut(self, host: int) -> None:
        ip("link", "set", self.links[host], "down")

    def processes(self, host: int, program: str) -> int:
        """How many processes of a program the host has."""
        pids = ip("netns", "pids", self.names[host]).split()
        names = [Path(f"/proc/{pid}/comm") for pid in pids]
        return sum(name.exists() and name.read_text().strip() == program for name in names)

    def sent(self) -> int:
        """Bytes that the hosts have sent to each other."""
        return sum(int(Path(f"/sys/class/net/{link}/statistics/rx_bytes").read_text()) for link in self.links)
