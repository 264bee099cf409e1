"""The data sets that come as four idx files: Fashion-MNIST and MNIST.

H. Xiao, K. Rasul and R. Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking
Machine Learning Algorithms", 2017, https://arxiv.org/abs/1708.07747.
Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits", 1998.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.data.catalog import dataset_info
from engine.data.dataset import Dataset, Split
from engine.data.idx import read_idx
from engine.data.splits import held_out
from engine.errors import DataError, DataMissingError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.arrays import Labels

_VALIDATION_FRACTION = 1 / 12
"""5 000 of 60 000."""

_VALIDATION_SEED = 0
"""Fixed, so that every run of every person watches the same 5 000 images."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as it is published.

    Parameters
    ----------
    name : str
        Its name, under every mirror.
    size : int
        In bytes.
    md5 : str
        Its published checksum.
    """

    name: str
    size: int
    md5: str


@dataclass(frozen=True, slots=True)
class IdxFiles:
    """A data set in four idx files: where they are published and how they are called.

    Parameters
    ----------
    name : str
        Of the data set, and of its folder in the data directory.
    addresses : tuple of str
        The official address first, then mirrors; each ends with a slash.
    files : tuple of RemoteFile
        Training images and labels, test images and labels.
    """

    name: str
    addresses: tuple[str, ...]
    files: tuple[RemoteFile, RemoteFile, RemoteFile, RemoteFile]

    def find(self, directories: Sequence[Path]) -> Path | None:
        """Return the first folder under `directories` that has all four files."""
        folders = (directory / self.name for directory in directories)
        return next((f for f in folders if not self.missing(f)), None)

    def missing(self, folder: Path) -> tuple[str, ...]:
        """Return the names of the files that are not in `folder`."""
        return tuple(f.name for f in self.files if _existing(folder, f.name) is None)

    def load(self, directories: Sequence[Path]) -> Dataset:
        """Read the data set from the first directory that has it.

        Raises
        ------
        DataMissingError
            If none has; the sentence says where it was looked for and how to fetch it.
        DataError
            If a file is damaged, or does not go with the others.
        """
        folder = self.find(directories)
        if folder is None:
            raise self._not_found(directories)
        images, labels = self._pair(folder, self.files[0], self.files[1])
        validation = held_out(
            labels, round(len(labels) * _VALIDATION_FRACTION), _VALIDATION_SEED
        )
        test = Split(*self._pair(folder, self.files[2], self.files[3]))
        info = dataset_info(self.name)
        return Dataset(
            self.name,
            info.title,
            info.classes,
            train=Split(images[~validation], labels[~validation]),
            validation=Split(images[validation], labels[validation]),
            test=test,
        )

    def _pair(
        self, folder: Path, images_file: RemoteFile, labels_file: RemoteFile
    ) -> tuple[npt.NDArray[np.uint8], Labels]:
        """Read images (N, 1, H, W) and labels (N,) and check one against the other."""
        images_path = _existing(folder, images_file.name) or folder / images_file.name
        labels_path = _existing(folder, labels_file.name) or folder / labels_file.name
        images = read_idx(images_path, 3)
        labels = read_idx(labels_path, 1).astype(np.int64)
        info = dataset_info(self.name)
        if images.shape[1:] != info.input_shape[1:]:
            raise DataError(
                f"{images_path}: images must be 28×28 pixels, got "
                f"{images.shape[1]}×{images.shape[2]}; replace it by the official file",
                path=images_path,
            )
        if len(images) != len(labels):
            raise DataError(
                f"{labels_path}: there must be a label for each of the {len(images)} images "
                f"in {images_path.name}, got {len(labels)}; fetch both again",
                path=labels_path,
            )
        if len(labels) and labels.max() >= len(info.classes):
            where = int(np.argmax(labels >= len(info.classes)))
            raise DataError(
                f"{labels_path}: labels must be in 0 to {len(info.classes) - 1}, got "
                f"{labels[where]} at place {where}; fetch the file again",
                path=labels_path,
            )
        return images[:, None], labels

    def _not_found(self, directories: Sequence[Path]) -> DataMissingError:
        """Say what is missing where, and the cure."""
        title = dataset_info(self.name).title
        cure = f"fetch it with: convviz data fetch {self.name}"
        started = [d / self.name for d in directories if (d / self.name).is_dir()]
        if started:
            names = ", ".join(self.missing(started[0]))
            return DataMissingError(
                f"{title}: {started[0]} lacks {names}; {cure}", path=started[0]
            )
        places = " and ".join(str(d / self.name) for d in directories)
        return DataMissingError(
            f"{title} is not on this machine (looked in {places}); {cure}",
            path=directories[0] / self.name,
        )


def _existing(folder: Path, name: str) -> Path | None:
    """Return the file, compressed or plain, if it is there."""
    candidates = (folder / name, folder / name.removesuffix(".gz"))
    return next((path for path in candidates if path.is_file()), None)


IDX_DATASETS = {
    files.name: files
    for files in (
        IdxFiles(
            "fashion-mnist",
            (
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
            ),
            (
                RemoteFile(
                    "train-images-idx3-ubyte.gz", 26421880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"
                ),
                RemoteFile(
                    "train-labels-idx1-ubyte.gz", 29515, "25c81989df183df01b3e8a0aad5dffbe"
                ),
                RemoteFile(
                    "t10k-images-idx3-ubyte.gz", 4422102, "bef4ecab320f06d8554ea6380940ec79"
                ),
                RemoteFile(
                    "t10k-labels-idx1-ubyte.gz", 5148, "bb300cfdad3c16e7a12a480ee83cd310"
                ),
            ),
        ),
        IdxFiles(
            "mnist",
            (
                "https://ossci-datasets.s3.amazonaws.com/mnist/",
                "https://storage.googleapis.com/cvdf-datasets/mnist/",
            ),
            (
                RemoteFile(
                    "train-images-idx3-ubyte.gz", 9912422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"
                ),
                RemoteFile(
                    "train-labels-idx1-ubyte.gz", 28881, "d53e105ee54ea40749a09fcbcd1e9432"
                ),
                RemoteFile(
                    "t10k-images-idx3-ubyte.gz", 1648877, "9fb629c4189551a2d022fa330f9573f3"
                ),
                RemoteFile(
                    "t10k-labels-idx1-ubyte.gz", 4542, "ec29112dd5afa0611ce80d1b7f02629c"
                ),
            ),
        ),
    )
}
