"""Parameters that no network can compute with: NaN and infinite ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from engine.checkpoints.wording import counted, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.checkpoints.layouts import Reading
    from engine.checkpoints.node import AnyArray

_MOST: Final = 3


def not_finite(reading: Reading) -> str:
    """Say which weights and biases of a file are not finite; "" if all are.

    Parameters
    ----------
    reading : Reading
        What the arrays of the file mean.

    Returns
    -------
    str
        A sentence: "W1 is all NaN, b1 has 12 values that are not finite."
    """
    told = list(_of_arrays(reading))
    if not told:
        return ""
    rest = len(told) - _MOST
    more = [f"and {counted(rest, 'more array')} like these"] if rest > 0 else []
    return f"{', '.join([*told[:_MOST], *more])}."


def _of_arrays(reading: Reading) -> Iterator[str]:
    for layer in reading.layers:
        for placed in (layer.w, layer.b):
            count = _count(placed.array) if placed is not None else 0
            if placed is None or not count:
                continue
            if np.isnan(placed.array).all():
                yield f"{quoted(placed.place)} is all NaN"
            else:
                verb = "is" if count == 1 else "are"
                values = counted(count, "value")
                yield f"{quoted(placed.place)} has {values} that {verb} not finite"


def _count(array: AnyArray) -> int:
    return array.size - int(np.isfinite(array).sum()) if array.dtype.kind == "f" else 0
