"""Every number that the training has reported, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.training import BatchDone, EpochDone, EvaluationDone

if TYPE_CHECKING:
    import numpy.typing as npt

    from convviz.session.state import Settings


class _Column:
    """A growing array of numbers; `values` is a view of what is there, never a copy."""

    def __init__(self, dtype: type[np.generic]) -> None:
        self._buffer: npt.NDArray[np.generic] = np.empty(1024, dtype)
        self._length = 0

    @property
    def values(self) -> npt.NDArray[np.generic]:
        view = self._buffer[: self._length]
        view.flags.writeable = False
        return view

    def append(self, value: float) -> None:
        if self._length == len(self._buffer):
            self._buffer = np.concatenate([self._buffer, np.empty_like(self._buffer)])
        self._buffer[self._length] = value
        self._length += 1


class History:
    """Batch losses, evaluations, epochs and changed settings of one run.

    Attributes
    ----------
    evaluations : list of EvaluationDone
    epochs : list of EpochDone
    settings_changes : list of (int, Settings, Settings)
        Step before the change, settings before and after.
    placements : list of (int, str)
        Step after which other parameters were put into the network, and which, in words.
    """

    def __init__(self) -> None:
        self._steps = _Column(np.int64)
        self._losses = _Column(np.float64)
        self._accuracies = _Column(np.float64)
        self.evaluations: list[EvaluationDone] = []
        self.epochs: list[EpochDone] = []
        self.settings_changes: list[tuple[int, Settings, Settings]] = []
        self.placements: list[tuple[int, str]] = []
        self.batches_per_epoch = 0

    def __len__(self) -> int:
        return len(self._steps.values)

    @property
    def steps(self) -> npt.NDArray[np.int64]:
        """Step of every batch, from 1, shape (n,), read-only."""
        return self._steps.values.astype(np.int64, copy=False)

    @property
    def losses(self) -> npt.NDArray[np.float64]:
        """Mean loss of every batch, in nats, shape (n,), read-only."""
        return self._losses.values.astype(np.float64, copy=False)

    @property
    def accuracies(self) -> npt.NDArray[np.float64]:
        """Fraction of every batch that was right before the update, shape (n,), read-only."""
        return self._accuracies.values.astype(np.float64, copy=False)

    def add(self, event: BatchDone | EvaluationDone | EpochDone) -> None:
        """Append what one event reports."""
        match event:
            case BatchDone():
                self._steps.append(event.step)
                self._losses.append(event.loss)
                self._accuracies.append(event.accuracy)
                self.batches_per_epoch = event.position.batches
            case EvaluationDone():
                self.evaluations.append(event)
            case EpochDone():
                self.epochs.append(event)
