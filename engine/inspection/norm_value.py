"""One cell of a batch normalisation, in float64.

By the running mean and variance where the network is used; while it learns, by those of the
m numbers that the shard has of the channel or unit::

    r     = 1 / sqrt(variance + eps)
    x_hat = (x - mean) r
    y     = gamma x_hat + beta
    dL/dx = gamma r dy                                       running values
    dL/dx = gamma r (dy - (dbeta + x_hat dgamma) / m)        while learning
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.inspection.reconciliation import UNIT_ROUNDOFF, Reconciliation

if TYPE_CHECKING:
    from engine.arrays import Array, Shape
    from engine.inspection.learning import Measured
    from engine.layers import BatchNorm


@dataclass(frozen=True, slots=True)
class NormValue:
    """A number before and after a batch normalisation, and all that made the difference.

    Attributes
    ----------
    layer, source : str
        Names of the normalisation and of what it reads.
    index : tuple of int
        (c, i, j), or (k,) in a layer of vectors.
    x, stored : float
        Before and after, as the engine has them.
    mean, variance, gamma, beta, eps : float
        Of the channel or unit.
    dy, dx : float or None
        dL/dy and dL/dx of this cell; None without gradients.
    m : int or None
        Of how many numbers mean and variance are; None if they are running ones.
    """

    layer: str
    index: Shape
    source: str
    x: float
    stored: float
    mean: float
    variance: float
    gamma: float
    beta: float
    eps: float
    dy: float | None = None
    dx: float | None = None
    m: int | None = None

    @property
    def r(self) -> float:
        """1 / √(variance + ε); NaN if that has no root."""
        square = self.variance + self.eps
        return 1 / math.sqrt(square) if square > 0 else math.nan

    @property
    def x_hat(self) -> float:
        """(x − mean) r."""
        return (self.x - self.mean) * self.r

    @property
    def result(self) -> Reconciliation:
        """γ x̂ + β, beside what the engine has."""
        # Two roundings for the difference and its root each, one for each step behind them,
        # and one for each number that mean and variance are of.
        scaled = abs(self.gamma) * self.r * (abs(self.x) + abs(self.mean))
        tolerance = UNIT_ROUNDOFF * ((8 + (self.m or 0)) * scaled + 2 * abs(self.beta))
        return Reconciliation(self.gamma * self.x_hat + self.beta, self.stored, tolerance)

    @property
    def equation(self) -> str:
        """``norm1[0, 1, 2] = γ[0] · (conv1[0, 1, 2] − mean[0]) / √(var[0] + ε) + β[0]``."""
        place, c = ", ".join(map(str, self.index)), self.index[0]
        x = f"{self.source}[{place}]"
        normal = f"({x} − mean[{c}]) / √(var[{c}] + ε)"
        return f"{self.layer}[{place}] = γ[{c}] · {normal} + β[{c}]"


def norm_value(
    layer: BatchNorm,
    source: str,
    x: Array,
    y: Array,
    index: Shape,
    *,
    dy: Array | None = None,
    dx: Array | None = None,
    measured: Measured | None = None,
) -> NormValue:
    """Explain one cell of a batch normalisation.

    Parameters
    ----------
    layer : BatchNorm
    source : str
        What its input is called.
    x, y : ndarray, shape (C, H, W) or (n,)
    index : tuple of int
    dy, dx : ndarray, same shape, optional
        dL/dy and dL/dx.
    measured : Measured, optional
        What its shard shows of the channel or unit, while the network learns.
    """
    of_channel = {name: float(array[index[0]]) for name, array in layer.parameters.items()}
    if measured is not None:
        of_channel |= {"mean": measured.mean, "variance": measured.variance}
    return NormValue(
        layer=layer.name,
        index=index,
        source=source,
        x=float(x[index]),
        stored=float(y[index]),
        eps=layer.eps,
        dy=None if dy is None else float(dy[index]),
        dx=None if dx is None else float(dx[index]),
        m=None if measured is None else measured.m,
        **of_channel,
    )
