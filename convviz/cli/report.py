"""What a training has come to, collected from its events."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from engine.training import BatchDone, EpochDone, EvaluationDone

if TYPE_CHECKING:
    from tqdm import tqdm

    from convviz.cli.console import Console
    from engine.training import Event


class TrainingReport:
    """Tell a person how training goes, and keep the figures for the end.

    Parameters
    ----------
    console : Console
        Gets a bar per epoch, and a line when it is over.

    Attributes
    ----------
    batches, epochs : int
        How many are done.
    """

    def __init__(self, console: Console) -> None:
        self.batches = 0
        self.epochs = 0
        self._console = console
        self._bar: tqdm | None = None
        self._speeds: list[float] = []
        self._samples = 0
        self._seconds = 0.0
        self._epoch: EpochDone | None = None
        self._last_loss: float | None = None
        self._validation: EvaluationDone | None = None

    def take(self, event: Event) -> None:
        """Note what has happened."""
        match event:
            case BatchDone():
                self._take_batch(event)
            case EvaluationDone():
                self._validation = event
            case EpochDone():
                self._take_epoch(event)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def figures(self) -> dict[str, Any]:
        """Return what is known by now; None for what was not measured.

        `samples_per_second` counts training steps alone: the median over epochs, and
        before the end of the first the mean so far.
        """
        mean = self._samples / self._seconds if self._seconds else None
        return {
            "epochs": self.epochs,
            "batches": self.batches,
            "samples_per_second": statistics.median(self._speeds) if self._speeds else mean,
            "train_loss": self._epoch.train_loss if self._epoch else self._last_loss,
            "train_accuracy": self._epoch.train_accuracy if self._epoch else None,
            "validation_loss": self._validation.loss if self._validation else None,
            "validation_accuracy": self._validation.accuracy if self._validation else None,
        }

    def _take_batch(self, event: BatchDone) -> None:
        position = event.position
        if self._bar is None:
            label = f"epoch {position.epoch} of {position.epochs}"
            self._bar = self._console.progress(label, position.batches, " batches")
        self._bar.set_postfix_str(f"loss {event.loss:.4f}", refresh=False)
        self._bar.update(position.batch - self._bar.n)  # it may begin in the middle
        self.batches = event.step
        self._last_loss = event.loss
        self._samples += event.samples
        self._seconds += event.seconds

    def _take_epoch(self, event: EpochDone) -> None:
        self.close()
        self.epochs = event.epoch
        self._epoch = event
        self._speeds.append(event.samples_per_second)
        validation = f"{self._validation.accuracy:.4f}" if self._validation else "–"
        self._console.say(
            f"epoch {event.epoch} of {event.position.epochs}: "
            f"loss {event.train_loss:.4f}, accuracy {event.train_accuracy:.4f}, "
            f"validation {validation}, {event.samples_per_second:,.0f} samples/s"
        )
