"""How the cost of a sample grows with channels, filter size, image side and batch."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from convviz.cli.bench.case import LEARNING_RATE, OPTIMIZER, Case
from convviz.cli.bench.operations import training_flops
from convviz.cli.bench.others import Others, in_words
from convviz.cli.bench.ours import OurTraining
from convviz.cli.bench.speed import measured_peaks
from convviz.cli.bench.speed_rows import threads_in_words
from convviz.cli.bench.turns import TURNS, Spread, alternate
from engine.data import Dataset, Split
from engine.presets.preset import LayerSpec, Preset

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from convviz.cli.console import Console

CLASSES = 10
IMAGES = 1024


@dataclass(frozen=True, slots=True)
class Size:
    """A network of two convolutions, and what it is fed.

    Attributes
    ----------
    channels : int
        Filters of each convolution.
    filter_size : int
        Their rows and columns.
    side : int
        Rows and columns of an image.
    batch_size : int
    """

    channels: int = 8
    filter_size: int = 5
    side: int = 28
    batch_size: int = 32

    def case(self, threads: int) -> Case:
        """Return the network and images of noise for it."""
        rng = np.random.default_rng(0)
        images = rng.integers(0, 256, (IMAGES, 1, self.side, self.side), dtype=np.uint8)
        split = Split(images, rng.integers(0, CLASSES, IMAGES))
        names = tuple(map(str, range(CLASSES)))
        dataset = Dataset("noise", "noise", names, split, split, split)
        return Case(self._preset(), dataset, self.batch_size, threads)

    def _preset(self) -> Preset:
        conv = {"filters": self.channels, "size": self.filter_size}
        return Preset(
            name="scaling",
            title="scaling",
            article="none",
            input_shape=(1, self.side, self.side),
            classes=CLASSES,
            dataset="noise",
            layers=(
                LayerSpec("conv2d", "conv1", conv),
                LayerSpec("relu", "relu1"),
                LayerSpec("conv2d", "conv2", conv),
                LayerSpec("relu", "relu2"),
                LayerSpec("pool2d", "pool1", {"size": 2}),
                LayerSpec("flatten", "flatten"),
                LayerSpec("dense", "dense1", {"units": CLASSES}),
                LayerSpec("softmax", "softmax"),
            ),
            loss="cross-entropy",
            optimizer=OPTIMIZER,
            learning_rate=LEARNING_RATE,
            batch_size=self.batch_size,
            epochs=1,
        )


BASE = Size()

VARIED: dict[str, tuple[int, ...]] = {
    "channels": (4, 8, 16, 32),
    "filter_size": (3, 5, 7, 9),
    "side": (16, 28, 40, 56),
    "batch_size": (8, 32, 128, 512),
}
"""What is varied, one thing at a time, and its values; those of `BASE` among them."""


def measure_scaling(
    options: argparse.Namespace, threads: int, console: Console
) -> dict[str, Any]:
    """Measure `BASE`, and each network that differs from it in one size."""
    peak = measured_peaks((threads,), console)[threads]
    rows: list[dict[str, Any]] = []
    with console.progress("sizes", sum(map(len, VARIED.values())), "") as bar:
        for varied, values in VARIED.items():
            for value in values:
                size = replace(BASE, **{varied: value})
                rows.append(_row(varied, value, size.case(threads), options.seconds, peak))
                bar.update()
    lines = markdown_of(rows) if options.markdown else _lines(rows)
    base = ", ".join(f"{_words(name)} {getattr(BASE, name)}" for name in VARIED)
    console.say()
    console.say(f"two convolutions on {threads_in_words(threads)}; unless varied: {base}")
    console.say()
    for line in lines:
        console.say(line)
    worst = max((row["others"] for row in rows if row["others"] is not None), default=None)
    if worst is not None:
        console.say()
        console.say(f"others took at most {in_words(worst)} of all cores")
    return {
        "matrix_product_gflops": peak / 1e9,
        "threads": threads,
        "base": {name: getattr(BASE, name) for name in VARIED},
        "scaling": rows,
    }


def markdown_of(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return the lines of a table in Markdown."""
    head = ["| varied | | µs/sample | Mflop/sample | GFLOP/s |", "|---|---|---|---|---|"]
    return head + [f"| {' | '.join(_cells(row))} |" for row in rows]


def _row(varied: str, value: int, case: Case, seconds: float, peak: float) -> dict[str, Any]:
    with closing(OurTraining(case)) as side:
        others = Others()
        (costs,) = alternate([side], seconds, TURNS, lambda: None)
        taken = others.share()
    spread = Spread.of(costs)
    flops = training_flops(case.preset.assemble())
    return {
        "varied": varied,
        "value": value,
        "microseconds_per_sample": spread.median * 1e6,
        "quartiles": [spread.lower * 1e6, spread.upper * 1e6],
        "flops_per_sample": flops,
        "gflops": flops / spread.median / 1e9,
        "share_of_matrix_product": flops / spread.median / peak,
        "others": taken,
    }


def _lines(rows: Sequence[dict[str, Any]]) -> list[str]:
    head = ("varied", "", "µs/sample", "Mflop/sample", "GFLOP/s")
    table = [head, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join([cells[0].ljust(widths[0]), *map(str.rjust, cells[1:], widths[1:])])
        for cells in table
    ]


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        _words(row["varied"]),
        str(row["value"]),
        f"{row['microseconds_per_sample']:.1f}",
        f"{row['flops_per_sample'] / 1e6:.2f}",
        f"{row['gflops']:.1f}",
    )


def _words(name: str) -> str:
    return {"side": "image side"}.get(name, name.replace("_", " "))
