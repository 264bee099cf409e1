"""Asks finite differences, and the losses of a batch, away from the window."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QObject, pyqtSignal

from convviz.plotting import format_exponent, format_limit
from engine.inspection import INPUT, check_batch, check_gradient, loss_change

if TYPE_CHECKING:
    from convviz.panels.operation.subject import Detail, Subject
    from convviz.session import HeldBatch, Session
    from engine.inspection import GradientCheck, LossChange

_BUSY = "Comparing with finite differences"


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """What finite differences say of the gradient of one parameter.

    Attributes
    ----------
    seen : object
        The batch or the trace whose gradient it is: of another one nothing is said.
    layer : str
    detail : Detail
    found : GradientCheck or None
        None while it is computed.
    """

    seen: object
    layer: str
    detail: Detail
    found: GradientCheck | None = None

    def is_of(self, subject: Subject, detail: Detail) -> bool:
        """Whether this is about a parameter as it is shown now."""
        here = (self.layer, self.detail) == (subject.layer, detail)
        return here and self.seen is subject.seen

    @property
    def words(self) -> str:
        """One sentence, and the two numbers."""
        found = self.found
        if found is None:
            return f"{_BUSY} …"
        if not found.agrees:
            return f"✗ {found.verdict}"
        numeric, own = format_limit(found.numeric), format_limit(found.backprop)
        error = format_exponent(found.relative_error, sign=False)
        return f"✓ numeric {numeric}, backward {own}, relative error {error}"


class Checker(QObject):
    """Starts checks as jobs of the session.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    checked : Checked or None
        The last one.

    Signals
    -------
    answered
        There is more to show.
    """

    answered = pyqtSignal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.checked: Checked | None = None
        self._changes: tuple[HeldBatch, LossChange | None] | None = None

    def check(self, subject: Subject, detail: Detail) -> None:
        """Begin to check the gradient of a parameter, unless that is known or under way."""
        if self.checked is not None and self.checked.is_of(subject, detail):
            return
        asked = Checked(subject.seen, subject.layer, detail)
        self.checked = asked
        name, trace, network = (
            f"{subject.layer}.{detail.letter}",
            subject.trace,
            subject.network,
        )

        def work(_: object) -> GradientCheck:
            if trace.batch is not None:
                return check_batch(trace.batch, name, detail.index)
            x, label = trace.activations[INPUT][None], np.array([trace.label])
            return check_gradient(network, x, label, trace.criterion, name, detail.index)

        def done(found: GradientCheck) -> None:
            if self.checked is asked:
                self.checked = replace(asked, found=found)
                self.answered.emit()

        def failed(error: Exception) -> None:
            if self.checked is asked:
                self.checked = None
                self.answered.emit()
            self._session.report(error)

        self._session.start_job("Checking a gradient", work, done, failed)
        self.answered.emit()

    def loss_change(self, held: HeldBatch) -> LossChange | None:
        """Return what an update did to the loss of its batch; None while it is computed."""
        update = held.update
        if update is None:
            return None
        if self._changes is None or self._changes[0] is not held:
            self._changes = (held, None)

            def done(found: LossChange) -> None:
                if self._changes is not None and self._changes[0] is held:
                    self._changes = (held, found)
                    self.answered.emit()

            label = "Measuring what the update did"
            self._session.start_job(label, lambda _: loss_change(update, held.batch), done)
        return self._changes[1]
