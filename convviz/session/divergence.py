"""Noticing that a loss is no number any more."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convviz.session.state import Notice
from engine.training import BatchDone

if TYPE_CHECKING:
    from convviz.session.driver import Scalar
    from convviz.session.history import History
    from convviz.session.session import Session


class DivergenceWatch:
    """Say once in a run that its loss is not finite, since when, and what helps.

    Parameters
    ----------
    session : Session
        Notified; its training goes on, so that the person can see where it began.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._said_of: History | None = None

    def watch(self, scalar: Scalar) -> None:
        """Look at one number that training has reported."""
        session = self._session
        if not isinstance(scalar, BatchDone) or math.isfinite(scalar.loss):
            return
        if self._said_of is session.history:
            return
        self._said_of = session.history
        session.notified.emit(
            Notice(
                f"The loss is {scalar.loss} since step {scalar.step}: training has diverged.",
                f"The learning rate was {scalar.learning_rate:.4g}; "
                "restart with a smaller one, or load parameters of before.",
                kind="warning",
                actions=(("Restart", session.runs.restart),),
            )
        )
