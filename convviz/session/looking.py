"""Which sample the window looks through: the pinned one, or one of the batch that is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.session.driver import View

if TYPE_CHECKING:
    from convviz.session.session import Session
    from engine.data import SampleRef


class Looking:
    """Chooses the sample that frames show.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    batch_sample : int or None
        Which sample of a batch that is stepped through, from 0; None for the pinned one.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.batch_sample: int | None = 0

    @property
    def view(self) -> View:
        """What frames are to show."""
        session = self._session
        return View(session.pinned, session.parts(), self.batch_sample)

    def pin(self, sample: SampleRef) -> None:
        """Follow another sample through the training, and look at it."""
        session = self._session
        dataset = session.dataset
        if dataset is None or not 0 <= sample.index < len(dataset.split(sample.split)):
            return
        session.pinned, self.batch_sample = sample, None
        session.pinned_changed.emit(sample)
        session.refresh_needs()

    def at(self, batch_sample: int | None) -> None:
        """Look at a sample of the batch that is held; None for the pinned one."""
        if batch_sample != self.batch_sample:
            self.batch_sample = batch_sample
            self._session.refresh_needs()
