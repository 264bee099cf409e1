"""Readings of files that were never written: layers of given shapes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.checkpoints import LayerArrays, Reading
from engine.checkpoints.layouts import Placed

Shape = tuple[int, ...]


@pytest.fixture
def reading_of() -> Callable[..., Reading]:
    """Make the reading of weights of these shapes, with or without biases."""

    def make(*shapes: Shape, biases: bool = True, axes: Shape | None = None) -> Reading:
        layers, met = [], {"conv": 0, "dense": 0}
        rng = np.random.default_rng(4)
        for shape in shapes:
            kind = "conv" if len(shape) == 4 else "dense"
            met[kind] += 1
            name = f"{kind}{met[kind]}"
            w = 0.1 * rng.standard_normal(shape)
            b = 0.1 * rng.standard_normal(shape[0]) if biases else None
            found = w if axes is None or kind == "dense" else w.transpose(axes)
            layers.append(
                LayerArrays(
                    name,
                    Placed(f"{name}.w", found),
                    None if b is None else Placed(f"{name}.b", b),
                    w,
                    b,
                    is_channels_last=found is not w and axes[-1] < 2,
                )
            )
        return Reading(tuple(layers), "by their names")

    return make
