"""Arrays, their shapes, and parameters as named views of one buffer."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.errors import SettingError, ShapeError

Array = npt.NDArray[np.floating[Any]]
"""Floating point numbers: float32 unless said otherwise."""

Labels = npt.NDArray[np.integer[Any]]
"""Classes of samples: int64, shape (N,)."""

Shape = tuple[int, ...]

_CHUNK = 32_768
"""Numbers of a piece: with gradient, moments and scratch memory, it fits into L2."""


def require_shape(
    owner: str, name: str, x: npt.NDArray[Any], expected: tuple[int | str, ...]
) -> None:
    """Check a shape at the border of a layer.

    Parameters
    ----------
    owner : str
        Who asks: the name of a layer.
    name : str
        What the array is called there.
    x : ndarray
    expected : tuple of int or str
        A letter stands for any length.

    Raises
    ------
    ShapeError
        "conv1: x must have shape (N, 3, H, W), got (1, 1, 5, 5)".
    """
    fits = x.ndim == len(expected) and all(
        isinstance(wanted, str) or wanted == length
        for wanted, length in zip(expected, x.shape, strict=True)
    )
    if not fits:
        raise ShapeError(owner, name, expected=expected, got=x.shape)


def require_samples(owner: str, x: Array, input_shape: Shape) -> None:
    """Check samples that a person gives to a network.

    Batches of a data set are not checked so: they are made of whole numbers.

    Raises
    ------
    SettingError
        "conv-net: x must be floating-point numbers, got 'uint8'", or
        "conv-net: x must be finite, at (0, 0, 3, 4) too, got nan".
    ShapeError
        If they are not (N, *input_shape).
    """
    if not np.issubdtype(x.dtype, np.floating):
        raise SettingError(owner, "x must be floating-point numbers", str(x.dtype))
    require_shape(owner, "x", x, ("N", *input_shape))
    finite = np.isfinite(x)
    if not finite.all():
        place = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise SettingError(owner, f"x must be finite, at {place} too", float(x[place]))


def chunks(length: int) -> list[slice]:
    """Cut a flat buffer into pieces that stay near the core while they are worked on."""
    return [slice(start, start + _CHUNK) for start in range(0, length, _CHUNK)]


def frozen(x: Array) -> Array:
    """Return a read-only copy of `x`: own memory, C order, same dtype."""
    copy = np.array(x, order="C")
    copy.flags.writeable = False
    return copy


class Parameters(Mapping[str, Array]):
    """Arrays by name, all of them views of one flat buffer.

    A copy of everything is one copy, a hash one call, an update one pass. Gradients,
    optimizer moments and updates have the same form.

    Parameters
    ----------
    shapes : mapping of str to tuple of int
        Shape of each array, in the order in which they lie in the buffer.
    flat : ndarray, shape (n,), optional
        The buffer, used and not copied; zeros of float32 if not given.

    Attributes
    ----------
    flat : ndarray, shape (n,)
        All numbers, one array after the other, each in C order.
    shapes : mapping of str to tuple of int

    Raises
    ------
    ShapeError
        If the buffer does not hold exactly as many numbers as the shapes need.
    """

    def __init__(self, shapes: Mapping[str, Shape], flat: Array | None = None) -> None:
        sizes = [math.prod(shape) for shape in shapes.values()]
        self.shapes: Mapping[str, Shape] = MappingProxyType(dict(shapes))
        self.flat: Array = np.zeros(sum(sizes), np.float32) if flat is None else flat
        require_shape("parameters", "flat", self.flat, (sum(sizes),))
        ends = np.cumsum([0, *sizes])
        self._views: dict[str, Array] = {
            name: self.flat[start : start + size].reshape(shape)
            for (name, shape), start, size in zip(shapes.items(), ends[:-1], sizes, strict=True)
        }

    def __getitem__(self, name: str) -> Array:
        return self._views[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._views)

    def __len__(self) -> int:
        return len(self._views)

    def __repr__(self) -> str:
        return f"Parameters({dict(self.shapes)}, {self.flat.dtype})"

    def copy(self) -> Parameters:
        """Return the same names and numbers over an own buffer."""
        return Parameters(self.shapes, self.flat.copy())

    def astype(self, dtype: npt.DTypeLike) -> Parameters:
        """Return the same names and numbers over an own buffer of `dtype`."""
        return Parameters(self.shapes, self.flat.astype(dtype))

    def zeros_like(self) -> Parameters:
        """Return the same names over an own buffer of zeros."""
        return Parameters(self.shapes, np.zeros_like(self.flat))

    def frozen(self) -> Parameters:
        """Return the same names and numbers over an own read-only buffer."""
        return Parameters(self.shapes, frozen(self.flat))

    def sha256(self) -> str:
        """Return the hash of the numbers: of the buffer as little-endian float32, in hex."""
        return hashlib.sha256(self.flat.astype("<f4").tobytes()).hexdigest()


def weights_of(
    parameters: Parameters, layers: Collection[str] | None = None
) -> Iterator[Array]:
    """Yield what a penalty on large weights is about: the arrays called "<layer>.w".

    Biases, and all that belongs to a batch normalisation, are left alone: they are few, and
    a small one makes nothing simpler.

    Parameters
    ----------
    parameters : Parameters
    layers : collection of str, optional
        Of these layers only.
    """
    for name, array in parameters.items():
        layer, _, letter = name.rpartition(".")
        if letter == "w" and (layers is None or layer in layers):
            yield array
