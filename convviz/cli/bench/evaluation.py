"""How long it takes to try a network on 10 000 images."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from convviz.cli.bench.case import SEED
from convviz.cli.bench.others import Others, others_in_words
from convviz.cli.bench.speed_rows import threads_in_words
from convviz.cli.bench.turns import Spread
from convviz.cli.datasets import load_for
from engine.data import Split
from engine.presets import load_preset
from engine.training import evaluate

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from convviz.cli.console import Console

IMAGES = 10_000


def measure_evaluation(
    presets: Sequence[str],
    all_threads: Sequence[int],
    options: argparse.Namespace,
    console: Console,
) -> dict[str, Any]:
    """Evaluate each preset on the test images, again and again for the time given."""
    rows = []
    for name in presets:
        preset = load_preset(name)
        dataset = load_for(preset, options.dataset, options.data_dir, console)
        network, split = preset.build(SEED), of_size(dataset.test, IMAGES)
        for threads in all_threads:
            seconds: list[float] = []
            others = Others()
            while sum(seconds) < options.seconds:
                started = perf_counter()
                evaluate(network, split, threads=threads)
                seconds.append(perf_counter() - started)
            spread, taken = Spread.of(seconds), others.share()
            rows.append(
                {
                    "preset": preset.name,
                    "dataset": dataset.name,
                    "images": len(split),
                    "threads": threads,
                    "seconds": spread.median,
                    "quartiles": [spread.lower, spread.upper],
                    "runs": len(seconds),
                    "others": taken,
                }
            )
            console.say(
                f"{preset.name} on {len(split):,} images of {dataset.title}, "
                f"{threads_in_words(threads)}: {spread.median:.3f} s "
                f"({spread.lower:.3f}–{spread.upper:.3f}){others_in_words(taken)}"
            )
    return {"evaluation": rows}


def of_size(split: Split, n: int) -> Split:
    """Return the first `n` samples; where there are less, they come again."""
    again = np.arange(n) % len(split)
    return Split(split.images[again], split.labels[again], split.divisor)
