"""A data set in four idx files, found on the disk, read, and checked."""

from __future__ import annotations

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
    from engine.data.catalog import DatasetInfo
    from engine.data.published import Publication

_VALIDATION_PART = 12
"""One of how many training images is held out: 5 000 of 60 000."""

_VALIDATION_SEED = 0
"""Fixed, so that every run of every person watches the same images."""


def find_idx_files(publication: Publication, directories: Sequence[Path]) -> Path | None:
    """Return the data set's folder in the first of the directories that has all its files."""
    folders = (directory / publication.name for directory in directories)
    return next((f for f in folders if not _missing(publication, f)), None)


def load_idx_files(publication: Publication, directories: Sequence[Path]) -> Dataset:
    """Read the data set from the first of the directories that has it.

    Parameters
    ----------
    publication : Publication
        The data set.
    directories : sequence of Path
        Data directories; its files are in a folder of its name in there.

    Returns
    -------
    Dataset
        A twelfth of the training images, with the classes in proportion, are held out as
        validation images.

    Raises
    ------
    DataMissingError
        If none has it; the sentence says where it was looked for and how to fetch it.
    DataError
        If a file is damaged, or does not go with the others.
    """
    folder = find_idx_files(publication, directories)
    if folder is None:
        raise _not_found(publication, directories)
    info = dataset_info(publication.name)
    images, labels = _read_pair(
        info,
        _path(folder, publication.train_images.name),
        _path(folder, publication.train_labels.name),
    )
    held = held_out(labels, len(labels) // _VALIDATION_PART, _VALIDATION_SEED)
    test = _read_pair(
        info,
        _path(folder, publication.test_images.name),
        _path(folder, publication.test_labels.name),
    )
    return Dataset(
        info.name,
        info.title,
        info.classes,
        train=Split(images[~held], labels[~held]),
        validation=Split(images[held], labels[held]),
        test=Split(*test),
    )


def _read_pair(
    info: DatasetInfo, images_path: Path, labels_path: Path
) -> tuple[npt.NDArray[np.uint8], Labels]:
    """Read images (N, 1, H, W) and labels (N,), and check them against each other."""
    images, labels = read_idx(images_path, 3), read_idx(labels_path, 1)
    height, width = info.input_shape[1:]
    if images.shape[1:] != (height, width):
        raise DataError(
            f"{images_path}: the images must be {height}×{width} pixels, got "
            f"{images.shape[1]}×{images.shape[2]}; replace it by the official file",
            images_path,
        )
    if len(images) == 0:
        raise DataError(
            f"{images_path}: there must be at least one image, got 0; fetch the file again",
            images_path,
        )
    if len(images) != len(labels):
        raise DataError(
            f"{labels_path}: there must be one label for each of the {len(images)} images in "
            f"{images_path.name}, got {len(labels)}; fetch both files again",
            labels_path,
        )
    wrong = np.flatnonzero(labels >= len(info.classes))
    if wrong.size:
        raise DataError(
            f"{labels_path}: the labels must be 0 to {len(info.classes) - 1}, got "
            f"{labels[wrong[0]]} at place {wrong[0]}; fetch the file again",
            labels_path,
        )
    return images[:, None], labels.astype(np.int64)


def _missing(publication: Publication, folder: Path) -> list[str]:
    """Return the names of the files that are not in `folder`."""
    return [f.name for f in publication.files if not _path(folder, f.name).is_file()]


def _path(folder: Path, name: str) -> Path:
    """Return the path of a file; without ".gz" if only that is there."""
    plain = folder / name.removesuffix(".gz")
    return plain if plain.is_file() and not (folder / name).is_file() else folder / name


def _not_found(publication: Publication, directories: Sequence[Path]) -> DataMissingError:
    """Say what is missing where, and the cure."""
    title = dataset_info(publication.name).title
    cure = f"fetch it with: convviz data fetch {publication.name}"
    folders = [directory / publication.name for directory in directories]
    incomplete = next((folder for folder in folders if folder.is_dir()), None)
    if incomplete is not None:
        names = ", ".join(_missing(publication, incomplete))
        return DataMissingError(f"{title}: {incomplete} lacks {names}; {cure}", incomplete)
    places = " and ".join(map(str, folders))
    return DataMissingError(
        f"{title} is not on this machine (looked in {places}); {cure}", folders[0]
    )
