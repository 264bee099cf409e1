"""`convviz inspect A B`: what differs between two parameters files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convviz.cli.arguments import add_dataset, add_preset
from convviz.cli.comparison_lines import array_lines, flip_lines
from convviz.cli.datasets import load_for
from convviz.cli.exit_codes import Exit
from convviz.cli.fitting import NoFitError, fitting
from engine.checkpoints import load_params, read_layers
from engine.checkpoints.architectures import propose
from engine.checkpoints.comparing import (
    FLIP_KINDS,
    Comparison,
    Flips,
    Pair,
    Side,
    compare,
    flips,
)
from engine.checkpoints.wording import quoted
from engine.data import dataset_info
from engine.training import TRIAL_SPLIT, evaluate

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
        help="with two files: put B's filters into the order most like A's first",
    )
    add_preset(
        parser,
        default=None,
        says="with two files: the network to predict with (default: the first that fits)",
    )
    add_dataset(parser, says="(with two files: try both on its validation images)")


def run(options: argparse.Namespace, console: Console) -> int:
    """Compare two files array by array, and what they predict if there is a data set."""
    both = load_params(options.file), load_params(options.other)
    found = compare(*map(Side.of_params, both), align=options.match_filters)
    console.say(f"A {both[0].path}: {both[0].describe()}, sha256 {both[0].sha256}")
    console.say(f"B {both[1].path}: {both[1].describe()}, sha256 {both[1].sha256}")
    for line in array_lines(found):
        console.say(line)
    result = _as_json(both, found)
    if options.dataset is not None or options.preset is not None:
        dataset, known = _predictions(both, options, console)
        console.say()
        for line in flip_lines(known, dataset.title, TRIAL_SPLIT, dataset.classes):
            console.say(line)
        result["predictions"] = _flips_as_json(known, dataset)
    console.result(result)
    return Exit.DONE


def _predictions(
    both: tuple[Params, Params], options: argparse.Namespace, console: Console
) -> tuple[Dataset, Flips]:
    """Ask both files' networks about the validation images of a data set."""
    (preset, first), (_, second) = (_network_of(params, options) for params in both)
    dataset = load_for(preset, options.dataset, options.data_dir, console)
    split = dataset.split(TRIAL_SPLIT)

    def predicted(network: Network, name: str) -> Any:
        with console.progress(f"{name} on {dataset.title}", len(split), " samples") as bar:
            found = evaluate(network, split, progress=lambda done, _: bar.update(done - bar.n))
        return found.predictions

    return dataset, flips(predicted(first, "A"), predicted(second, "B"), split.labels)


def _network_of(params: Params, options: argparse.Namespace) -> tuple[Preset, Network]:
    """Return the preset that a file fits, or the likeliest network for the data set."""
    try:
        return fitting(params, options.preset)
    except NoFitError:
        if options.preset is not None:
            raise
        info = dataset_info(options.dataset)
        proposal = propose(read_layers(params.tree), quoted(params.path.name), params=params)
        for found in proposal.alternatives:
            if (found.input_shape, found.classes) == (info.input_shape, len(info.classes)):
                return found.preset, found.network()
        raise


def _as_json(both: tuple[Params, Params], found: Comparison) -> dict[str, Any]:
    alignment = found.alignment
    return {
        "a": {"file": both[0].path, "sha256": both[0].sha256},
        "b": {"file": both[1].path, "sha256": both[1].sha256},
        "equal": found.is_equal,
        "relative": found.relative,
        "arrays": [_pair_as_json(pair) for pair in found.pairs],
        "only_a": [item.place for item in found.only_a],
        "only_b": [item.place for item in found.only_b],
        "matched_filters": None
        if alignment is None
        else {
            "reason": alignment.reason,
            "moved": alignment.moved,
            "cosine_before": alignment.before,
            "cosine_after": alignment.after,
            "places": {name: places.tolist() for name, places in alignment.places.items()},
        },
    }


def _pair_as_json(pair: Pair) -> dict[str, Any]:
    known = pair.difference
    figures = (
        {}
        if known is None
        else {
            "bit_equal": known.is_bit_equal,
            "count": known.count,
            "changed": known.changed,
            "largest": known.largest,
            "where": known.where,
            "mean": known.mean,
            "rms": known.rms,
            "relative": known.relative,
            "cosine": known.cosine,
            "not_finite": known.unusable,
            "by_filter": known.by_filter,
        }
    )
    return {
        "name": pair.name,
        "place_a": pair.a.place,
        "place_b": pair.b.place,
        "shape_a": pair.a.array.shape,
        "shape_b": pair.b.array.shape,
        "equal": pair.is_equal,
        "note": pair.words,
        **figures,
    }


def _flips_as_json(found: Flips, dataset: Dataset) -> dict[str, Any]:
    names = dataset.classes
    a, b = found.accuracies
    return {
        "dataset": dataset.name,
        "split": TRIAL_SPLIT,
        "samples": len(found.labels),
        "accuracy_a": a,
        "accuracy_b": b,
        "flipped": len(found.samples),
        **{kind: len(found.of_kind(kind)) for kind in FLIP_KINDS},
        "moves": [
            {"a": names[i], "b": names[j], "samples": count} for i, j, count in found.moves()
        ],
        "flips": [
            {
                "sample": sample,
                "truth": names[found.labels[sample]],
                "a": names[found.a[sample]],
                "b": names[found.b[sample]],
            }
            for sample in found.samples.tolist()
        ],
    }
