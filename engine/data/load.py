"""Loading a data set by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.data.catalog import dataset_info
from engine.data.digits import has_digits, load_digits
from engine.data.directories import search_path
from engine.data.garments import load_garments
from engine.data.idx_files import find_idx_files, load_idx_files
from engine.data.published import PUBLICATIONS

if TYPE_CHECKING:
    from pathlib import Path

    from engine.data.dataset import Dataset


def load_dataset(name: str, data_dir: Path | str | None = None) -> Dataset:
    """Load a data set.

    Parameters
    ----------
    name : str
        One of `dataset_names`.
    data_dir : Path or str, optional
        Where its files are; by default as `find_data_dir` says.

    Returns
    -------
    Dataset
        The same images in the same order each time.

    Raises
    ------
    DataMissingError
        If its files, or the package it comes with, are not on this machine; the sentence
        says where they were looked for and how to get them.
    DataError
        If a file is damaged or cannot be read.
    SettingError
        If there is no data set of this name.
    """
    name = dataset_info(name).name
    if name in PUBLICATIONS:
        return load_idx_files(PUBLICATIONS[name], search_path(data_dir))
    return load_digits() if name == "digits" else load_garments()


def is_available(name: str, data_dir: Path | str | None = None) -> bool:
    """Return whether `load_dataset` finds all that it needs, without reading it.

    Raises
    ------
    SettingError
        If there is no data set of this name.
    """
    name = dataset_info(name).name
    if name in PUBLICATIONS:
        return find_idx_files(PUBLICATIONS[name], search_path(data_dir)) is not None
    return has_digits() if name == "digits" else True
