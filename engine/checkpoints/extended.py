"""The 80-bit numbers of x86 processors, decoded by hand into float64.

A number is 64 bits of fraction m, 15 bits of exponent e and a sign s, in 16 bytes of which
the last six mean nothing::

    x = (-1)^s m 2^(e - 16383 - 63)

NumPy reads them only on processors that have them; here they look the same everywhere.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from engine.checkpoints.node import AnyArray

EXTENDED_BYTES = 16
"""Bytes of a float128, as NumPy on x86 writes an 80-bit number."""

EXTENDED_NOTE = "float128 in the file"

_BIAS = 16383 + 63
_SPECIAL = 0x7FFF
_FRACTION = (1 << 63) - 1
_BLOCK = 1 << 16
"""Numbers decoded at a time: on the way each takes five times the room."""


def extended_view(
    raw: memoryview, shape: tuple[int, ...], order: Literal["C", "F"], *, big_endian: bool
) -> AnyArray:
    """Look at bytes of float128 as a read-only array of float64, which is a copy."""
    numbers = decode_extended(raw, big_endian=big_endian)
    array = numbers.reshape(shape, order=order)
    array.flags.writeable = False
    return array


def extended_number(raw: memoryview, big_endian: bool) -> np.float64:
    """Decode one item."""
    item = raw[::-1] if big_endian else raw
    m = int.from_bytes(item[:8], "little")
    top = int.from_bytes(item[8:10], "little")
    e = top & _SPECIAL
    if e == _SPECIAL:
        x = math.nan if m & _FRACTION else math.inf
    else:
        try:
            x = math.ldexp(m, e - _BIAS)
        except OverflowError:
            x = math.inf
    return np.float64(-x if top >> 15 else x)


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
    numbers = np.empty(len(raw) // EXTENDED_BYTES)
    for start in range(0, len(numbers), _BLOCK):
        block = raw[start * EXTENDED_BYTES : (start + _BLOCK) * EXTENDED_BYTES]
        numbers[start : start + _BLOCK] = _decode(block, big_endian=big_endian)
    return numbers


def _decode(raw: memoryview, *, big_endian: bool) -> npt.NDArray[np.float64]:
    items = np.frombuffer(raw, np.uint8).reshape(-1, EXTENDED_BYTES)
    items = np.ascontiguousarray(items[:, ::-1] if big_endian else items)
    m = items[:, :8].copy().view("<u8")[:, 0]
    top = items[:, 8:10].copy().view("<u2")[:, 0]
    e = (top & _SPECIAL).astype(np.int64)
    with np.errstate(over="ignore", under="ignore"):
        x: npt.NDArray[Any] = np.ldexp(m.astype(np.float64), e - _BIAS)
    special = e == _SPECIAL
    x[special] = np.where(m[special] & np.uint64(_FRACTION), np.nan, np.inf)
    return np.where(top >> 15, -x, x)
