"""What is in a parameters file, as it is in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from engine.checkpoints.wording import grouped

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal[
    "list", "tuple", "dict", "set", "array", "number", "text", "bytes", "boolean", "none"
]
AnyArray = npt.NDArray[Any]
Plain = bool | int | float | complex | str | memoryview | np.generic | None

CONTAINERS = frozenset({"list", "tuple", "dict", "set"})


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One thing in a file: a container with entries, an array, or a plain value.

    The tree is read-only, and things that the file shares are shared here too. Entries
    that are plain values are kept as such and become nodes when asked for, so that a
    million numbers stay a million numbers.

    Attributes
    ----------
    kind : str
        "list", "tuple", "dict", "set", "array", "number", "text", "bytes", "boolean"
        or "none".
    value : object
        The number (of Python or of NumPy), text, bytes (a memoryview) or truth value.
    array : ndarray or None
        For "array": read-only, in the dtype and order of the file.
    keys : tuple of str
        For "dict": a label per entry, in the file's order. Foreign text: escape it
        before showing it.
    items : tuple
        Entries of a container: nodes and plain values.
    note : str
        What is worth knowing about it, in words; "" mostly.
    holds_arrays : bool
        Whether there is an array anywhere inside a container.
    """

    kind: Kind
    value: Plain = None
    array: AnyArray | None = None
    keys: tuple[str, ...] = ()
    items: tuple[Node | Plain, ...] = field(default=(), repr=False)
    note: str = ""
    holds_arrays: bool = field(init=False, repr=False)

    def __post_init__(self) -> None:
        inside = any(
            isinstance(item, Node) and (item.array is not None or item.holds_arrays)
            for item in self.items
        )
        object.__setattr__(self, "holds_arrays", inside)

    @classmethod
    def of(cls, value: Node | Plain) -> Node:
        """Return a plain value as a node, and a node as it is."""
        match value:
            case Node():
                return value
            case None:
                return cls("none")
            case bool() | np.bool_():
                return cls("boolean", value=bool(value))
            case str():
                return cls("text", value=value)
            case memoryview():
                return cls("bytes", value=value)
        return cls("number", value=value)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Node]:
        return (Node.of(item) for item in self.items)

    def child(self, index: int) -> Node:
        """Return the entry at `index` of a container."""
        return Node.of(self.items[index])

    def label(self, index: int) -> str:
        """Return what the file calls the entry at `index`: a key, or "[3]"."""
        return self.keys[index] if self.keys else f"[{index}]"

    def get(self, key: str) -> Node | None:
        """Return the entry of a dictionary, if there is one."""
        return self.child(self.keys.index(key)) if key in self.keys else None

    @property
    def is_container(self) -> bool:
        """Whether it has entries, maybe none."""
        return self.kind in CONTAINERS

    def describe(self) -> str:
        """Say in a few words what it is: "list of 2", "8×1×5×5 float32"."""
        if self.is_container:
            return f"{self.kind} of {grouped(len(self))}"
        if self.array is not None:
            return f"{'×'.join(map(str, self.array.shape)) or 'single'} {self.array.dtype}"
        return self.kind
