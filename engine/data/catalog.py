"""What data sets there are, and what to say about them."""

from __future__ import annotations

from dataclasses import dataclass

from engine.data.published import FASHION_MNIST, MNIST
from engine.errors import SettingError

GARMENT_CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
"""The classes of Fashion-MNIST in their official order; `garments` has the same."""

_DIGIT_CLASSES = tuple("0123456789")


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """What there is to say about a data set without loading it.

    Parameters
    ----------
    name : str
        As commands and presets spell it.
    title : str
        As people read it.
    classes : tuple of str
        Name of class k at place k.
    input_shape : tuple of int
        Shape (C, H, W) of one image.
    description : str
        One sentence.
    license : str
        Name of its licence.
    download_bytes : int
        How much `fetch_dataset` fetches; 0 where nothing needs to be fetched.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    input_shape: tuple[int, int, int]
    description: str
    license: str
    download_bytes: int = 0

    @property
    def download_size(self) -> str:
        """The size of the download in words: "30.9 MB", or "" where there is none."""
        return f"{self.download_bytes / 1e6:.1f} MB" if self.download_bytes else ""


_INFOS = {
    info.name: info
    for info in (
        DatasetInfo(
            "fashion-mnist",
            "Fashion-MNIST",
            GARMENT_CLASSES,
            (1, 28, 28),
            "70 000 photographs of garments in ten classes, 28×28 grey pixels.",
            "MIT",
            FASHION_MNIST.size,
        ),
        DatasetInfo(
            "mnist",
            "MNIST",
            _DIGIT_CLASSES,
            (1, 28, 28),
            "70 000 handwritten digits, 28×28 grey pixels.",
            "CC BY-SA 3.0",
            MNIST.size,
        ),
        DatasetInfo(
            "digits",
            "Digits 8×8",
            _DIGIT_CLASSES,
            (1, 8, 8),
            "1 797 handwritten digits, 8×8 grey pixels, that come with scikit-learn.",
            "CC BY 4.0",
        ),
        DatasetInfo(
            "garments",
            "Garments",
            GARMENT_CLASSES,
            (1, 28, 28),
            "14 000 drawn garments in the ten classes of Fashion-MNIST, made by convviz.",
            "GPL-3.0-or-later",
        ),
    )
}


def dataset_names() -> tuple[str, ...]:
    """Return the names of all data sets, the preferred one first."""
    return tuple(_INFOS)


def dataset_info(name: str) -> DatasetInfo:
    """Return what there is to say about the data set `name`.

    Raises
    ------
    SettingError
        If there is no such data set; the sentence lists those that there are.
    """
    if name not in _INFOS:
        raise SettingError("data set", f"the name must be one of {', '.join(_INFOS)}", name)
    return _INFOS[name]
