"""Which classes are taken for which, and what that says of each class.

With C[t,k] the number of samples of class t that were taken for class k::

    recall[k]    = C[k,k] / sum_j C[k,j]         of those that are k, the share found
    precision[k] = C[k,k] / sum_t C[t,k]         of those called k, the share that is k
    f1[k]        = 2 C[k,k] / (sum_j C[k,j] + sum_t C[t,k])     their harmonic mean

0/0 is NaN, which is what is known then: a class that was never called has no precision, one
without samples no recall. The recall of all classes together, trace / sum, is the accuracy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.errors import SettingError, ShapeError

if TYPE_CHECKING:
    from engine.arrays import Labels

Confusion = npt.NDArray[np.integer[Any]]
"""Numbers of samples, int64, shape (K, K): rows are the truth, columns the predictions."""

Shares = npt.NDArray[np.float64]
"""Shape (K,), in [0, 1] or NaN."""


def confusion_matrix(labels: Labels, predictions: Labels, classes: int) -> Confusion:
    """Count the samples of class t that were taken for class k, in row t and column k.

    Parameters
    ----------
    labels, predictions : ndarray of int, shape (N,)
        True and predicted classes, in [0, classes).
    classes : int
        K.

    Raises
    ------
    ShapeError
        If there is not one prediction per label.
    SettingError
        If a label or a prediction is no whole number, or no class.
    """
    owner, expected = "confusion matrix", (labels.size,)
    for name, values in (("labels", labels), ("predictions", predictions)):
        if values.shape != expected:
            raise ShapeError(owner, name, expected=expected, got=values.shape)
        if values.dtype.kind not in "iu":
            raise SettingError(owner, f"{name} must be whole numbers", str(values.dtype))
        wrong = values[(values < 0) | (values >= classes)].tolist()
        if wrong:
            raise SettingError(owner, f"{name} must be in [0, {classes})", wrong[0])
    places = labels.astype(np.int64) * classes + predictions
    return np.bincount(places, minlength=classes**2).reshape(classes, classes)


def recall(confusion: Confusion) -> Shares:
    """Return the share of each class that was found; NaN for one without samples."""
    return _shares(confusion.diagonal(), confusion.sum(axis=1))


def precision(confusion: Confusion) -> Shares:
    """Return the share of each prediction that was right; NaN for one never made."""
    return _shares(confusion.diagonal(), confusion.sum(axis=0))


def f1(confusion: Confusion) -> Shares:
    """Return the harmonic mean of precision and recall.

    It is 0 for a class that has samples but was never found, though its precision may be
    unknown; NaN for one that has no samples and was never called.
    """
    both = confusion.sum(axis=1) + confusion.sum(axis=0)
    return _shares(2 * confusion.diagonal(), both)


def _shares(part: Confusion, whole: Confusion) -> Shares:
    shares = np.full(len(whole), np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares
