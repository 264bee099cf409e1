"""What stands in the cells of the tree: meanings, shapes, kinds and plain values."""

from __future__ import annotations

import html
from collections import Counter
from typing import TYPE_CHECKING

from convviz.plotting import format_count, format_exponent, format_value
from engine.checkpoints.params import ROOT_ARRAY
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from engine.checkpoints import Node, Reading
    from engine.checkpoints.node import AnyArray

_LONGEST_VALUE = 60
_LONGEST_TIP = 400
_MOST_BITS = 4096
_ROLES = {"w": "weights", "b": "biases"}


class Describer:
    """Say what the things of one file mean.

    Parameters
    ----------
    reading : Reading
        What was recognised in the file.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._directly: Counter[str] = Counter()
        self._anywhere: Counter[str] = Counter()
        self._containers: dict[str, str] = {}
        self._of_arrays: dict[Node, bool] = {}
        for place in reading.meanings:
            ends = [i for i, c in enumerate(place) if c in "[." and i]
            self._anywhere.update(place[:end] for end in ends)
            if place.endswith("]") and ends:
                self._directly[place[: ends[-1]]] += 1

    def describe(self, node: Node, place: str) -> str:
        """Say what a node at a place means, or what it is."""
        found = place or (ROOT_ARRAY if node.array is not None else "")
        if meaning := self.reading.meanings.get(found):
            return _ROLES[meaning[-1]] if meaning == place else quoted(meaning)
        if node.is_container:
            if place not in self._containers:  # looking at all entries takes long
                self._containers[place] = self._describe_container(node, place)
            return self._containers[place]
        return node.note or ("" if node.kind == "array" else node.kind)

    def _describe_container(self, node: Node, place: str) -> str:
        count = format_count(len(node))
        if place and place == self.reading.history_place:
            return f"{node.kind} of {count} numbers: a history, not parameters"
        if node.kind == "dict" and self._holds_only_arrays(node):
            return f"dict of {count} array{'' if len(node) == 1 else 's'}"
        here = self._directly.get(place, 0)
        holds = here > 0 and here == self._anywhere[place]
        note = f" ({node.note})" if node.note else ""
        return f"{node.kind} of {count}{': parameters' if holds else ''}{note}"

    def _holds_only_arrays(self, node: Node) -> bool:
        """Look once at all entries: a file may share one container in many places."""
        known = self._of_arrays.get(node)
        if known is None:
            known = node.holds_arrays and all(child.array is not None for child in node)
            self._of_arrays[node] = known
        return known


def value_text(node: Node) -> str:
    """Return a plain value as text: shortened, and with everything unprintable escaped."""
    value = node.value
    match node.kind:
        case "text":
            return f"“{quoted(str(value), _LONGEST_VALUE)}”"
        case "bytes" if isinstance(value, memoryview):
            return quoted(repr(bytes(value[:_LONGEST_VALUE])), _LONGEST_VALUE)
        case "number" | "boolean":
            return quoted(_number_text(value), _LONGEST_VALUE)
        case "none":
            return "None"
    return ""


def shape_text(shape: tuple[int, ...]) -> str:
    """Write a shape as it is spoken: 8×1×5×5."""
    return "×".join(map(str, shape)) if shape else "single"


def type_text(node: Node) -> str:
    """Write the dtype of an array or of a number of NumPy; "" for everything else."""
    if node.array is not None:
        return str(node.array.dtype)
    dtype = getattr(node.value, "dtype", None)
    return str(dtype) if node.kind == "number" and dtype is not None else ""


def order_text(array: AnyArray) -> str:
    """Say how the axes of an array lie in memory, and the bytes if they are big-endian."""
    flags = array.flags
    order = "C" if flags.c_contiguous else "F" if flags.f_contiguous else "neither"
    is_turned = not array.dtype.isnative and array.dtype.itemsize > 1
    return f"{order}, big-endian" if is_turned else order


def plain_tip(text: str) -> str:
    """Return a tooltip that Qt takes for what it is: text that is never mark-up."""
    return f"<qt>{html.escape(quoted(text, _LONGEST_TIP))}</qt>" if text else ""


def format_statistic(x: float) -> str:
    """Write a number of the table: four decimals, or a power of ten where those say nothing."""
    if x != 0 and not 1e-4 <= abs(x) < 1e6:
        return format_exponent(x, 2, sign=False)
    return format_value(x, 4)


def _number_text(value: object) -> str:
    """Write a plain number; one of thousands of digits, which Python refuses, by its size."""
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return f"an integer of {format_count(value.bit_length())} bits"
    return str(value)
