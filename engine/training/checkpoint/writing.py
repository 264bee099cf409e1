"""Checkpoints into files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from engine.checkpoints.described import description_of
from engine.checkpoints.safetensors_writer import write_safetensors
from engine.training.checkpoint.fields import fields_of
from engine.training.checkpoint.history import history_arrays

if TYPE_CHECKING:
    import os

    from engine.arrays import Array
    from engine.optimizers import Optimizer
    from engine.training.checkpoint.checkpoint import Checkpoint

TRAINING = "convviz.training"
"""Key of the metadata with the state of training."""


def save_checkpoint(path: str | os.PathLike[str], checkpoint: Checkpoint) -> None:
    """Write a checkpoint whole or not at all; an older file stays if anything fails.

    Parameters
    ----------
    path : path-like
    checkpoint : Checkpoint

    Raises
    ------
    SaveError
        If it cannot be written.
    """
    snapshot = checkpoint.snapshot
    arrays = {
        **snapshot.parameters,
        **_moments(snapshot.optimizer),
        **history_arrays(snapshot),
    }
    metadata = description_of(checkpoint.preset, checkpoint.program)
    metadata[TRAINING] = json.dumps(fields_of(checkpoint), allow_nan=False)
    write_safetensors(path, arrays, metadata)


def _moments(optimizer: Optimizer) -> dict[str, Array]:
    """Return what an optimizer remembers, by name; nothing before its first step."""
    return {
        f"optimizer.{letter}.{name}": array
        for letter, moment in zip(optimizer.moment_names, optimizer.moments, strict=False)
        for name, array in moment.items()
    }
