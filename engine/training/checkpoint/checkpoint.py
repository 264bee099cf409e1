"""A moment of a training, and all that must be known to go on from it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from engine.errors import DataError
from engine.layers.text import grouped
from engine.training.helpers import AS_MEASURED
from engine.training.trainer import Trainer

if TYPE_CHECKING:
    from engine.data import Dataset
    from engine.presets import Preset
    from engine.training.checkpoint.changes import SettingsChange
    from engine.training.events import Position
    from engine.training.helpers import HelperTerms
    from engine.training.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class DataMark:
    """What tells whether a data set is the one that was learned from.

    Attributes
    ----------
    name : str
    train, validation : int
        How many images there are.
    labels : str
        SHA-256 of the true classes of the training images, in hex.
    """

    name: str
    train: int
    validation: int
    labels: str

    @classmethod
    def of(cls, dataset: Dataset) -> Self:
        """Look at a data set."""
        labels = hashlib.sha256(dataset.train.labels.astype("<i8").tobytes()).hexdigest()
        return cls(dataset.name, len(dataset.train), len(dataset.validation), labels)


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A training between two batches, which goes on from here bit by bit as it would have.

    Attributes
    ----------
    preset : Preset
        What the network and the first settings are.
    data : DataMark
        What it learns.
    seed : int
    snapshot : Snapshot
        Parameters, optimizer, progress and record of the moment.
    epochs, evaluations_per_epoch : int
        As set at the moment.
    changes : tuple of SettingsChange
        Of the past, for whoever draws it; what is in force is in the snapshot.
    saved : datetime
        When, in UTC.
    program : str
        What made it, with its version; "" if unknown.
    """

    preset: Preset
    data: DataMark
    seed: int
    snapshot: Snapshot
    epochs: int
    evaluations_per_epoch: int
    changes: tuple[SettingsChange, ...]
    saved: datetime
    program: str

    @classmethod
    def of(
        cls,
        trainer: Trainer,
        *,
        changes: tuple[SettingsChange, ...] = (),
        program: str = "",
    ) -> Self:
        """Capture the moment after the last batch that a trainer has done; all is copied.

        Parameters
        ----------
        trainer : Trainer
            Made of a preset, maybe with other settings since.
        changes, program
            As for the class.

        Raises
        ------
        ValueError
            If it was made of parts: no file could say how to make it again.
        """
        if trainer.preset is None:
            raise ValueError("checkpoint: the trainer must be made of a preset, got parts")
        return cls(
            trainer.preset,
            DataMark.of(trainer.dataset),
            trainer.seed,
            trainer.snapshot(),
            trainer.epochs,
            trainer.evaluations_per_epoch,
            changes,
            datetime.now(UTC),
            program,
        )

    @property
    def position(self) -> Position:
        """Where training stands."""
        return self.snapshot.progress.position(self.snapshot.batch_size, self.epochs)

    def trainer(
        self,
        dataset: Dataset,
        *,
        threads: int | None = None,
        helpers: HelperTerms | None = AS_MEASURED,
    ) -> Trainer:
        """Return a trainer that goes on from here.

        Parameters
        ----------
        dataset : Dataset
            The one that was learned from; where that had been limited, all of it will do.
        threads, helpers
            As for `Trainer`; they change no bit.

        Raises
        ------
        DataError
            If it is another one.
        SettingError
            If its images do not fit the network.
        """
        trainer = Trainer.from_preset(
            self.preset,
            self._as_learned(dataset),
            seed=self.seed,
            threads=threads,
            helpers=helpers,
            evaluations_per_epoch=self.evaluations_per_epoch,
        )
        trainer.epochs = self.epochs
        trainer.restore(self.snapshot)
        return trainer

    def _as_learned(self, dataset: Dataset) -> Dataset:
        """Return as much of a data set as was learned from; refuse another one."""
        if dataset.name == self.data.name and len(dataset.train) > self.data.train:
            dataset = dataset.limited(self.data.train)
        found = DataMark.of(dataset)
        if found == self.data:
            return dataset
        same_counts = (found.name, found.train, found.validation) == (
            self.data.name,
            self.data.train,
            self.data.validation,
        )
        but = " with other labels" if same_counts else ""
        raise DataError(
            f"{self.preset.name}: training can only go on with {_counts(self.data)}, "
            f"got {_counts(found)}{but}"
        )


def _counts(data: DataMark) -> str:
    train, validation = grouped(data.train), grouped(data.validation)
    return f"{data.name} of {train} training and {validation} validation images"
