"""BODO_COLUMN_CACHE: runs read the columns that earlier ones have decoded, unless anything has changed; nothing that happens
to the folder changes a result."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from collections.abc import Callable
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from program_test import ENVIRONMENT, ProgramTest, on_ranks  # noqa: E402

PROGRAM = """\
#include <bodo/bodo.h>

#include <string>

[[bodo::jit]] bodo::DataFrame regions(int least) {
  auto sales = bodo::read_parquet("sales.parquet", bodo::like("sample.parquet"));
  auto large = sales[sales["quantity"] >= least];
  return large.groupby("region", {.sort = true})
      .agg({{"price", bodo::sum("price")}, {"first", bodo::min("place")}, {"n", bodo::size()}});
}

int main(int, char** argv) { bodo::print(regions(std::stoi(argv[1]))); }
"""
LEAST = 250
ROWS = 20_000
COLUMNS, ROW_GROUPS = 4, 5
SETTLED = 2.1  # seconds after which a file may be kept
IN_SMALL_FOLDER = 'mount -t tmpfs -o size=64k,mode=700 none "$1" && shift && exec "$@"'
AFTER_A_START = 'mount --bind "$1" /proc/sys/kernel/random/boot_id && shift && exec "$@"'
CAN_MOUNT = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0


def sales(first: int) -> pd.DataFrame:
    """Frames whose files have the same size."""
    return pd.DataFrame({
        "region": [["north", "south", "a region with a long name", None][i % 4] for i in range(ROWS)],
        "place": [f"place {i * 7919 % 1000:03}, at a long address" for i in range(ROWS)],
        "quantity": [None if i % 11 == 3 else i * 31 % 1000 for i in range(ROWS)],
        "price": [float((i * 7 + first) % 512) for i in range(ROWS)],
    }).astype({"quantity": "Int64"})  # fmt: skip


def write(path: Path, first: int) -> str:
    """Writes the file; returns what the program has to print."""
    df = sales(first)
    df.to_parquet(path, row_group_size=ROWS // ROW_GROUPS, index=False, use_dictionary=["region", "place"],
                  compression={"region": "snappy", "place": "zstd", "quantity": "gzip", "price": "none"})  # fmt: skip
    large = df[df["quantity"] >= LEAST].groupby("region").agg(price=("price", "sum"), first=("place", "min"), n=("price", "size"))
    return large.reset_index().to_string() + "\n"


class ColumnCache(ProgramTest):
    program = PROGRAM

    @classmethod
    def setUpClass(cls):
        samples = tempfile.TemporaryDirectory()
        cls.addClassCleanup(samples.cleanup)
        write(Path(samples.name) / "sample.parquet", 0)
        cls.options = [f"--schema-dir={samples.name}"]
        super().setUpClass()
        cls.data, cls.cache = cls.folder / "sales.parquet", cls.folder / "made" / "cache"
        cls.expected = write(cls.data, 0)
        time.sleep(SETTLED)

    def setUp(self):
        shutil.rmtree(self.cache.parent, ignore_errors=True)

    def run_with(self, *before: str, ranks: int = 1, **settings: str) -> subprocess.CompletedProcess:
        program = ["./main", str(LEAST)]
        command = [*before, *(on_ranks(ranks, *program) if ranks > 1 else program)]
        return self.command(*command, **({"BODO_COLUMN_CACHE": str(self.cache)} | settings))

    def check(self, *before: str, expected: str | None = None, ranks: int = 1, **settings: str) -> None:
        done = self.run_with(*before, ranks=ranks, **settings)
        self.assertEqual((done.returncode, done.stderr, done.stdout), (0, "", expected or self.expected))

    def kept(self) -> dict[str, int]:
        """The files in the folder, and their inodes: of one that is written anew it is another one."""
        return {path.name: path.stat().st_ino for path in sorted(self.cache.glob("*.column"))}

    def change(self, path: Path, at: int, new: bytes = b"") -> None:
        """Changes a byte, or the bytes from there on, and leaves the times as they were."""
        status = path.stat()
        content = bytearray(path.read_bytes())
        content[at : at + max(len(new), 1)] = new or bytes([content[at] ^ 1])
        path.write_bytes(content)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    def test_columns_are_decoded_once(self):
        self.check()
        first = self.kept()
        self.assertEqual(len(first), COLUMNS * ROW_GROUPS)
        for ranks in (1, 2, 7):
            self.check(ranks=ranks)
        self.assertEqual(self.kept(), first)
        self.assertEqual({path.stat().st_mode & 0o777 for path in self.cache.iterdir()}, {0o600})
        self.assertEqual(self.cache.stat().st_mode & 0o777, 0o700)
        # they are what is read: with another byte in the codes of the regions the result is another one
        for path in self.cache.glob("*.column"):
            if b"north" in path.read_bytes() and b"place" not in path.read_bytes():
                self.change(path, path.stat().st_size - 200)
        self.assertNotEqual(self.run_with().stdout, self.expected)

    def test_several_ranks_and_jobs_fill_it_at_once(self):
        settings = ENVIRONMENT | {"BODO_COLUMN_CACHE": str(self.cache)}
        jobs = [subprocess.Popen(on_ranks(ranks, "./main", str(LEAST)), cwd=self.folder, env=settings,
                                 stdout=subprocess.PIPE, text=True) for ranks in (2, 3, 4)]  # fmt: skip
        for job in jobs:
            self.assertEqual(job.communicate(timeout=60)[0], self.expected)
        self.assertEqual(len(self.kept()), COLUMNS * ROW_GROUPS)
        self.assertEqual(list(self.cache.glob("unfinished-*")), [])
        before = self.kept()
        self.check()
        self.assertEqual(self.kept(), before)

    def test_a_changed_file_is_read_anew(self):
        self.check()
        first = self.kept()
        before = self.data.stat()
        expected = write(self.data, 4)
        os.utime(self.data, ns=(before.st_atime_ns, before.st_mtime_ns))
        after = self.data.stat()
        self.assertEqual((after.st_size, after.st_mtime_ns, after.st_ino), (before.st_size, before.st_mtime_ns, before.st_ino))
        self.assertNotEqual(expected, self.expected)
        # a file that has just been written may change within the resolution of its times: nothing is kept
        self.check(expected=expected)
        self.assertEqual(self.kept(), first)
        type(self).expected = expected
        time.sleep(SETTLED)
        self.check(ranks=2)
        self.check()
        self.assertEqual(len(self.kept()), 2 * len(first))

    def test_damaged_files_are_made_anew(self):
        damages: dict[str, Callable[[Path, bytes], object]] = {
            "empty": lambda path, _: path.write_bytes(b""),
            "cut off": lambda path, content: path.write_bytes(content[: len(content) // 2]),
            "cut off within its head": lambda path, content: path.write_bytes(content[:30]),
            "longer": lambda path, content: path.write_bytes(content + b"x"),
            "another byte": lambda path, content: path.write_bytes(content[:-100] + b"x" + content[-99:]),
            "another head": lambda path, content: self.change(path, 8),
            "another time": lambda path, _: os.utime(path),
            "no file": lambda path, _: (path.unlink(), path.symlink_to(self.data)),
        }
        self.check()
        for what, damage in damages.items():
            with self.subTest(what):
                before = self.kept()
                for path in self.cache.glob("*.column"):
                    damage(path, path.read_bytes())
                self.check()
                self.assertEqual(set(self.kept()), set(before))
                self.assertTrue(all(path.is_file() and not path.is_symlink() for path in self.cache.iterdir()))
                again = self.kept()
                self.check()
                self.assertEqual(self.kept(), again)

    @unittest.skipUnless(CAN_MOUNT, "needs the right to mount")
    def test_contents_are_verified_after_the_machine_has_started_anew(self):
        self.check()
        first = self.kept()
        (self.folder / "start").write_text("another one\n")
        start = ["unshare", "--mount", "sh", "-c", AFTER_A_START, "sh", str(self.folder / "start")]
        self.check(*start)
        self.assertEqual(self.kept(), first)
        for path in self.cache.glob("*.column"):
            self.change(path, path.stat().st_size - 200)
        self.check(*start)
        self.check()

    @unittest.skipUnless(CAN_MOUNT, "needs the right to mount")
    def test_a_full_disk_is_a_warning(self):
        self.cache.mkdir(parents=True, mode=0o700)
        for ranks in (1, 2):
            done = self.run_with("unshare", "--mount", "sh", "-c", IN_SMALL_FOLDER, "sh", str(self.cache), ranks=ranks)
            self.assertEqual((done.returncode, done.stdout), (0, self.expected))
            warnings = done.stderr.splitlines()
            self.assertTrue(1 <= len(warnings) <= ranks, done.stderr)
            for warning in warnings:
                self.assertEqual(warning, f"main.cpp:6: warning: read_parquet: BODO_COLUMN_CACHE: cannot write to '{self.cache}': "
                                          "No space left on device; columns that are not there are decoded in each run")  # fmt: skip

    def test_the_limit_holds_and_the_least_recently_used_files_go(self):
        self.check()
        size = sum(path.stat().st_size for path in self.cache.glob("*.column"))
        killed = self.cache / "unfinished-abcdef"
        killed.write_bytes(b"x" * 1000)
        os.utime(killed, (time.time() - 4000, time.time() - 4000))
        made = self.kept()
        others = [self.cache / f"{i}.column" for i in range(3)]
        for i, path in enumerate(others):  # the first was used least recently
            path.write_bytes(b"x" * (size // 2))
            os.utime(path, (time.time() - 3000 + i, time.time()))
        (self.cache / "bytes").unlink()
        (self.cache / made.popitem()[0]).unlink()
        self.check(BODO_COLUMN_CACHE_LIMIT=str(2 * size))
        self.assertFalse(killed.exists())
        self.assertEqual([path.exists() for path in others], [False, False, True])
        self.assertEqual(self.kept() | made, self.kept())
        shutil.rmtree(self.cache)
        limit = size * 9 // 10
        for _ in range(2):
            self.check(ranks=3, BODO_COLUMN_CACHE_LIMIT=str(limit))
            self.assertLessEqual(sum(path.stat().st_size for path in self.cache.glob("*.column")), limit)
        shutil.rmtree(self.cache)
        self.check(BODO_COLUMN_CACHE_LIMIT="10K")  # no column is so small
        self.assertEqual(self.kept(), {})

    def test_what_cannot_be_used_is_an_error(self):
        def writable() -> str:
            self.cache.chmod(0o770)
            return "other users can write to it; take that right away (chmod go-w), or name another folder"

        def others() -> str:
            self.cache.chmod(0o700)
            os.chown(self.cache, 1, -1)
            return "it belongs to another user; name a folder of your own"

        def file() -> str:
            shutil.rmtree(self.cache)
            self.cache.write_text("")
            return "it is not a folder"

        self.cache.mkdir(parents=True)
        for make in (writable, *([others] if os.geteuid() == 0 else []), file):
            why = make()
            for ranks in (1, 3):
                done = self.run_with(ranks=ranks)
                self.assertEqual((done.returncode, done.stderr),
                                 (1, f"main.cpp:6: error: read_parquet: BODO_COLUMN_CACHE: '{self.cache}' is not used: {why}\n"))  # fmt: skip
        done = self.run_with(BODO_COLUMN_CACHE_LIMIT="much")
        self.assertIn("BODO_COLUMN_CACHE_LIMIT is 'much', which is not a number of bytes", done.stderr)


if __name__ == "__main__":
    unittest.main()
