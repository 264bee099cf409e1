"""The layers as the articles compute them: a Python loop over every filter and position.

This is the definition of each layer in the most direct NumPy, one small product after the
other, for one sample at a time. It is what a fast engine is measured against, and is
meant to be slow in just the way of article 000; the results are those of the engine.
The shapes are those of one sample: x (C, H, W), y (F, H', W'), w (F, C, KH, KW).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.arrays import Array

Pair = tuple[int, int]
Window = tuple[slice, slice]


def convolve(x: Array, w: Array, b: Array, stride: Pair) -> Array:
    """Return y[f,i,j], each the sum of a patch weighted by a filter, and its bias."""
    size = w.shape[2:]
    y = np.empty((len(w), *_windows(x, size, stride)), w.dtype)
    for f, i, j in np.ndindex(y.shape):
        rows, columns = _window(i, j, size, stride)
        y[f, i, j] = np.sum(w[f] * x[:, rows, columns]) + b[f]
    return y


def convolve_back(dy: Array, x: Array, w: Array, stride: Pair) -> tuple[Array, Array, Array]:
    """Return dL/dx, dL/dw and dL/db: each output hands its share back to its patch."""
    dx, dw = np.zeros(x.shape, w.dtype), np.zeros_like(w)
    for f, i, j in np.ndindex(dy.shape):
        rows, columns = _window(i, j, w.shape[2:], stride)
        dw[f] += dy[f, i, j] * x[:, rows, columns]
        dx[:, rows, columns] += dy[f, i, j] * w[f]
    return dx, dw, dy.sum(axis=(1, 2))


def pool(x: Array, size: Pair, stride: Pair) -> Array:
    """Return the largest cell of every window."""
    y = np.empty((len(x), *_windows(x, size, stride)), x.dtype)
    for c, i, j in np.ndindex(y.shape):
        rows, columns = _window(i, j, size, stride)
        y[c, i, j] = np.max(x[c, rows, columns])
    return y


def pool_back(dy: Array, x: Array, size: Pair, stride: Pair) -> Array:
    """Return dL/dx: every window's dy goes to the first of its largest cells."""
    dx = np.zeros_like(x)
    for c, i, j in np.ndindex(dy.shape):
        rows, columns = _window(i, j, size, stride)
        u, v = np.unravel_index(np.argmax(x[c, rows, columns]), size)
        dx[c, rows.start + u, columns.start + v] += dy[c, i, j]
    return dx


def softmax_cross_entropy(z: Array, label: int) -> tuple[float, Array]:
    """Return the loss of one sample and its gradient p − y by the scores."""
    p = np.exp(z - z.max())
    p /= p.sum()
    dz = p.copy()
    dz[label] -= 1
    return -float(np.log(p[label])), dz


def adam(theta: Array, g: Array, m: Array, v: Array, t: int) -> None:
    """Take step number `t` (from 1) in place, as Algorithm 1 of Adam has it."""
    alpha, beta1, beta2, eps = 0.001, 0.9, 0.999, 1e-8
    m[...] = beta1 * m + (1 - beta1) * g
    v[...] = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    theta -= alpha * m_hat / (np.sqrt(v_hat) + eps)


def _windows(x: Array, size: tuple[int, ...], stride: Pair) -> Iterator[int]:
    """Yield how many windows there are from top to bottom, and from left to right."""
    for length, k, s in zip(x.shape[1:], size, stride, strict=True):
        yield (length - k) // s + 1


def _window(i: int, j: int, size: tuple[int, ...], stride: Pair) -> Window:
    """Return the rows and columns that window (i, j) covers."""
    top, left = i * stride[0], j * stride[1]
    return slice(top, top + size[0]), slice(left, left + size[1])
