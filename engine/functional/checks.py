"""What the public functions ask of their arrays before they compute anything."""

from __future__ import annotations

import numpy as np

from engine.errors import SettingError


def require_floats(owner: str, **arrays: object) -> None:
    """Check that arrays are all float32, or all float64.

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
    dtypes = {name: _float_dtype(owner, name, x) for name, x in arrays.items()}
    if len(set(dtypes.values())) > 1:
        *names, last = dtypes
        rule = f"{', '.join(names)} and {last} must be all float32 or all float64"
        raise SettingError(owner, rule, ", ".join(dtypes.values()))


def _float_dtype(owner: str, name: str, x: object) -> str:
    kind = str(x.dtype) if isinstance(x, np.ndarray) else type(x).__name__
    if not isinstance(x, np.ndarray) or x.dtype not in (np.float32, np.float64):
        raise SettingError(owner, f"{name} must be an array of float32 or float64", kind)
    return kind
