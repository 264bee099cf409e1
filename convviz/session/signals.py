"""The facts that a session announces."""

from __future__ import annotations

import logging

from PyQt6.QtCore import QObject, pyqtSignal

from convviz.session.state import Notice

logger = logging.getLogger(__name__)


class SessionSignals(QObject):
    """What a session tells; every signal carries exactly one frozen object.

    Signals
    -------
    state_changed : RunState
    run_changed : RunInfo
        A new network or data set: everything shown before is over.
    frame_changed : Frame
    history_changed : History
        Batches, evaluations, epochs or settings were added.
    evaluated : EvaluationDone
    predictions_changed : Predictions
    settings_changed : Settings
    pinned_changed : SampleRef
    selection_changed, hover_changed : Selection
    stepped : Operation
        A single operation has been run, and what it computed is selected.
    speed_changed : float
        Training samples per second.
    params_opened : OpenedParams
    trials_changed : Trials
        Networks that the opened file may be of were tried, or other ones are to be.
    undo_changed : str
        What can be taken back now; empty if nothing can.
    compared : Compared or None
        Two files, or a file and a network, or two moments; None when that is closed.
    notified : Notice
    failed : Failure
    progress_changed : Progress
    """

    state_changed = pyqtSignal(object)
    run_changed = pyqtSignal(object)
    frame_changed = pyqtSignal(object)
    history_changed = pyqtSignal(object)
    evaluated = pyqtSignal(object)
    predictions_changed = pyqtSignal(object)
    settings_changed = pyqtSignal(object)
    pinned_changed = pyqtSignal(object)
    selection_changed = pyqtSignal(object)
    hover_changed = pyqtSignal(object)
    stepped = pyqtSignal(object)
    speed_changed = pyqtSignal(float)
    params_opened = pyqtSignal(object)
    trials_changed = pyqtSignal(object)
    undo_changed = pyqtSignal(str)
    compared = pyqtSignal(object)
    notified = pyqtSignal(object)
    failed = pyqtSignal(object)
    progress_changed = pyqtSignal(object)

    def report(self, error: Exception) -> None:
        """Show what went wrong, in the words of the exception."""
        logger.warning("%s", str(error))  # not the error: it would keep all it was about
        self.notified.emit(Notice(str(error), kind="error"))

    def notify(self, text: str, detail: str = "") -> None:
        """Show a message in the bar and in the log."""
        logger.info("%s %s", text, detail)
        self.notified.emit(Notice(text, detail))
