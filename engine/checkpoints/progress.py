"""Telling how far the reading of a file is, and being stopped on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from engine.checkpoints.errors import LoadCancelled

Progress: TypeAlias = Callable[[int, int], bool]
"""Told what is done and what there is to do; answers False to stop."""

Stage = Literal["reading", "summing", "unpacking", "understanding"]

_SHARES: dict[Stage, tuple[float, float]] = {
    "reading": (0.0, 0.3),
    "summing": (0.3, 0.5),
    "unpacking": (0.5, 0.8),
    "understanding": (0.8, 1.0),
}
"""From where to where each stage takes the whole; it never goes back."""


def stage_of(progress: Progress | None, stage: Stage, size: int) -> Progress | None:
    """Return what a stage tells its own progress, as bytes of a file of `size`."""
    if progress is None:
        return None
    start, stop = _SHARES[stage]

    def tell_part(done: int, total: int) -> bool:
        share = start + (stop - start) * min(1.0, done / max(total, 1))
        return progress(int(share * size), size)

    return tell_part


def tell(progress: Progress | None, done: int, total: int) -> None:
    """Tell who waits, if anyone does.

    Raises
    ------
    LoadCancelled
        If the answer is False.
    """
    if progress is not None and not progress(done, total):
        raise LoadCancelled("Reading was cancelled.")
