"""Parameter files: opening, loading into the network, saving, and taking it back."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convviz.session.state import Notice, OpenedParams
from convviz.session.using import Using
from engine.checkpoints import (
    ParamsFileError,
    load_params,
    match_params,
    read_layers,
    save_params,
)
from engine.checkpoints.architectures import propose_for
from engine.checkpoints.wording import grouped, quoted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convviz.session.jobs import JobControl
    from convviz.session.session import Session
    from engine.arrays import Parameters
    from engine.checkpoints.architectures import Alternative
    from engine.network import Network
    from engine.training import Trainer

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Undo:
    """What loading replaced."""

    label: str
    parameters: Parameters
    step: int


class ParameterFiles:
    """Open, load and save the parameters of a session's network.

    Parameters
    ----------
    session : Session
    autosave : Path, optional
        Written after every epoch, in the article's layout.

    Attributes
    ----------
    opened : OpenedParams or None
        The file that PARAMETERS shows.
    """

    def __init__(self, session: Session, autosave: Path | None = None) -> None:
        self._session = session
        self.autosave = autosave
        self.opened: OpenedParams | None = None
        self._undo: _Undo | None = None
        self._using = Using(session)
        session.epoch_hooks.append(self._save_epoch)
        session.run_changed.connect(self._on_run_changed)

    def open(self, path: Path) -> None:
        """Read a file without running any of it, and show what is in it."""
        info = self._session.run_info
        running = () if info is None else (info.preset,)

        def work(control: JobControl) -> OpenedParams:
            try:
                params = load_params(path, progress=control.progress)
                # What it means takes long to tell where there are thousands of arrays.
                reading = read_layers(params.tree)
                match = match_params(params, info.network, reading) if info else None
                proposal = propose_for(params, reading, presets=running)
                return OpenedParams(path, params, match=match, proposal=proposal)
            except (ParamsFileError, OSError) as error:
                # Its traceback would keep the whole file in memory.
                return OpenedParams(path, error=error.with_traceback(None))

        def done(opened: OpenedParams) -> None:
            self._show(opened, is_matched=self._session.run_info is info)

        self._session.start_job("Opening", work, done)

    def close(self) -> None:
        """Put the opened file away; PARAMETERS shows the running network again."""
        self.opened = None
        self._session.trials.begin(())

    def use(self, alternative: Alternative) -> None:
        """Make an alternative of the opened file the network that everything works on."""
        if self.opened is not None:
            self._using.begin(alternative, self.opened.path)

    def load(self) -> None:
        """Put the opened parameters into the network, if they fit; the rest stays."""
        opened = self.opened
        if opened is None or opened.match is None or not opened.match.fits:
            return
        assignment = opened.match.assignment

        name = quoted(opened.path.name)

        def put(trainer: Trainer) -> _Undo:
            before = trainer.network.parameters.copy()
            trainer.load_parameters(assignment)
            return _Undo(f"load of {name}", before, trainer.position.step)

        def done(undo: _Undo) -> None:
            self._set_undo(undo)
            self._note_placement(undo.step, f"{name} loaded")
            self._session.notified.emit(
                Notice(
                    f"{name} is in the network now.",
                    "Training goes on from these parameters.",
                    actions=(("Undo", self.undo),),
                )
            )
            logger.info("loaded %s into the network", opened.path)

        self._session.submit(put, done, begin_again=True)

    def undo(self) -> None:
        """Put back the parameters that the last load replaced; training goes on from them."""
        undo = self._undo
        if undo is None:
            return
        self._set_undo(None)

        def done(step: int) -> None:
            self._note_placement(step, f"{undo.label} taken back")
            lost = _lost_in_words(step - undo.step)
            self._session.notify(f"The {undo.label} was taken back.", lost)

        def put_back(trainer: Trainer) -> int:
            trainer.load_parameters(undo.parameters)
            return trainer.position.step

        self._session.submit(put_back, done, begin_again=True)

    def save(self, path: Path, saved: Callable[[Path], None] | None = None) -> None:
        """Write `params.pkl` of this moment: whole, or not at all."""

        def moment(trainer: Trainer) -> tuple[Network, list[float]]:
            return trainer.network.replica(), list(trainer.losses)

        def write(captured: tuple[Network, list[float]]) -> None:
            self._session.start_job(
                f"Saving {path}", lambda _: save_params(path, *captured), lambda _: told()
            )

        def told() -> None:
            self._session.notify(f"Saved {quoted(path.name)}.", quoted(str(path.parent), 400))
            if saved is not None:
                saved(path)

        self._session.submit(moment, write)

    def _show(self, opened: OpenedParams, *, is_matched: bool) -> None:
        if opened.params is None:
            logger.warning("%s", str(opened.error))
            self._session.params_opened.emit(opened)
        else:
            logger.info("opened %s", opened.path)
            if is_matched:
                self._tell(opened)
            else:
                self._match_again(opened, again=False)
            assert opened.proposal is not None
            self._session.trials.begin(opened.proposal.alternatives)

    def _note_placement(self, step: int, words: str) -> None:
        """Tell everyone that other parameters were put in after `step` batches."""
        session = self._session
        session.history.placements.append((step, words))
        session.history_changed.emit(session.history)
        session.refresh_needs()  # what is said of a frame depends on it
        session.evaluations.begin_again()

    def _set_undo(self, undo: _Undo | None) -> None:
        self._undo = undo
        self._session.undo_changed.emit(undo.label if undo is not None else "")

    def _match_again(self, opened: OpenedParams, *, again: bool = True) -> None:
        """Hold what was opened against the present network, and tell the panels."""
        assert opened.params is not None
        info = self._session.run_info
        reading = None if opened.match is None else opened.match.reading
        match = match_params(opened.params, info.network, reading) if info else None
        self._tell(replace(opened, match=match, again=again))

    def _tell(self, opened: OpenedParams) -> None:
        self.opened = opened
        self._session.params_opened.emit(opened)

    def _on_run_changed(self, _: object) -> None:
        self._set_undo(None)
        if self.opened is not None and self.opened.params is not None:
            self._match_again(self.opened)

    def _save_epoch(self, trainer: Trainer) -> None:
        """Write the autosave; on the training thread, so that it is the epoch's end."""
        if self.autosave is None:
            return
        try:
            self.autosave.parent.mkdir(parents=True, exist_ok=True)
            save_params(self.autosave, trainer.network, trainer.losses)
        except OSError as error:
            logger.warning("params.pkl was not written after this epoch: %s", error)


def _lost_in_words(batches: int) -> str:
    """Say what is gone with the parameters of now; "" for no batch."""
    if not batches:
        return ""
    since = "batch" if batches == 1 else f"{grouped(batches)} batches"
    return f"What the {since} since then had changed is gone from the parameters."
