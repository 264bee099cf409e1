"""Makes pictures of arrays: of small ones at once, of large ones beside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from convviz.panels.parameters.pictures import Picture, picture_of

if TYPE_CHECKING:
    from convviz.panels.parameters.foldings import Folding
    from convviz.session import Session
    from convviz.session.jobs import JobControl
    from engine.checkpoints.node import AnyArray

_AT_ONCE = 1 << 19
"""Numbers up to which a picture is made on the spot, in some 5 ms."""


class PictureMaker(QObject):
    """Make one picture at a time; the last one asked for counts.

    Parameters
    ----------
    session : Session
        Runs the long work.

    Signals
    -------
    made : Picture
        Of the array that was asked for last.
    """

    made = pyqtSignal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._job: JobControl | None = None

    def make(
        self,
        array: AnyArray,
        folding: Folding | None = None,
        axes: tuple[str, ...] = (),
    ) -> bool:
        """Make a picture of an array; return whether it was made on the spot."""
        self.cancel()
        if array.size <= _AT_ONCE:
            self.made.emit(picture_of(array, folding=folding, axes=axes))
            return True

        def work(control: JobControl) -> Picture:
            return picture_of(
                array, folding=folding, axes=axes, go_on=lambda: not control.cancelled
            )

        def done(picture: Picture) -> None:
            self._job = None
            self.made.emit(picture)

        self._job = self._session.start_job("Picture", work, done)
        return False

    def cancel(self) -> None:
        """Make none of what was asked for."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
