"""The 8x8 digits that come with scikit-learn.

E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
Repository, 1998, https://doi.org/10.24432/C50P49. Pixels are counts from 0 to 16.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np

from engine.data.catalog import dataset_info
from engine.data.dataset import Dataset, Split
from engine.data.splits import held_out
from engine.errors import DataMissingError

_DIVISOR = 16
_SEED = 0
_TEST_IMAGES = 360
_VALIDATION_IMAGES = 180
"""A fifth and a tenth of the 1 797."""


def has_digits() -> bool:
    """Return whether scikit-learn is installed."""
    return importlib.util.find_spec("sklearn") is not None


def load_digits() -> Dataset:
    """Load the digits: 1 257 training, 180 validation and 360 test images.

    Raises
    ------
    DataMissingError
        If scikit-learn is not installed.
    """
    info = dataset_info("digits")
    try:
        from sklearn import datasets  # noqa: PLC0415 - an extra that takes a second to import
    except ImportError as e:
        raise DataMissingError(
            f"{info.title} come with scikit-learn, which is not installed; install it with: "
            'pip install "convviz[digits]"',
            path=Path("sklearn"),
        ) from e
    images, labels = datasets.load_digits(return_X_y=True)
    images = images.reshape(-1, *info.input_shape).astype(np.uint8)
    labels = labels.astype(np.int64)
    tested = held_out(labels, _TEST_IMAGES, _SEED)
    rest = np.flatnonzero(~tested)
    validation = held_out(labels[rest], _VALIDATION_IMAGES, _SEED)

    def split(chosen: np.ndarray[tuple[int], np.dtype[np.bool_ | np.int64]]) -> Split:
        return Split(images[chosen], labels[chosen], _DIVISOR)

    return Dataset(
        info.name,
        info.title,
        info.classes,
        train=split(rest[~validation]),
        validation=split(rest[validation]),
        test=split(tested),
    )
