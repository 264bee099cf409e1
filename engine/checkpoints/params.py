"""A parameters file that was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.checkpoints.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from engine.checkpoints.node import AnyArray

_LONGEST_PLACE = 500
_LONGEST_LABEL = 200
ROOT_ARRAY = "array"
"""Place of an array that is all there is in a file."""


@dataclass(frozen=True, slots=True, eq=False)
class Params:
    """What is in a parameters file, and how it was read.

    Attributes
    ----------
    path : Path
        The file.
    format : str
        "pickle", "npy", "npz" or "safetensors".
    compression : str or None
        "gzip", "bz2" or "xz", if it was packed in one of them.
    protocol : int or None
        Of a pickle; 0 also stands for 1, which pickles do not tell apart.
    is_python2 : bool
        Whether Python 2 wrote the pickle.
    sha256 : str
        Of the file's bytes, in hex.
    size : int
        Of the file, in bytes.
    tree : Node
        Everything in it, as it is in it.
    arrays : mapping of str to ndarray
        All arrays by their place, like ``[0][3]`` or ``layers.conv1.W``; read-only.
        One that is shared is there by each of its places.
    warnings : tuple of str
        What was odd and did no harm, in sentences.
    opcodes : int
        Instructions of a pickle; 0 for other formats.
    names : tuple of str
        Names in a pickle that were understood: all of NumPy and Python's own.
    """

    path: Path
    format: str
    compression: str | None
    protocol: int | None
    is_python2: bool
    sha256: str
    size: int
    tree: Node
    arrays: Mapping[str, AnyArray]
    warnings: tuple[str, ...]
    opcodes: int
    names: tuple[str, ...]

    def describe(self) -> str:
        """Say what kind of file it is: "pickle, protocol 4, in gzip"."""
        parts = [self.format]
        if self.protocol is not None:
            parts.append(f"protocol {self.protocol}")
        if self.is_python2:
            parts.append("of Python 2")
        if self.compression:
            parts.append(f"in {self.compression}")
        return ", ".join(parts)


def arrays_in(tree: Node, place: str = "") -> Iterator[tuple[str, AnyArray]]:
    """Yield the place and the array of every array in a tree, in its order.

    Parameters
    ----------
    tree : Node
    place : str, default=""
        Where the tree itself is.
    """
    waiting: list[tuple[str, Node]] = [(place, tree)]
    while waiting:
        place, node = waiting.pop()
        if node.array is not None:
            yield place or ROOT_ARRAY, node.array
        if node.holds_arrays:
            inside = [
                (place_of(place, node, index), item)
                for index, item in enumerate(node.items)
                if isinstance(item, Node)
            ]
            waiting.extend(reversed(inside))


def place_of(place: str, node: Node, index: int) -> str:
    """Return the place of the entry at `index` of a container that is at `place`.

    Very long keys are cut: one of a megabyte can lie above a hundred thousand arrays.
    """
    label = node.label(index)
    joint = "." if place and node.keys else ""
    whole = f"{place}{joint}{label[:_LONGEST_LABEL]}"
    return whole if len(whole) <= _LONGEST_PLACE else "…" + whole[1 - _LONGEST_PLACE :]
