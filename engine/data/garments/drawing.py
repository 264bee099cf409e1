"""The data set of drawn garments: which, how many, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from engine.data.catalog import GARMENT_CLASSES, dataset_info
from engine.data.dataset import Dataset, Split
from engine.data.garments.bags import draw_bags
from engine.data.garments.boots import draw_boots
from engine.data.garments.coats import draw_coats
from engine.data.garments.dice import Dice
from engine.data.garments.dresses import draw_dresses
from engine.data.garments.pencil import SIDE
from engine.data.garments.pullovers import draw_pullovers
from engine.data.garments.sandals import draw_sandals
from engine.data.garments.shirts import draw_shirts
from engine.data.garments.sneakers import draw_sneakers
from engine.data.garments.trousers import draw_trousers
from engine.data.garments.tshirts import draw_tshirts
from engine.data.splits import held_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.arrays import Labels
    from engine.data.garments.canvas import Canvas

    Draw = Callable[[Dice], Canvas]

SEED = 0
_TRAIN_IMAGES = 12_000
_VALIDATION_IMAGES = 1_000
_TEST_IMAGES = 2_000

_PLAY = 2
"""How far a garment may lie off the middle, in pixels, each way."""

_CHUNK = 200
"""Pictures drawn at once: their arrays stay in the processor's cache."""

_DRAW: dict[str, Draw] = {
    "T-shirt/top": draw_tshirts,
    "Trouser": draw_trousers,
    "Pullover": draw_pullovers,
    "Dress": draw_dresses,
    "Coat": draw_coats,
    "Sandal": draw_sandals,
    "Shirt": draw_shirts,
    "Sneaker": draw_sneakers,
    "Bag": draw_bags,
    "Ankle boot": draw_boots,
}


def draw_garments(name: str, n: int, seed: int) -> npt.NDArray[np.uint8]:
    """Draw `n` garments of one class.

    Parameters
    ----------
    name : str
        One of the classes of Fashion-MNIST.
    n : int
        How many.
    seed : int
        The same seed draws the same garments.

    Returns
    -------
    ndarray of uint8, shape (n, 28, 28)
        Bright on black.
    """
    pictures = np.empty((n, SIDE, SIDE), dtype=np.uint8)
    rng = np.random.default_rng((seed, GARMENT_CLASSES.index(name)))
    for start in range(0, n, _CHUNK):
        dice = Dice(rng, min(_CHUNK, n - start))
        pictures[start : start + _CHUNK] = _finish(_DRAW[name](dice), dice)
    return pictures


def load_garments(seed: int = SEED) -> Dataset:
    """Draw the whole data set: 11 000 training, 1 000 validation and 2 000 test images."""
    info = dataset_info("garments")
    images, labels = _mixed(_TRAIN_IMAGES, seed=2 * seed)
    validation = held_out(labels, _VALIDATION_IMAGES, seed)
    test = Split(*_mixed(_TEST_IMAGES, seed=2 * seed + 1))
    return Dataset(
        info.name,
        info.title,
        info.classes,
        train=Split(images[~validation], labels[~validation]),
        validation=Split(images[validation], labels[validation]),
        test=test,
    )


def _mixed(n: int, seed: int) -> tuple[npt.NDArray[np.uint8], Labels]:
    """Draw equally many garments of every class, in random order."""
    each = n // len(GARMENT_CLASSES)
    pictures = [draw_garments(name, each, seed) for name in GARMENT_CLASSES]
    labels = np.repeat(np.arange(len(GARMENT_CLASSES)), each)
    order = np.random.default_rng(seed).permutation(n)
    return np.concatenate(pictures)[order][:, None], labels[order]


def _finish(canvas: Canvas, dice: Dice) -> npt.NDArray[np.uint8]:
    """Return the greys as bytes, each picture moved by up to two pixels both ways."""
    pictures = (np.clip(canvas.grey, 0, 1) * 255).astype(np.uint8)
    padded = np.pad(pictures, ((0, 0), (_PLAY, _PLAY), (_PLAY, _PLAY)))
    windows = sliding_window_view(padded, (SIDE, SIDE), axis=(1, 2))
    dy, dx = dice.rng.integers(0, _PLAY + 1, (2, 2, dice.n)).sum(axis=0)
    placed: npt.NDArray[np.uint8] = windows[np.arange(dice.n), dy, dx]
    return placed
