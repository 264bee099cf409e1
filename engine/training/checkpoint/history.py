"""The record of a training as arrays of numbers, and back with all checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from engine.checkpoints import Corrupt
from engine.checkpoints.wording import dimensions
from engine.presets.bounds import EPOCHS
from engine.training.events import EpochDone, Position
from engine.training.record import EvaluationRecord, TrainingRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from engine.training.progress import Progress
    from engine.training.snapshot import Snapshot

PREFIX: Final = "history."
_AT, _MOST = 5, 2**53
"""Columns of a position, and the largest whole number that float64 and a row can hold."""

LARGEST_LOSS: Final = 1e100
"""In size: float32 ends far below, also where a penalty squares it."""

LONGEST_SECONDS: Final = 1e12
"""Thirty thousand years; and as many samples in a second."""

_WIDTHS: Final = {"losses": 0, "accuracies": 0, "evaluations": _AT + 2, "epochs": _AT + 4}


def history_arrays(snapshot: Snapshot) -> dict[str, npt.NDArray[np.float64]]:
    """Return losses and record as arrays by name; what is empty is left out."""
    record = snapshot.record
    columns = {
        "losses": snapshot.losses,
        "accuracies": record.accuracies,
        "evaluations": [(*_row(e.position), e.loss, e.accuracy) for e in record.evaluations],
        "epochs": [
            (
                *_row(e.position),
                *(e.train_loss, e.train_accuracy, e.seconds, e.samples_per_second),
            )
            for e in record.epochs
        ],
    }
    return {
        PREFIX + name: np.array(rows, np.float64) for name, rows in columns.items() if len(rows)
    }


def read_history(
    arrays: Mapping[str, npt.NDArray[Any]], progress: Progress
) -> tuple[tuple[float, ...], TrainingRecord]:
    """Return the losses and the record.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        All arrays of the file.
    progress : Progress
        How far the training is: there must be as many losses and accuracies as batches were
        done, and nothing may have happened later.

    Raises
    ------
    Corrupt
        If an array is missing or breaks a rule.
    """
    step = progress.step
    losses, accuracies = _read(arrays, "losses"), _read(arrays, "accuracies")
    for name, numbers in (("losses", losses), ("accuracies", accuracies)):
        if len(numbers) != step:
            raise _broken(name, f"must have {step} numbers, one for each batch", len(numbers))
    _require_losses("losses", losses)
    _require_shares("accuracies", accuracies)
    evaluations, epochs = _read(arrays, "evaluations"), _read(arrays, "epochs")
    evaluated = _rows(evaluations, "evaluations", progress)
    done = _rows(epochs, "epochs", progress)
    _require_results(evaluations[:, _AT:], epochs[:, _AT:])
    record = TrainingRecord(
        accuracies.tolist(),
        [EvaluationRecord(_position(row), *row[_AT:].tolist()) for row in evaluated],
        [EpochDone(_position(row), int(row[0]), *row[_AT:].tolist()) for row in done],
    )
    return tuple(losses.tolist()), record


def _read(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> npt.NDArray[np.float64]:
    width = _WIDTHS[name]
    if PREFIX + name not in arrays:
        return np.zeros((0, width) if width else 0)
    array = arrays[PREFIX + name]
    if array.dtype != np.dtype("<f8"):
        raise _broken(name, "must be float64", array.dtype)
    if array.ndim != (2 if width else 1) or (width and array.shape[1] != width):
        shape = f"(n, {width})" if width else "(n,)"
        raise _broken(name, f"must have shape {shape}", dimensions(array.shape))
    return array


def _rows(
    table: npt.NDArray[np.float64], name: str, progress: Progress
) -> list[npt.NDArray[np.float64]]:
    """Return the rows of a table, if all of them begin with a position of the past."""
    at = table[:, :_AT]
    with np.errstate(invalid="ignore"):
        whole = (at == np.floor(at)) & (at >= 0) & (at < _MOST)
    if not whole.all():
        raise _broken(name, "must begin with five whole numbers", "others")
    epoch, batch, batches, steps, epochs = at.T
    if (np.diff(steps) < 0).any() or (steps > progress.step).any():
        raise _broken(name, f"must be in the order of steps, up to {progress.step}", "others")
    _require_within(name, "epochs", epoch, 0, progress.epoch)
    _require_within(name, "batches of an epoch", batches, 0, progress.samples)
    _require_within(name, "epochs to be done", epochs, 1, EPOCHS)
    if (batch > batches).any():
        raise _broken(name, "must have no batch after the last of its epoch", "others")
    return list(table)


def _require_results(
    evaluations: npt.NDArray[np.float64], epochs: npt.NDArray[np.float64]
) -> None:
    """Check what the rows tell after their positions."""
    loss, accuracy = evaluations.T
    _require_losses("evaluations", loss[np.isfinite(loss)])  # nobody minds if others are not
    _require_shares("evaluations", accuracy)
    _require_losses("epochs", epochs[:, 0])
    _require_shares("epochs", epochs[:, 1])
    _require_within("epochs", "seconds and speeds", epochs[:, 2:], 0, LONGEST_SECONDS)


def _require_losses(name: str, losses: npt.NDArray[np.float64]) -> None:
    _require_within(name, "losses", losses, -LARGEST_LOSS, LARGEST_LOSS)


def _require_shares(name: str, shares: npt.NDArray[np.float64]) -> None:
    _require_within(name, "accuracies", shares, 0, 1)


def _require_within(
    name: str, what: str, numbers: npt.NDArray[np.float64], least: float, most: float
) -> None:
    """Check numbers of an array; NaN is in no range."""
    wrong = numbers[~((numbers >= least) & (numbers <= most))]
    if wrong.size:
        raise _broken(name, f"must have {what} from {least:.6g} to {most:.6g}", wrong[0])


def _position(row: npt.NDArray[np.float64]) -> Position:
    epoch, batch, batches, step, epochs = (int(number) for number in row[:_AT])
    return Position(epoch, batch, batches, step, epochs)


def _row(at: Position) -> tuple[int, ...]:
    return (at.epoch, at.batch, at.batches, at.step, at.epochs)


def _broken(name: str, rule: str, got: object) -> Corrupt:
    return Corrupt(f"The file's {PREFIX}{name} {rule}, got {got}.")
