"""What becomes of an exception that has stopped training."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from convviz.session.state import Failure, Notice, RunState
from engine.training import DivergenceError

if TYPE_CHECKING:
    from convviz.session.session import Session

logger = logging.getLogger(__name__)


def state_after(error: Exception) -> RunState:
    """Return how a session goes on: a batch that diverged has changed nothing."""
    return RunState.HELD if isinstance(error, DivergenceError) else RunState.FAILED


def tell(session: Session, error: Exception, trace_text: str) -> None:
    """Say what stopped training: a divergence in the message bar, others as failures."""
    if isinstance(error, DivergenceError):
        logger.warning("%s", str(error))
        session.notified.emit(_divergence_notice(error, session))
    else:
        logger.error("training failed: %s\n%s", error, trace_text)
        session.failed.emit(Failure("Training stopped", str(error), trace_text))
    session.keeping.keep()


def _divergence_notice(error: DivergenceError, session: Session) -> Notice:
    rate = f"{session.settings.learning_rate:.4g}" if session.settings else "unknown"
    return Notice(
        str(error),
        f"The learning rate is {rate}. Nothing of the batch was applied: change the learning "
        "rate or load parameters and go on, or restart.",
        kind="warning",
        actions=(("Restart", session.runs.restart),),
    )
