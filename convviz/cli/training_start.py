"""What `convviz train` trains: a preset from its beginning, or a checkpoint from there on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convviz import PROGRAM
from convviz.cli.datasets import load_for
from engine.checkpoints.wording import quoted
from engine.data import dataset_names, load_dataset
from engine.errors import DataError, EngineError
from engine.presets import DEFAULT_PRESET, load_preset
from engine.training import Trainer
from engine.training.checkpoint import (
    Checkpoint,
    RunSettings,
    SettingsChange,
    load_checkpoint,
)

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from convviz.cli.console import Console

OF_PRESET = ("epochs", "batch_size", "learning_rate", "optimizer")
OF_CHECKPOINT = ("preset", "dataset", "limit", "seed")


class ResumeError(EngineError):
    """A training cannot go on as it was asked to."""


@dataclass(frozen=True, slots=True)
class Started:
    """A training, and what a checkpoint of it says besides."""

    trainer: Trainer
    changes: tuple[SettingsChange, ...] = ()

    def checkpoint(self) -> Checkpoint:
        """Capture this moment."""
        return Checkpoint.of(self.trainer, changes=self.changes, program=PROGRAM)


def start(options: argparse.Namespace, console: Console) -> Started:
    """Make the trainer that the options ask for.

    Raises
    ------
    EngineError
        If a file, a preset, a data set or a setting is refused.
    """
    return _begin(options, console) if options.resume is None else _resume(options, console)


def _begin(options: argparse.Namespace, console: Console) -> Started:
    chosen = {name: getattr(options, name) for name in OF_PRESET}
    preset = load_preset(options.preset or DEFAULT_PRESET)
    preset = preset.changed(**{k: value for k, value in chosen.items() if value is not None})
    dataset = load_for(preset, options.dataset, options.data_dir, console)
    if options.limit:
        dataset = dataset.limited(options.limit)
    seed = options.seed or 0
    trainer = Trainer.from_preset(preset, dataset, seed=seed, threads=options.threads)
    return Started(trainer)


def _resume(options: argparse.Namespace, console: Console) -> Started:
    for name in OF_CHECKPOINT:
        if getattr(options, name) is not None:
            raise ResumeError(f"--{name} cannot go with --resume: the checkpoint says it")
    checkpoint = load_checkpoint(options.resume)
    name = checkpoint.data.name
    if name not in dataset_names():
        rule = f"its data set must be one of {', '.join(dataset_names())}"
        raise DataError(f"{options.resume}: {rule}, got {quoted(name, 40)}")
    trainer = checkpoint.trainer(load_dataset(name, options.data_dir), threads=options.threads)
    before = _settings(trainer)
    _change(trainer, options)
    after, at = _settings(trainer), trainer.position
    changes = checkpoint.changes
    if after != before:
        changes = (*changes, SettingsChange(at.step, before, after))
    if trainer.next_operation is None:
        console.note(_why_over(trainer, options.resume))
    else:
        what = f"{checkpoint.preset.name} on {trainer.dataset.title}"
        where = f"epoch {at.epoch} of {at.epochs}, batch {at.batch} of {at.batches}"
        console.note(f"{what} goes on after {where}")
    return Started(trainer, changes)


def _why_over(trainer: Trainer, file: Path) -> str:
    """Say why a training has nothing left to do, and what lets it go on."""
    at = trainer.position
    ended = "has stopped early" if trainer.stopped_early else "is finished"
    more = max(at.epoch + 1, at.epochs if trainer.stopped_early else 0)
    return (
        f"the training in {quoted(str(file), 400)} {ended} ({at.epoch} of {at.epochs} epochs); "
        f"--epochs {more} goes on"
    )


def _change(trainer: Trainer, options: argparse.Namespace) -> None:
    """Give a trainer that goes on the settings that are asked for."""
    if options.optimizer is not None and options.optimizer != trainer.optimizer.name:
        trainer.set_optimizer(options.optimizer)
    for name in ("epochs", "batch_size", "learning_rate"):
        if getattr(options, name) is not None:
            setattr(trainer, name, getattr(options, name))
    if options.epochs is not None and trainer.stopped_early:
        trainer.wait_again()


def _settings(trainer: Trainer) -> RunSettings:
    return RunSettings(
        trainer.learning_rate, trainer.batch_size, trainer.optimizer.name, trainer.epochs
    )
