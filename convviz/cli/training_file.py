"""The file that a training is written to: parameters, or a checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.cli.outputs import OutputError
from engine.checkpoints import save_params
from engine.checkpoints.wording import quoted
from engine.training.checkpoint import save_checkpoint

if TYPE_CHECKING:
    from pathlib import Path

    from convviz.cli.training_start import Started

CHECKPOINT_SUFFIX = ".safetensors"
PARAMS_SUFFIXES = (".pkl", ".pickle")


class TrainingFileError(OutputError):
    """A training is not written to files of this name."""


def require_training_file(path: Path) -> None:
    """Make sure that a file is called like one that a training is written to.

    Raises
    ------
    TrainingFileError
        If its name ends in none of the suffixes, whose content would then be another.
    """
    if path.suffix.lower() not in (CHECKPOINT_SUFFIX, *PARAMS_SUFFIXES):
        raise TrainingFileError(
            f"{quoted(str(path), 400)}: the file of a training must end in "
            f"{' or '.join(PARAMS_SUFFIXES)} (parameters and costs) or {CHECKPOINT_SUFFIX} "
            f"(a checkpoint), got {quoted(path.suffix, 40) or 'no suffix'}; "
            "`convviz export` makes other files of either"
        )


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
