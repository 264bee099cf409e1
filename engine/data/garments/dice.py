"""Chance, one throw for each picture of a stack."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.data.garments.pencil import SIDE, bend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.data.garments.pencil import Field, Mask, Number


class Dice:
    """Throws numbers of shape (n, 1, 1), one for each of n pictures.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where chance comes from.
    n : int
        How many pictures.
    """

    def __init__(self, rng: np.random.Generator, n: int) -> None:
        self.rng = rng
        self.n = n

    def between(self, low: Number, high: Number) -> Field:
        """Throw evenly between two numbers."""
        u = self.rng.random((self.n, 1, 1), dtype=np.float32)
        return np.asarray(low + (high - low) * u)

    def around(self, mean: Number, deviation: Number) -> Field:
        """Throw a normal number, at most two deviations off."""
        z = self.rng.standard_normal((self.n, 1, 1), dtype=np.float32)
        return np.asarray(mean + deviation * np.clip(z, -2, 2))

    def spread(self, *quantiles: float) -> Field:
        """Throw so that these, from least to most, divide the throws evenly."""
        places = np.linspace(0, 1, len(quantiles), dtype=np.float32).tolist()
        return bend(self.between(0, 1), *zip(places, quantiles, strict=True))

    def chance(self, probability: Number) -> Mask:
        """Throw True with this probability."""
        return np.asarray(self.rng.random((self.n, 1, 1), dtype=np.float32) < probability)

    def sign(self) -> Field:
        """Throw −1 or 1."""
        return np.where(self.chance(0.5), np.float32(-1), np.float32(1))

    def kind(self, *weights: float) -> npt.NDArray[np.int64]:
        """Throw one of 0, 1, ... with these weights."""
        limits = np.cumsum(weights) / np.sum(weights)
        return np.searchsorted(limits[:-1], self.rng.random((self.n, 1, 1)))

    def grain(self) -> Field:
        """Throw evenly for each pixel of each picture, mean 0, variance 1; (n, 28, 28)."""
        u = self.rng.random((self.n, SIDE, SIDE), dtype=np.float32)
        return (u - 0.5) * math.sqrt(12)

    def among(self, members: Sequence[int] | npt.NDArray[np.int64]) -> Dice:
        """Return dice for some of the pictures."""
        return Dice(self.rng, len(members))
