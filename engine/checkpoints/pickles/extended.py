"""The 80-bit numbers of x86 processors, decoded by hand into float64.

A number is 64 bits of fraction m, 15 bits of exponent e and a sign s, in 16 bytes of which
the last six mean nothing::

    x = (-1)^s m 2^(e - 16383 - 63)

NumPy reads them only on processors that have them; here they look the same everywhere.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

_BIAS = 16383 + 63
_SPECIAL = 0x7FFF
_FRACTION = (1 << 63) - 1


def decode_extended(raw: memoryview, *, big_endian: bool) -> npt.NDArray[np.float64]:
    """Decode float128 items of 16 bytes.

    Parameters
    ----------
    raw : bytes-like
        A multiple of 16 bytes.
    big_endian : bool
        Whether the bytes of each item are reversed.

    Returns
    -------
    ndarray, shape (n,), float64
        Rounded to nearest; infinite where float64 cannot hold the number.
    """
    items = np.frombuffer(raw, np.uint8).reshape(-1, 16)
    items = np.ascontiguousarray(items[:, ::-1] if big_endian else items)
    m = items[:, :8].copy().view("<u8")[:, 0]
    top = items[:, 8:10].copy().view("<u2")[:, 0]
    e = (top & _SPECIAL).astype(np.int64)
    with np.errstate(over="ignore", under="ignore"):
        x: npt.NDArray[Any] = np.ldexp(m.astype(np.float64), e - _BIAS)
    special = e == _SPECIAL
    x[special] = np.where(m[special] & np.uint64(_FRACTION), np.nan, np.inf)
    return np.where(top >> 15, -x, x)
