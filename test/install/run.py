#!/usr/bin/env python3
"""bodocc where it was not built, by hand (it takes minutes, the network and root): packages in clean Debian 12 systems, and
programs of others.

    test/install/run.py deb|wheel|programs|pages [--build BUILD] [--work FOLDER]

deb       `cpack` makes the Debian package; docs/packages/Containerfile is carried out in a new system, where the README's
          program is compiled and runs
wheel     the same with `pip install` of the wheel (tools/package/wheel), in a system with g++, Open MPI and Python
programs  two programs of Debian are built with CXX=bodocc, and pass their own tests
pages     the recipe for Spack and the script for Slurm are well-formed
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
MIRROR = "http://deb.debian.org/debian"
PROGRAMS = {
    "lzip": ["./configure CXX=BODOCC", "make -j2", "make check"],
    "tinyxml2": ["make CXX=BODOCC xmltest staticlib", "./xmltest"],
}


def run(*command: object, **more) -> str:
    print("+", " ".join(map(str, command)), flush=True)
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **more)
    if done.returncode != 0:
        sys.exit(f"{done.stdout[-5000:]}\nstatus {done.returncode}")
    return done.stdout


class System:
    """A new Debian 12 in a folder."""

    def __init__(self, folder: Path, work: Path):
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        base = work / "debian.tar"
        if not base.exists():
            run("debootstrap", "--variant=minbase", f"--make-tarball={base}", "bookworm", work / "debootstrap", MIRROR)
        run("debootstrap", "--variant=minbase", f"--unpack-tarball={base}", "bookworm", folder, MIRROR)
        shutil.copy("/etc/resolv.conf", folder / "etc/resolv.conf")
        lists = folder / "etc/apt/sources.list"
        lists.write_text("".join(f"deb {MIRROR} {suite} main\n" for suite in ("bookworm", "bookworm-updates")))

    def run(self, command: str, **settings: str) -> str:
        script = 'mount --bind /dev "$0/dev" && mount --bind /sys "$0/sys" && mount -t proc proc "$0/proc" && exec chroot "$0" sh -ec "$1"'
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive", **settings}
        return run("unshare", "--mount", "--pid", "--fork", "sh", "-c", script, self.folder, command, env=environment)


def readme_program() -> tuple[str, str]:
    """The README's program, and what it prints."""
    text = (SOURCE / "README.md").read_text()
    program = re.search(r"<!-- file: regions.cpp -->\n```cpp\n(.*?)```", text, re.S)
    printed = re.search(r"\$ mpirun -n 4 ./regions\n(.*?)\$ ", text, re.S)
    return program[1], printed[1]


def check(system: System, bodocc: str) -> None:
    """The README's program compiles and runs there."""
    program, printed = readme_program()
    (system.folder / "work").mkdir(exist_ok=True)
    (system.folder / "work/regions.cpp").write_text(program)
    run(SOURCE / ".venv/bin/python", SOURCE / "docs/quickstart_data.py", system.folder / "work/sales.parquet")
    root = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
    for turn in ("first", "second"):
        begun = time.monotonic()
        system.run(f"cd /work && {bodocc} --cache=off regions.cpp -o regions", **root)
        print(f"the {turn} compilation took {time.monotonic() - begun:.1f} s")
    said = system.run("cd /work && mpirun --oversubscribe -n 4 ./regions", **root)
    if said != printed:
        sys.exit(f"regions printed\n{said}instead of\n{printed}")
    if "emitted.h" not in system.run(f"cd /work && {bodocc} -v --cache=off -c regions.cpp -o /tmp/x.o"):
        sys.exit("there is no precompiled header")


def deb(build: Path, work: Path) -> None:
    run("cpack", "--config", build / "CPackConfig.cmake", "-B", work / "package", cwd=build)
    package = next((work / "package").glob("*.deb"))
    print(run("dpkg-deb", "--info", package), f"{package.stat().st_size / 1e6:.0f} MB")
    system = System(work / "deb", work)
    folder, environment = "/", {}
    lines = (SOURCE / "docs/packages/Containerfile").read_text().splitlines()
    begun = time.monotonic()
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "COPY":
            shutil.copy(package, system.folder / rest.split()[1].lstrip("/"))
        elif word == "RUN":
            system.run(rest, **environment)
        elif word == "ENV":
            environment |= dict(setting.split("=") for setting in rest.split())
        elif word == "WORKDIR":
            folder = rest
        elif word not in ("FROM", "#", ""):
            sys.exit(f"the Containerfile's '{word}' is not known here")
    print(f"installed in {time.monotonic() - begun:.0f} s, into {folder}")
    check(system, "bodocc")
    system.run("apt-get update && apt-get install -y --no-install-recommends cmake make pkg-config")
    project = system.folder / "work/CMakeLists.txt"
    project.write_text("cmake_minimum_required(VERSION 3.20)\nproject(p LANGUAGES CXX)\nfind_package(bodocc CONFIG REQUIRED)\n"
                       "enable_testing()\nbodo_add_executable(regions regions.cpp)\n")  # fmt: skip
    system.run("cd /work && cmake -S . -B build && cmake --build build && build/regions", **environment)
    system.run("pkg-config --cflags --libs bodocc")
    system.run("apt-get remove -y bodocc && test ! -e /usr/lib/bodocc")


def wheel(build: Path, work: Path) -> None:
    made = Path(run(SOURCE / "tools/package/wheel", "--build", build, work / "package").splitlines()[-1])
    print(f"{made.name}: {made.stat().st_size / 1e6:.0f} MB")
    system = System(work / "wheel", work)
    system.run("apt-get update && apt-get install -y --no-install-recommends g++ openmpi-bin libopenmpi-dev python3-venv")
    system.run("python3 -m venv /venv")
    shutil.copy(made, system.folder / "tmp")
    begun = time.monotonic()
    certificates = os.environ.get("PIP_CERT")  # of a proxy
    if certificates:
        shutil.copy(certificates, system.folder / "tmp/certificates")
    system.run(f"/venv/bin/pip install /tmp/{made.name}", **({"PIP_CERT": "/tmp/certificates"} if certificates else {}))
    print(f"installed in {time.monotonic() - begun:.0f} s")
    check(system, "/venv/bin/bodocc")
    called = "import bodocc; print(bodocc.load('regions.cpp').regions(10).to_arrow()['region'].to_pylist())"
    said = system.run(f'cd /work && /venv/bin/python -c "{called}"')
    if said != "['east', 'north', 'south', 'west']\n":
        sys.exit(said)


def programs(build: Path, work: Path) -> None:
    folder = work / "programs"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "lists").mkdir(parents=True)
    (folder / "sources.list").write_text(f"deb-src {MIRROR} bookworm main\n")
    options = [f"-oDir::Etc::SourceList={folder}/sources.list", "-oDir::Etc::SourceParts=-", f"-oDir::State::Lists={folder}/lists"]
    run("apt-get", *options, "update")
    for name, commands in PROGRAMS.items():
        (folder / name).mkdir()
        run("apt-get", *options, "source", "--only-source", name, cwd=folder / name)
        source = next(path for path in (folder / name).iterdir() if path.is_dir())
        for command in commands:
            print(run("sh", "-c", command.replace("BODOCC", str(build / "bin/bodocc")), cwd=source).splitlines()[-1])


def pages(build: Path, work: Path) -> None:
    for name in ("package.py", "job.sh"):
        path = SOURCE / "docs/packages" / name
        if name.endswith(".sh"):
            run("bash", "-n", path)
            continue
        # the language of recipes, which records what it is told
        told: list[tuple] = []
        words = {word: lambda *a, word=word, **k: told.append((word, a, k))
                 for word in ("license", "version", "depends_on", "generator")}  # fmt: skip
        words["CMakePackage"] = type("CMakePackage", (), {"define": lambda self, name, value: f"-D{name}={value}"})
        exec(compile(path.read_text().replace("from spack.package import *", ""), path, "exec"), words)  # noqa: S102
        recipe = words["Bodocc"]()
        print(len(told), recipe.cmake_args())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["deb", "wheel", "programs", "pages"])
    parser.add_argument("--build", type=Path, default=SOURCE / "build")
    parser.add_argument("--work", type=Path, default=Path(os.environ.get("TMPDIR", "/tmp")) / "bodocc-install")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    globals()[options.what](options.build.resolve(), options.work.resolve())
    print(f"{options.what}: good")


if __name__ == "__main__":
    main()
