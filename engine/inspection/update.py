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
from typing import TYPE_CHECKING

from engine.inspection.layer_change import LayerChange, changes_between

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.arrays import Array, Parameters
    from engine.losses import L2
    from engine.optimizers import Optimizer


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
        return strength_of(self.l2, parameter)

    def observed(self, parameters: Parameters, optimizer: Optimizer) -> Update:
        """Return the update with what came of it: the trainer's own, copied."""
        after = parameters.frozen()
        changes = changes_between(self.before, after, self.mean)
        return replace(self, after=after, stepped=optimizer.copy(), changes=changes)


def strength_of(l2: L2 | None, parameter: str) -> float:
    """Return λ of a penalty on an array of parameters; 0 where there is none."""
    layer, _, letter = parameter.rpartition(".")
    if l2 is None or letter != "w":
        return 0.0
    return l2.strength if l2.layers is None or layer in l2.layers else 0.0
