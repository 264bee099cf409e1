"""The values of the machine: inert, whatever the file calls them.

Numbers, None, truth values, str, list and tuple stand for themselves. Bytes are views of
the file. Everything else is one of the classes here. None of them is ever hashed or
compared by the machine: a deep tuple overflows the stack in ``hash``, and sixty thousand
integers can be chosen to share one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np

    from engine.checkpoints.node import AnyArray

Value: TypeAlias = Any


class Known(Enum):
    """What the few names that are understood stand for."""

    RECONSTRUCT = auto()
    SCALAR = auto()
    FROMBUFFER = auto()
    NDARRAY = auto()
    DTYPE = auto()
    ENCODE = auto()
    BYTES = auto()
    BYTEARRAY = auto()
    ORDERED_DICT = auto()
    COMPLEX = auto()
    SET = auto()
    FROZENSET = auto()


@dataclass(slots=True, eq=False)
class Name:
    """A class or function that the file names; only the beginning of its name is kept."""

    module: str
    name: str
    offset: int
    known: Known | None = None

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(slots=True, eq=False)
class Opaque:
    """What a foreign class or function would have made."""

    name: Name


def is_foreign(value: Value) -> bool:
    """Whether a value is a foreign name, or what one would have made."""
    return isinstance(value, Opaque) or (isinstance(value, Name) and value.known is None)


@dataclass(slots=True, eq=False)
class OldText:
    """A ``str`` of Python 2: bytes, of which nobody knows whether they are text."""

    raw: memoryview

    def decoded(self) -> str:
        """Return it as text, a character per byte."""
        return str(self.raw, "latin-1")


@dataclass(slots=True, eq=False)
class LongText:
    """Text that is not decoded yet: in protocols 0 to 2 the bytes of arrays look so."""

    raw: memoryview | bytes
    encoding: str
    encoded: memoryview | None = None


@dataclass(slots=True, eq=False)
class Pairs:
    """A dictionary, as the list of what was put into it."""

    pairs: list[tuple[Value, Value]] = field(default_factory=list)
    ordered: bool = False
    built: bool = False


@dataclass(slots=True, eq=False)
class Members:
    """A set, as the list of what was put into it."""

    items: list[Value] = field(default_factory=list)
    frozen: bool = False


@dataclass(slots=True, eq=False)
class ArrayType:
    """A dtype; `dtype` is our own, None for objects and for float128."""

    code: str
    built: bool = False
    is_object: bool = False
    is_extended: bool = False
    big_endian: bool = False
    dtype: np.dtype[Any] | None = None


@dataclass(slots=True, eq=False)
class Array:
    """An array: numbers, or nested lists in the place of an array of objects."""

    built: bool = False
    numbers: AnyArray | None = None
    objects: list[Value] | None = None
    note: str = ""
    shape: tuple[int, ...] = ()
