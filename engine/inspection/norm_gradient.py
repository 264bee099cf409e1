"""What comes back through a batch normalisation to one number, in float64.

By running values, which are constants; while the network learns, mean and variance depend on
all m numbers that the shard has of the channel or unit::

    dL/dx = gamma r dy                                        running values
    dL/dx = gamma r dy - gamma r dbeta / m - gamma r x_hat dgamma / m
    dbeta = sum dy        dgamma = sum dy x_hat               over the m numbers
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.inspection.activation_gradient import ActivationGradient
from engine.inspection.reconciliation import UNIT_ROUNDOFF

if TYPE_CHECKING:
    from engine.arrays import Array
    from engine.inspection.learning import Measured
    from engine.inspection.norm_value import NormValue
    from engine.inspection.reconciliation import Reconciliation


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class NormGradient(ActivationGradient):
    """The terms of dL/dx of a batch normalisation, for one number.

    Attributes
    ----------
    gamma, r, dy : float
        r is 1 / √(variance + ε).
    m : int or None
        How many numbers the shard has of the channel or unit; None if mean and variance are
        running ones.
    x_hat : float
        (x − mean) r.
    dbeta, dgamma : float
        Of the shard, in float64; 0 if mean and variance are running ones.
    slack : float
        What rounding in the sums over the shard may change in dL/dx.
    """

    gamma: float
    r: float
    dy: float
    x_hat: float
    m: int | None = None
    dbeta: float = 0.0
    dgamma: float = 0.0
    slack: float = 0.0

    @property
    def terms(self) -> Array:
        """What comes by y; while learning, then what by the mean and by the variance."""
        scale = self.gamma * self.r
        if self.m is None:
            return np.array([scale * self.dy])
        by_mean, by_variance = self.dbeta / self.m, self.x_hat * self.dgamma / self.m
        return np.array([scale * self.dy, -scale * by_mean, -scale * by_variance])

    @property
    def more_roundings(self) -> int:
        """Of r and of x̂."""
        return 8

    def _beside(self, stored: float) -> Reconciliation:
        beside = super(NormGradient, self)._beside(stored)
        return replace(beside, tolerance=beside.tolerance + self.slack)

    @property
    def equation(self) -> str:
        """``dL/d conv1[0, 3, 4] = γ[0] r · dL/d norm1[0, 3, 4]``, less the shard's share."""
        c = self.index[0]
        dy = f"dL/d {self.through}[{self.place}]"
        left = f"dL/d {self.layer}[{self.place}]"
        if self.m is None:
            return f"{left} = γ[{c}] r · {dy}"
        return f"{left} = γ[{c}] r · ({dy} − (dβ[{c}] + x̂ dγ[{c}]) / {self.m})"


@np.errstate(invalid="ignore", over="ignore")
def norm_gradient(
    value: NormValue, dy: float, shard: tuple[Measured, Array] | None
) -> NormGradient:
    """Write out what comes back through a batch normalisation to one number.

    Parameters
    ----------
    value : NormValue
        The same cell, forward.
    dy : float
        dL/dy of the cell.
    shard : tuple of Measured and ndarray, or None
        What its shard has of the channel, and dL/dy of these cells, while the network
        learns.
    """
    given = NormGradient(
        layer=value.source,
        through=value.layer,
        index=value.index,
        stored=value.dx,
        gamma=value.gamma,
        r=value.r,
        dy=dy,
        x_hat=value.x_hat,
    )
    if shard is None:
        return given
    measured, all_dy = shard
    g, x_hat, m = all_dy.astype(np.float64), measured.x_hat, measured.m
    summed = replace(given, m=m, dbeta=float(g.sum()), dgamma=float((g * x_hat).sum()))
    return replace(summed, slack=_slack(summed, g, x_hat, value))


def _slack(given: NormGradient, g: Array, x_hat: Array, value: NormValue) -> float:
    """Return what rounding may change: each sum of m numbers is off by m u of their sizes."""
    assert given.m is not None
    off = (given.m + 8) * UNIT_ROUNDOFF
    # x_hat is off by what the mean is off by, and r by half of what the variance is.
    x_hat_off = off * (given.r * abs(value.mean) + np.abs(x_hat))
    dgamma_off = (np.abs(g) * (x_hat_off + off * np.abs(x_hat))).sum()
    dbeta_off = off * np.abs(g).sum()
    here = off * (given.r * abs(value.mean) + abs(given.x_hat))
    by_sums = dbeta_off + abs(given.x_hat) * dgamma_off + here * abs(given.dgamma)
    by_r = off * np.abs(given.terms).sum()
    return float(abs(given.gamma * given.r) * by_sums / given.m + by_r)
