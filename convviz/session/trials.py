"""Trying the networks that an opened file may be of on the images of the data set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from convviz.session.jobs import JobCancelledError
from engine.training import (
    TRIAL_SPLIT,
    best_of,
    choice_of,
    is_better_than_chance,
    try_alternatives,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convviz.session.jobs import JobControl
    from convviz.session.session import Session
    from engine.checkpoints.architectures import Alternative
    from engine.data import Dataset
    from engine.training import Trial

_TRYING = "Trying the networks of the file"


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """What the networks came to so far.

    Attributes
    ----------
    alternatives : tuple of Alternative
        All that are tried, in their order.
    outcomes : tuple of Trial
        Of the first ones, as far as they are known.
    dataset : str
        Title of the data set; "" if none is open.
    images : int
        How many each of them is tried on.
    is_over : bool
        Whether no more outcomes will come.
    """

    alternatives: tuple[Alternative, ...] = ()
    outcomes: tuple[Trial, ...] = ()
    dataset: str = ""
    images: int = 0
    is_over: bool = True

    @property
    def best(self) -> Trial | None:
        """The one that was right most often so far."""
        return best_of(self.outcomes)

    @property
    def is_better_than_chance(self) -> bool:
        """Whether the best one is right clearly more often than the best of guesses."""
        best = self.best
        tried = sum(trial.right is not None for trial in self.outcomes)
        return best is not None and is_better_than_chance(best, tried)

    @property
    def choice(self) -> Alternative | None:
        """The one to be taken unasked: of those that were tried, or the first of all."""
        trial = choice_of(self.outcomes) if self.is_better_than_chance else None
        if trial is not None:
            return trial.alternative
        return self.alternatives[0] if self.alternatives else None


class Trying:
    """Try alternatives off the GUI thread; outcomes come by the signal `trials_changed`.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    trials : Trials
        What the signal last carried.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._dataset: Dataset | None = None
        self._begun: Trials | None = None
        self._control: JobControl | None = None
        self.trials = Trials()
        session.run_changed.connect(self._on_run_changed)

    def begin(self, alternatives: Sequence[Alternative]) -> None:
        """Try these, in the place of what was tried before."""
        self.cancel()
        dataset = self._dataset = self._session.dataset
        if dataset is None or not alternatives:
            self._tell(Trials(tuple(alternatives)))
            return
        images = len(dataset.split(TRIAL_SPLIT))
        begun = Trials(tuple(alternatives), (), dataset.title, images, is_over=False)

        def work(control: JobControl) -> tuple[Trial, ...]:
            outcomes: tuple[Trial, ...] = ()
            tried = try_alternatives(
                alternatives, dataset, TRIAL_SPLIT, progress=control.tick, unasked=True
            )
            try:
                for trial in tried:
                    control.require_wanted()
                    outcomes = (*outcomes, trial)
                    self._session.call_soon(partial(self._add, begun, outcomes))
            except JobCancelledError:
                self._session.call_soon(partial(self._add, begun, outcomes, is_over=True))
                raise
            return outcomes

        def done(outcomes: tuple[Trial, ...]) -> None:
            self._add(begun, outcomes, is_over=True)

        self._begun = begun
        self._tell(begun)
        self._control = self._session.start_job(
            _TRYING, work, done, partial(self._end_badly, begun)
        )

    def cancel(self) -> None:
        """End what is under way; what is known stays."""
        self._begun = None
        if self._control is not None:
            self._control.cancel()
            self._control = None
            self._tell(replace(self.trials, is_over=True))

    def _add(
        self, begun: Trials, outcomes: tuple[Trial, ...], *, is_over: bool = False
    ) -> None:
        if self._begun is begun:
            alternatives, title, images = begun.alternatives, begun.dataset, begun.images
            self._tell(Trials(alternatives, outcomes, title, images, is_over))

    def _end_badly(self, begun: Trials, error: Exception) -> None:
        if self._begun is begun:
            self._tell(replace(self.trials, is_over=True))
        self._session.report(error)

    def _tell(self, trials: Trials) -> None:
        self.trials = trials
        self._session.trials_changed.emit(trials)

    def _on_run_changed(self, _: object) -> None:
        """Try again on the images of another data set."""
        if self._session.dataset is not self._dataset and self.trials.alternatives:
            self.begin(self.trials.alternatives)
