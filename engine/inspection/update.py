"""One update: from the gradients of the mean loss to new parameters.

With the mean loss L, the strength lambda of a penalty, and a limit on the length of all
gradients together::

    g     = dL/dw + lambda w          the weights, where there is a penalty
    g     = g limit / ||g||           where there is a limit and ||g|| exceeds it
    theta = what the optimizer makes of theta and g
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from engine.arrays import Array, Parameters, chunks, frozen
from engine.optimizers import clip_norm as clip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.losses import L2
    from engine.network import Network
    from engine.optimizers import Optimizer


@dataclass(frozen=True, slots=True)
class LayerChange:
    """How far an update moved one array of parameters.

    Attributes
    ----------
    parameter : str
        "conv1.w".
    size, change : float
        Euclidean lengths of what it was and of what was added.
    """

    parameter: str
    size: float
    change: float

    @property
    def ratio(self) -> float:
        """|Δw| / |w|; NaN where nothing came to nothing, else infinite where all was 0."""
        if self.size == 0:
            return math.nan if self.change == 0 else math.inf
        return self.change / self.size


@dataclass(frozen=True, slots=True, eq=False)
class Update:
    """What an update had and what it made of it, as read-only copies.

    Attributes
    ----------
    before, after : Parameters
    mean : mapping of str to ndarray
        Gradients of the mean loss, by the names of the parameters that have any.
    gradients : Parameters
        As the optimizer got them: with the penalty, clipped.
    optimizer, stepped : Optimizer
        Copies from before and after the step, with their moments.
    alpha : float
        The learning rate of this step: the one that was set, times the schedule's factor.
    norm : float
        Length of all gradients together before the clipping, in float64; NaN if there is
        no limit.
    changes : tuple of LayerChange
        Of every array that is trained.
    l2 : L2 or None
    clip_norm : float or None
        The limit.
    """

    before: Parameters
    after: Parameters
    mean: Mapping[str, Array]
    gradients: Parameters
    optimizer: Optimizer
    stepped: Optimizer
    alpha: float
    norm: float
    changes: tuple[LayerChange, ...]
    l2: L2 | None = None
    clip_norm: float | None = None

    @property
    def learning_rate(self) -> float:
        """The learning rate that was set."""
        return self.optimizer.learning_rate

    @property
    def factor(self) -> float:
        """What the schedule made of it."""
        return self.alpha / self.learning_rate

    @property
    def clip_scale(self) -> float:
        """What all gradients were multiplied by; 1 if nothing was clipped."""
        if self.clip_norm is None or not self.clip_norm < self.norm < math.inf:
            return 1.0
        return self.clip_norm / self.norm

    def strength_at(self, parameter: str) -> float:
        """Return λ of the penalty on an array of parameters; 0 where there is none."""
        return _strength(self.l2, parameter)

    def observed(self, parameters: Parameters, optimizer: Optimizer) -> Update:
        """Return the update with what came of it: the trainer's own, copied."""
        after = parameters.frozen()
        changes = _changes(self.before, after, self.mean)
        return replace(self, after=after, stepped=optimizer.copy(), changes=changes)


class MadeUpdate(Protocol):
    """What somebody kept of an update: copies, with the meaning that they have in `Update`."""

    @property
    def before(self) -> Parameters:
        """Parameters before the step."""

    @property
    def after(self) -> Parameters:
        """Parameters after the step."""

    @property
    def gradients(self) -> Parameters:
        """Gradients as the optimizer got them."""

    @property
    def optimizer(self) -> Optimizer:
        """The optimizer before the step."""

    @property
    def stepped(self) -> Optimizer:
        """The optimizer after the step."""

    @property
    def learning_rate(self) -> float:
        """The learning rate of this step: the one that was set, times the factor."""

    @property
    def l2(self) -> L2 | None:
        """The penalty."""

    @property
    def clip_norm(self) -> float | None:
        """The limit."""


def observe_update(made: MadeUpdate, mean: Mapping[str, Array]) -> Update:
    """Return an update that has been made.

    Parameters
    ----------
    made : MadeUpdate
        Nothing of it is copied.
    mean : mapping of str to ndarray
        Gradients of the mean loss of its batch: `BatchTrace.parameter_gradients`.
    """
    return Update(
        before=made.before,
        after=made.after,
        mean=mean,
        gradients=made.gradients,
        optimizer=made.optimizer,
        stepped=made.stepped,
        alpha=made.learning_rate,
        norm=_norm(made.before, mean, made.l2, made.clip_norm),
        changes=_changes(made.before, made.after, mean),
        l2=made.l2,
        clip_norm=made.clip_norm,
    )


def plan_update(
    network: Network,
    optimizer: Optimizer,
    gradients: Mapping[str, Array],
    *,
    factor: float = 1.0,
    l2: L2 | None = None,
    clip_norm: float | None = None,
) -> Update:
    """Carry an update out on copies: what training would make of these gradients, bit by bit.

    Parameters
    ----------
    network : Network
        With the parameters of before the update.
    optimizer : Optimizer
        Likewise.
    gradients : mapping of str to ndarray
        Of the mean loss, by parameter; without a penalty, and not clipped.
    factor : float, default=1.0
        Of the learning rate: what the schedule says.
    l2 : L2, optional
    clip_norm : float, optional
        Most that all gradients together may be long.
    """
    before = network.parameters.frozen()
    g = before.zeros_like()
    for name, gradient in gradients.items():
        g[name][...] = gradient
    if l2 is not None:
        l2.add_gradient(before, g)
    if clip_norm is not None:
        clip(g, clip_norm)
    after, first, stepped = before.copy(), optimizer.copy(), optimizer.copy()
    stepped.step(after, g, factor)
    for numbers in (after, g):
        numbers.flat.flags.writeable = False
    mean = {name: frozen(gradient) for name, gradient in gradients.items()}
    return Update(
        before=before,
        after=after,
        mean=mean,
        gradients=g,
        optimizer=first,
        stepped=stepped,
        alpha=optimizer.learning_rate * factor,
        norm=_norm(before, mean, l2, clip_norm),
        changes=_changes(before, after, mean),
        l2=l2,
        clip_norm=clip_norm,
    )


def _strength(l2: L2 | None, parameter: str) -> float:
    layer, _, letter = parameter.rpartition(".")
    if l2 is None or letter != "w":
        return 0.0
    return l2.strength if l2.layers is None or layer in l2.layers else 0.0


def _norm(
    before: Parameters, mean: Mapping[str, Array], l2: L2 | None, limit: float | None
) -> float:
    """Return the length of all gradients together, with the penalty; NaN without a limit."""
    if limit is None:
        return math.nan
    return math.sqrt(
        sum(_square(g + _strength(l2, name) * before[name]) for name, g in mean.items())
    )


def _changes(
    before: Parameters, after: Parameters, trained: Mapping[str, Array]
) -> tuple[LayerChange, ...]:
    names = (name for name in before if name in trained)
    return tuple(
        LayerChange(name, math.sqrt(_square(w)), math.sqrt(_square(after[name] - w)))
        for name, w in ((name, before[name]) for name in names)
    )


@np.errstate(over="ignore", invalid="ignore")
def _square(x: Array) -> float:
    """Return the sum of the squares in float64, piece by piece."""
    flat = x.reshape(-1)
    pieces = (flat[piece].astype(np.float64) for piece in chunks(flat.size))
    return float(sum(piece @ piece for piece in pieces))
