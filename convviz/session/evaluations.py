"""What the network says of whole splits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.session.state import Predictions
from engine.training import evaluate

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from convviz.session.jobs import JobControl
    from convviz.session.session import Session


class Evaluations:
    """Keep a session's `predictions`: from training's own evaluations, and on request.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._asked: set[str] = set()

    def begin(self, split: str) -> None:
        """Evaluate `split` with the parameters of the newest frame, beside the training."""
        session = self._session
        if session.frame is None or session.dataset is None:
            return
        network, step = session.frame.network, session.frame.position.step
        samples = session.dataset.split(split)

        def work(control: JobControl) -> npt.NDArray[np.uint8]:
            return evaluate(network, samples, progress=control.tick).predictions

        run = session.run_info

        self._asked.add(split)

        def done(found: npt.NDArray[np.uint8]) -> None:
            self._asked.discard(split)
            if session.run_info is run:  # else it is the answer of a network of before
                self.note(split, found, step)

        session.start_job(f"Evaluating {split}", work, done)

    def begin_again(self) -> None:
        """Evaluate all that is known or asked for anew: the parameters are other ones."""
        for split in {*self._session.predictions, *self._asked}:
            self.begin(split)

    def note(self, split: str, classes: npt.NDArray[np.uint8], step: int) -> None:
        """Keep what the network said of every sample of `split`, and tell the panels."""
        session = self._session
        if session.dataset is None or len(session.dataset.split(split)) != len(classes):
            return
        right = classes == session.dataset.split(split).labels
        right.flags.writeable = False
        session.predictions[split] = Predictions(split, classes, right, step)
        session.predictions_changed.emit(session.predictions[split])
