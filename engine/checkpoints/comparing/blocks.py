"""Walking through two arrays of one shape at a time, without copying them whole."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.checkpoints.errors import LoadCancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.checkpoints.node import AnyArray

BLOCK = 1 << 18
"""Numbers at a time: as float64 they stay in the processor's cache."""


def blocks_of(
    a: AnyArray, b: AnyArray, go_on: Callable[[], bool], start: int = 0
) -> Iterator[tuple[int, AnyArray, AnyArray]]:
    """Yield the entries of both arrays in C order, whatever their memory order.

    Parameters
    ----------
    a, b : ndarray
        Of one shape.
    go_on : callable
        Asked before every block; False stops the walk.
    start : int, default=0
        Number that the first entry has.

    Yields
    ------
    tuple of (int, ndarray, ndarray)
        The number of the first entry in C order, and both parts, flat.

    Raises
    ------
    LoadCancelled
        If `go_on` said so.
    """
    if a.size == 0:
        return
    if a.size <= BLOCK or a.ndim == 0:
        _require(go_on)
        yield start, a.reshape(-1), b.reshape(-1)
        return
    inner = math.prod(a.shape[1:])
    if inner > BLOCK:
        for row in range(len(a)):
            yield from blocks_of(a[row], b[row], go_on, start + row * inner)
        return
    rows = BLOCK // inner
    for row in range(0, len(a), rows):
        _require(go_on)
        part = slice(row, row + rows)
        yield start + row * inner, a[part].reshape(-1), b[part].reshape(-1)


def _require(go_on: Callable[[], bool]) -> None:
    if not go_on():
        raise LoadCancelled("The comparison was cancelled.")
