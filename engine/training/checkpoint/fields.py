"""The state of a training as a mapping that JSON can carry, and back with all checks."""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from engine.errors import PresetError
from engine.optimizers import make_optimizer
from engine.presets.bounds import CHANNELS, EPOCHS
from engine.training.checkpoint.changes import RunSettings, SettingsChange
from engine.training.checkpoint.checkpoint import DataMark
from engine.training.checkpoint.history import LARGEST_LOSS, LONGEST_SECONDS
from engine.training.early_stopping import EarlyStopping
from engine.training.progress import Progress

if TYPE_CHECKING:
    from engine.optimizers import Optimizer
    from engine.presets.table import Table
    from engine.training.checkpoint.checkpoint import Checkpoint

MOST_CHANGES: Final = 1_000
"""That are written; the newest ones."""

_STEPS, _IMAGES = 2**53, 2**31
_SHORTEST_SECONDS: Final = 1e-9
_WORDS: Final = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
"""Numbers that JSON does not have."""

_COUNTS: Final = ("step", "batch", "offset", "right", "batches_of_last_epoch")


def fields_of(checkpoint: Checkpoint) -> dict[str, Any]:
    """Return everything that is no array and no preset."""
    snapshot, optimizer = checkpoint.snapshot, checkpoint.snapshot.optimizer
    progress = asdict(snapshot.progress)
    stopping = progress.pop("early_stopping")
    for name in ("samples", "validation_loss"):
        progress.pop(name)
    fields = {
        "data": asdict(checkpoint.data),
        "seed": str(checkpoint.seed),
        "epochs": checkpoint.epochs,
        "batch_size": snapshot.batch_size,
        "evaluations_per_epoch": checkpoint.evaluations_per_epoch,
        "optimizer": {
            "name": optimizer.name,
            "learning_rate": optimizer.learning_rate,
            "options": optimizer.options,
            "t": optimizer.t,
        },
        "progress": progress | {"validation_loss": _plain(snapshot.progress.validation_loss)},
        "changes": [asdict(change) for change in checkpoint.changes[-MOST_CHANGES:]],
        "saved": checkpoint.saved.isoformat(),
    }
    if stopping is not None:
        fields["early_stopping"] = stopping | {"best": _plain(stopping["best"])}
    return fields


def read_data(table: Table) -> DataMark:
    """Take out what was learned."""
    data = DataMark(
        table.take("name", str),
        table.whole("train", 1, _IMAGES),
        table.whole("validation", 1, _IMAGES),
        table.take("labels", str),
    )
    table.require_empty()
    return data


def read_seed(table: Table) -> int:
    """Take out the seed: a text, as it may be longer than 64 bits."""
    text = table.take("seed", str)
    if not (text.isascii() and text.isdigit()):
        raise PresetError(f"{table.owner}: seed must be a whole number, got {text[:40]!r}")
    return int(text)


def read_optimizer(table: Table) -> Optimizer:
    """Take out the optimizer, without its moments.

    Raises
    ------
    SettingError
        If there is none of that name or a value breaks its rule.
    """
    name, rate = table.take("name", str), table.take("learning_rate", float)
    options = table.table("options")
    optimizer = make_optimizer(name, rate, **(options.rest() if options else {}))
    optimizer.t = table.whole("t", 0, _STEPS)
    table.require_empty()
    return optimizer


def read_progress(table: Table, samples: int, stopping: EarlyStopping | None) -> Progress:
    """Take out how far training is, and check that it is a place where training can be."""
    counts = {name: table.whole(name, 0, _STEPS) for name in _COUNTS}
    progress = Progress(
        samples,
        **counts,
        epoch=table.whole("epoch", 1, EPOCHS + 1),
        evaluations=table.whole("evaluations", -1, CHANNELS),
        loss_sum=table.take("loss_sum", float),
        seconds=table.take("seconds", float),
        validation_loss=_number(table, "validation_loss"),
        early_stopping=stopping,
    )
    table.require_empty()
    for holds, rule in _rules(progress):
        if not holds:
            raise PresetError(f"{table.owner}: {rule}")
    return progress


def _rules(at: Progress) -> list[tuple[bool, str]]:
    begun, before = at.batch > 0, (at.epoch - 1) * at.samples
    return [
        (at.offset <= at.samples, f"offset must be at most {at.samples}, got {at.offset}"),
        (
            at.batch <= at.offset and begun == (at.offset > 0),
            f"batch must agree with offset {at.offset}, got {at.batch}",
        ),
        (at.right <= at.offset, f"right must be at most offset {at.offset}, got {at.right}"),
        (
            at.epoch - 1 + at.batch <= at.step <= before + at.offset,
            f"step must agree with epoch {at.epoch} and batch {at.batch}, got {at.step}",
        ),
        (
            at.batches_of_last_epoch <= at.samples,
            f"batches of an epoch must be at most {at.samples}, got {at.batches_of_last_epoch}",
        ),
        (
            abs(at.loss_sum) <= LARGEST_LOSS and begun >= (at.loss_sum != 0),
            f"loss_sum must be the losses of {at.offset} samples, got {at.loss_sum}",
        ),
        (
            _SHORTEST_SECONDS <= at.seconds <= LONGEST_SECONDS if begun else at.seconds == 0,
            f"seconds must agree with batch {at.batch}, got {at.seconds}",
        ),
    ]


def read_early_stopping(table: Table) -> EarlyStopping:
    """Take out what the evaluations say about going on.

    Raises
    ------
    SettingError
        If a number breaks its rule.
    """
    evaluations = table.whole("evaluations", 0, EPOCHS)
    stopping = EarlyStopping(
        table.count("patience"),
        table.take("min_delta", float),
        evaluations,
        _number(table, "best"),
        table.whole("best_evaluation", 0, evaluations),
    )
    table.require_empty()
    return stopping


def read_change(table: Table) -> SettingsChange:
    """Take out a change of settings."""
    before, after = table.table("before"), table.table("after")
    if before is None or after is None:
        raise PresetError(f"{table.owner}: before and after must be tables, got nothing")
    change = SettingsChange(
        table.whole("step", 0, _STEPS), _run_settings(before), _run_settings(after)
    )
    table.require_empty()
    return change


def read_moment(table: Table) -> datetime:
    """Take out when it was saved."""
    text = table.take("saved", str)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise PresetError(f"{table.owner}: saved must be a time, got {text[:40]!r}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _run_settings(table: Table) -> RunSettings:
    settings = RunSettings(
        table.take("learning_rate", float),
        table.count("batch_size"),
        table.take("optimizer", str),
        table.count("epochs"),
    )
    table.require_empty()
    return settings


def _plain(number: float) -> float | str:
    return number if math.isfinite(number) else str(number)


def _number(table: Table, key: str) -> float:
    if table.holds(key, str):
        text: str = table.take(key, str)
        if text not in _WORDS:
            raise PresetError(f"{table.owner}: {key} must be a number, got {text[:40]!r}")
        return _WORDS[text]
    number: float = table.take(key, float)
    return number
