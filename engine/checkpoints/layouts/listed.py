"""Arrays that were written in pieces: lists of numbers, dictionaries of filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.node import Node

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from engine.checkpoints.node import AnyArray, Plain

_MOST_AXES = 4
_LARGEST_KERNEL = 15
_FEWEST_FILTERS = 4
_NO_NUMBERS = (bool, np.bool_, complex, np.complexfloating)


def as_numbers(node: Node) -> npt.NDArray[np.float64] | None:
    """Return a list of single numbers, or an array with one axis, as float64.

    Returns None for anything else; an empty list is no numbers at all, and one.
    """
    if node.array is not None:
        array = node.array
        along_one = array.ndim > 0 and array.size == max(array.shape)
        numbers = along_one and array.dtype.kind in "fiu"
        return array.astype(np.float64).reshape(-1) if numbers else None
    if node.kind not in {"list", "tuple"}:
        return None
    numbers_in_it = _vector(node.items)
    return None if numbers_in_it is None else numbers_in_it.astype(np.float64)


def as_array(node: Node) -> tuple[AnyArray, str] | None:
    """Return a container that is one array in pieces, and what was done to it in words.

    These are lists of numbers, in lists of equal length up to four levels deep; a
    dictionary with the keys 0, 1, 2, ... whose entries are numbers; and filters of one
    shape, each an array of its own.
    """
    if node.kind == "dict":
        if not _counts_up(node.keys):
            return None
        vector = _vector(node.items)
        if vector is not None:
            return vector, "a dictionary of numbers read as a vector"
    elif node.kind not in {"list", "tuple"}:
        return None
    if not node.holds_arrays:
        numbers = _rectangle(node.items, _MOST_AXES) if node.kind != "dict" else None
        return (numbers, "lists of numbers read as an array") if numbers is not None else None
    stack = _filters(node)
    if stack is None:
        return None
    return stack, f"{len(stack)} filters, each an array of its own, put together"


def rows_together(node: Node) -> AnyArray | None:
    """Return a list of vectors of one length as the rows of a matrix."""
    if node.kind not in {"list", "tuple"} or len(node) < 2:
        return None
    arrays = _arrays(node.items)
    shape = arrays[0].shape if arrays else ()
    together = len(arrays) == len(node) and {a.shape for a in arrays} == {shape}
    return np.stack(arrays) if together and len(shape) == 1 and shape[0] > 1 else None


def _vector(items: Sequence[Node | Plain]) -> AnyArray | None:
    """Return single numbers, some of them maybe arrays of one number, as a vector."""
    kinds = set(map(type, items))
    try:
        if kinds == {int}:
            return np.array(items, np.int64)
        if kinds <= {int, float}:
            return np.array(items, np.float64)
        if any(issubclass(kind, _NO_NUMBERS) for kind in kinds):
            return None
        numbers = [_number(item) for item in items]
    except OverflowError:
        return None
    return None if any(n is None for n in numbers) else np.array(numbers, np.float64)


def _number(item: Node | Plain) -> float | None:
    if isinstance(item, Node):
        array = item.array
        single = array is not None and array.size == 1 and array.dtype.kind in "fiu"
        return float(array.reshape(-1)[0]) if array is not None and single else None
    if isinstance(item, int | float | np.integer | np.floating):
        return float(item)
    return None


def _rectangle(items: Sequence[Node | Plain], axes: int) -> AnyArray | None:
    """Return numbers in lists in lists as an array, if all lists of a level are as long."""
    if not items or not axes:
        return None
    if not isinstance(items[0], Node):
        return _vector(items)
    parts: list[AnyArray] = []
    for item in items:
        is_list = isinstance(item, Node) and item.kind in {"list", "tuple"}
        part = _rectangle(item.items, axes - 1) if is_list and isinstance(item, Node) else None
        if part is None or (parts and part.shape != parts[0].shape):
            return None
        parts.append(part)
    together = np.stack(parts)
    # Three levels may as well be matrices of layers.
    return together if together.ndim != 3 or _is_kernel(together.shape[1:]) else None


def _filters(node: Node) -> AnyArray | None:
    """Return arrays of one shape as filters: (C, KH, KW) each, or single kernels."""
    lists = [item for item in node.items if isinstance(item, Node) and item.is_container]
    arrays = _arrays(node.items)
    if len(lists) == len(node) and len(node):
        arrays = [a for a in map(_kernels, lists) if a is not None]
    if len(arrays) != len(node) or len(arrays) < 2:
        return None
    shape = arrays[0].shape
    if not _is_kernel(shape[-2:]) or any(a.shape != shape for a in arrays):
        return None
    if len(shape) == 3 or (len(shape) == 2 and _are_many_kernels(len(arrays), shape)):
        return np.stack(arrays)
    return None


def _kernels(node: Node) -> AnyArray | None:
    """Return the kernels of one filter, an array per channel."""
    arrays = _arrays(node.items)
    shape = arrays[0].shape if arrays else ()
    same = len(arrays) == len(node) and all(a.shape == shape for a in arrays)
    return np.stack(arrays) if same and len(shape) == 2 and _is_kernel(shape) else None


def _arrays(items: Sequence[Node | Plain]) -> list[AnyArray]:
    return [
        item.array
        for item in items
        if isinstance(item, Node) and item.array is not None and item.array.dtype.kind in "biuf"
    ]


def _is_kernel(shape: tuple[int, ...]) -> bool:
    return len(shape) == 2 and shape[0] == shape[1] and 0 < shape[0] <= _LARGEST_KERNEL


def _are_many_kernels(count: int, shape: tuple[int, ...]) -> bool:
    """Whether matrices are rather kernels than layers: many, small, of an odd width."""
    return count >= _FEWEST_FILTERS and shape[0] > 1 and shape[0] % 2 == 1


def _counts_up(keys: tuple[str, ...]) -> bool:
    numbers = sorted(int(key) for key in keys if key.isdecimal() and len(key) < 7)
    return (
        bool(keys)
        and len(numbers) == len(keys)
        and numbers == list(range(numbers[0], numbers[0] + len(keys)))
    )
