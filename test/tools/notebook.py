"""Plays the cells of a notebook on each rank, as a tool does that runs notebooks: notebook.py CELLS RESULTS

CELLS is a list in JSON: {"text": ..., "interrupt": seconds, "by": rank}, the last two for cells that are interrupted.
RESULTS.<rank> gets a list of what each has given: {"errors": of bodocc, "status", "value", "seconds"}.
"""

import ctypes
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path


class Result(ctypes.Structure):
    _fields_ = [("status", ctypes.c_int), ("text", ctypes.c_char_p), ("frame", ctypes.c_void_p)]


class Notebook:
    def __init__(self) -> None:
        self.rank = int(os.environ.get("OMPI_COMM_WORLD_RANK", "0"))
        self.runtime = ctypes.CDLL(os.environ["RUNTIME_LIBRARY"])
        for name in ("bodo_cell_frames", "bodo_cell_variables"):
            getattr(self.runtime, name).restype = ctypes.c_char_p
        self.definitions = ""
        self.cells = 0

    def run(self, text: str, interrupt: float | None = None, by: int | None = None) -> dict:
        self.cells += 1
        name = f"In[{self.cells}]"
        stem = Path(f"cell{self.cells}")
        if self.rank == 0:
            frames = self.runtime.bodo_cell_frames().decode()
            source = f'#include <bodo/bodo.h>\n#line 1 "<frames>"\n{frames}{self.definitions}#line 1 "{name}"\n{text}'
            stem.with_suffix(".cpp").write_text(source)
            command = [os.environ["BODOCC"], f"--cell={name}", "-O0", "-shared", "-fPIC", f"{stem}.cpp", "-o", f"{stem}.so"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            stem.with_suffix(".new").write_text(json.dumps([done.returncode, done.stderr]))
            stem.with_suffix(".new").rename(stem.with_suffix(".done"))
        while not stem.with_suffix(".done").exists():
            time.sleep(0.02)
        failed, errors = json.loads(stem.with_suffix(".done").read_text())
        if failed:
            return {"errors": errors}
        library = ctypes.CDLL(f"./{stem}.so")
        library.bodo_cell_run.restype = ctypes.POINTER(Result)
        library.bodo_cell_summary.restype = ctypes.c_char_p
        if interrupt is not None and by in (None, self.rank):
            threading.Timer(interrupt, self.runtime.bodo_interrupt).start()
        begin = time.monotonic()
        result = library.bodo_cell_run().contents
        seconds = time.monotonic() - begin
        summary = json.loads(library.bodo_cell_summary())
        if result.status == 0:
            self.definitions = summary["definitions"]
        value = "<frame>" if result.frame else result.text.decode() if result.text is not None else None
        return {"errors": errors, "status": result.status, "value": value, "seconds": seconds, "summary": summary,
                "variables": json.loads(self.runtime.bodo_cell_variables())}  # fmt: skip


def main() -> None:
    notebook = Notebook()
    results = [notebook.run(**cell) for cell in json.loads(Path(sys.argv[1]).read_text())]
    Path(f"{sys.argv[2]}.{notebook.rank}").write_text(json.dumps(results))


if __name__ == "__main__":
    main()
