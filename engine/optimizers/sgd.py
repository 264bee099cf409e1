"""Stochastic gradient descent: ``theta = theta - alpha g``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.optimizers.base import Optimizer
from engine.optimizers.line import StepLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.arrays import Array


class SGD(Optimizer):
    """Step straight down the gradient.

    Parameters
    ----------
    learning_rate : float, default=0.1
    """

    name: ClassVar[str] = "sgd"
    title: ClassVar[str] = "SGD"

    def __init__(self, learning_rate: float = 0.1) -> None:
        super().__init__(learning_rate)

    def _move(self, theta: Array, g: Array, alpha: float, *moments: Array) -> None:
        assert not moments, moments
        theta -= alpha * g

    def _lines(
        self, theta: float, g: float, alpha: float, *moments: float
    ) -> Iterator[StepLine]:
        assert not moments, moments
        yield StepLine("θ", "θ − α g", theta - alpha * g)
