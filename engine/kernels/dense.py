"""A fully connected layer as matrix products.

For sample n, input k and output m::

    y[n,m]     = b[m] + sum_k x[n,k] w[m,k]
    dL/db[m]   = sum_n dy[n,m]
    dL/dw[m,k] = sum_n dy[n,m] x[n,k]
    dL/dx[n,k] = sum_m dy[n,m] w[m,k]

Samples lie innermost in memory, as everywhere in the kernels: the products are of transposed
matrices, which BLAS takes as they lie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.kernels.products import multiply

if TYPE_CHECKING:
    from engine.arrays import Array


def dense(x: Array, w: Array, b: Array | None) -> Array:
    """Return y, shape (N, out), of x (N, in), w (out, in) and b (out,); None is 0."""
    y: Array = multiply(w, x.T).T
    if b is not None:
        y += b
    return y


def gradient_of_input(dy: Array, w: Array) -> Array:
    """Return dL/dx, shape (N, in), from dL/dy, shape (N, out)."""
    return multiply(w.T, dy.T).T


def gradient_of_weights(dy: Array, x: Array) -> tuple[Array, Array]:
    """Return dL/dw, shape (out, in), and dL/db, shape (out,)."""
    return dy.T @ x, dy.sum(axis=0)
