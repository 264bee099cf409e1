"""When training has stopped getting better.

L. Prechelt, "Early Stopping - But When?", in: Neural Networks: Tricks of the Trade, 1998,
the criterion UP, counted from the best evaluation so far. With the validation loss L[e] of
evaluation e = 1, 2, ... and b the last that was an improvement::

    e is an improvement    if L[e] < L[b] - min_delta, or if it is the first finite one
    training stops         if e - b = patience
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from engine.numbers import require_strength, require_whole


@dataclass(frozen=True, slots=True)
class EarlyStopping:
    """What the evaluations so far say about going on; it never changes, `after` gives the next.

    Parameters
    ----------
    patience : int
        Evaluations without an improvement before training stops; at least 1.
    min_delta : float, default=0
        How much lower a loss must be to count as an improvement; at least 0. Small steps
        that add up to more than it since the best one do count.

    Attributes
    ----------
    evaluations : int
        How many there were.
    best : float
        The loss of the last improvement; infinite before the first.
    best_evaluation : int
        Which one that was, from 1; 0 before the first.

    Raises
    ------
    SettingError
        If `patience` or `min_delta` breaks its rule.
    """

    patience: int
    min_delta: float = 0.0
    evaluations: int = 0
    best: float = math.inf
    best_evaluation: int = 0

    def __post_init__(self) -> None:
        require_whole("early stopping", "patience", self.patience)
        require_strength("early stopping", "min_delta", self.min_delta)

    def after(self, loss: float) -> EarlyStopping:
        """Return what there is to say after one more evaluation.

        Parameters
        ----------
        loss : float
            Of the validation split. One that is NaN or infinite is no improvement.
        """
        evaluations = self.evaluations + 1
        if not loss < self.best - self.min_delta:
            return replace(self, evaluations=evaluations)
        return replace(self, evaluations=evaluations, best=loss, best_evaluation=evaluations)

    @property
    def improved(self) -> bool:
        """Whether the last evaluation was an improvement: its parameters are worth keeping."""
        return 0 < self.best_evaluation == self.evaluations

    @property
    def waited(self) -> int:
        """How many evaluations there were since the last improvement."""
        return self.evaluations - self.best_evaluation

    @property
    def stops(self) -> bool:
        """Whether training is to stop."""
        return self.waited >= self.patience
