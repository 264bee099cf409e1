"""Puts updates together: those that have been made, and those that are about to be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from engine.arrays import Array, Parameters, frozen
from engine.inspection.layer_change import changes_between, squared_length
from engine.inspection.update import Update, strength_of
from engine.optimizers import clip_norm as clip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.losses import L2
    from engine.network import Network
    from engine.optimizers import Optimizer


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
        changes=changes_between(made.before, made.after, mean),
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

    Raises
    ------
    ValueError
        If a trained parameter has no gradient.
    """
    for name in network.trained_names:
        if name not in gradients:
            got = ", ".join(gradients) or "none"
            raise ValueError(f"plan_update: there must be a gradient of {name}, got {got}")
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
        changes=changes_between(before, after, mean),
        l2=l2,
        clip_norm=clip_norm,
    )


def _norm(
    before: Parameters, mean: Mapping[str, Array], l2: L2 | None, limit: float | None
) -> float:
    """Return the length of all gradients together, with the penalty; NaN without a limit."""
    if limit is None:
        return math.nan
    squares = 0.0
    for name, gradient in mean.items():
        squares += squared_length(gradient + strength_of(l2, name) * before[name])
    return math.sqrt(squares)
