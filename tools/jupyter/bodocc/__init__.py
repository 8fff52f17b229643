"""bodocc in Python: annotated C++ functions as functions of Python, on one rank or under mpirun.

    m = bodocc.load("prog.cpp")
    m.f(8, 1)               # compiles f for these types at the first call, and runs it
    print(m.f)              # bodocc.Dispatcher f: (int, int)
"""

from .compiler import CompileError
from .dispatch import Dispatcher, Module, load
from .frames import DataFrame, Series
from .runtime import Error, rank, size



def load_ipython_extension(shell) -> None:
    """%load_ext bodocc"""
    from .notebook import BodoMagics

    shell.register_magics(BodoMagics)


__all__ = ["CompileError", "DataFrame", "Dispatcher", "Error", "Module", "Series", "load", "rank", "size"]
