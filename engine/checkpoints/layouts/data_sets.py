"""Telling data from parameters: images, and tables with a row per sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.layouts.forms import is_image, may_be_kernels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.checkpoints.layouts.leaf import Leaf
    from engine.checkpoints.node import AnyArray

_MANY_SAMPLES = 1_000
_SOME_SAMPLES = 100
_MANY_TIMES = 10


def data_among(leaves: Sequence[Leaf]) -> list[Leaf]:
    """Return the arrays that are data by their shapes and numbers, whatever their names.

    These are arrays whose axes are too long for kernels; tables of a thousand rows or more
    beside labels, of bytes, or of as many columns as an image has pixels; and their labels.
    """
    labels = {leaf.array.size for leaf in leaves if _are_labels(leaf.array)}
    weights = sum(leaf.is_weight for leaf in leaves)
    found = [leaf for leaf in leaves if leaf.is_weight and _is_data(leaf, labels, weights)]
    samples = {leaf.array.shape[0] for leaf in found}
    return found + [
        leaf for leaf in leaves if _are_labels(leaf.array) and leaf.array.size in samples
    ]


def is_table_of_images(shape: tuple[int, ...]) -> bool:
    """Whether rows can be images: (60000, 784), (60000, 28, 28)."""
    return len(shape) > 2 or (len(shape) == 2 and is_image(shape[1]))


def _is_data(leaf: Leaf, labels: set[int], weights: int) -> bool:
    array = leaf.array
    if array.ndim > 2 and not may_be_kernels(array.shape):
        return True
    rows = array.shape[0]
    if array.dtype == np.uint8 and rows >= _SOME_SAMPLES and rows in labels:
        return True
    if rows < _MANY_SAMPLES:
        return False
    if rows in labels or array.dtype == np.uint8:
        return True
    columns = int(np.prod(array.shape[1:]))
    if weights > 1 or rows <= columns or not is_table_of_images(array.shape):
        return False
    return rows >= _MANY_TIMES * columns or bool(array.min() >= 0)


def _are_labels(array: AnyArray) -> bool:
    """Whether these are classes: whole numbers from 0 on, one per sample."""
    vector = array.ndim in {1, 2} and array.size == max(array.shape)
    if not vector or array.size < _SOME_SAMPLES or array.dtype.kind not in "iu":
        return False
    return bool(array.min() >= 0) and bool(array.max() < array.size // 2)
