"""Trying the networks that a file may be of on images whose classes are known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from engine.data import DatasetInfo, dataset_info, dataset_names, is_available
from engine.errors import EngineError
from engine.layers.cost import cost_forward
from engine.layers.text import grouped
from engine.training.evaluation import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from engine.arrays import Shape
    from engine.checkpoints.architectures import Alternative
    from engine.data import Dataset, Split

TRIAL_SPLIT: Final = "validation"
"""What networks are tried and compared on: not what the outcome is reported on."""

_MARGIN = 0.2
"""Part of the way from guessing to always being right."""

_SPREAD = 0.13
"""Of what networks reach that know nothing of the images, measured on 120 random ones and on
networks of other images, as a share of that of single guesses."""

ABOUT: Final = 0.05
"""Difference of shares up to which the network that is known is preferred."""

_UNASKED_BYTES: Final = 64 * 10**6
_UNASKED_PRODUCTS: Final = 2 * 10**9
"""For one image; VGG-16 needs a sixth of it for one of 32×32 pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What one network came to.

    Attributes
    ----------
    alternative : Alternative
    right : float or None
        Share of the images that it was right about, in [0, 1]; None if it was not tried.
    why_not : str
        Why it was not: "not applicable: the data set has 28×28 pixels".
    """

    alternative: Alternative
    right: float | None = None
    why_not: str = ""


def try_alternatives(
    alternatives: Sequence[Alternative],
    dataset: Dataset,
    split: str = TRIAL_SPLIT,
    *,
    threads: int | None = None,
    progress: Callable[[int, int], object] | None = None,
    unasked: bool = False,
) -> Iterator[Trial]:
    """Try one network after the other on a split.

    Parameters
    ----------
    alternatives : sequence of Alternative
    dataset : Dataset
    split : {"train", "validation", "test"}, default="validation"
        Best not the one that the outcome is reported on.
    threads : int, optional
        As in `evaluate`.
    progress : callable, optional
        Called with (images done, images in all) over all networks that can be tried; what
        it raises ends the trial.
    unasked : bool, default=False
        Whether nobody has asked for it: networks that need much memory or very many
        multiplications for an image are left out then.

    Yields
    ------
    Trial
        Of each alternative, in their order, as soon as it is known.

    Raises
    ------
    ValueError
        At once, if there is no such split.
    """
    refusals = [
        why_not_applicable(alternative, dataset)
        or (why_not_by_itself(alternative) if unasked else "")
        for alternative in alternatives
    ]
    return _trials(alternatives, refusals, dataset.split(split), threads, progress)


def _trials(
    alternatives: Sequence[Alternative],
    refusals: Sequence[str],
    images: Split,
    threads: int | None,
    progress: Callable[[int, int], object] | None,
) -> Iterator[Trial]:
    total, done = refusals.count("") * len(images), 0

    def tell(so_far: int, _: int) -> None:
        if progress is not None:
            progress(done + so_far, total)

    for alternative, refusal in zip(alternatives, refusals, strict=True):
        if refusal:
            yield Trial(alternative, why_not=refusal)
            continue
        try:
            outcome = evaluate(alternative.network(), images, threads=threads, progress=tell)
        except EngineError as error:
            yield Trial(alternative, why_not=f"not applicable: {error}")
        else:
            yield Trial(alternative, outcome.accuracy)
        done += len(images)


class TakesImages(Protocol):
    """A network, or what one is built from: a `Preset`, a `Network`, an `Alternative`."""

    @property
    def input_shape(self) -> Shape:
        """(C, H, W) of one image."""

    @property
    def classes(self) -> int:
        """How many there are to choose from."""


def why_not_applicable(network: TakesImages, dataset: Dataset | DatasetInfo) -> str:
    """Return why a network cannot run on a data set, "" if it can.

    It must take the images, and have an output for every class; more outputs do no harm.
    """
    channels, height, width = _image_shape(dataset)
    needs = network.input_shape
    if (height, width) != needs[1:]:
        return f"not applicable: the data set has {height}×{width} pixels"
    if channels != needs[0]:
        return f"not applicable: the data set has {_channels(channels)}"
    if len(dataset.classes) > network.classes:
        return (
            f"not applicable: the data set has {len(dataset.classes)} classes, "
            f"the network {network.classes}"
        )
    return ""


def why_not_by_itself(alternative: Alternative) -> str:
    """Return why a network is too large to be tried by a program that nobody has asked."""
    try:
        cost = cost_forward(alternative.preset.assemble().layers)
    except EngineError as error:
        return f"not applicable: {error}"
    if cost.bytes <= _UNASKED_BYTES and cost.products <= _UNASKED_PRODUCTS:
        return ""
    return (
        f"not tried by itself: one image needs {grouped(cost.bytes // 10**6)} MB and "
        f"{grouped(cost.products // 10**6)} million multiplications"
    )


def dataset_for(
    network: TakesImages, data_dir: Path | None = None, *, preferred: Iterable[str] = ()
) -> str:
    """Return the name of a data set that is here and that a network can run on, "" for none.

    Parameters
    ----------
    network : Preset, Network or Alternative
    data_dir : Path, optional
        As in `load_dataset`.
    preferred : iterable of str, optional
        What is asked before all others; names that are no data set's are passed over.
    """
    known = [name for name in preferred if name in dataset_names()]
    fitting = (
        name
        for name in dict.fromkeys((*known, *dataset_names()))
        if not why_not_applicable(network, dataset_info(name)) and is_available(name, data_dir)
    )
    return next(fitting, "")


def best_of(trials: Sequence[Trial]) -> Trial | None:
    """Return the trial with the largest share, the first of equals; None if none was tried."""
    tried = [trial for trial in trials if trial.right is not None]
    return max(tried, key=lambda trial: trial.right or 0.0, default=None)


def is_better_than_chance(trial: Trial, tried: int = 1) -> bool:
    """Whether a network was right clearly more often than the best of those that only guess.

    Networks of random parameters, or of other images, answer mostly with a few of the
    classes, so that some are right about twice as often as by guessing.

    Parameters
    ----------
    trial : Trial
    tried : int, default=1
        How many networks it is the best of; the largest of so many numbers of a normal
        distribution is about its mean and ``sqrt(2 ln tried)`` of its deviations.
    """
    if trial.right is None:
        return False
    chance = 1 / trial.alternative.classes
    luck = _SPREAD * math.sqrt(chance * (1 - chance) * 2 * math.log(max(1, tried)))
    return trial.right > chance + luck + _MARGIN * (1 - chance)


def choice_of(trials: Sequence[Trial]) -> Trial | None:
    """Return the trial of the network to be taken unasked; None if none was tried.

    It is the best one. A preset of the program that fits stays if it is about as good, and
    the first stays if none is better than chance.
    """
    tried = [trial for trial in trials if trial.right is not None]
    best = best_of(tried)
    if best is None or best.right is None:
        return None
    if not is_better_than_chance(best, len(tried)):
        return tried[0]
    known = (trial for trial in tried if trial.alternative.same_as)
    least = best.right - ABOUT
    return next((trial for trial in known if (trial.right or 0.0) >= least), best)


def _image_shape(dataset: Dataset | DatasetInfo) -> tuple[int, ...]:
    if isinstance(dataset, DatasetInfo):
        return dataset.input_shape
    return dataset.train.images.shape[1:]


def _channels(channels: int) -> str:
    return "one channel" if channels == 1 else f"{channels} channels"
