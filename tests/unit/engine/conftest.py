"""What tests of the engine may ask for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.arrays import Array
from engine.data import Dataset, Split
from engine.layers import AnyLayer, Training

STEP = 1e-6
"""Of the numerical derivative, in float64."""


@pytest.fixture
def make_dataset(rng: np.random.Generator) -> Callable[..., Dataset]:
    """Return a function that makes a small data set of random images."""

    def make(
        train: int = 70, *, validation: int = 40, shape=(1, 10, 10), classes: int = 3
    ) -> Dataset:
        def split(n: int) -> Split:
            images = rng.integers(0, 256, (n, *shape), dtype=np.uint8)
            return Split(images, rng.integers(0, classes, n))

        names = tuple(f"class {k}" for k in range(classes))
        return Dataset("noise", "Noise", names, split(train), split(validation), split(20))

    return make


@pytest.fixture
def in_float64() -> Callable[[AnyLayer], AnyLayer]:
    """Return a function that gives a layer over float64 copies of its parameters."""

    def convert(layer: AnyLayer) -> AnyLayer:
        return layer.bound_to({k: a.astype(np.float64) for k, a in layer.parameters.items()})

    return convert


@pytest.fixture
def assert_gradients_match(
    rng: np.random.Generator, in_float64: Callable[[AnyLayer], AnyLayer]
) -> Callable[..., None]:
    """Return a check of `backward` against a derivative along a random direction.

    The loss is a random weighting of the outputs. The layer's parameters are made random
    numbers first, so that no gradient vanishes by chance. With a `Training`, it is the
    forward pass in training that is checked.
    """

    def check(layer: AnyLayer, x: Array, training: Training | None = None) -> None:
        layer = in_float64(layer)
        for name, array in layer.parameters.items():
            untrained = name in layer.untrained
            array[...] = (rng.uniform if untrained else rng.normal)(0.5, 1.5, array.shape)
        x = x.astype(np.float64)

        def forward():
            return layer.forward_in_training(x, training) if training else layer.forward(x)

        y, saved = forward()
        dy = rng.standard_normal(y.shape)
        given = layer.backward(dy, saved)
        gradients = {"x": given.x, **given.parameters}
        assert set(gradients) == {"x", *layer.parameters} - set(layer.untrained)
        for name, gradient in gradients.items():
            at = x if name == "x" else layer.parameters[name]
            direction = rng.standard_normal(at.shape)
            numeric = _derivative(lambda: float((forward()[0] * dy).sum()), at, direction)
            exact = float((gradient * direction).sum())
            assert numeric == pytest.approx(exact, rel=1e-5, abs=1e-6), (
                f"{layer.name}: dL/d{name} along a random direction: "
                f"numeric {numeric:g}, backward() {exact:g}"
            )

    return check


def _derivative(loss: Callable[[], float], at: Array, direction: Array) -> float:
    """Return how fast `loss` changes when `at` moves along `direction`."""
    here = at.copy()
    at[...] = here + STEP * direction
    ahead = loss()
    at[...] = here - STEP * direction
    behind = loss()
    at[...] = here
    return (ahead - behind) / (2 * STEP)
