"""Matrix products of a size that BLAS takes as it lies.

OpenBLAS copies large matrices into an order of its own before it multiplies them. Up to a
million multiplications it does not: so the product is cut into blocks of rows below that,
all of which are multiplied in one call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from engine.arrays import Array

PRODUCTS_AT_ONCE = 1_000_000
"""Multiplications in one block. Measured: above, up to half of the speed is lost."""

_LEAST_ROWS = 16
"""Blocks have a multiple of it; fewer would read the other matrix too often."""


def multiply(a: Array, b: Array) -> Array:
    """Return the matrix product.

    Parameters
    ----------
    a : ndarray, shape (m, k)
    b : ndarray, shape (k, n)

    Returns
    -------
    ndarray, shape (m, n)
    """
    m, k = a.shape
    rows = PRODUCTS_AT_ONCE // max(1, k * b.shape[1]) // _LEAST_ROWS * _LEAST_ROWS
    if rows == 0 or rows >= m:
        return a @ b
    product: Array = np.empty((m, b.shape[1]), a.dtype)
    whole = m // rows * rows
    blocks = a[:whole].reshape(-1, rows, k), product[:whole].reshape(-1, rows, b.shape[1])
    np.matmul(blocks[0], b, out=blocks[1])
    np.matmul(a[whole:], b, out=product[whole:])
    return product
