"""The samples that two networks say different things of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from engine.arrays import require_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Classes = npt.NDArray[np.integer[Any]]

FlipKind = Literal["worse", "better", "other"]
FLIP_KINDS: tuple[FlipKind, ...] = ("worse", "better", "other")


@dataclass(frozen=True, slots=True, eq=False)
class Flips:
    """What changed in the predictions from a to b. All arrays are read-only.

    Attributes
    ----------
    samples : ndarray of int, shape (n,)
        Indices of the samples whose prediction changed, ascending.
    a, b : ndarray of int, shape (N,)
        Predicted classes of all samples.
    labels : ndarray of int, shape (N,)
    """

    samples: npt.NDArray[np.intp]
    a: Classes
    b: Classes
    labels: Classes

    def of_kind(self, kind: FlipKind) -> npt.NDArray[np.intp]:
        """Return the samples of one kind of flip, ascending.

        Parameters
        ----------
        kind : {"worse", "better", "other"}
            From right to wrong, from wrong to right, from one wrong class to another.
        """
        labels = self.labels[self.samples]
        was_right, is_right = self.a[self.samples] == labels, self.b[self.samples] == labels
        chosen = {"worse": was_right, "better": is_right, "other": ~(was_right | is_right)}
        found: npt.NDArray[np.intp] = self.samples[chosen[kind]]
        return found

    @property
    def accuracies(self) -> tuple[float, float]:
        """Shares that a and b have right; NaN of no samples."""
        if not len(self.labels):
            return float("nan"), float("nan")
        return float((self.a == self.labels).mean()), float((self.b == self.labels).mean())

    def moves(self) -> tuple[tuple[int, int, int], ...]:
        """Return (class of a, class of b, count) of what changed, the most frequent first."""
        both = np.stack([self.a[self.samples], self.b[self.samples]], axis=1)
        found, counts = np.unique(both, axis=0, return_counts=True)
        order = np.argsort(-counts, kind="stable")
        return tuple((int(found[i, 0]), int(found[i, 1]), int(counts[i])) for i in order)


def flips(predictions_a: Classes, predictions_b: Classes, labels: Classes) -> Flips:
    """Find the samples whose prediction changed.

    Parameters
    ----------
    predictions_a, predictions_b : ndarray of int, shape (N,)
        Predicted classes.
    labels : ndarray of int, shape (N,)
        True classes.

    Raises
    ------
    ShapeError
        If they are not of one length.
    """
    a, b, truth = (np.array(x, np.int64) for x in (predictions_a, predictions_b, labels))
    for name, x in (("predictions_a", a), ("predictions_b", b)):
        require_shape("flips", name, x, (len(truth),))
    samples = np.flatnonzero(a != b)
    for x in (samples, a, b, truth):
        x.flags.writeable = False
    return Flips(samples, a, b, truth)


def class_name(classes: Sequence[str], k: int) -> str:
    """Return the name of class k of a data set, or the number of one that it does not have.

    A network may have more outputs than a data set has classes.
    """
    return classes[k] if k < len(classes) else str(k)
