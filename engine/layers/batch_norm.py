"""Batch normalisation.

S. Ioffe, C. Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing
Internal Covariate Shift", ICML 2015, https://arxiv.org/abs/1502.03167, Algorithm 1. For each
channel of an image, or unit of a vector, over the m numbers that a shard has of it::

    learning:   mean     = 1/m sum x
                variance = 1/m sum (x - mean)^2
                r        = 1 / sqrt(variance + eps)
                x_hat    = (x - mean) r
                y        = gamma x_hat + beta
                dL/dbeta = sum dy            dL/dgamma = sum dy x_hat
                dL/dx    = gamma r (dy - (dL/dbeta + x_hat dL/dgamma) / m)
    otherwise:  the same x_hat and y by the running mean and variance, constants then
                dL/dx    = gamma r dy

At the update, once per batch, momentum q moves the running values towards those of all
shards s of the batch; the variance is the unbiased one that is pooled of them::

    mean     = q mean     + (1 - q) sum_s m_s mean_s / sum_s m_s
    variance = q variance + (1 - q) sum_s m_s variance_s / sum_s (m_s - 1)

A shard with a single number of a unit has variance 0: x_hat is 0 and y is beta, nothing flows
back, and it says nothing about the variance. Why the statistics are a shard's and not the
batch's: docs/decisions/0010-batch-normalisation-by-shards.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from engine.layers.base import Layer, LayerGradients
from engine.layers.text import grouped
from engine.numbers import require_share, require_within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.arrays import Array, Shape
    from engine.layers.base import Training


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """What a shard has shown of each channel or unit: m, mean and (biased) variance."""

    m: int
    mean: Array
    variance: Array


@dataclass(frozen=True, slots=True, eq=False)
class BatchNormSaved:
    """x_hat, r, and in training the shard's statistics."""

    x_hat: Array
    r: Array
    statistics: Statistics | None


class BatchNorm(Layer[BatchNormSaved]):
    """Give every channel or unit mean beta and standard deviation gamma.

    Parameters
    ----------
    name : str
    input_shape : tuple of int
        (C, H, W), normalised by channels, or (n,), by units.
    momentum : float, default=0.9
        How much of the running mean and variance a step leaves, in [0, 1).
    eps : float, default=1e-5
        Added to the variance; from 1e-30 to 1.

    Raises
    ------
    SettingError
        If a setting breaks its rule.
    """

    kind: ClassVar[str] = "batch-norm"
    untrained: ClassVar[tuple[str, ...]] = ("mean", "variance")

    def __init__(
        self, name: str, input_shape: Shape, *, momentum: float = 0.9, eps: float = 1e-5
    ) -> None:
        self.momentum = require_share(name, "momentum", momentum)
        self.eps = require_within(name, "eps", eps, 1e-30, 1)
        one = (input_shape[0],)
        shapes = {"gamma": one, "beta": one, "mean": one, "variance": one}
        super().__init__(name, input_shape, input_shape, shapes)
        is_image = len(input_shape) == 3
        self._axes = (0, 2, 3) if is_image else (0,)
        self._sum_of_products = "nchw,nchw->c" if is_image else "nc,nc->c"

    def initialize(self, rng: np.random.Generator) -> None:
        """Set what changes nothing: gamma and variance 1, beta and mean 0."""
        for name, value in (("gamma", 1), ("beta", 0), ("mean", 0), ("variance", 1)):
            self.parameters[name].fill(value)

    def forward(self, x: Array) -> tuple[Array, BatchNormSaved]:
        """Return y by the running mean and variance, and what `backward` needs."""
        self._require_input(x)
        r = 1 / np.sqrt(self.parameters["variance"] + self.eps)
        x_hat = x - self._along(self.parameters["mean"])
        x_hat *= self._along(r)
        return self._scaled(x_hat), BatchNormSaved(x_hat, r, None)

    def forward_in_training(self, x: Array, training: Training) -> tuple[Array, BatchNormSaved]:
        """Return y by the mean and variance of `x`, and what `backward` needs."""
        self._require_input(x)
        m = x.size // self.input_shape[0]
        mean = x.mean(self._axes)
        x_hat = x - self._along(mean)
        variance: Array = np.einsum(self._sum_of_products, x_hat, x_hat) / m
        r = 1 / np.sqrt(variance + self.eps)
        x_hat *= self._along(r)
        return self._scaled(x_hat), BatchNormSaved(x_hat, r, Statistics(m, mean, variance))

    def backward(self, dy: Array, saved: BatchNormSaved) -> LayerGradients:
        """Return dL/dx, dL/dgamma and dL/dbeta."""
        x_hat, statistics = saved.x_hat, saved.statistics
        dbeta: Array = dy.sum(self._axes)
        dgamma: Array = np.einsum(self._sum_of_products, dy, x_hat)
        scale = self._along(self.parameters["gamma"] * saved.r)
        if statistics is None:
            dx = dy * scale
        else:
            dx = x_hat * self._along(-dgamma / statistics.m)
            dx += dy
            dx -= self._along(dbeta / statistics.m)
            dx *= scale
        return LayerGradients(dx, {"gamma": dgamma, "beta": dbeta})

    def observation(self, saved: BatchNormSaved) -> Statistics | None:
        """Return the statistics of a shard."""
        return saved.statistics

    def take_in(self, observations: Sequence[Statistics]) -> None:
        """Move the running mean and variance towards those of the batch."""
        m = np.array([s.m for s in observations])
        means = np.array([s.mean for s in observations])
        variances = np.array([s.variance for s in observations])
        self._approach("mean", np.average(means, axis=0, weights=m))
        if (m > 1).any():
            self._approach("variance", (m[:, None] * variances).sum(axis=0) / (m - 1).sum())

    def arithmetic(self) -> str:
        """Return "8 × (2 + 2) = 32"."""
        return f"{self.input_shape[0]} × (2 + 2) = {grouped(self.parameter_count)}"

    def note(self) -> str:
        """Return "γ, β; mean, var": what is trained, and what is measured."""
        return "γ, β; mean, var"

    def _along(self, of_channels: Array) -> Array:
        """Return numbers of the channels or units in a shape that goes with x."""
        return of_channels.reshape(-1, *(1,) * (len(self.input_shape) - 1))

    def _scaled(self, x_hat: Array) -> Array:
        y = x_hat * self._along(self.parameters["gamma"])
        y += self._along(self.parameters["beta"])
        return y

    def _approach(self, name: str, seen: Array) -> None:
        running = self.parameters[name]
        running += (1 - self.momentum) * (seen - running)
