"""How long a preset, trained as it is, takes to a given test accuracy.

The clock runs while the trainer works: batches, and the evaluations of the validation
images that belong to training. It stands still for the looks at the test images, four in
an epoch, which are taken for this measurement alone.
"""

from __future__ import annotations

import argparse
import statistics
from contextlib import closing
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any

from convviz.cli.bench.others import Others, others_in_words
from convviz.cli.datasets import load_for
from engine.presets import load_preset
from engine.training import BatchDone, Trainer, evaluate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convviz.cli.console import Console

LOOKS_PER_EPOCH = 4


def share(text: str) -> float:
    """Return `text` as an accuracy: more than 0, at most 1."""
    value = float(text)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f"must be above 0 and at most 1, got {text}")
    return value


@dataclass
class Watch:
    """What has been seen of a training.

    Attributes
    ----------
    seconds : float
        Of training so far.
    costs : list of float
        Seconds per sample of each batch.
    looks : list of dict
        What the test images said, and when.
    """

    seconds: float = 0.0
    costs: list[float] = field(default_factory=list)
    looks: list[dict[str, float]] = field(default_factory=list)

    def look(self, trainer: Trainer) -> float:
        """Try the test images; return the accuracy."""
        batches = len(self.costs)
        found = evaluate(trainer.network, trainer.dataset.test)
        per_epoch = _batches_per_epoch(trainer)
        self.looks.append(
            {
                "seconds": self.seconds,
                "batches": batches,
                "epochs": batches / per_epoch,
                "accuracy": found.accuracy,
                "loss": found.loss,
            }
        )
        return found.accuracy


def measure_accuracy(
    presets: Sequence[str], options: argparse.Namespace, console: Console
) -> dict[str, Any]:
    """Train each preset until its test accuracy is reached, or to its end."""
    rows = []
    for name in presets:
        preset = load_preset(name)
        dataset = load_for(preset, options.dataset, options.data_dir, console)
        overrides = {"batch_size": options.batch_size} if options.batch_size else {}
        trainer = Trainer.from_preset(
            preset, dataset, seed=options.seed, threads=options.threads, **overrides
        )
        with closing(trainer):
            others = Others()
            watch = _train(trainer, options.to_accuracy, console)
            rows.append(_row(trainer, watch, options) | {"others": others.share()})
        console.say(_line(rows[-1], dataset.title))
    return {"accuracy": rows}


def _train(trainer: Trainer, wanted: float, console: Console) -> Watch:
    watch, per_epoch = Watch(), _batches_per_epoch(trainer)
    between = max(1, per_epoch // LOOKS_PER_EPOCH)
    total = per_epoch * trainer.epochs
    name = trainer.network.name
    with closing(trainer.events()) as events, console.progress(name, total, " batches") as bar:
        started = perf_counter()
        for event in events:
            passed = perf_counter() - started
            watch.seconds += passed
            if isinstance(event, BatchDone):
                bar.update()
                watch.costs.append(passed / event.samples)
                if event.step % between == 0 and watch.look(trainer) >= wanted:
                    break
            started = perf_counter()
        else:
            watch.look(trainer)
    return watch


def _row(trainer: Trainer, watch: Watch, options: argparse.Namespace) -> dict[str, Any]:
    last = watch.looks[-1]
    tenth = max(1, len(watch.costs) // 10)
    return {
        "preset": trainer.network.name,
        "dataset": trainer.dataset.name,
        "seed": options.seed,
        "batch_size": trainer.batch_size,
        "wanted": options.to_accuracy,
        "reached": last["accuracy"] >= options.to_accuracy,
        **last,
        "best_accuracy": max(look["accuracy"] for look in watch.looks),
        "microseconds_per_sample": {
            "first_tenth": 1e6 * statistics.median(watch.costs[:tenth]),
            "last_tenth": 1e6 * statistics.median(watch.costs[-tenth:]),
        },
        "looks": watch.looks,
    }


def _line(row: dict[str, Any], title: str) -> str:
    cost = row["microseconds_per_sample"]
    reached = "test accuracy" if row["reached"] else f"{row['wanted']:g} not reached:"
    return (
        f"{row['preset']} on {title}: {reached} {row['accuracy']:.4f} after "
        f"{row['seconds']:.1f} s of training, {row['epochs']:.2f} epochs; "
        f"{cost['first_tenth']:.1f} µs/sample in the first tenth, "
        f"{cost['last_tenth']:.1f} in the last{others_in_words(row['others'])}"
    )


def _batches_per_epoch(trainer: Trainer) -> int:
    return -(-len(trainer.dataset.train) // trainer.batch_size)
