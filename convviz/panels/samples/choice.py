"""Which samples of a split the gallery shows: arithmetic only, no widgets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from convviz.session import Predictions
    from engine.arrays import Labels

Indices = npt.NDArray[np.intp]


class Outcome(Enum):
    """What the network made of a sample."""

    ALL = "all"
    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the gallery is asked to show.

    Parameters
    ----------
    split : {"train", "validation", "test"}
    label : int or None
        The true class; None for all of them.
    outcome : Outcome
        Right and wrong need predictions; without them nothing is shown.
    """

    split: str = "validation"
    label: int | None = None
    outcome: Outcome = Outcome.ALL

    def indices(self, labels: Labels, predictions: Predictions | None) -> Indices:
        """Return the places of the samples that are asked for, ascending."""
        wanted = np.ones(len(labels), np.bool_) if self.label is None else labels == self.label
        if self.outcome is not Outcome.ALL:
            if predictions is None:
                return np.empty(0, np.intp)
            right = predictions.right
            wanted = wanted & (right if self.outcome is Outcome.RIGHT else ~right)
        return np.flatnonzero(wanted)


def counts(
    labels: Labels, label: int | None, predictions: Predictions | None
) -> tuple[int, int] | None:
    """Return how many samples of a class are right and wrong; None without predictions."""
    if predictions is None:
        return None
    right = predictions.right if label is None else predictions.right[labels == label]
    n = int(np.count_nonzero(right))
    return n, right.size - n
