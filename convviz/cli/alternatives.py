"""The networks that a parameters file may be of, on the command line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from convviz.cli.datasets import STAND_IN
from convviz.cli.fitting import NoFitError
from engine.checkpoints import read_layers
from engine.checkpoints.architectures import propose
from engine.checkpoints.wording import counted, quoted
from engine.data import dataset_info, dataset_names, is_available, load_dataset
from engine.training import best_of, evaluate, is_better_than_chance, try_alternatives

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from convviz.cli.console import Console
    from engine.checkpoints import Params, Reading
    from engine.checkpoints.architectures import Alternative, Proposal
    from engine.data import Dataset
    from engine.network import Network
    from engine.training import Trial

SPLIT = "validation"
_FEW = 1000
_FAR = 0.05
"""Difference of shares that such a number of images does not leave to chance."""
_INDENT = "  "


def add_choices(parser: argparse.ArgumentParser) -> None:
    """Add what no parameters file says and a person may know."""
    parser.add_argument(
        "--activation",
        choices=("relu", "sigmoid", "tanh", "leaky-relu"),
        metavar="NAME",
        help="relu, sigmoid, tanh or leaky-relu after every layer but the last",
    )
    parser.add_argument(
        "--pooling", choices=("max", "mean"), metavar="NAME", help="max or mean"
    )


def proposal_for(params: Params, reading: Reading | None = None) -> Proposal:
    """List the networks that a file may be of."""
    reading = reading or read_layers(params.tree)
    return propose(reading, quoted(params.path.stem, 40), params=params)


def proposal_lines(proposal: Proposal) -> Iterator[str]:
    """Yield the networks that a file may be of, and how they were found, as text."""
    if not proposal.alternatives:
        yield f"No network is proposed: {proposal.reason}"
        return
    yield proposal.sentence
    yield "It may be"
    for alternative in proposal.alternatives:
        same = f", the preset {alternative.same_as}" if alternative.same_as else ""
        yield f"{_INDENT}{alternative.title}: {alternative.reason}{same}"
    if proposal.more:
        yield f"{_INDENT}and {counted(proposal.more, 'rarer combination')}"
    yield from proposal.alternatives[0].notes
    if proposal.unsaid:
        yield proposal.unsaid


def proposal_values(proposal: Proposal) -> dict[str, Any]:
    """Return the same as plain values, for JSON."""
    return {
        "sentence": proposal.sentence,
        "reason": proposal.reason,
        "tried": proposal.tried,
        "more": proposal.more,
        "unsaid": proposal.unsaid,
        "alternatives": [alternative_values(each) for each in proposal.alternatives],
    }


def alternative_values(alternative: Alternative) -> dict[str, Any]:
    """Return a network as plain values, for JSON."""
    return {
        "title": alternative.title,
        "reason": alternative.reason,
        "input_shape": alternative.input_shape,
        "classes": alternative.classes,
        "preset": alternative.same_as,
        "flatten": alternative.flatten,
        "notes": alternative.notes,
        "layers": [
            {"kind": spec.kind, "name": spec.name, **spec.options}
            for spec in alternative.preset.layers
        ],
    }


def likeliest_alternative(
    params: Params, options: argparse.Namespace, console: Console
) -> Alternative:
    """Return the first of the networks that a file may be of, with what was chosen for it.

    Raises
    ------
    NoFitError
        If there is none.
    """
    likeliest, *others = _chosen(params, options)
    among = f", the likeliest of {len(others) + 1} networks" if others else ""
    console.note(
        f"taken as {likeliest.title} ({likeliest.reason}){among}; "
        "--preset, which may be a .toml file of yours, says which it is"
    )
    return likeliest


def best_alternative(
    params: Params, options: argparse.Namespace, console: Console
) -> tuple[Trial, Dataset]:
    """Try the networks that a file may be of on validation images; return the best one.

    Raises
    ------
    NoFitError
        If there is none, or none takes the images.
    """
    alternatives = _chosen(params, options)
    name = options.dataset or _dataset_for(alternatives, options.data_dir)
    if not name:
        title = alternatives[0].title
        raise NoFitError(
            f"{params.path} fits no preset, and no data set here has images for {title}."
        )
    dataset = load_dataset(name, options.data_dir)
    trials = _tried(alternatives, dataset, options.threads, console)
    best = best_of(trials)
    if best is None:
        raise NoFitError(
            f"{params.path} fits no preset, and none of the {len(trials)} networks that it may "
            f"be of takes the images of {dataset.title} ({trials[0].why_not})."
        )
    _tell(best, trials, dataset, console)
    return best, dataset


def is_another_better(params: Params, network: Network, dataset: Dataset) -> bool:
    """Whether another network that a file may be of is right far more often than one that fits.

    The first few validation images are enough to tell.
    """
    images = dataset.split(SPLIT)
    few = replace(images, images=images.images[:_FEW], labels=images.labels[:_FEW])
    small = replace(dataset, validation=few)
    best = best_of(list(try_alternatives(proposal_for(params).alternatives, small, SPLIT)))
    if best is None or best.right is None or not is_better_than_chance(best):
        return False
    return best.right > evaluate(network, few).accuracy + _FAR


def _chosen(params: Params, options: argparse.Namespace) -> list[Alternative]:
    """Return the networks that a file may be of, with the activation and pooling asked for."""
    proposal = proposal_for(params)
    if not proposal.alternatives:
        raise NoFitError(f"{params.path} fits no preset. {proposal.reason}")
    return [
        each.changed(activation=options.activation, pooling=options.pooling)
        for each in proposal.alternatives
    ]


def _tried(
    alternatives: Sequence[Alternative],
    dataset: Dataset,
    threads: int | None,
    console: Console,
) -> list[Trial]:
    images = len(alternatives) * len(dataset.split(SPLIT))
    with console.progress(f"{dataset.title}, {SPLIT}", images, " samples") as bar:

        def tell(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return list(
            try_alternatives(alternatives, dataset, SPLIT, threads=threads, progress=tell)
        )


def _tell(best: Trial, trials: Sequence[Trial], dataset: Dataset, console: Console) -> None:
    tried = sum(trial.right is not None for trial in trials)
    assert best.right is not None
    console.note(
        f"of {counted(tried, 'network')} that it may be of, the best on the validation images "
        f"of {dataset.title} is {best.alternative.title} ({best.alternative.reason}): "
        f"{100 * best.right:.2f} % right"
    )
    if not is_better_than_chance(best):
        console.note(
            "none is right much more often than by chance: the file may be of other images, "
            "another scale of the pixels or another activation (--activation)"
        )


def _dataset_for(alternatives: Sequence[Alternative], data_dir: Path | None) -> str:
    """Return a data set that is here and has images for one of the networks, or ""."""
    for alternative in alternatives:
        preferred = (alternative.preset.dataset, STAND_IN, *dataset_names())
        for name in preferred:
            if name in dataset_names() and is_available(name, data_dir):
                info = dataset_info(name)
                classes = len(info.classes)
                if info.input_shape == alternative.input_shape and (
                    classes <= alternative.classes
                ):
                    return name
    return ""
