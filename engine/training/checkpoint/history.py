"""The record of a training as arrays of numbers, and back with all checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from engine.checkpoints import Corrupt
from engine.checkpoints.wording import dimensions
from engine.training.events import EpochDone, Position
from engine.training.record import EvaluationRecord, TrainingRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from engine.training.snapshot import Snapshot

PREFIX: Final = "history."
_AT, _MOST = 5, 2**53
"""Columns of a position, and the largest whole number that float64 and a row can hold."""

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
    arrays: Mapping[str, npt.NDArray[Any]], step: int
) -> tuple[tuple[float, ...], TrainingRecord]:
    """Return the losses and the record.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        All arrays of the file.
    step : int
        Batches done: there must be as many losses and accuracies.

    Raises
    ------
    Corrupt
        If an array is missing or breaks a rule.
    """
    losses, accuracies = _read(arrays, "losses"), _read(arrays, "accuracies")
    for name, numbers in (("losses", losses), ("accuracies", accuracies)):
        if len(numbers) != step:
            raise _broken(name, f"must have {step} numbers, one for each batch", len(numbers))
        if not np.isfinite(numbers).all():
            raise _broken(name, "must be finite", "others")
    evaluations, epochs = _read(arrays, "evaluations"), _read(arrays, "epochs")
    record = TrainingRecord(
        accuracies.tolist(),
        [
            EvaluationRecord(_position(row), *row[_AT:].tolist())
            for row in _rows(evaluations, "evaluations", step)
        ],
        [
            EpochDone(_position(row), int(row[0]), *row[_AT:].tolist())
            for row in _rows(epochs, "epochs", step)
        ],
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
    table: npt.NDArray[np.float64], name: str, step: int
) -> list[npt.NDArray[np.float64]]:
    """Return the rows of a table, if all of them begin with a position of the past."""
    at = table[:, :_AT]
    with np.errstate(invalid="ignore"):
        whole = (at == np.floor(at)) & (at >= 0) & (at < _MOST)
    if not whole.all():
        raise _broken(name, "must begin with five whole numbers", "others")
    steps = at[:, 3]
    if (np.diff(steps) < 0).any() or (steps > step).any():
        raise _broken(name, f"must be in the order of steps, up to {step}", "others")
    return list(table)


def _position(row: npt.NDArray[np.float64]) -> Position:
    epoch, batch, batches, step, epochs = (int(number) for number in row[:_AT])
    return Position(epoch, batch, batches, step, epochs)


def _row(at: Position) -> tuple[int, ...]:
    return (at.epoch, at.batch, at.batches, at.step, at.epochs)


def _broken(name: str, rule: str, got: object) -> Corrupt:
    return Corrupt(f"The file's {PREFIX}{name} {rule}, got {got}.")
