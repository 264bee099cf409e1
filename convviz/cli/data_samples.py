"""`convviz data show NAME`: samples as they are stored in a row, and as images."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from convviz.cli.numbers import natural_int, positive_int
from convviz.cli.terminal_picture import picture_lines, takes_colours
from engine.data import SPLIT_NAMES, load_dataset

if TYPE_CHECKING:
    import argparse

    from convviz.cli.console import Console
    from engine.data import Dataset, Split

FIRST_NUMBERS: Final = 12


def add_sample_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which samples, and how many."""
    parser.add_argument(
        "--split",
        choices=SPLIT_NAMES,
        default="train",
        metavar="NAME",
        help=f"{', '.join(SPLIT_NAMES)} (default: train)",
    )
    parser.add_argument(
        "--count", type=positive_int, default=3, metavar="N", help="how many (default: 3)"
    )
    parser.add_argument(
        "--seed",
        type=natural_int,
        default=0,
        metavar="N",
        help="of the choice among all samples (default: 0)",
    )


def show_samples(options: argparse.Namespace, console: Console) -> None:
    """Show some samples before and after they are given the shape of an image."""
    dataset = load_dataset(options.name, options.data_dir)
    split = dataset.split(options.split)
    order = np.random.default_rng(options.seed).permutation(len(split))
    chosen = [int(place) for place in order[: options.count]]
    coloured = not console.as_json and takes_colours(sys.stdout)
    console.say(
        f"{dataset.title}, {options.split}: as stored {(len(split), split.images[0].size)}, "
        f"as images {split.images.shape}"
    )
    for place in chosen:
        _say(split, place, dataset.classes, console, coloured=coloured)
    console.result(
        {
            "dataset": dataset.name,
            "split": options.split,
            "seed": options.seed,
            "divisor": split.divisor,
            "samples": [_values(split, place, dataset) for place in chosen],
        }
    )


def _say(
    split: Split, place: int, classes: tuple[str, ...], console: Console, *, coloured: bool
) -> None:
    image, label = split.images[place], int(split.labels[place])
    flat = image.reshape(-1)
    numbers = " ".join(str(number) for number in flat[:FIRST_NUMBERS])
    console.say()
    console.say(f"#{place}: {classes[label]} (class {label})")
    console.say(
        f"  before {flat.shape}: {numbers} ... in [{flat.min()}, {flat.max()}], "
        f"{split.divisor} is white"
    )
    console.say(f"  after {image.shape}:")
    for line in picture_lines(split.x(slice(place, place + 1))[0], coloured=coloured):
        console.draw(f"    {line}".rstrip())


def _values(split: Split, place: int, dataset: Dataset) -> dict[str, Any]:
    image, label = split.images[place], int(split.labels[place])
    flat = image.reshape(-1)
    return {
        "index": place,
        "label": label,
        "class": dataset.classes[label],
        "flat_shape": flat.shape,
        "flat": flat,
        "image_shape": image.shape,
        "image": image,
    }
