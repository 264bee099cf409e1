"""Gradient descent with Nesterov's momentum.

Y. Nesterov, "A method for solving the convex programming problem with convergence rate
O(1/k²)", 1983, as I. Sutskever et al., "On the importance of initialization and momentum
in deep learning", ICML 2013, equations 3 and 4, write it: the gradient is taken where the
velocity is about to lead::

    v     = mu v - alpha g(theta + mu v)
    theta = theta + v

A training step has the gradient at the parameters alone. So what is kept as parameters is
that place ahead, Theta = theta + mu v, and in it the two lines read::

    v     = mu v - alpha g(Theta)
    Theta = Theta + mu v - alpha g(Theta)

PyTorch's `SGD(nesterov=True)` takes the same steps as long as alpha stays the same; its
velocity is -v / alpha, so that a change of alpha acts on earlier gradients too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.optimizers.base import Optimizer
from engine.optimizers.line import StepLine
from engine.optimizers.settings import require_decay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.arrays import Array


class Nesterov(Optimizer):
    """Keep going the way of the last steps, and look from where that leads.

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

    name: ClassVar[str] = "nesterov"
    title: ClassVar[str] = "Nesterov"
    moment_names: ClassVar[tuple[str, ...]] = ("v",)

    def __init__(self, learning_rate: float = 0.01, mu: float = 0.9) -> None:
        super().__init__(learning_rate)
        self.mu = require_decay(self.name, "mu", mu)

    def _move(self, theta: Array, g: Array, alpha: float, *moments: Array) -> None:
        (v,) = moments
        downhill = alpha * g
        v *= self.mu
        v -= downhill
        theta += self.mu * v
        theta -= downhill

    def _lines(
        self, theta: float, g: float, alpha: float, *moments: float
    ) -> Iterator[StepLine]:
        (v,) = moments
        v = self.mu * v - alpha * g
        yield StepLine("v", "μ v − α g", v)
        yield StepLine("θ", "θ + μ v − α g", theta + self.mu * v - alpha * g)
