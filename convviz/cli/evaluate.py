"""`convviz evaluate FILE`: what the parameters in a file are worth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convviz.cli.alternatives import (
    add_choices,
    alternative_values,
)
from convviz.cli.arguments import add_dataset, add_preset
from convviz.cli.class_report import class_lines, confusion_lines, values_per_class
from convviz.cli.datasets import load_for
from convviz.cli.exit_codes import Exit
from convviz.cli.fitting import NoFitError, fitting
from convviz.cli.numbers import positive_int
from convviz.cli.trying import best_alternative, better_alternative
from convviz.cli.unusable import warn_of_unusable
from engine.checkpoints import load_params, read_layers
from engine.data import SPLIT_NAMES
from engine.losses import LOSSES
from engine.metrics import confusion_matrix
from engine.training import Evaluation, evaluate

if TYPE_CHECKING:
    import argparse

    from convviz.cli.console import Console
    from engine.checkpoints import Params, Reading
    from engine.data import Dataset
    from engine.metrics import Confusion
    from engine.network import Network
    from engine.presets import Preset
    from engine.training import Trial


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file, and what it is tried on."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="params.pkl, .npz, .npy or .safetensors"
    )
    add_preset(
        parser,
        default=None,
        says="the network (default: the first that it fits, else the best on validation "
        "images of those that it may be of)",
    )
    add_choices(parser)
    add_dataset(parser)
    parser.add_argument(
        "--split",
        choices=SPLIT_NAMES,
        default="test",
        metavar="NAME",
        help=f"{', '.join(SPLIT_NAMES)} (default: test)",
    )
    parser.add_argument(
        "--threads", type=positive_int, metavar="N", help="(default: one per core)"
    )


def run(options: argparse.Namespace, console: Console) -> int:
    """Load, try on every sample of the split, report."""
    params = load_params(options.file)
    subject = _subject(params, options, console)
    preset, network, dataset = subject.preset, subject.network, subject.dataset
    warn_of_unusable(network, console)
    split = dataset.split(options.split)
    with console.progress(f"{dataset.title}, {options.split}", len(split), " samples") as bar:
        evaluation = evaluate(
            network,
            split,
            loss=LOSSES[preset.loss](),
            threads=options.threads,
            progress=lambda done, _: bar.update(done - bar.n),
        )
    confusion = confusion_matrix(split.labels, evaluation.predictions, preset.classes)
    _say(evaluation, confusion, subject, options.split, console)
    console.result(
        {
            "file": options.file,
            "file_sha256": params.sha256,
            "preset": preset.name,
            "alternative": subject.alternative,
            "dataset": dataset.name,
            "split": options.split,
            "samples": len(split),
            "loss": evaluation.loss,
            "accuracy": evaluation.accuracy,
            "per_class": values_per_class(confusion, dataset.classes),
            "confusion": confusion,
            "parameters_sha256": network.parameters.sha256(),
        }
    )
    return Exit.DONE


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is tried on what; `alternative` tells of a network that no preset is."""

    name: str
    preset: Preset
    network: Network
    dataset: Dataset
    alternative: dict[str, Any] | None = None


def _subject(params: Params, options: argparse.Namespace, console: Console) -> _Subject:
    """Return the preset that fits, else the best of the networks that the file may be of."""
    reading = read_layers(params.tree)
    if options.preset or not (options.activation or options.pooling):
        try:
            preset, network = fitting(params, options.preset, reading)
        except NoFitError:
            if options.preset:
                raise
        else:
            dataset = load_for(preset, options.dataset, options.data_dir, console)
            fitted = _Subject(preset.name, preset, network, dataset)
            if options.preset:
                return fitted
            return _better(fitted, params, reading, options, console)
    return _subject_of(*best_alternative(params, reading, options, console))


def _better(
    fitted: _Subject,
    params: Params,
    reading: Reading,
    options: argparse.Namespace,
    console: Console,
) -> _Subject:
    """Return the preset that fits, or another network if that is right far more often."""
    better = better_alternative(
        params,
        reading,
        fitted.network,
        fitted.dataset,
        threads=options.threads,
        console=console,
    )
    if better is None:
        return fitted
    console.note(f"{fitted.name} fits, but is not the network that is right most often")
    return _subject_of(better, fitted.dataset)


def _subject_of(best: Trial, dataset: Dataset) -> _Subject:
    found = best.alternative
    told = {**alternative_values(found), "validation_accuracy": best.right}
    return _Subject(found.title, found.preset, found.network(), dataset, told)


def _say(
    evaluation: Evaluation,
    confusion: Confusion,
    subject: _Subject,
    split: str,
    console: Console,
) -> None:
    dataset = subject.dataset
    console.say(
        f"{subject.name} on {dataset.title}, {split}: accuracy {evaluation.accuracy:.4f}, "
        f"loss {evaluation.loss:.4f}, {len(evaluation.predictions):,} samples"
    )
    for lines in (class_lines, confusion_lines):
        console.say()
        for line in lines(confusion, dataset.classes):
            console.say(line)
