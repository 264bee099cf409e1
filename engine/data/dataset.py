"""Images with their labels: a split, and the three splits of a data set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.arrays import require_shape
from engine.errors import SettingError
from engine.numbers import require_whole

if TYPE_CHECKING:
    from engine.arrays import Array, Labels

SPLIT_NAMES = ("train", "validation", "test")
"""The names of the three splits of every data set, in the order in which they are shown."""

Images = npt.NDArray[np.uint8]


@dataclass(frozen=True, order=True, slots=True)
class SampleRef:
    """Which image of a data set: the split it is in, and its place there.

    Parameters
    ----------
    split : {"train", "validation", "test"}
        Name of the split.
    index : int
        Place in the split, from 0.
    """

    split: str
    index: int

    def __str__(self) -> str:
        return f"{self.split} #{self.index}"


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Images and their labels, in a fixed order; both arrays become read-only.

    Parameters
    ----------
    images : ndarray of uint8, shape (N, C, H, W)
        As stored, in [0, `divisor`].
    labels : ndarray of int64, shape (N,)
        Class of each image.
    divisor : int, default=255
        The stored value that means 1: 255, or 16 for the 8x8 digits.

    Raises
    ------
    SettingError
        If the images are not uint8, the labels are no whole numbers of at least 0, or the
        divisor is less than 1. There is no NaN among whole numbers.
    ShapeError
        If the images are not (N, C, H, W), or there are not as many labels.
    """

    images: Images
    labels: Labels
    divisor: int = 255

    def __post_init__(self) -> None:
        images, labels = self.images, self.labels
        _require_dtype("images", images, np.dtype(np.uint8), "uint8")
        _require_dtype("labels", labels, np.integer, "whole numbers")
        require_shape("split", "images", images, ("N", "C", "H", "W"))
        require_shape("split", "labels", labels, (len(images),))
        if labels.size and labels.min() < 0:
            raise SettingError("split", "labels must be at least 0", int(labels.min()))
        require_whole("split", "divisor", self.divisor)
        self.images.flags.writeable = False
        self.labels.flags.writeable = False

    def __len__(self) -> int:
        return len(self.labels)

    def x(self, indices: npt.NDArray[np.integer[Any]] | slice) -> Array:
        """Return the images at `indices` as the network wants them.

        Parameters
        ----------
        indices : ndarray of int, shape (n,), or slice
            Places in this split.

        Returns
        -------
        ndarray of float32, shape (n, C, H, W)
            Own memory, in [0, 1].
        """
        return np.divide(self.images[indices], np.float32(self.divisor), dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """The three splits of a data set, and what its classes are called.

    Parameters
    ----------
    name : str
        As in `dataset_names`: "fashion-mnist".
    title : str
        As shown: "Fashion-MNIST".
    classes : tuple of str
        Name of class k at place k.
    train, validation, test : Split
        What is learned from, what is watched meanwhile, what is judged by at the end.

    Raises
    ------
    SettingError
        If there are no classes, a label has no class, or the splits differ in the shape
        of their images.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    train: Split
    validation: Split
    test: Split

    def __post_init__(self) -> None:
        if not self.classes:
            raise SettingError(self.name, "there must be classes", 0)
        shape = self.train.images.shape[1:]
        for name in SPLIT_NAMES:
            split = self.split(name)
            if split.images.shape[1:] != shape:
                rule = f"images of {name} must have shape {shape} as in train"
                raise SettingError(self.name, rule, split.images.shape[1:])
            if len(split) and split.labels.max() >= len(self.classes):
                rule = f"labels of {name} must be below {len(self.classes)}, one per class"
                raise SettingError(self.name, rule, int(split.labels.max()))

    def split(self, name: str) -> Split:
        """Return the split called `name`.

        Raises
        ------
        ValueError
            If `name` is none of "train", "validation", "test".
        """
        splits = {"train": self.train, "validation": self.validation, "test": self.test}
        if name not in splits:
            raise ValueError(f"{self.name}: split must be one of {SPLIT_NAMES}, got {name!r}")
        return splits[name]

    def limited(self, n: int) -> Dataset:
        """Return this data set with only its first `n` training images.

        Validation and test stay whole, so that figures remain comparable.

        Parameters
        ----------
        n : int
            At least 1; where it is more than there are, all of them.

        Raises
        ------
        ValueError
            If `n` < 1.
        """
        if n < 1:
            raise ValueError(f"{self.name}: the limit must be at least 1 image, got {n}")
        train = self.train
        return replace(self, train=Split(train.images[:n], train.labels[:n], train.divisor))


def _require_dtype(name: str, array: object, kind: Any, words: str) -> None:
    """Check that something is an array, and of which numbers."""
    if not isinstance(array, np.ndarray):
        raise SettingError("split", f"{name} must be an array", type(array).__name__)
    if not np.issubdtype(array.dtype, kind):
        raise SettingError("split", f"{name} must be {words}", str(array.dtype))
