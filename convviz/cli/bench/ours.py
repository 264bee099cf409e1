"""The engine, as a side of a measurement."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from convviz.cli.bench.case import HELPERS
from engine.training import BatchDone

if TYPE_CHECKING:
    from convviz.cli.bench.case import Case

_WARM_UP_STEPS = 5 + 2 * HELPERS.trials


class OurTraining:
    """Training steps exactly as `convviz train` takes them.

    A step's seconds are those between asking the trainer for the next batch and having
    it: images from the stored bytes, forward, loss, backward, update, and the
    bookkeeping of the trainer. Evaluations in between do not count.

    Parameters
    ----------
    case : Case
    """

    def __init__(self, case: Case) -> None:
        self._trainer = case.trainer()
        self._events = self._trainer.events()
        for _ in range(_WARM_UP_STEPS):
            self.step()

    def step(self) -> tuple[int, float]:
        """Take one training step; return its samples and its seconds."""
        while True:
            started = perf_counter()
            event = next(self._events)
            seconds = perf_counter() - started
            if isinstance(event, BatchDone):
                return event.samples, seconds

    def close(self) -> None:
        """End training and its threads."""
        self._events.close()
        self._trainer.close()
