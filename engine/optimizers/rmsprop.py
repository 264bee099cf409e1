"""RMSProp.

T. Tieleman and G. Hinton, "Lecture 6.5: rmsprop: Divide the gradient by a running average
of its recent magnitude", COURSERA: Neural Networks for Machine Learning, 2012, slide 29 of
https://www.cs.toronto.edu/~hinton/coursera/lecture6/lec6.pdf::

    v     = rho v + (1 - rho) g²
    theta = theta - alpha g / (sqrt(v) + eps)

The slide has rho = 0.9 and no eps; outside the square root it stands as in PyTorch.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engine.numbers import require_share
from engine.optimizers.base import Optimizer
from engine.optimizers.line import StepLine
from engine.optimizers.settings import require_eps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.arrays import Array


class RMSProp(Optimizer):
    """Divide each gradient by a running estimate of its magnitude.

    Parameters
    ----------
    learning_rate : float, default=0.001
    rho : float, default=0.9
        Decay of the mean square, in [0, 1). The mean begins at 0 and nothing makes up for
        that, so the first steps are up to 1/sqrt(1 - rho) times as long as later ones.
    eps : float, default=1e-8
        Added outside the square root; in [1e-38, 1].

    Raises
    ------
    SettingError
        If `rho` or `eps` is outside its range.
    """

    name: ClassVar[str] = "rmsprop"
    title: ClassVar[str] = "RMSProp"
    moment_names: ClassVar[tuple[str, ...]] = ("v",)

    def __init__(
        self, learning_rate: float = 0.001, rho: float = 0.9, eps: float = 1e-8
    ) -> None:
        super().__init__(learning_rate)
        self.rho = require_share(self.name, "rho", rho)
        self.eps = require_eps(self.name, eps)

    def _move(self, theta: Array, g: Array, alpha: float, *moments: Array) -> None:
        (v,) = moments
        v += (1 - self.rho) * (g * g - v)
        theta -= alpha * g / (np.sqrt(v) + self.eps)

    def _lines(
        self, theta: float, g: float, alpha: float, *moments: float
    ) -> Iterator[StepLine]:
        (v,) = moments
        v = self.rho * v + (1 - self.rho) * g * g
        yield StepLine("v", "ρ v + (1 − ρ) g²", v)
        theta -= alpha * g / (math.sqrt(v) + self.eps)
        yield StepLine("θ", "θ − α g / (√v + ε)", theta)
