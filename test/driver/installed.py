"""An installation: it is self-contained, and so are the programs that it compiles; it can be moved and copied."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

BODOCC = Path(os.environ["BODOCC"])
SOURCE = Path(os.environ["BODOCC_SOURCE"])
BUILD = BODOCC.parent.parent

PROGRAM = """\
#include <bodo/bodo.h>
[[bodo::jit]] void f() {
  bodo::DataFrame df{{"A", {1, 2, 3}}};
  df.to_parquet("out");
  bodo::print(bodo::read_parquet("out", bodo::schema({{"A", bodo::int64}}))["A"].sum());
}
int main() { f(); }
"""
# bodocc from elsewhere, with the checkout and the build tree (arguments 1 and 2) out of sight
HIDDEN = 'mount -t tmpfs none "$1" && { [ ! -d "$2" ] || mount -t tmpfs none "$2"; } && shift 2 && exec "$@"'


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        # symbolic links on the way (macOS' /tmp, many clusters' homes) are not what is tested
        cls.folder = Path(temporary.name).resolve()
        subprocess.run(["cmake", "--install", BUILD, "--prefix", cls.folder / "first"], check=True, capture_output=True)
        (cls.folder / "program.cpp").write_text(PROGRAM)

    def without_checkout(self, *command):
        """Folders are hidden if the system allows it; the checks by ldd apply everywhere."""
        hides = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0
        if hides:
            command = ["unshare", "--mount", "sh", "-c", HIDDEN, "sh", SOURCE, BUILD, *command]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=True)

    def check(self, prefix):
        program = self.folder / f"{prefix.name}-program"
        said = self.without_checkout(prefix / "bin/bodocc", "-v", "program.cpp", "-o", program).stderr
        self.assertNotIn(str(SOURCE), said)
        self.assertEqual(self.without_checkout(program).stdout, "6\n")
        for file in (prefix / "bin/bodocc", program, *(prefix / "lib").glob("*.so*")):
            listed = subprocess.run(["ldd", file], capture_output=True, text=True, check=True).stdout
            self.assertNotIn("not found", listed)
            self.assertNotIn(str(SOURCE), listed)
            self.assertNotIn(str(BUILD), listed)
            path = re.findall(r"(?:RUNPATH|RPATH).*\[(.*)\]", subprocess.run(
                ["readelf", "-d", file], capture_output=True, text=True, check=True).stdout)  # fmt: skip
            self.assertNotIn(str(SOURCE), " ".join(path))
        return said

    @unittest.skipIf(os.environ.get("BODOCC_SANITIZE"), "ldd cannot list programs that link the sanitizers")
    def test_anywhere(self):
        first = self.folder / "first"
        texts = (first / "share/bodocc/toolchain.json").read_text()
        self.assertNotIn(str(SOURCE), texts)
        self.assertFalse(Path(json.loads(texts)["libraryDir"]).is_absolute())
        # the precompiled headers serve there, and are not used by a copy, whose own headers count
        said = self.check(first)
        self.assertIn("-include-pch", said)
        self.assertIn(f'"-include" "{first}/share/bodocc/emitted.h"', said)
        copied = self.folder / "copied"
        shutil.copytree(first, copied, symlinks=True)
        header = copied / "include/bodo/bodo.h"
        header.write_text(header.read_text() + "#define OF_THE_COPY 1\n")
        (self.folder / "asks.cpp").write_text("#include <bodo/bodo.h>\nstatic_assert(OF_THE_COPY);\n")
        subprocess.run([copied / "bin/bodocc", "-fsyntax-only", "asks.cpp"], cwd=self.folder, check=True)
        # moved: the first one does not exist any more
        moved = self.folder / "a deeper" / "place"
        moved.parent.mkdir()
        first.rename(moved)
        self.assertNotIn('"-include', self.check(moved))
        shutil.rmtree(moved)


if __name__ == "__main__":
    unittest.main()
