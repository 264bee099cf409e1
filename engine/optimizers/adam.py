"""Adam.

D. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015,
https://arxiv.org/abs/1412.6980, Algorithm 1. Symbols below are the paper's::

    m     = beta1 m + (1 - beta1) g
    v     = beta2 v + (1 - beta2) g²
    m_hat = m / (1 - beta1^t)
    v_hat = v / (1 - beta2^t)
    theta = theta - alpha m_hat / (sqrt(v_hat) + eps)
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


class Adam(Optimizer):
    """Scale each step by running estimates of the gradient's mean and variance.

    Parameters
    ----------
    learning_rate : float, default=0.001
        The paper's alpha.
    beta1, beta2 : float, default=0.9, 0.999
        Decay of the first and second moment estimates, in [0, 1).
    eps : float, default=1e-8
        Added outside the square root, as in Algorithm 1; in [1e-38, 1].

    Raises
    ------
    SettingError
        If a decay or `eps` is outside its range.
    """

    name: ClassVar[str] = "adam"
    title: ClassVar[str] = "Adam"
    moment_names: ClassVar[tuple[str, ...]] = ("m", "v")

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
    ) -> None:
        super().__init__(learning_rate)
        self.beta1 = require_share(self.name, "beta1", beta1)
        self.beta2 = require_share(self.name, "beta2", beta2)
        self.eps = require_eps(self.name, eps)

    def _move(self, theta: Array, g: Array, alpha: float, *moments: Array) -> None:
        m, v = moments
        # One piece of scratch memory for all: what is written again is still in the cache.
        change = np.subtract(g, m)
        m += np.multiply(change, 1 - self.beta1, out=change)
        np.square(g, out=change)
        change -= v
        v += np.multiply(change, 1 - self.beta2, out=change)
        # The paper's section 2 takes the corrections of m and v together, to save passes.
        root = math.sqrt(1 - self.beta2**self.t)
        np.sqrt(v, out=change)
        change += self.eps * root
        np.divide(m, change, out=change)
        change *= alpha * root / (1 - self.beta1**self.t)
        theta -= change

    def _lines(
        self, theta: float, g: float, alpha: float, *moments: float
    ) -> Iterator[StepLine]:
        m, v = moments
        t = self.t + 1
        m = self.beta1 * m + (1 - self.beta1) * g
        yield StepLine("m", "β₁ m + (1 − β₁) g", m)
        v = self.beta2 * v + (1 - self.beta2) * g * g
        yield StepLine("v", "β₂ v + (1 − β₂) g²", v)
        m_hat = m / (1 - self.beta1**t)
        yield StepLine("m̂", f"m / (1 − β₁^{t})", m_hat)
        v_hat = v / (1 - self.beta2**t)
        yield StepLine("v̂", f"v / (1 − β₂^{t})", v_hat)
        theta -= alpha * m_hat / (math.sqrt(v_hat) + self.eps)
        yield StepLine("θ", "θ − α m̂ / (√v̂ + ε)", theta)
