"""Comparing: the opened file or the network of this moment with another one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convviz.session.flipping import Compared, ask_both
from convviz.session.subjects import (
    FIRST_VALUES,
    Moment,
    Subject,
    name_at,
    name_of_moment,
)
from engine.checkpoints import load_params
from engine.checkpoints.comparing import compare, flips

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convviz.session.jobs import JobControl
    from convviz.session.session import Session
    from engine.network import Network
    from engine.training import Trainer

    MakeSubject = Callable[[JobControl], Subject]

MOST_MOMENTS = 8
_COMPARING = "Comparing"


class Comparing:
    """Compare what PARAMETERS shows, off the GUI thread.

    Every command ends in the signal `compared`, twice: with the arrays, and when the
    predictions are there too.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    compared : Compared or None
        What is shown.
    is_aligned : bool
        Whether filters are to be matched.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._moments: list[Moment] = []
        self._begun = 0
        self.compared: Compared | None = None
        self.is_aligned = False
        session.run_changed.connect(self._on_run_changed)

    @property
    def moments(self) -> tuple[str, ...]:
        """Names of the moments that were kept, the oldest first."""
        return tuple(moment.label(self._session.run_info) for moment in self._moments)

    def keep_moment(self) -> None:
        """Keep the parameters of this moment by its name, "epoch 2, batch 341"."""
        run = self._session.run_info

        def done(found: tuple[str, Network]) -> None:
            if run is None:
                return
            kept = Moment(found[0], run, found[1])
            others = [m for m in self._moments if (m.name, m.run) != (kept.name, run)]
            self._moments = [*others, kept][-MOST_MOMENTS:]
            self._session.notify(f"The parameters of {kept.name} are kept to compare with.")

        self._session.submit(
            lambda trainer: (name_of_moment(trainer.position), trainer.network.replica()), done
        )

    def with_file(self, path: Path) -> None:
        """Compare the opened file, or the network of this moment, with another file."""

        def other(control: JobControl) -> Subject:
            return self._of_file(path, control)

        if self._file is None:
            self._with_now(other)
        else:
            self._begin(self._file, other)

    def with_network(self) -> None:
        """Compare the opened file with the network of this moment."""
        if self._file is not None:
            self._with_now(self._file)

    def with_first_values(self) -> None:
        """Compare with the first values of the run."""
        info = self._session.run_info
        if info is not None:
            self._with_earlier(info.network, f"{FIRST_VALUES} of {info.network.name}")

    def with_moment(self, name: str) -> None:
        """Compare with a moment that was kept."""
        for label, moment in zip(self.moments, self._moments, strict=True):
            if label == name:
                self._with_earlier(moment.network, moment.full_name)

    def swap(self) -> None:
        """Let a be b, and b be a."""
        now = self.compared
        if now is not None:
            known = now.flips
            turned = None if known is None else flips(known.b, known.a, known.labels)
            self._begin(lambda _: now.b, lambda _: now.a, known=replace(now, flips=turned))

    def align(self, is_aligned: bool) -> None:
        """Match b's filters to a's before they are compared, or leave them as they are."""
        self.is_aligned = is_aligned
        now = self.compared
        if now is not None and now.is_aligned != is_aligned:
            self._begin(lambda _: now.a, lambda _: now.b, known=now)

    def close(self) -> None:
        """Compare no more."""
        self._begun += 1
        self._show(None)

    # -- what is compared

    @property
    def _file(self) -> MakeSubject | None:
        opened = self._session.files.opened
        params = None if opened is None else opened.params
        if opened is None or params is None:
            return None
        run, dataset = self._session.run_info, self._session.dataset
        reading = None if opened.match is None else opened.match.reading
        return lambda _: Subject.of_file(params, run, dataset, reading)

    def _of_file(self, path: Path, control: JobControl) -> Subject:
        params = load_params(path, progress=control.progress)
        return Subject.of_file(params, self._session.run_info, self._session.dataset)

    def _with_earlier(self, network: Network, name: str) -> None:
        """Compare a file with a moment, or else a moment with this one."""
        earlier = Subject.of_network(network, name)
        if self._file is None:
            self._with_now(lambda _: earlier)
        else:
            self._begin(self._file, lambda _: earlier)

    def _with_now(self, first: MakeSubject) -> None:
        def moment(trainer: Trainer) -> Subject:
            network = trainer.network.replica()
            return Subject.of_network(network, name_at(trainer.position, network))

        self._session.submit(moment, lambda now: self._begin(first, lambda _: now))

    # -- the work

    def _begin(
        self, first: MakeSubject, second: MakeSubject, known: Compared | None = None
    ) -> None:
        """Compare; `known` has flips that stay as they are."""
        self._begun += 1
        begun, is_aligned = self._begun, self.is_aligned

        def work(control: JobControl) -> Compared:
            a, b = first(control), second(control)
            found = compare(
                a.side,
                b.side,
                align=is_aligned,
                go_on=lambda: not control.cancelled,
                progress=control.progress,
            )
            return Compared(a, b, found, is_aligned)

        def done(found: Compared) -> None:
            if begun != self._begun:
                return
            if known is not None and known.dataset is self._session.dataset and known.flips:
                self._show(replace(found, dataset=known.dataset, flips=known.flips))
            else:
                self._predict(found)

        self._session.start_job(_COMPARING, work, done)

    def _predict(self, found: Compared) -> None:
        """Show the arrays, and the flips when both networks were asked."""
        begun = self._begun

        def tell(found: Compared) -> None:
            if begun == self._begun:
                self._show(found)

        ask_both(self._session, found, tell)

    def _show(self, compared: Compared | None) -> None:
        self.compared = compared
        self._session.compared.emit(compared)

    def _on_run_changed(self, _: object) -> None:
        if self.compared is not None and self.compared.dataset is not self._session.dataset:
            self._begun += 1
            self._predict(self.compared)
