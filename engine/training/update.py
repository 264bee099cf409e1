"""From the gradients of a batch to a step of the parameters, or to no step at all."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from engine.training.divergence import DivergenceError, squared_norm

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.arrays import Array, Parameters
    from engine.network import Network
    from engine.optimizers import Optimizer
    from engine.optimizers.base import ShareOut
    from engine.training.batch import Batch
    from engine.training.events import Position

FAR = 1e6
"""A step shorter than this carries no float32 out of its range: that is at 3.4e38."""


def take_step(
    optimizer: Optimizer,
    parameters: Parameters,
    gradients: Parameters,
    factor: float,
    position: Position,
    each: ShareOut,
) -> None:
    """Let the optimizer take a step, and take it back if it leads out of all numbers.

    Parameters
    ----------
    optimizer : Optimizer
    parameters : Parameters
        Changed in place.
    gradients : Parameters
        Finite.
    factor : float
        Of the learning rate.
    position : Position
        Of the batch, for the error.
    each : callable
        Who works on the pieces of the parameters.

    Raises
    ------
    DivergenceError
        If a parameter or a moment became NaN or infinite; all are as before then.
    """
    if optimizer.learning_rate * factor * max(1.0, squared_norm(gradients.flat)) < FAR:
        optimizer.step(parameters, gradients, factor, each)
        return
    here, before = parameters.flat.copy(), optimizer.copy()
    optimizer.step(parameters, gradients, factor, each)
    try:
        for numbers in (parameters, *optimizer.moments):
            _require_finite(numbers, position)
    except DivergenceError:
        parameters.flat[...] = here
        optimizer.moments, optimizer.t = before.moments, before.t
        raise


@contextmanager
def taken_in(network: Network, batch: Batch, position: Position) -> Iterator[None]:
    """Let the layers take in what they have measured, if what is done inside succeeds.

    Raises
    ------
    DivergenceError
        If a measured number is NaN or infinite, or inside; all measured numbers are as
        before then.
    """
    parameters, trained = network.parameters, network.trained_names
    before = {name: a.copy() for name, a in parameters.items() if name not in trained}
    try:
        batch.take_in()
        _require_finite({name: parameters[name] for name in before}, position)
        yield
    except DivergenceError:
        for name, array in before.items():
            parameters[name][...] = array
        raise


def _require_finite(numbers: Mapping[str, Array], position: Position) -> None:
    for name, array in numbers.items():
        if not np.isfinite(array).all():
            layer = name.rpartition(".")[0]
            raise DivergenceError(layer, "update", "parameters", array, position)
