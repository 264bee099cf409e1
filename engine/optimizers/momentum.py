"""Gradient descent with momentum.

B. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964, as
I. Sutskever et al., "On the importance of initialization and momentum in deep learning",
ICML 2013, equations 1 and 2, write it::

    v     = mu v - alpha g
    theta = theta + v

PyTorch's `SGD(momentum=mu)` takes the same steps as long as alpha stays the same; its
velocity is -v / alpha, so that a change of alpha acts on earlier gradients too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.numbers import require_share
from engine.optimizers.base import Optimizer
from engine.optimizers.line import StepLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.arrays import Array


class Momentum(Optimizer):
    """Keep going the way of the last steps.

    Parameters
    ----------
    learning_rate : float, default=0.01
    mu : float, default=0.9
        What remains of the velocity from step to step, in [0, 1).

    Raises
    ------
    SettingError
        If `mu` is outside [0, 1).
    """

    name: ClassVar[str] = "momentum"
    title: ClassVar[str] = "Momentum"
    moment_names: ClassVar[tuple[str, ...]] = ("v",)

    def __init__(self, learning_rate: float = 0.01, mu: float = 0.9) -> None:
        super().__init__(learning_rate)
        self.mu = require_share(self.name, "mu", mu)

    def _move(self, theta: Array, g: Array, alpha: float, *moments: Array) -> None:
        (v,) = moments
        v *= self.mu
        v -= alpha * g
        theta += v

    def _lines(
        self, theta: float, g: float, alpha: float, *moments: float
    ) -> Iterator[StepLine]:
        (v,) = moments
        v = self.mu * v - alpha * g
        yield StepLine("v", "μ v − α g", v)
        yield StepLine("θ", "θ + v", theta + v)
