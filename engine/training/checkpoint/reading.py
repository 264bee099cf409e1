"""Checkpoints out of files, which may be anyone's: every field is checked."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.checkpoints import Corrupt, NotAPickle, Params, described_preset, load_params
from engine.checkpoints.described import program_of
from engine.checkpoints.metadata import json_object, metadata_of
from engine.checkpoints.wording import dimensions, quoted
from engine.errors import EngineError, PresetError
from engine.presets.bounds import CHANNELS, EPOCHS, FILE_BYTES, require_plain
from engine.presets.table import Table
from engine.training.checkpoint.checkpoint import Checkpoint
from engine.training.checkpoint.fields import (
    MOST_CHANGES,
    read_change,
    read_data,
    read_early_stopping,
    read_moment,
    read_optimizer,
    read_progress,
    read_seed,
)
from engine.training.checkpoint.history import read_history
from engine.training.checkpoint.writing import TRAINING
from engine.training.snapshot import Snapshot

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt

    from engine.arrays import Parameters
    from engine.optimizers import Optimizer
    from engine.presets import Preset
    from engine.training.checkpoint.changes import SettingsChange

_OWNER = "checkpoint"
_LONGEST_REASON = 500


def is_checkpoint(params: Params) -> bool:
    """Whether a file says to be a checkpoint; reading it shows if it is one."""
    return TRAINING in metadata_of(params)


def load_checkpoint(source: Params | str | os.PathLike[str]) -> Checkpoint:
    """Read a checkpoint; nothing of the file is executed.

    Parameters
    ----------
    source : Params or path-like
        A file that was opened, or is to be.

    Raises
    ------
    ParamsFileError
        If the file is refused, is no checkpoint, or a field or array of it breaks a rule.
    PresetError
        If its network does.
    OSError
        If it cannot be read.
    """
    params = source if isinstance(source, Params) else load_params(source)
    if not is_checkpoint(params):
        raise NotAPickle(
            f"{quoted(params.path.name)} is no checkpoint: it does not say how its training "
            "stands.",
            remedy="Its parameters may still be loaded into a network.",
        )
    preset = described_preset(params)
    if preset is None:
        raise Corrupt("The checkpoint does not describe its network.")
    fields = json_object(metadata_of(params), TRAINING, FILE_BYTES)
    with _told_as_corrupt():
        require_plain(_OWNER, fields)
        return _checkpoint(params, preset, Table(_OWNER, fields))


def _checkpoint(params: Params, preset: Preset, table: Table) -> Checkpoint:
    data = read_data(_within(table, "data"))
    optimizer = read_optimizer(_within(table, "optimizer"))
    stopping = table.table("early_stopping")
    rule = read_early_stopping(stopping) if stopping is not None else None
    progress = read_progress(_within(table, "progress"), data.train, rule)
    losses, record = read_history(params.arrays, progress)
    snapshot = Snapshot(
        _parameters(params.arrays, preset, optimizer),
        optimizer,
        table.count("batch_size"),
        progress,
        losses,
        record,
    )
    checkpoint = Checkpoint(
        preset,
        data,
        read_seed(table),
        snapshot,
        table.whole("epochs", 1, EPOCHS),
        table.whole("evaluations_per_epoch", 1, CHANNELS),
        _changes(table.take("changes", list)),
        read_moment(table),
        program_of(params),
    )
    table.require_empty()
    return checkpoint


def _parameters(
    arrays: Mapping[str, npt.NDArray[Any]], preset: Preset, optimizer: Optimizer
) -> Parameters:
    """Return the parameters, read-only, and give the optimizer its moments."""
    empty = preset.assemble().parameters
    if optimizer.t:
        letters = optimizer.moment_names
        optimizer.moments = tuple(_filled(empty, arrays, f"optimizer.{x}.") for x in letters)
    return _filled(empty, arrays, "").frozen()


def _filled(
    like: Parameters, arrays: Mapping[str, npt.NDArray[Any]], prefix: str
) -> Parameters:
    for name, shape in like.shapes.items():  # all, before there is memory for any
        if prefix + name not in arrays:
            raise Corrupt(f"The checkpoint has no array {prefix}{name}.")
        array = arrays[prefix + name]
        if (array.shape, array.dtype) != (shape, np.dtype("<f4")):
            raise Corrupt(
                f"The checkpoint's {prefix}{name} must be {dimensions(shape)} float32, "
                f"got {dimensions(array.shape)} {array.dtype}."
            )
    filled = like.zeros_like()
    for name, place in filled.items():
        place[...] = arrays[prefix + name]
    return filled


def _changes(entries: list[Any]) -> tuple[SettingsChange, ...]:
    if len(entries) > MOST_CHANGES:
        rule = f"there must be at most {MOST_CHANGES} changes"
        raise PresetError(f"{_OWNER}: {rule}, got {len(entries)}")
    if not all(isinstance(entry, dict) for entry in entries):
        raise PresetError(f"{_OWNER}: changes must be tables, got something else")
    return tuple(read_change(Table(f"{_OWNER}, change", entry)) for entry in entries)


def _within(table: Table, key: str) -> Table:
    return Table(f"{table.owner}, {key}", table.take(key, dict))


@contextmanager
def _told_as_corrupt() -> Iterator[None]:
    """Let a rule that is broken inside be told as damage of the file."""
    try:
        yield
    except Corrupt:
        raise
    except EngineError as error:
        raise Corrupt(f"{quoted(str(error), _LONGEST_REASON)}.") from error
