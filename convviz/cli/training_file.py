"""The file that a training is written to: parameters, or a checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints import save_params
from engine.training.checkpoint import save_checkpoint

if TYPE_CHECKING:
    from pathlib import Path

    from convviz.cli.training_start import Started

CHECKPOINT_SUFFIX = ".safetensors"


def save_training(path: Path, started: Started) -> None:
    """Write a checkpoint if `path` ends in ".safetensors", else params.pkl.

    Raises
    ------
    SaveError
        If it cannot be written; an older file stays as it was.
    """
    if path.suffix.lower() == CHECKPOINT_SUFFIX:
        save_checkpoint(path, started.checkpoint())
    else:
        save_params(path, started.trainer.network, started.trainer.losses)
