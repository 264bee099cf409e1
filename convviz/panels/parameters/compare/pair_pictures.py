"""The pictures of a pair: A and B on one scale, the difference on its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from convviz.panels.parameters.axes import axes_of_weight
from convviz.panels.parameters.bars_drawing import BarsDrawing
from convviz.panels.parameters.matrix_drawing import MatrixDrawing
from convviz.panels.parameters.mosaic_drawing import MosaicDrawing
from convviz.panels.parameters.pictures import picture_of
from convviz.plotting import Scale
from engine.checkpoints.comparing import change_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from convviz.panels.parameters.drawing import Drawing
    from convviz.panels.parameters.pictures import Picture
    from engine.checkpoints.comparing import Pair

MOST_AT_ONCE = 1 << 19
"""Numbers up to which pictures are made on the spot, in some 10 ms."""
_MOST_WHOLE = 1 << 24
"""Numbers up to which the whole difference is held, as float64, to make its picture."""


@dataclass(frozen=True, slots=True, eq=False)
class PairPictures:
    """Three pictures of one kind and shape.

    Attributes
    ----------
    a, b : Picture
        On one scale, that of the largest number in either.
    change : Picture
        b − a, on a scale of its own.
    """

    a: Picture
    b: Picture
    change: Picture

    @classmethod
    def of(cls, pair: Pair, go_on: Callable[[], bool] = lambda: True) -> PairPictures | None:
        """Arrange a pair of arrays; None if they have no picture.

        Parameters
        ----------
        pair : Pair
        go_on : callable, optional
            Asked now and then; False stops the work.

        Raises
        ------
        LoadCancelled
            If `go_on` said so.
        """
        x, y = pair.a.array, pair.b.array
        if pair.difference is None:
            return None
        axes = axes_of_weight(x, pair.a.meaning)
        a, b = (picture_of(array, axes=axes, go_on=go_on) for array in (x, y))
        if a.kind == "none":
            return None
        shared = Scale("signed", max(a.scale.limit, b.scale.limit), "A and B")
        if x.size <= _MOST_WHOLE:
            change = picture_of(change_of(x, y), axes=axes, go_on=go_on)
        else:
            values = change_of(a.x, b.x).astype(np.float32)
            change = replace(a, x=values, scale=Scale.of(values, "signed"))
        change = replace(change, scale=replace(change.scale, scope="B − A"))
        return cls(replace(a, scale=shared), replace(b, scale=shared), change)

    def drawings(self) -> tuple[Drawing, Drawing, Drawing]:
        """Return what draws a, b and the difference; bars of a and b have one axis."""
        if self.a.kind != "bars":
            make = MosaicDrawing if self.a.kind == "mosaic" else MatrixDrawing
            return make(self.a), make(self.b), make(self.change)
        ends = np.concatenate([self.a.x, self.b.x])
        ends = ends[np.isfinite(ends)]
        span = float(ends.min(initial=0.0)), float(ends.max(initial=0.0))
        return BarsDrawing(self.a, span), BarsDrawing(self.b, span), BarsDrawing(self.change)
