"""The IPython extension: %%bodo cells of C++ run on the engines of an ipyparallel cluster, which are the ranks."""

import itertools
import os
import shlex
import signal
import sys
import tempfile
import time
import uuid
from pathlib import Path

from IPython.core.error import UsageError
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class
from IPython.core.magic_arguments import MagicArgumentParser
from IPython.display import Code, display

from . import compiler, engine, frames, html

SHARED_MEMORY = Path("/dev/shm")
PATIENCE = 10  # seconds that engines may take to stop after an interrupt


class CellError(Exception):
    """A cell has failed; the text says why, with the cell's lines."""

    def _render_traceback_(self):
        return [f"\x1b[31m{type(self).__name__}\x1b[0m: {self}"]


class EnginesLost(CellError):
    """Engines are gone, and with them MPI and the cells' variables."""


def option_parser() -> MagicArgumentParser:
    parser = MagicArgumentParser("%%bodo", description="Compiles the cell by bodocc, and runs it on all engines.")
    parser.add_argument("-n", type=int, metavar="N", help="start N engines, if there are none")
    parser.add_argument("--profile", help="the engines of this profile's running cluster")
    parser.add_argument("-O", dest="optimize", metavar="LEVEL", help="-O0 to -O3 (-O2)")
    parser.add_argument("-S", dest="source", action="store_true", help="show the MPI program, and do not run it")
    parser.add_argument("--report", action="append", default=[], help="distribution, specializations or plan")
    parser.add_argument("-i", dest="inputs", action="append", default=[], metavar="NAME",
                        help="a table of pandas, Polars or pyarrow becomes a frame of the cell, spread over the ranks")  # fmt: skip
    parser.add_argument("-o", dest="outputs", action="append", default=[], metavar="NAME[:KIND]",
                        help="a frame of the cell becomes a table of Python: KIND is pandas, polars or arrow")  # fmt: skip
    parser.add_argument("--fold", action="store_true", help="print once what several ranks print alike")
    parser.add_argument("--args", nargs="...", default=[], help="the rest of the line is the cell's `args`")
    return parser


class Engines:
    """The engines, in the order of their ranks."""

    def __init__(self, client, cluster=None):
        self.client, self.cluster = client, cluster or getattr(client, "cluster", None)
        self.loaded: set[str] = set()  # keys of libraries that the engines have
        self.connect()

    def connect(self) -> None:
        view = self.client[:]
        view.block = False
        told = dict(zip(view.targets, view.apply_async(engine.hello).get(timeout=60)))
        sizes = {size for _, size, _, _ in told.values()}
        if sizes != {len(told)}:
            raise UsageError(f"{len(told)} engines are not one MPI job (of {', '.join(map(str, sizes))} ranks): start "
                             "them by ipyparallel.Cluster(engines='mpi', n=...)")  # fmt: skip
        self.view = self.client[sorted(told, key=lambda target: told[target][0])]
        self.view.block = False

    def __len__(self) -> int:
        return len(self.view)

    @property
    def alive(self) -> bool:
        return set(self.view.targets) <= set(self.client.ids)

    def call(self, function, *arguments, output=None) -> list:
        """What the function returns on each rank. `output` gets the engines' output as it comes."""
        from ipyparallel import error

        waiting = self.view.apply_async(function, *arguments)
        try:
            self.wait(waiting, output)
            return waiting.get(timeout=PATIENCE)
        except KeyboardInterrupt:
            self.client.send_signal(signal.SIGINT, targets=self.view.targets)
            end = time.monotonic() + PATIENCE
            while not waiting.done() and time.monotonic() < end:
                waiting.wait(0.1)
            if not waiting.done():
                raise self.lost("the engines did not stop") from None
            if output is not None:
                output.update(waiting, last=True)
            raise
        except error.EngineError:
            raise self.lost("an engine has died") from None
        except error.CompositeError as several:
            if any(kind == "EngineError" for kind, *_ in several.elist):
                raise self.lost("an engine has died") from None
            kind, text, *_ = several.elist[0]
            if kind == "KeyboardInterrupt":
                raise KeyboardInterrupt from None
            raise CellError(f"{kind}: {text}") from None

    def wait(self, waiting, output) -> None:
        while not waiting.done():
            waiting.wait(0.05)
            if output is not None:
                output.update(waiting)
        # the last lines come after the results
        waiting.wait_for_output(2)
        if output is not None:
            output.update(waiting, last=True)

    def wait_for_engines(self, n: int) -> None:
        end = time.monotonic() + 60
        while len(self.client.ids) != n:
            if time.monotonic() > end:
                raise EnginesLost(f"{len(self.client.ids)} engines run, not {n}: start the cluster again")
            time.sleep(0.05)

    def lost(self, why: str) -> EnginesLost:
        """Starts the engines again, if that is possible."""
        if self.cluster is None:
            return EnginesLost(f"{why}, and MPI with it: start the cluster again")
        n = len(self)
        self.cluster.stop_engines_sync()
        self.wait_for_engines(0)
        self.cluster.start_engines_sync(n=n)
        self.wait_for_engines(n)
        self.loaded.clear()
        self.connect()
        return EnginesLost(f"{why}, and MPI with it: the {len(self)} engines have been started again; what the cells "
                           "defined is gone")  # fmt: skip


class Output:
    """What the ranks print, as `[stdout:0] ...`, in the order of the ranks as far as it has come."""

    def __init__(self, fold: bool):
        self.fold = fold
        self.printed: dict[tuple[str, int], int] = {}

    def update(self, waiting, last: bool = False) -> None:
        """Prints the lines that have come, and what follows them if nothing comes after this call (`last`)."""
        if self.fold and not last:
            return
        for name, stream in (("stdout", sys.stdout), ("stderr", sys.stderr)):
            texts = getattr(waiting, name)
            texts = [texts] if isinstance(texts, str) else texts
            new = []
            for rank, text in enumerate(texts):
                begin = self.printed.get((name, rank), 0)
                end = len(text) if last else text.rfind("\n") + 1
                if end > begin:
                    new.append((rank, text[begin:end]))
                    self.printed[name, rank] = end
            self.print(name, stream, new)

    def print(self, name: str, stream, new: list[tuple[int, str]]) -> None:
        if self.fold:
            together: dict[str, list[int]] = {}
            for rank, text in new:
                together.setdefault(text, []).append(rank)
            new = [(ranges_of(ranks), text) for text, ranks in together.items()]
        for rank, text in new:
            label, separator = f"[{name}:{rank}] ", "" if text.endswith("\n") else "\n"
            stream.write(label + (text if text.count("\n") < 2 else "\n" + text) + separator)
        if new:
            stream.flush()


def ranges_of(ranks: list[int]) -> str:
    """'0-3,5'"""
    parts = []
    for _, group in itertools.groupby(enumerate(ranks), lambda pair: pair[1] - pair[0]):
        run = [rank for _, rank in group]
        parts.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return ",".join(parts)


class Frame:
    """The value of a cell, as it was when the cell ran."""

    def __init__(self, shown: list[dict]):
        self.shown = shown

    def __repr__(self) -> str:
        return self.shown[0]["text"].rstrip("\n")

    def _repr_html_(self) -> str:
        return html.frame_html(self.shown)


@magics_class
class BodoMagics(Magics):
    def __init__(self, shell):
        super().__init__(shell)
        self.parser = option_parser()
        self.engines: Engines | None = None
        self.numbers = itertools.count(1)
        self.forget()

    def forget(self) -> None:
        """What the engines know of cells."""
        self.definitions, self.declared_frames, self.frames = "", "", set()
        self.names: dict[tuple, str] = {}  # of composed cells: an unchanged one keeps its name, and its library
        self.built: dict[tuple, bytes] = {}
        self.after: dict[str, tuple] = {}  # by cell: what it was compiled with, and the definitions after it

    # ---- the magics ----

    @cell_magic
    def bodo(self, line: str, cell: str) -> None:
        """Compiles the cell by bodocc, and runs it on all engines; %%bodo -h shows the options."""
        try:
            options, others = self.parser.parse_known_args(shlex.split(line))
        except SystemExit:  # after -h
            return
        flags = [f"-O{options.optimize}"] if options.optimize else []
        flags += others
        for name in flags:
            if not name.startswith("-"):
                raise UsageError(f"'{name}' is no option: the C++ begins on the next line")
        try:
            self.run(options, flags, cell)
        except EnginesLost:
            self.forget()
            raise

    @line_magic
    def bodo_restart(self, _line: str) -> None:
        """Starts the engines again; what the cells defined is gone."""
        if self.engines is None:
            raise UsageError("there are no engines: %%bodo -n 4 starts 4")
        self.engines.lost("")
        self.forget()

    def run(self, options, flags: list[str], cell: str) -> None:
        engines = self.find_engines(options)
        for name in options.inputs:
            self.pass_in(engines, name)
        if options.args:
            words = ", ".join(map(frames.cpp_string, options.args))
            cell_head = f'#line 1 "<args>"\n#include <string>\n#include <vector>\nconst std::vector<std::string> args{{{words}}};\n'
        else:
            cell_head = ""
        if options.source:
            self.show_source(flags, cell, cell_head)
            return
        key, library = self.build(flags + [f"--report={kind}" for kind in options.report], cell, cell_head)
        sent = None if key in engines.loaded else library
        replies = engines.call(engine.run_cell, key, sent, output=Output(options.fold))
        engines.loaded.add(key)
        self.take(replies, cell)
        for each in options.outputs:
            self.pass_out(engines, *each.partition(":")[::2])

    # ---- engines ----

    def find_engines(self, options) -> Engines:
        """Those that are there already, or new ones."""
        import ipyparallel

        if self.engines is not None and not self.engines.alive:
            if options.n is None:
                raise self.engines.lost("an engine has died")
            self.engines = None
            self.forget()
        if self.engines is None:
            parallel = self.shell.magics_manager.registry.get("ParallelMagics")
            view = getattr(parallel, "view", None)
            if view is not None and options.profile is None:
                self.engines = Engines(view.client)
            elif client := self.running_cluster(options.profile):
                self.engines = Engines(client)
            elif options.n is not None:
                print(f"starting {options.n} engines")
                self.engines = self.start_engines(options.n, options.profile)
        if self.engines is None:
            raise UsageError("there are no engines: %%bodo -n 4 starts 4")
        if options.n not in (None, len(self.engines)):
            raise UsageError(f"{len(self.engines)} engines are there already, not {options.n}")
        return self.engines

    @staticmethod
    def start_engines(n: int, profile: str | None) -> Engines:
        import ipyparallel

        cluster = ipyparallel.Cluster(engines="mpi", n=n, log_level=40, profile=profile or "default")
        cluster.start_cluster_sync()
        client = cluster.connect_client_sync()
        client.wait_for_engines(n, timeout=60, interactive=False)
        view = client[:]
        view.block = True
        view.activate()  # for %%px
        return Engines(client, cluster)

    @staticmethod
    def running_cluster(profile: str | None):
        """The client of a cluster that somebody has started; None if there is none."""
        import ipyparallel

        try:
            cluster = ipyparallel.Cluster.from_file(profile=profile or "default")
            if not cluster.engines:
                return None
            client = cluster.connect_client_sync()
            client.wait_for_engines(1, timeout=10, interactive=False)
            return client
        except (OSError, TimeoutError):
            if profile is not None:
                raise UsageError(f"no cluster of the profile '{profile}' runs: ipcluster start --profile={profile} "
                                 "--engines=mpi -n 4") from None  # fmt: skip
            return None

    # ---- compilation ----

    def build(self, flags: list[str], cell: str, head: str) -> tuple[str, bytes]:
        """The library of the cell, and the key by which engines know it. A cell that has not changed, and neither what
        it was compiled with, keeps its library."""
        before = (self.declared_frames, self.definitions)
        compiled_with, after = self.after.get(cell, (None, None))
        if after == before:
            before = compiled_with  # it comes again, after itself
        known = (tuple(flags), head, *before, cell)
        name = self.names.setdefault(known, self.cell_name())
        if known not in self.built:
            library, said = self.bodocc(name, [*flags, "-shared", "-fPIC", "-fno-gnu-unique"], cell, head)
            self.built[known] = library.read_bytes()
            self.tell(said)
        self.pending = before
        return f"{name} {hash(known)}", self.built[known]

    def cell_name(self) -> str:
        """The current cell's. (IPython's execution_count is this cell's number or the next one's, by its version.)"""
        return f"In[{len(self.shell.history_manager.input_hist_parsed) - 1}]"

    def tell(self, said: str) -> None:
        """Reports are output, warnings are not."""
        if said:
            print(said, file=sys.stderr if "warning: " in said else sys.stdout)

    def bodocc(self, name: str, flags: list[str], cell: str, head: str = "") -> tuple[Path, str]:
        text = "\n".join(["#include <bodo/bodo.h>", '#line 1 "<frames>"', self.declared_frames, self.definitions, head,
                          f'#line 1 "{name}"', cell])  # fmt: skip
        folder = compiler.source_folder() or Path(tempfile.gettempdir()) / f"bodocc-{os.getpid()}/1/sources"
        source = compiler.write_source(folder, "cell.cpp", text)
        output = source.with_suffix(".out")
        done = compiler.run_bodocc(f"--cell={name}", "-fcolor-diagnostics", *flags, str(source), "-o", str(output))
        said = done.stderr.replace(str(source), name).strip()
        if done.returncode != 0:
            print(said, file=sys.stderr)
            raise CellError(f"{name} does not compile")
        return output, said

    def show_source(self, flags: list[str], cell: str, head: str) -> None:
        output, said = self.bodocc(self.cell_name(), [*flags, "-S"], cell, head)
        self.tell(said)
        display(Code(output.read_text(), language="cpp"))

    # ---- results ----

    def take(self, replies: list[dict], cell: str) -> None:
        """What a cell has done: its definitions, and its value or error."""
        self.remember(replies[0])
        failed = {reply["text"]: rank for rank, reply in reversed(list(enumerate(replies))) if reply["status"] != 0}
        if failed:
            raise CellError("\n".join(failed))
        self.definitions = replies[0]["summary"]["definitions"]
        self.after[cell] = (self.pending, (self.declared_frames, self.definitions))
        if replies[0]["frame"] is not None:
            display(Frame([reply["frame"] for reply in replies]))
        elif replies[0]["value"]:
            texts: dict[str, list[int]] = {}
            for rank, reply in enumerate(replies):
                texts.setdefault(reply["text"], []).append(rank)
            for text, ranks in texts.items():
                print(text if len(texts) == 1 else f"[out:{ranges_of(ranks)}] {text}")

    def remember(self, reply: dict) -> None:
        self.declared_frames = reply["frames"]
        self.frames = {each["name"] for each in reply["variables"] if each["frame"]}

    # ---- tables of Python ----

    def pass_in(self, engines: Engines, name: str) -> None:
        import pyarrow

        if name not in self.shell.user_ns:
            raise UsageError(f"-i {name}: Python has no variable '{name}'")
        try:
            batch = frames.arrow_batch(self.shell.user_ns[name])
        except (TypeError, ValueError) as error:
            raise UsageError(f"-i {name}: {error}") from None
        path = SHARED_MEMORY / f"bodocc-{uuid.uuid4().hex}"
        try:
            with pyarrow.ipc.new_file(path, batch.schema) as file:
                file.write_batch(batch)
            reply = engines.call(engine.take_table, name, str(path))[0]
        finally:
            path.unlink(missing_ok=True)
        known = name in self.frames
        self.remember(reply)
        if not known:
            self.definitions += f'#line 1 "-i {name}"\nextern bodo::DataFrame {name};\n'

    def pass_out(self, engines: Engines, name: str, kind: str) -> None:
        import pyarrow

        if kind not in ("", "pandas", "polars", "arrow"):
            raise UsageError(f"-o {name}:{kind}: a table is of pandas, polars or arrow")
        path = SHARED_MEMORY / f"bodocc-{uuid.uuid4().hex}"
        parts = engines.call(engine.give_table, name, str(path))
        try:
            tables = []
            for part in parts:
                with pyarrow.memory_map(part) as file:
                    tables.append(pyarrow.ipc.open_file(file).read_all())
            table = pyarrow.concat_tables(tables)
            if kind == "polars":
                import polars

                self.shell.user_ns[name] = polars.from_arrow(table)
            else:
                self.shell.user_ns[name] = table if kind == "arrow" else table.to_pandas()
        finally:
            for part in parts:
                os.unlink(part)
