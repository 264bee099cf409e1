"""Noticing that numbers have stopped being numbers, and where that began.

A batch is looked at once, when its gradients are summed: one dot product is finite, or
something is not. Only then the batch is gone through again, operation by operation.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from engine.errors import EngineError
from engine.training.operations import operations_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.arrays import Array, Parameters
    from engine.network import Network
    from engine.training.batch import Batch
    from engine.training.events import Operation, Phase, Position

_Found: TypeAlias = "tuple[Phase, str, str, Array]"

REMEDY = "a smaller learning rate may help, or a limit to the gradients (clip_norm)"
OTHER_PARAMETERS = "load parameters that are finite, or begin again"


class DivergenceError(EngineError):
    """A number of a batch is NaN or infinite; the batch has changed nothing.

    Parameters
    ----------
    layer : str
        Where it began: the name of a layer, or "loss".
    phase : {"forward", "loss", "backward", "update"}
        What was being done.
    what : str
        What is not finite: "output", "gradient", "parameters" or "value".
    numbers : ndarray
        That, with its NaN or infinities.
    position : Position
        Of the batch.

    Attributes
    ----------
    layer, phase, what
        As given.
    step, epoch : int
        Of the batch, both from 1.
    """

    def __init__(
        self, layer: str, phase: Phase, what: str, numbers: Array, position: Position
    ) -> None:
        self.layer, self.phase, self.what = layer, phase, what
        self.step, self.epoch = position.step + 1, position.epoch
        is_old = (phase, what) == ("forward", "parameters")
        became = "were already" if is_old else "became"
        value = "NaN" if np.isnan(numbers).any() else "infinite"
        super().__init__(
            f"{layer}: the {what} {became} {value} in step {self.step} "
            f"(epoch {self.epoch}); {OTHER_PARAMETERS if is_old else REMEDY}"
        )


def squared_norm(flat: Array) -> float:
    """Return Σ aᵢ²; NaN or infinite if one of the numbers is, or their squares overflow."""
    return float(np.dot(flat, flat))


def is_finite(flat: Array) -> bool:
    """Whether all numbers are finite; a second look is needed where the squares overflow."""
    return math.isfinite(squared_norm(flat)) or bool(np.isfinite(flat).all())


def find_origin(
    network: Network, batch: Batch, gradients: Parameters, position: Position
) -> DivergenceError:
    """Go through a batch and return the error about the first number that is not finite.

    Parameters
    ----------
    network : Network
    batch : Batch
        One that has shown a loss or gradients that are not finite; nothing of it has been
        computed yet.
    gradients : Parameters
        What it came to, with those of a penalty.
    position : Position
        Of the batch.
    """
    for phase, layer, what, numbers in _all_of(network, batch, gradients):
        if not np.isfinite(numbers).all():
            return DivergenceError(layer, phase, what, numbers, position)
    raise AssertionError(f"{position}: all numbers are finite when computed again")


def _all_of(network: Network, batch: Batch, gradients: Parameters) -> Iterator[_Found]:
    """Yield everything that a batch is made of, in the order in which it comes to be."""
    for layer in network.layers:
        for array in layer.parameters.values():
            yield "forward", layer.name, "parameters", array
    batch.load()
    for operation in operations_of(network)[:-1]:
        batch.do(operation)
        for what, array in _made_by(operation, network, batch):
            yield operation.phase, operation.layer, what, array
    for name, gradient in gradients.items():  # with the penalty's share
        yield "backward", name.rpartition(".")[0], "gradient", gradient


def _made_by(
    operation: Operation, network: Network, batch: Batch
) -> Iterator[tuple[str, Array]]:
    """Yield what an operation has just computed, by its kind."""
    if operation.phase == "forward":
        yield "output", batch.activations[operation.layer]
    elif operation.phase == "loss":
        yield "value", np.array(batch.loss)
        yield from (("gradient", dz) for dz in batch.gradients.values())
    else:
        for name, gradient in batch.parameter_gradients.items():
            if name.startswith(f"{operation.layer}."):
                yield "gradient", gradient
        before = network.layers[max(0, network.index(operation.layer) - 1)].name
        if before in batch.gradients:
            yield "gradient", batch.gradients[before]
