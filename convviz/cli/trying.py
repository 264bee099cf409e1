"""Trying the networks that a parameters file may be of, on the command line.

All of them are tried on the first validation images, and on the others only those that are
nearly as good as the best.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convviz.cli.alternatives import chosen_alternatives
from convviz.cli.datasets import STAND_IN
from convviz.cli.fitting import NoFitError
from engine.checkpoints.architectures import OTHER_IMAGES, propose_for
from engine.checkpoints.wording import counted
from engine.data import load_dataset
from engine.training import (
    ABOUT,
    TRIAL_SPLIT,
    best_of,
    dataset_for,
    evaluate,
    is_better_than_chance,
    try_alternatives,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from convviz.cli.console import Console
    from engine.checkpoints import Params, Reading
    from engine.checkpoints.architectures import Alternative
    from engine.data import Dataset
    from engine.network import Network
    from engine.training import Trial

_FEW = 1000


def best_alternative(
    params: Params, reading: Reading, options: argparse.Namespace, console: Console
) -> tuple[Trial, Dataset]:
    """Try the networks that a file may be of on validation images; return the best one.

    It is the first that takes the images if none is right clearly more often than by chance.

    Raises
    ------
    NoFitError
        If there is none, or none takes the images.
    """
    alternatives = chosen_alternatives(params, reading, options)
    name = options.dataset or _dataset_for(alternatives, options.data_dir)
    if not name:
        title = alternatives[0].title
        raise NoFitError(
            f"{params.path} fits no preset, and no data set here has images for {title}."
        )
    dataset = load_dataset(name, options.data_dir)
    trials = _tried(alternatives, _first_of(dataset), options.threads, console)
    best = _best_on_all(trials, dataset, options.threads, console)
    if best is None:
        raise NoFitError(
            f"{params.path} fits no preset, and none of the {len(trials)} networks that it may "
            f"be of takes the images of {dataset.title} ({trials[0].why_not})."
        )
    return best, dataset


def better_alternative(
    params: Params,
    reading: Reading,
    network: Network,
    dataset: Dataset,
    *,
    threads: int | None,
    console: Console,
) -> Trial | None:
    """Return the best network that a file may be of, if `network` is right far less often.

    None is better where none is right clearly more often than by chance.

    Parameters
    ----------
    params : Params
    reading : Reading
        What its arrays mean.
    network : Network
        One that they fit, with them in it.
    dataset : Dataset
        That it runs on.
    threads : int or None
        As in `evaluate`.
    console : Console
    """
    few = _first_of(dataset)
    trials = _tried(propose_for(params, reading).alternatives, few, threads, console)
    best = best_of(trials)
    if best is None or best.right is None:
        return None
    if not is_better_than_chance(best, _count(trials)):
        _warn(console)
        return None
    known = evaluate(network, few.split(TRIAL_SPLIT), threads=threads).accuracy
    if best.right <= known + ABOUT:
        return None
    return _best_on_all(trials, dataset, threads, console)


def _first_of(dataset: Dataset) -> Dataset:
    """Return a data set of which the first validation images alone are left."""
    images = dataset.validation
    few = replace(images, images=images.images[:_FEW], labels=images.labels[:_FEW])
    return replace(dataset, validation=few)


def _best_on_all(
    trials: Sequence[Trial], dataset: Dataset, threads: int | None, console: Console
) -> Trial | None:
    """Try the best of the networks on all validation images; say and return what to take."""
    best = best_of(trials)
    if best is None or best.right is None:
        return None
    if len(dataset.split(TRIAL_SPLIT)) > _FEW:
        near = [t.alternative for t in trials if (t.right or 0.0) >= best.right - ABOUT]
        best = best_of(_tried(near, dataset, threads, console))
        assert best is not None
    _tell(best, _count(trials), dataset, console)
    if is_better_than_chance(best, _count(trials)):
        return best
    _warn(console)
    first = next(t.alternative for t in trials if t.right is not None)
    if best.alternative is not first:
        console.note(f"so the likeliest by its shape is taken: {first.in_words}")
    return best if best.alternative is first else _tried([first], dataset, threads, console)[0]


def _count(trials: Sequence[Trial]) -> int:
    return sum(trial.right is not None for trial in trials)


def _tried(
    alternatives: Sequence[Alternative],
    dataset: Dataset,
    threads: int | None,
    console: Console,
) -> list[Trial]:
    images = len(alternatives) * len(dataset.split(TRIAL_SPLIT))
    with console.progress(f"{dataset.title}, {TRIAL_SPLIT}", images, " samples") as bar:

        def tell(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return list(try_alternatives(alternatives, dataset, threads=threads, progress=tell))


def _tell(best: Trial, tried: int, dataset: Dataset, console: Console) -> None:
    assert best.right is not None
    console.note(
        f"of {counted(tried, 'network')} that it may be of, the best on the validation images "
        f"of {dataset.title} is {best.alternative.in_words}: "
        f"{100 * best.right:.2f} % right"
    )


def _warn(console: Console) -> None:
    console.note(
        f"none is right much more often than by chance. {OTHER_IMAGES} --activation says which."
    )


def _dataset_for(alternatives: Sequence[Alternative], data_dir: Path | None) -> str:
    """Return a data set that is here and has images for one of the networks, or ""."""
    for alternative in alternatives:
        preferred = (alternative.preset.dataset, STAND_IN)
        if name := dataset_for(alternative, data_dir, preferred=preferred):
            return name
    return ""
