"""A program that tests of bodocc as a command compile once, and run on ranks."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from launcher import on_ranks

ENVIRONMENT = os.environ | {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


def unoptimised(options: tuple[str, ...]) -> list[str]:
    """The options, with -O0 if they say nothing else: optimising would take most of the time of many tests."""
    return [*([] if any(option.startswith("-O") for option in options) else ["-O0"]), *options]


def compile_program(folder: Path, file: str, *options: str) -> None:
    subprocess.run([os.environ["BODOCC"], file, *unoptimised(options)], cwd=folder, check=True)


class ProgramTest(unittest.TestCase):
    """`program` is compiled as main.cpp into `folder`, with the options, and -O0 if they say nothing else."""

    program: str
    options: list[str] = []

    @classmethod
    def setUpClass(cls) -> None:
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.temporary.name)
        (cls.folder / "main.cpp").write_text(cls.program)
        compile_program(cls.folder, "main.cpp", "-o", "main", *cls.options)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.temporary.cleanup()

    def command(self, *command: str, **settings: str) -> subprocess.CompletedProcess:
        return subprocess.run(command, cwd=self.folder, env=ENVIRONMENT | settings, capture_output=True, text=True,
                              timeout=600, check=False)  # fmt: skip

    def job(self, *arguments: str, ranks: int = 3, **settings: str) -> subprocess.CompletedProcess:
        return self.command(*on_ranks(ranks, "./main", *arguments), **settings)
