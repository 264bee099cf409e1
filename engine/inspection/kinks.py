"""Finds what changes its branch between two passes of the same batch.

A rectifier has a kink where its input is 0, a pooling where two cells of a window are equally
far up. Between two passes the loss has a kink if a gate opened or shut, or a window changed its
winner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from engine.layers import LeakyReLU, Pool2D, ReLU

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.arrays import Array
    from engine.kernels.pooling import Winners
    from engine.layers import AnyLayer


@dataclass(frozen=True, slots=True)
class Kink:
    """What changed in one layer.

    Attributes
    ----------
    layer : str
    what : {"gate", "winner"}
    count : int
        How many changed, over all samples.
    """

    layer: str
    what: Literal["gate", "winner"]
    count: int

    def __str__(self) -> str:
        """Return "1 gate of relu1" or "3 winners of pool1"."""
        return f"{self.count} {self.what}{'' if self.count == 1 else 's'} of {self.layer}"


def kinks_between(
    layers: Sequence[AnyLayer], behind: Sequence[Sequence[Any]], ahead: Sequence[Sequence[Any]]
) -> tuple[Kink, ...]:
    """Return where two passes took different branches.

    Parameters
    ----------
    layers : sequence of Layer
    behind, ahead : sequence of sequence of object
        What each layer has saved for its backward pass, of every shard, in both passes.
    """
    kinks = [
        Kink(layer.name, _what(layer), sum(map(_changed, first, second)))
        for layer, first, second in zip(layers, behind, ahead, strict=True)
        if _is_bent(layer)
    ]
    return tuple(kink for kink in kinks if kink.count)


def _is_bent(layer: AnyLayer) -> bool:
    return isinstance(layer, ReLU | LeakyReLU) or (
        isinstance(layer, Pool2D) and layer.pooling != "mean"
    )


def _what(layer: AnyLayer) -> Literal["gate", "winner"]:
    return "winner" if isinstance(layer, Pool2D) else "gate"


def _changed(first: Array | Winners, second: Array | Winners) -> int:
    """Count other winners, or gates that are open in one of two passes only."""
    if np.issubdtype(first.dtype, np.floating):
        return int(np.count_nonzero((first > 0) != (second > 0)))
    return int(np.count_nonzero(first != second))
