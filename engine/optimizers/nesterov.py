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

from engine.optimizers.line import StepLine
from engine.optimizers.momentum import Momentum

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.arrays import Array


class Nesterov(Momentum):
    """Keep going the way of the last steps, and look from where that leads.

    Parameters
    ----------
    learning_rate, mu : float
        As for `Momentum`.

    Raises
    ------
    SettingError
        As for `Momentum`.
    """

    name: ClassVar[str] = "nesterov"
    title: ClassVar[str] = "Nesterov"

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
