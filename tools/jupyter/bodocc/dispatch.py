"""Compiled functions: a module is a C++ source, and each of its annotated functions a dispatcher, which compiles the
function for the types of its arguments when it is first called with them."""

import difflib
import os
import sys
from collections import namedtuple
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from . import compiler, frames, runtime, values


@dataclass(frozen=True)
class Parameter:
    name: str
    kind: str  # value, template, frame, series, reference
    type: str
    default: str | None = None


@dataclass(frozen=True)
class Function:
    """One annotated function, as --report=functions lists it."""

    name: str  # qualified
    line: int
    parameters: tuple[Parameter, ...]
    returns: str
    members: tuple[str, ...]

    @classmethod
    def of(cls, listed: dict) -> "Function":
        return cls(listed["name"], listed["line"], tuple(Parameter(**each) for each in listed["parameters"]),
                   listed["returns"], tuple(listed["members"]))  # fmt: skip

    @property
    def signature(self) -> str:
        parameters = (f"{each.type} {each.name}" + (f" = {each.default}" if each.default else "")
                      for each in self.parameters)  # fmt: skip
        return f"{self.returns} {self.name}({', '.join(parameters)})"

    @property
    def required(self) -> int:
        return sum(each.default is None for each in self.parameters)

    def bind(self, arguments: tuple, named: dict) -> tuple:
        """The values of the parameters in their order, without those that have their defaults."""
        if len(arguments) > len(self.parameters):
            raise TypeError(f"{self.name}() takes {len(self.parameters)} arguments, not {len(arguments)}")
        bound = list(arguments)
        for parameter in self.parameters[len(arguments):]:  # fmt: skip
            if parameter.name not in named:
                break
            bound.append(named.pop(parameter.name))
        missing = [each for each in self.parameters[len(bound):]]  # fmt: skip
        for name in named:
            if name in (each.name for each in self.parameters[: len(arguments)]):
                raise TypeError(f"{self.name}() got two values for '{name}'")
            if name not in (each.name for each in missing):
                raise TypeError(f"{self.name}() has no parameter '{name}': {self.signature}")
            if missing[0].default is not None:
                raise TypeError(f"{self.name}() needs '{missing[0].name}' too: C++ has defaults for the last "
                                "parameters only")  # fmt: skip
        if missing and missing[0].default is None:
            raise TypeError(f"{self.name}() needs '{missing[0].name}': {self.signature}")
        return tuple(bound)


# How well a value fits a parameter's type, for overloaded functions: the value's types, and what the C++ type has
FITS = (
    (bool, ("bool",)),
    (int, ("int", "long", "short", "char")),
    (float, ("double", "float")),
    (str, ("string", "char")),
)


def fits(value, parameter: Parameter) -> int | None:
    """0 if the value is of the parameter's type, 1 if it converts, None if it cannot."""
    if parameter.kind == "template":
        return 1
    if frames.is_table(value) or parameter.kind == "frame":
        return 0 if frames.is_table(value) and parameter.kind == "frame" else None
    if isinstance(value, (list, tuple, dict)):
        return 0 if "<" in parameter.type else None
    for kind, words in FITS:
        if isinstance(value, kind):
            exact = any(word in parameter.type for word in words)
            converts = kind in (bool, int) and any(word in parameter.type for _, some in FITS[1:3] for word in some)
            return 0 if exact else 1 if converts else None
    return 1


class Passed(NamedTuple):
    """An argument: the C++ type that it selects (of a frame: its schema), its bytes, and a frame that is kept until
    the call has taken it."""

    type: str
    encoded: bytes
    frame: frames.DataFrame | None = None

    @classmethod
    def of(cls, value, parameter: Parameter) -> "Passed":
        try:
            if parameter.kind == "value":
                return cls(parameter.type, values.encode(value))
            if parameter.kind == "frame" or (parameter.kind == "template" and frames.is_table(value)):
                frame = frames.as_frame(value)
                return cls(frame._cpp_schema, values.encode(frame), frame)
            if parameter.kind == "template":
                return cls(values.cpp_type(value), values.encode(value))
        except (TypeError, ValueError, OverflowError) as error:
            raise type(error)(f"argument '{parameter.name}': {error}") from None
        if parameter.kind == "series":
            raise TypeError(f"parameter '{parameter.name}' is a series, which Python cannot pass: take a frame")
        raise TypeError(f"parameter '{parameter.name}' is a reference to {parameter.type} that the function changes, "
                        "which values of Python cannot be: return the changed one")  # fmt: skip

    @property
    def shown(self) -> str:
        return self.type if self.frame is None else self.frame._shown_schema


@dataclass(frozen=True, repr=False)
class Specialization:
    """A function, compiled for types: `types` are the C++ types of its parameters, frames by their columns."""

    function: Function
    types: tuple[str, ...]
    entry: object
    result: type | None

    def __call__(self, encoded: bytes):
        value = runtime.start().take(self.entry, encoded)
        return self.result._make(value) if self.result else value

    @property
    def shown(self) -> str:
        # what Python's int is in C++
        return f"({', '.join('int' if each == 'std::int64_t' else each for each in self.types)})"

    def __repr__(self) -> str:
        return f"{self.function.name}{self.shown}"


class Dispatcher:
    """An annotated function. A call takes the arguments of the C++ function; numbers, strings, dates, times, durations,
    decimals, lists, tuples, dictionaries and tables of pandas, Polars or pyarrow are converted. Collective, as the
    function is: every rank calls it with the same arguments."""

    def __init__(self, module: "Module", functions: list[Function]):
        self._module, self._functions = module, functions
        self._compiled: dict[tuple, Specialization] = {}
        self.__name__ = functions[0].name.rpartition("::")[2]
        self.__qualname__ = functions[0].name
        self.__doc__ = "\n".join(each.signature for each in functions)

    @property
    def specializations(self) -> list[Specialization]:
        """Those that this process has compiled, or loaded from the cache, in this order."""
        return list(self._compiled.values())

    def __repr__(self) -> str:
        return f"bodocc.Dispatcher {self.__qualname__}: {', '.join(each.shown for each in self.specializations)}"

    def __reduce__(self):
        return _dispatcher_of, (str(self._module._path), self._module._options, self.__qualname__)

    def __call__(self, *arguments, **named):
        function = self._functions[0] if len(self._functions) == 1 else self._select(arguments, named)
        if named or len(arguments) != len(function.parameters):
            arguments = function.bind(arguments, named)
        passed = [Passed.of(value, parameter) for value, parameter in zip(arguments, function.parameters)]
        key = (id(function), *(each.type for each in passed))
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = self._compile(function, passed)
        return found(b"".join([each.encoded for each in passed]))

    def _select(self, arguments: tuple, named: dict) -> Function:
        """The function with that name that takes these arguments best."""
        matches = []
        for function in self._functions:
            try:
                bound = function.bind(arguments, dict(named))
            except TypeError:
                continue
            fit = [fits(value, parameter) for value, parameter in zip(bound, function.parameters)]
            if None not in fit:
                matches.append((sum(fit), len(function.parameters) - len(bound), function))
        best = [each for each in matches if each[:2] == min(m[:2] for m in matches)]
        if len(best) == 1:
            return best[0][2]
        why = "several functions" if best else "no function"
        signatures = "; ".join(each.signature for each in self._functions)
        given = ", ".join([type(value).__name__ for value in arguments] + list(named))
        raise TypeError(f"{why} '{self.__qualname__}' can take ({given}): {signatures}")

    # ---- compilation ----

    def _compile(self, function: Function, passed: list["Passed"]) -> Specialization:
        lines, given, includes = [], [], set()
        for number, (parameter, argument) in enumerate(zip(function.parameters, passed), 1):
            variable = f"argument_{number}"
            is_frame = argument.frame is not None
            type_name = "bodo::DataFrame" if is_frame else argument.type
            given.append(f"bodo::expect({variable}, {argument.type})" if is_frame else variable)
            includes.update(header for word, header in HEADERS.items() if word in type_name)
            name = frames.cpp_string(parameter.name)
            lines.append(f"    {type_name} {variable} = in.next<{type_name}>({name});")
        call = f"::{function.name}({', '.join(given)})"
        shown = tuple(each.shown for each in passed)
        if function.members:
            # a struct, whose members' names are known here
            lines.append(f"    const auto result = {call};")
            call = f"std::make_tuple({', '.join(f'result.{member}' for member in function.members)})"
        place = (self._module._path.name, function.line, function.name)
        text = "\n".join([
            self._module._text, f'#line 1 "<call of {function.name}>"', "#include <bodo/rt/python.h>",
            *(f"#include <{header}>" for header in sorted(includes)),
            'extern "C" __attribute__((visibility("default"))) char* bodo_python_call(const char* bytes) {',
            f"  static constexpr bodo::rt::site at{{{frames.cpp_string(place[0])}, {place[1]}, "
            f"{frames.cpp_string(place[2])}}};",
            "  return bodo::rt::python::answered(at, bytes, [](bodo::rt::python::arguments& in) {",
            *lines, f"    return {call};", "  });", "}", "",
        ])  # fmt: skip
        library = self._module._build(text, place, f"{function.name}({', '.join(shown)})")
        result = namedtuple(function.returns.rpartition("::")[2].rpartition(" ")[2] or "Result", function.members,
                            rename=True) if function.members else None  # fmt: skip
        return Specialization(function, shown, runtime.start().load(library), result)


HEADERS = {"chrono": "chrono", "vector": "vector", "std::map": "map", "std::tuple": "tuple",
           "std::optional": "optional", "std::string": "string"}  # fmt: skip


class Module:
    """A C++ source. Its annotated functions are attributes: `module.f`, or `module["space::f"]`."""

    def __init__(self, path: Path, options: tuple[str, ...], shown: str, text: str, listed: list[dict]):
        self._path, self._options, self._shown, self._text = path, options, shown, text
        functions: dict[str, list[Function]] = {}
        for each in listed:
            functions.setdefault(each["name"], []).append(Function.of(each))
        self._dispatchers = {name: Dispatcher(self, all_of_name) for name, all_of_name in functions.items()}

    def __getitem__(self, name: str) -> Dispatcher:
        found = [dispatcher for qualified, dispatcher in self._dispatchers.items()
                 if name in (qualified, qualified.rpartition("::")[2])]  # fmt: skip
        exact = self._dispatchers.get(name)
        if exact is not None:
            return exact
        if len(found) == 1:
            return found[0]
        names = ", ".join(self._dispatchers) or "none"
        if found:
            raise KeyError(f"'{name}' may be one of {', '.join(each.__qualname__ for each in found)}")
        near = difflib.get_close_matches(name, self._dispatchers, 1)
        raise KeyError(f"{self._path.name} has no annotated function '{name}'"
                       + (f"; did you mean '{near[0]}'?" if near else f"; it has {names}"))  # fmt: skip

    def __getattr__(self, name: str) -> Dispatcher:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(error.args[0]) from None

    def __dir__(self):
        return [*super().__dir__(), *(name.rpartition("::")[2] for name in self._dispatchers)]

    def __repr__(self) -> str:
        return f"<bodocc.Module {self._path.name}: {', '.join(self._dispatchers) or 'no annotated functions'}>"

    def __reduce__(self):
        return load, (str(self._path), *self._options)

    def _build(self, text: str, place: tuple[str, int, str], question: str) -> bytes:
        """Collective: rank 0 compiles, and the others wait for the library."""

        def build() -> bytes:
            library, said = compiler.build_library(text, self._path, list(self._options), self._shown)
            if said:
                print(said, file=sys.stderr)
            return library

        return on_first_rank(place, question, build)


def on_first_rank(place: tuple[str, int, str], question: str, work) -> bytes:
    """Collective: what `work` returns on rank 0, on every rank, or what it raises."""
    job = runtime.start()
    if job.size == 1:
        return work()
    job.share(place, question)
    if job.rank != 0:
        kind, answer = (shared := job.share(place, "the result"))[:1], shared[1:]
    else:
        kind, answer, failure = b"=", b"", None
        try:
            answer = work()
        except BaseException as error:  # the others must not wait
            failure = error
            kind = b"c" if isinstance(error, compiler.CompileError) else b"!"
            answer = (str(error) or type(error).__name__).encode()
        job.share(place, "the result", kind + answer)
        if failure is not None:
            raise failure
    if kind == b"c":
        raise compiler.CompileError(answer.decode())
    if kind == b"!":
        raise runtime.Error(f"{place[0]}: rank 0: {answer.decode()}")
    return answer


def load(source: str | os.PathLike, *options: str) -> Module:
    """The annotated functions of a C++ source. `options` are bodocc's, such as "-O3" or "-DNAME". Collective: every
    rank loads the same file."""
    import json

    path = Path(source).resolve()

    def read() -> bytes:
        text = path.read_bytes().decode(errors="surrogateescape")
        return json.dumps([text, compiler.list_functions(path, list(options), os.fspath(source))]).encode()

    place = (path.name, 0, "load")
    return Module(path, options, os.fspath(source), *json.loads(on_first_rank(place, f"{path.name} {options}", read)))


def _dispatcher_of(path: str, options: tuple[str, ...], name: str) -> Dispatcher:
    return load(path, *options)[name]
