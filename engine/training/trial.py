"""Trying the networks that a file may be of on images whose classes are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.training.evaluation import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.checkpoints.architectures import Alternative
    from engine.data import Dataset


_MARGIN = 0.1
"""Part of the way from guessing to always being right."""


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
    split: str = "validation",
    *,
    threads: int | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Iterator[Trial]:
    """Try one network after the other on a split; yield each outcome as it is known.

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
    """
    refusals = [why_not_applicable(alternative, dataset) for alternative in alternatives]
    images = dataset.split(split)
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


def why_not_applicable(alternative: Alternative, dataset: Dataset) -> str:
    """Return why a network cannot be tried on a data set, "" if it can."""
    channels, height, width = dataset.train.images.shape[1:]
    needs = alternative.input_shape
    if (height, width) != needs[1:]:
        return f"not applicable: the data set has {height}×{width} pixels"
    if channels != needs[0]:
        return f"not applicable: the data set has {_channels(channels)}"
    if len(dataset.classes) > alternative.classes:
        return (
            f"not applicable: the data set has {len(dataset.classes)} classes, "
            f"the network {alternative.classes}"
        )
    return ""


def best_of(trials: Sequence[Trial]) -> Trial | None:
    """Return the trial with the largest share, the first of equals; None if none was tried."""
    tried = [trial for trial in trials if trial.right is not None]
    return max(tried, key=lambda trial: trial.right or 0.0, default=None)


def is_better_than_chance(trial: Trial) -> bool:
    """Whether a network was right clearly more often than one that only guesses."""
    chance = 1 / trial.alternative.classes
    return trial.right is not None and trial.right > chance + _MARGIN * (1 - chance)


def _channels(channels: int) -> str:
    return "one channel" if channels == 1 else f"{channels} channels"
