"""Which class a network says, and how often it is the true one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from engine.arrays import Array, Labels


def predicted_classes(probabilities: Array) -> npt.NDArray[np.unsignedinteger[Any]]:
    """Return the class of the highest probability, the first one of several.

    Parameters
    ----------
    probabilities : ndarray, shape (N, K)

    Returns
    -------
    ndarray of uint8, shape (N,)
        A wider type where there are more than 256 classes.
    """
    dtype = np.min_scalar_type(probabilities.shape[1] - 1)
    classes: npt.NDArray[np.unsignedinteger[Any]] = probabilities.argmax(axis=1).astype(dtype)
    return classes


def count_right(probabilities: Array, labels: Labels) -> int:
    """Return for how many samples the highest probability is that of the true class.

    Parameters
    ----------
    probabilities : ndarray, shape (N, K)
    labels : ndarray of int, shape (N,)
    """
    return int(np.count_nonzero(probabilities.argmax(axis=1) == labels))
