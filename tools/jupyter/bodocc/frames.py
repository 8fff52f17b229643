"""Frames of compiled functions: a reference to this rank's rows, in the memory of the runtime library."""

import ctypes
import html

from . import runtime, values

ARROW_TYPES = {"boolean": "bool_", "date": "date32"}  # names that pyarrow spells in another way


def arrow_type(name: str):
    import pyarrow

    if name.startswith("decimal("):
        precision, scale = name.removeprefix("decimal(").removesuffix(")").split(",")
        return pyarrow.decimal128(int(precision), int(scale))
    if name in ("timestamp", "duration"):
        return getattr(pyarrow, name)("ns")
    return getattr(pyarrow, ARROW_TYPES.get(name, name))()


def arrow_batch(table):
    """Any table of pandas, Polars or Arrow (or a dictionary of columns) as one batch of Arrow, whose columns may hold
    missing values if they do."""
    import pyarrow

    if isinstance(table, pyarrow.RecordBatch):
        table = pyarrow.Table.from_batches([table])
    elif type(table).__module__.partition(".")[0] == "pandas":
        index = table.index
        if index.nlevels > 1 or index.name is not None or not (index.inferred_type in ("integer", "empty")):
            raise TypeError("the frame has an index, which frames of bodocc have not: reset_index() makes it a column, "
                            "reset_index(drop=True) drops it")  # fmt: skip
        strange = [name for name in table.columns if not isinstance(name, str)]
        if strange:
            raise TypeError(f"the name of a column is {strange[0]!r}, not a string")
        table = pyarrow.Table.from_pandas(table, preserve_index=False)
    elif not isinstance(table, pyarrow.Table):
        table = pyarrow.table(table)
    names = table.column_names
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"there are two columns '{name}'")
        if not name or "\0" in name:
            raise ValueError(f"the name of a column is {name!r}")
    columns = [column.combine_chunks() for column in table.columns]
    fields = [field.with_nullable(column.null_count > 0) for field, column in zip(table.schema, columns)]
    return pyarrow.RecordBatch.from_arrays(columns, schema=pyarrow.schema(fields))


def is_table(value) -> bool:
    return isinstance(value, DataFrame) or hasattr(value, "__arrow_c_stream__") or hasattr(value, "__arrow_c_array__")


class ArrowPair:
    """Empty structures of the Arrow C interface, which one side fills and the other moves out of."""

    def __init__(self):
        self.schema_memory, self.array_memory = ctypes.create_string_buffer(72), ctypes.create_string_buffer(80)
        self.schema, self.array = ctypes.addressof(self.schema_memory), ctypes.addressof(self.array_memory)


class DataFrame:
    """A frame. Its rows are spread over the ranks, each of which holds a part of them (`is_distributed`), or every rank
    holds all. It cannot be changed, and may be passed to compiled functions, which copies nothing.

    DataFrame(table) is made from a table of pandas, Polars or pyarrow, the same one on every rank. Local."""

    __slots__ = ("_handle", "_described", "_release", "__weakref__")

    def __new__(cls, table):
        batch, pair = arrow_batch(table), ArrowPair()
        batch._export_to_c(pair.array, pair.schema)
        return runtime.start().call("bodo_frame_import", pair.schema, pair.array)

    @classmethod
    def _of(cls, handle: int) -> "DataFrame":
        """Takes over a reference to a frame of C++."""
        frame = object.__new__(cls)
        frame._handle, frame._described, frame._release = handle, None, runtime.start().release
        return frame

    def __del__(self):
        # without the runtime's lock: nothing but memory is freed
        if getattr(self, "_handle", 0):
            self._release(self._handle)
            self._handle = 0

    def __reduce_ex__(self, protocol):
        raise TypeError("a frame of bodocc stays where its rows are: to_arrow() makes a table that can be sent")

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    # ---- what it is; all of this is local ----

    def _describe(self):
        if self._described is None:
            self._described = runtime.start().call("bodo_frame_describe", self._handle)
        return self._described

    def __len__(self) -> int:
        """Rows on all ranks."""
        return self._describe()[0]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows on all ranks, and columns."""
        return len(self), len(self.columns)

    @property
    def local_rows(self) -> int:
        return self._describe()[1]

    @property
    def first_row(self) -> int:
        """The number, among the rows of all ranks, of the first one on this rank."""
        return self._describe()[2]

    @property
    def is_distributed(self) -> bool:
        return self._describe()[3]

    @property
    def columns(self) -> list[str]:
        return [name for name, _, _ in self._describe()[4]]

    @property
    def schema(self):
        """The columns as a pyarrow.Schema."""
        import pyarrow

        return pyarrow.schema([pyarrow.field(name, arrow_type(kind), nullable)
                               for name, kind, nullable in self._describe()[4]])  # fmt: skip

    @property
    def _cpp_schema(self) -> str:
        """As C++ declares it."""
        if not self.columns:
            raise TypeError("it is a frame without columns")
        fields = (f"{{{cpp_string(name)}, bodo::{kind}, {'true' if nullable else 'false'}}}"
                  for name, kind, nullable in self._describe()[4])  # fmt: skip
        return f"bodo::schema({{{', '.join(fields)}}})"

    @property
    def _shown_schema(self) -> str:
        """As reports show it."""
        fields = (f"{name}: {kind}{'?' if nullable else ''}" for name, kind, nullable in self._describe()[4])
        return f"{{{', '.join(fields)}}}"

    def __repr__(self) -> str:
        rows, local, first, spread, _ = self._describe()
        here = f", {local} of them here from row {first}" if spread and runtime.size() > 1 else ""
        return f"<bodocc.{type(self).__name__} {rows} rows{here}: {self._shown_schema[1:-1]}>"

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(repr(self))}</pre>" + self.local().to_pandas().to_html(max_rows=10, border=0)

    # ---- its values ----

    def local(self):
        """This rank's rows as a pyarrow.Table; numbers are not copied. Local."""
        import pyarrow

        pair = ArrowPair()
        runtime.start().call("bodo_frame_export", self._handle, pair.schema, pair.array, False)
        table = pyarrow.Table.from_batches([pyarrow.RecordBatch._import_from_c(pair.array, pair.schema)])
        # strings that the runtime keeps as numbers of words are strings
        return table.cast(pyarrow.schema([field.with_type(field.type.value_type)
                                          if pyarrow.types.is_dictionary(field.type) else field
                                          for field in table.schema]))  # fmt: skip

    def gather(self, root: int | None = None) -> "DataFrame":
        """The frame with all rows on every rank, or on the root alone (the others have none). Collective, unless every
        rank has them already."""
        if root is None and not self.is_distributed:
            return self
        return runtime.start().call("bodo_frame_gather", self._handle, -1 if root is None else root)

    def to_arrow(self):
        """All rows as a pyarrow.Table, on every rank. Collective if they are spread."""
        return self.gather().local()

    def to_pandas(self):
        """All rows as a pandas.DataFrame, on every rank. Collective if they are spread."""
        return self.to_arrow().to_pandas()

    def to_polars(self):
        """All rows as a polars.DataFrame, on every rank. Collective if they are spread."""
        import polars

        return polars.from_arrow(self.to_arrow())

    # ---- made of what the ranks have ----

    @classmethod
    def from_local_rows(cls, table) -> "DataFrame":
        """One frame of each rank's own rows, in rank order. Collective; columns and types must be the same."""
        own = as_frame(table)  # lives until the call has ended
        return runtime.start().call("bodo_frame_from_local", own._handle)

    @classmethod
    def scatter(cls, table, root: int = 0) -> "DataFrame":
        """The root's table in equal blocks over the ranks; the other ranks' is ignored. Collective."""
        frame = as_frame(table) if runtime.rank() == root else None
        return runtime.start().call("bodo_frame_scatter", None if frame is None else frame._handle, root)


class Series(DataFrame):
    """A column, as a frame of one."""

    __slots__ = ()

    def __new__(cls, *_):
        raise TypeError("compiled functions make series; bodocc.DataFrame(table) makes a frame")

    def to_pandas(self):
        return self.to_arrow().to_pandas().iloc[:, 0]

    def to_polars(self):
        return super().to_polars().to_series()


def as_frame(table) -> DataFrame:
    if isinstance(table, DataFrame):
        return table
    if not is_table(table) and not isinstance(table, dict):
        raise TypeError(f"it must be a frame or a table, not {type(table).__name__}")
    return DataFrame(table)


def cpp_string(text: str) -> str:
    """A literal of C++."""
    return '"' + "".join(f"\\{byte:03o}" if byte < 32 or byte in b'"\\?\x7f' else chr(byte) if byte < 127 else
                         f"\\{byte:03o}" for byte in text.encode()) + '"'  # fmt: skip


values.ENCODERS[DataFrame] = lambda frame: b"F" + values.word(frame._handle)
