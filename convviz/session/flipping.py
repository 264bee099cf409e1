"""What two networks say of the same images."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.checkpoints.comparing import Comparison, Flips, flips
from engine.training import TRIAL_SPLIT, evaluate

if TYPE_CHECKING:
    from collections.abc import Callable

    from convviz.session.jobs import JobControl
    from convviz.session.session import Session
    from convviz.session.subjects import Subject
    from engine.data import Dataset, Split
    from engine.network import Network

_LABEL = "Comparing predictions"


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Two subjects and what differs.

    Attributes
    ----------
    a, b : Subject
    comparison : Comparison
    is_aligned : bool
        Whether b's filters were to be matched to a's.
    dataset : Dataset or None
        What was predicted on, its validation split.
    flips : Flips or None
        The samples whose prediction differs; None if it is not known (yet).
    reason : str
        Why it is not known, in a sentence; "" if it is or is being worked out.
    """

    a: Subject
    b: Subject
    comparison: Comparison
    is_aligned: bool = False
    dataset: Dataset | None = None
    flips: Flips | None = None
    reason: str = ""

    @property
    def is_predicting(self) -> bool:
        """Whether the flips are being worked out."""
        return self.flips is None and not self.reason


def ask_both(session: Session, found: Compared, tell: Callable[[Compared], None]) -> None:
    """Ask both networks about the validation images of the session's data set.

    Parameters
    ----------
    session : Session
    found : Compared
    tell : callable
        Called at once with what is known, and again with the flips or the reason why there
        are none; on the GUI thread.
    """
    dataset = session.dataset
    reason = "There is no data set to predict on." if dataset is None else ""
    asked = replace(
        found,
        dataset=dataset,
        flips=None,
        reason=reason or found.a.reason or found.b.reason,
    )
    tell(asked)
    first, second = found.a.network, found.b.network
    if asked.reason or dataset is None or first is None or second is None:
        return
    split = dataset.split(TRIAL_SPLIT)
    session.start_job(
        _LABEL,
        lambda control: _flips(first, second, split, control),
        lambda known: tell(replace(asked, flips=known)),
        lambda error: tell(replace(asked, reason=str(error))),
    )


def _flips(first: Network, second: Network, split: Split, control: JobControl) -> Flips:
    n = len(split)
    a = evaluate(first, split, progress=lambda i, _: control.tick(i, 2 * n))
    b = evaluate(second, split, progress=lambda i, _: control.tick(n + i, 2 * n))
    return flips(a.predictions, b.predictions, split.labels)
