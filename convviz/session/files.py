"""Parameter files: opening, loading into the network, saving, and taking it back."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from convviz.session.state import Notice, OpenedParams
from engine.checkpoints import ParamsFileError, load_params, match_params, save_params

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from convviz.session.jobs import JobControl
    from convviz.session.session import Session
    from engine.network import Network
    from engine.training import Snapshot, Trainer

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Undo:
    """What loading replaced."""

    label: str
    snapshot: Snapshot


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
        session.epoch_hooks.append(self._save_epoch)
        session.run_changed.connect(self._on_run_changed)

    @property
    def undo_label(self) -> str:
        """What `undo` would take back, or an empty text."""
        return self._undo.label if self._undo is not None else ""

    def open(self, path: Path) -> None:
        """Read a file without running any of it, and show what is in it."""
        network = self._session.run_info.network if self._session.run_info else None

        def work(control: JobControl) -> OpenedParams:
            return _read(path, network, control.progress)

        self._session.start_job(f"Opening {path.name}", work, self._show)

    def close(self) -> None:
        """Put the opened file away; PARAMETERS shows the running network again."""
        self.opened = None

    def load(self) -> None:
        """Put the opened parameters into the network, if they fit; the rest stays."""
        opened = self.opened
        if opened is None or opened.match is None or not opened.match.fits:
            return
        assignment = opened.match.assignment

        def put(trainer: Trainer) -> Snapshot:
            before = trainer.snapshot()
            trainer.load_parameters(assignment)
            return before

        def done(before: Snapshot) -> None:
            self._undo = _Undo(f"load of {opened.path.name}", before)
            self._session.notified.emit(
                Notice(
                    f"{opened.path.name} is in the network now.",
                    "Training goes on from these parameters.",
                    actions=(("Undo", self.undo),),
                )
            )
            logger.info("loaded %s into the network", opened.path)

        self._session.submit(put, done, begin_again=True)

    def undo(self) -> None:
        """Take back the last load."""
        undo, self._undo = self._undo, None
        if undo is None:
            return

        def done(_: None) -> None:
            self._session.notify(f"The {undo.label} was taken back.")

        self._session.submit(lambda t: t.restore(undo.snapshot), done, begin_again=True)

    def save(self, path: Path, saved: Callable[[Path], None] | None = None) -> None:
        """Write `params.pkl` of this moment: whole, or not at all."""

        def moment(trainer: Trainer) -> tuple[Network, list[float]]:
            return trainer.network.replica(), list(trainer.losses)

        def write(captured: tuple[Network, list[float]]) -> None:
            self._session.start_job(
                f"Saving {path.name}", lambda _: save_params(path, *captured), lambda _: told()
            )

        def told() -> None:
            self._session.notify(f"Saved {path.name}.", str(path.parent))
            if saved is not None:
                saved(path)

        self._session.submit(moment, write)

    def _show(self, opened: OpenedParams) -> None:
        if opened.error is not None:
            logger.warning("%s", opened.error)
        else:
            logger.info("opened %s", opened.path)
        if opened.error is None:
            self.opened = opened
        self._session.params_opened.emit(opened)

    def _on_run_changed(self, _: object) -> None:
        self._undo = None
        info = self._session.run_info
        if self.opened is None or self.opened.params is None or info is None:
            return
        match = match_params(self.opened.params, info.network)
        self._show(OpenedParams(self.opened.path, self.opened.params, None, match))

    def _save_epoch(self, trainer: Trainer) -> None:
        """Write the autosave; on the training thread, so that it is the epoch's end."""
        if self.autosave is None:
            return
        try:
            self.autosave.parent.mkdir(parents=True, exist_ok=True)
            save_params(self.autosave, trainer.network, trainer.losses)
        except OSError as error:
            logger.warning("params.pkl was not written after this epoch: %s", error)


def _read(
    path: Path, network: Network | None, progress: Callable[[int, int], bool]
) -> OpenedParams:
    try:
        params = load_params(path, progress=progress)
    except (ParamsFileError, OSError) as error:
        return OpenedParams(path, error=error)
    match = match_params(params, network) if network is not None else None
    return OpenedParams(path, params, None, match)
