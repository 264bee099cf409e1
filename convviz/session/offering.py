"""Offers to go on with a training: of the last session, or of a file that was opened."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSlot

from convviz.session.autosaves import Autosave, abandoned, ended_regularly
from convviz.session.moments import ago, at_in_words, place_in_words, run_in_words
from convviz.session.runs import Request
from convviz.session.state import Notice
from engine.checkpoints.wording import quoted
from engine.errors import EngineError
from engine.training.checkpoint import Checkpoint, is_checkpoint, load_checkpoint

if TYPE_CHECKING:
    from pathlib import Path

    from convviz.session.jobs import JobControl
    from convviz.session.session import Session
    from convviz.session.state import OpenedParams

TAKEN = "Another window goes on with it, or it is gone."
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    checkpoint: Checkpoint


class Offering(QObject):
    """Offer in the message bar what a checkpoint can be gone on with.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        session.params_opened.connect(self._on_params_opened)

    def offer_last(self) -> None:
        """Offer the newest training that a window left behind, if there is one."""
        folder = self._session.keeping.folder
        if folder is None:
            return
        self._session.start_job(
            "Looking for the last session",
            lambda _: _newest(folder),
            self._offer_autosave,
            lambda error: logger.warning("no autosave is offered: %s", str(error)),
        )

    def _offer_autosave(self, found: _Found | None) -> None:
        if found is None:
            return
        checkpoint = found.checkpoint
        run, place, when = (
            run_in_words(checkpoint),
            at_in_words(checkpoint),
            ago(checkpoint.saved),
        )
        if ended_regularly(found.path):
            text, detail = f"Go on with {run}?", f"You left it at {place}, {when}."
        else:
            text = f"{run} ended unexpectedly. Go on with it?"
            detail = f"It was last kept at {place}, {when}."
        self._session.notified.emit(
            Notice(
                text,
                detail,
                actions=(
                    ("Continue", lambda: self._continue(found)),
                    ("Discard", lambda: self._discard(found.path)),
                ),
            )
        )

    def _continue(self, found: _Found) -> None:
        autosave = self._claimed(found.path, "continued")
        if autosave is None:
            return

        def then(has_begun: bool) -> None:
            if has_begun:
                self._session.keeping.adopt(autosave)
                self._tell(has_begun)
            else:  # its data may be missing: it can be gone on with another time
                autosave.release()

        self._session.runs.begin(Request(checkpoint=found.checkpoint), then)

    def _tell(self, has_begun: bool) -> None:
        if has_begun:
            self._session.notify(
                "The training stands where it stood.", "Run goes on from here."
            )

    def _claimed(self, path: Path, what: str) -> Autosave | None:
        try:
            autosave, why_not = Autosave.claim(path), TAKEN
        except OSError as error:
            autosave, why_not = None, f"Its file cannot be locked: {error.strerror}."
        if autosave is None:
            self._session.notify(f"This training cannot be {what} here.", why_not)
        return autosave

    def _discard(self, path: Path) -> None:
        autosave = self._claimed(path, "discarded")
        if autosave is not None:
            autosave.remove()
            autosave.release()
            logger.info("the training of the last session was discarded")

    @pyqtSlot(object)
    def _on_params_opened(self, opened: OpenedParams) -> None:
        params = opened.params
        if params is None or opened.again or not is_checkpoint(params):
            return

        def work(control: JobControl) -> Checkpoint:
            return load_checkpoint(params)

        def offer(checkpoint: Checkpoint) -> None:
            request = Request(checkpoint=checkpoint)

            def go_on() -> None:
                self._session.runs.begin(request, self._tell)

            self._session.notified.emit(
                Notice(
                    f"{quoted(opened.path.name, 60)} holds a training that can go on.",
                    f"{place_in_words(checkpoint)}, {ago(checkpoint.saved)}.",
                    actions=(("Continue training", go_on),),
                )
            )

        self._session.start_job("Reading the training", work, offer)


def _newest(folder: Path) -> _Found | None:
    """Return the newest file of a window that is no more, and can be read."""
    for path in abandoned(folder):
        try:
            return _Found(path, load_checkpoint(path))
        except (EngineError, OSError) as error:
            logger.warning("%s is not offered: %s", path.name, str(error))
    return None
