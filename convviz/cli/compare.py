"""`convviz inspect A B`: what differs between two parameters files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convviz.cli.arguments import add_dataset, add_preset
from convviz.cli.comparison_lines import array_lines, flip_lines
from convviz.cli.comparison_values import comparison_values, flip_values
from convviz.cli.datasets import load_for
from convviz.cli.exit_codes import Exit
from convviz.cli.fitting import NoFitError, fitting
from convviz.cli.numbers import positive_int
from engine.checkpoints import load_params, read_layers
from engine.checkpoints.architectures import propose_for
from engine.checkpoints.comparing import Flips, Side, compare, flips
from engine.data import dataset_info
from engine.errors import DataError
from engine.training import TRIAL_SPLIT, evaluate, why_not_applicable

if TYPE_CHECKING:
    import argparse

    from convviz.cli.console import Console
    from engine.checkpoints import Params
    from engine.data import Dataset
    from engine.network import Network
    from engine.presets import Preset


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is asked of two files."""
    parser.add_argument(
        "--match-filters",
        action="store_true",
        help="with two files: put B's filters into the order most like A's first; each layer "
        "is taken to be read by the next one alone",
    )
    add_preset(
        parser,
        default=None,
        says="with two files: the network to predict with (default: the first that fits)",
    )
    add_dataset(parser, says="(with two files: try both on its validation images)")
    parser.add_argument(
        "--threads",
        type=positive_int,
        metavar="N",
        help="with --dataset or --preset (default: one per core)",
    )


def complaint(options: argparse.Namespace) -> str:
    """Return what is asked that the files are too few for, in a sentence; "" if nothing is."""
    given = {
        "--match-filters": options.match_filters,
        "--preset": options.preset is not None,
        "--dataset": options.dataset is not None,
        "--data-dir": options.data_dir is not None,
        "--threads": options.threads is not None,
    }
    asked = [flag for flag, is_given in given.items() if is_given]
    if options.other is None and asked:
        return f"{asked[0]} goes with two files, got one"
    lone = [flag for flag in ("--data-dir", "--threads") if flag in asked]
    if lone and not {"--dataset", "--preset"} & set(asked):
        return f"{lone[0]} goes with --dataset or --preset, got neither"
    return ""


def run(options: argparse.Namespace, console: Console) -> int:
    """Compare two files array by array, and what they predict if there is a data set."""
    both = load_params(options.file), load_params(options.other)
    found = compare(*map(Side.of_params, both), align=options.match_filters)
    console.say(f"A {both[0].path}: {both[0].describe()}, sha256 {both[0].sha256}")
    console.say(f"B {both[1].path}: {both[1].describe()}, sha256 {both[1].sha256}")
    for line in array_lines(found):
        console.say(line)
    result = comparison_values(both, found)
    if options.dataset is not None or options.preset is not None:
        dataset, known = _predictions(both, options, console)
        console.say()
        for line in flip_lines(known, dataset.title, TRIAL_SPLIT, dataset.classes):
            console.say(line)
        result["predictions"] = flip_values(known, dataset)
    console.result(result)
    return Exit.DONE


def _predictions(
    both: tuple[Params, Params], options: argparse.Namespace, console: Console
) -> tuple[Dataset, Flips]:
    """Ask both files' networks about the validation images of a data set."""
    (preset, first), (_, second) = (_network_of(params, options) for params in both)
    dataset = load_for(preset, options.dataset, options.data_dir, console)
    if reason := why_not_applicable(second, dataset):
        raise DataError(f"{both[1].path} on {dataset.title}: {reason}")
    split = dataset.split(TRIAL_SPLIT)

    def predicted(network: Network, name: str) -> Any:
        with console.progress(f"{name} on {dataset.title}", len(split), " samples") as bar:
            found = evaluate(
                network,
                split,
                threads=options.threads,
                progress=lambda done, _: bar.update(done - bar.n),
            )
        return found.predictions

    return dataset, flips(predicted(first, "A"), predicted(second, "B"), split.labels)


def _network_of(params: Params, options: argparse.Namespace) -> tuple[Preset, Network]:
    """Return the preset that a file fits, or the likeliest network for the data set."""
    reading = read_layers(params.tree)
    try:
        return fitting(params, options.preset, reading)
    except NoFitError:
        if options.preset is not None:
            raise
        info = dataset_info(options.dataset)
        for found in propose_for(params, reading).alternatives:
            if not why_not_applicable(found, info):
                return found.preset, found.network()
        raise
