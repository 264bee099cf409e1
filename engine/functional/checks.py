"""What the public functions ask of their arrays before they compute anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.errors import SettingError, ShapeError

if TYPE_CHECKING:
    from engine.arrays import Labels, Shape


def require_floats(owner: str, **arrays: object) -> None:
    """Check that an array is float32 or float64, and that two are the same.

    Parameters
    ----------
    owner : str
        The function that asks.
    **arrays : ndarray
        By the names that its caller knows them by.

    Raises
    ------
    SettingError
        "relu: x must be an array of float32 or float64, got 'int64'".
    """
    for name, x in arrays.items():
        if not isinstance(x, np.ndarray) or x.dtype not in (np.float32, np.float64):
            rule = f"{name} must be an array of float32 or float64"
            raise SettingError(owner, rule, _what_numbers(x))
    dtypes = [_what_numbers(x) for x in arrays.values()]
    if len(set(dtypes)) > 1:
        rule = f"{' and '.join(arrays)} must be both float32 or both float64"
        raise SettingError(owner, rule, " and ".join(dtypes))


def require_whole_numbers(owner: str, name: str, x: object) -> None:
    """Check that something is an array of integers, signed or not."""
    if not isinstance(x, np.ndarray) or x.dtype.kind not in "iu":
        rule = f"{name} must be an array of whole numbers"
        raise SettingError(owner, rule, _what_numbers(x))


def require_labels(owner: str, labels: Labels, shape: Shape) -> None:
    """Check that there is a class for each sample of scores, or probabilities, (N, K).

    Without it, NumPy would take class -1 for the last one.
    """
    n, classes = shape
    require_whole_numbers(owner, "labels", labels)
    if labels.shape != (n,):
        raise ShapeError(owner, "labels", expected=(n,), got=labels.shape)
    # As unsigned numbers, negative ones are huge: one look at the largest finds both.
    if labels.astype(np.uint64).max(initial=0) >= classes:
        wrong = next(label for label in labels.tolist() if not 0 <= label < classes)
        raise SettingError(owner, f"labels must be in [0, {classes})", wrong)


def require_some(owner: str, name: str, lengths: Shape, of: str) -> None:
    """Check that no axis is empty; `of` says in words what there must be one of."""
    if 0 in lengths:
        raise SettingError(owner, f"{name} must have at least one {of}", lengths)


def _what_numbers(x: object) -> str:
    """Return the dtype of an array, or else the type."""
    return str(x.dtype) if isinstance(x, np.ndarray) else type(x).__name__
