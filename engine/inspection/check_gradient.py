"""Moves one parameter to both sides, in float64, and looks what the loss does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from engine.errors import SettingError
from engine.inspection.explain_parameter import require_parameter
from engine.inspection.gradient_check import GradientCheck
from engine.inspection.kinks import kinks_between
from engine.inspection.names import INPUT
from engine.inspection.shards import Shards, backward, forward, require_batch

if TYPE_CHECKING:
    from engine.arrays import Array, Labels, Shape
    from engine.inspection.batch_trace import BatchTrace
    from engine.losses import Loss
    from engine.network import Network

STEPS: Final = (1e-5, 1e-6, 1e-7)
"""What eps is tried, relative to a parameter of size 1, until one is good enough."""

_ROUNDINGS: Final = 32
"""How many roundings of a float64 a loss may be off by, at most."""


def check_gradient(
    network: Network,
    x: Array,
    labels: Labels,
    loss: Loss,
    parameter: str,
    index: Shape,
    *,
    eps: float | None = None,
    shards: Shards = (),
) -> GradientCheck:
    """Check the gradient of the mean loss by one parameter.

    Parameters
    ----------
    network : Network
        Left as it is: all is done on a copy in float64.
    x : ndarray, shape (N, C, H, W)
    labels : ndarray of int, shape (N,)
        True classes.
    loss : Loss
    parameter : str
        "conv2.w".
    index : tuple of int
        In its array.
    eps : float, optional
        Found if not given: the largest of a few with which the two agree and that has no
        kink in between, else the smallest.
    shards : Shards, default=()
        As for `trace_batch`.

    Raises
    ------
    ValueError, IndexError
        If there is no such parameter, or no such index in it.
    SettingError
        If eps is not a number above 0, or too small to change the parameter.
    ShapeError, SettingError
        As `trace_batch`.
    """
    require_parameter(network, parameter, index)
    require_batch(network, x, shards)
    moving = _Moving(network, (x, labels, loss, shards), parameter, index)
    size = max(1.0, abs(moving.value))
    first, *smaller = [step * size for step in STEPS] if eps is None else [eps]
    check = moving.check(first)
    for step in smaller:
        if check.agrees and not check.kinks:
            break
        check = moving.check(step)
    return check


def check_batch(
    batch: BatchTrace, parameter: str, index: Shape, *, eps: float | None = None
) -> GradientCheck:
    """Check the gradient of a batch that is looked at; parameters as for `check_gradient`."""
    return check_gradient(
        batch.network,
        batch.activations[INPUT],
        batch.labels,
        batch.criterion,
        parameter,
        index,
        eps=eps,
        shards=batch.shards,
    )


class _Moving:
    """A network in float64, one of whose parameters moves.

    The layers before it do not run again.
    """

    def __init__(
        self,
        network: Network,
        batch: tuple[Array, Labels, Loss, Shards],
        parameter: str,
        index: Shape,
    ) -> None:
        x, self._labels, self._criterion, self._shards = batch
        exact = network.astype(np.float64)
        name, _, letter = parameter.rpartition(".")
        first = exact.index(name)
        y: Array = x.astype(np.float64)
        for layer in exact.layers[:first]:
            y, _ = forward(layer, y, self._shards)
        self._parameter, self._index, self._x = parameter, index, y
        self._array = exact.parameters[parameter]
        self.value = float(self._array[index])
        self._layers = exact.layers[first:-1]
        scores, saved = self._run()
        self._largest_score = float(np.abs(scores).max())
        _, dy = self._criterion.value_and_gradient(scores, self._labels)
        for layer, kept in zip(self._layers[:0:-1], saved[:0:-1], strict=True):
            dy = backward(layer, dy, kept, self._shards).x
        given = backward(self._layers[0], dy, saved[0], self._shards).parameters[letter]
        self._backprop = float(given[index])

    def check(self, eps: float) -> GradientCheck:
        """Move the parameter to both sides."""
        if not (0 < eps < np.inf and self.value + eps != self.value - eps):
            rule = "eps must be above 0 and large enough to change the parameter"
            raise SettingError("check_gradient", rule, eps)
        behind, kept_behind = self._at(self.value - eps)
        ahead, kept_ahead = self._at(self.value + eps)
        moved = (self.value + eps) - (self.value - eps)
        size = max(abs(behind), abs(ahead)) + self._largest_score
        return GradientCheck(
            parameter=self._parameter,
            index=self._index,
            value=self.value,
            eps=moved / 2,
            behind=behind,
            ahead=ahead,
            backprop=self._backprop,
            rounding=_ROUNDINGS * float(np.finfo(np.float64).eps) * size / moved,
            kinks=kinks_between(self._layers, kept_behind, kept_ahead),
        )

    def _at(self, value: float) -> tuple[float, list[list[Any]]]:
        """Return the mean loss with another value, and what the layers have saved."""
        self._array[self._index] = value
        scores, saved = self._run()
        self._array[self._index] = self.value
        losses = self._criterion.per_sample(scores, self._labels)
        return float(losses.mean()), saved

    def _run(self) -> tuple[Array, list[list[Any]]]:
        y, saved = self._x, []
        for layer in self._layers:
            y, kept = forward(layer, y, self._shards)
            saved.append(kept)
        return y, saved
