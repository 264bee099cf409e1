"""Making the network of a file the one that everything works on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from convviz.session.runs import Request
from convviz.session.state import Notice
from engine.checkpoints.architectures import images_in_words
from engine.checkpoints.wording import quoted
from engine.presets import own_name
from engine.training import dataset_for, why_not_applicable

if TYPE_CHECKING:
    from pathlib import Path

    from convviz.session.session import Session
    from convviz.session.state import Settings
    from engine.checkpoints.architectures import Alternative
    from engine.data import Dataset
    from engine.presets import Preset
    from engine.training.checkpoint import Checkpoint


class Using:
    """Begin runs with the network and the parameters of a file.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def begin(self, alternative: Alternative, path: Path) -> None:
        """Begin a run with an alternative of the file at `path`, held before training.

        The run before ends. If something was trained in it, its last moment is kept in
        memory, and the message that tells of the new run offers to return to it.
        """
        session = self._session
        dataset = _dataset_for(alternative, session.dataset, session.runs.data_dir)
        if not dataset:
            images = images_in_words(alternative.input_shape)
            session.notified.emit(
                Notice(
                    f"No data set here has {images} in at most {alternative.classes} classes, "
                    f"so the network of {quoted(path.name)} has nothing to run on.",
                    "Its arrays can be looked at, compared and exported all the same.",
                    kind="warning",
                )
            )
            return
        info = session.run_info
        if info is None or not session.history.steps.size:
            self._begin(alternative, path, dataset, ())
            return
        began = session.runs.began

        def begin(checkpoint: Checkpoint) -> None:
            before = replace(began, checkpoint=checkpoint)
            placements = list(session.history.placements)
            back = ("Return to the run before", partial(self._return, before, placements))
            self._begin(alternative, path, dataset, (back,))

        session.keeping.capture(begin)

    def _begin(
        self,
        alternative: Alternative,
        path: Path,
        dataset: str,
        actions: tuple[tuple[str, partial[None]], ...],
    ) -> None:
        name, before = quoted(path.name), self._session.settings

        def then(has_begun: bool) -> None:
            if not has_begun:
                return
            ended = " The run before has ended." if actions else ""
            changed = changes_in_words(before, self._session.settings)
            self._session.notified.emit(
                Notice(
                    f"The network is that of {name} now: {alternative.in_words}.",
                    f"Training goes on from its parameters{changed}.{ended}",
                    actions=actions,
                )
            )

        self._session.runs.begin(
            Request(
                preset=_called_like(path, alternative.preset),
                dataset=dataset,
                parameters=alternative.arrays(),
                origin=quoted(path.name, 40),
            ),
            then,
        )

    def _return(self, before: Request, placements: list[tuple[int, str]]) -> None:
        """Go on with a run that has ended, from its last moment."""

        def then(has_begun: bool) -> None:
            if has_begun:
                self._session.keeping.note_unsafe()
                self._session.history.placements = placements
                self._session.history_changed.emit(self._session.history)
                self._session.notify("The run before stands where it stood.")

        self._session.runs.begin(before, then)


def _dataset_for(
    alternative: Alternative, open_one: Dataset | None, data_dir: Path | None
) -> str:
    """Return the data set that a network runs on: the open one if it can, "" for none."""
    if open_one is not None and not why_not_applicable(alternative, open_one):
        return open_one.name
    return dataset_for(alternative, data_dir, preferred=(alternative.preset.dataset,))


def changes_in_words(before: Settings | None, after: Settings | None) -> str:
    """Say which settings of training are other ones than those of the run before."""
    if before is None or after is None:
        return ""
    changes = [
        f"{name.replace('_', ' ')} {new} (it was {old})"
        for name in ("learning_rate", "batch_size", "optimizer")
        if (new := getattr(after, name)) != (old := getattr(before, name))
    ]
    return f", with {', '.join(changes)}" if changes else ""


def _called_like(path: Path, preset: Preset) -> str | Preset:
    """Return the program's own preset by its name, another one called like the file."""
    name = quoted(path.stem, 40)
    return own_name(preset) or preset.changed(name=name, title=name)
