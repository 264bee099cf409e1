"""Making the network of a file the one that everything works on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from convviz.session.runs import Request
from convviz.session.state import Notice
from engine.checkpoints.architectures import images_in_words
from engine.checkpoints.wording import quoted
from engine.presets import own_name
from engine.training import dataset_for, why_not_applicable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from convviz.session.session import Session
    from convviz.session.state import RunInfo
    from engine.arrays import Array
    from engine.checkpoints.architectures import Alternative
    from engine.data import Dataset
    from engine.training import Trainer


class Using:
    """Begin runs with the network and the parameters of a file.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def begin(self, alternative: Alternative, name: str) -> None:
        """Begin a run with an alternative of the file called `name`, held before training.

        The run before ends. If something was trained in it, its parameters are kept, and
        the message that tells of the new run offers to return to them.
        """
        session = self._session
        dataset = _dataset_for(alternative, session.dataset, session.runs.data_dir)
        if not dataset:
            images = images_in_words(alternative.input_shape)
            session.notified.emit(
                Notice(
                    f"No data set here has {images} in at most {alternative.classes} classes, "
                    f"so the network of {quoted(name)} has nothing to run on.",
                    "Its arrays can be looked at, compared and exported all the same.",
                    kind="warning",
                )
            )
            return
        info = session.run_info
        if info is None or not session.history.steps.size:
            self._begin(alternative, name, dataset, ())
            return

        def begin(before: Mapping[str, Array]) -> None:
            back = ("Return to the run before", partial(self._return, info, before))
            self._begin(alternative, name, dataset, (back,))

        session.submit(_parameters, begin)

    def _begin(
        self,
        alternative: Alternative,
        name: str,
        dataset: str,
        actions: tuple[tuple[str, partial[None]], ...],
    ) -> None:
        ended = " The run before has ended." if actions else ""
        notice = Notice(
            f"The network is that of {quoted(name)} now: {alternative.title}.",
            f"All panels show it, and training goes on from its parameters.{ended}",
            actions=actions,
        )

        def then(has_begun: bool) -> None:
            if has_begun:
                self._session.notified.emit(notice)

        self._session.runs.begin(
            Request(
                preset=own_name(alternative.preset) or alternative.preset,
                dataset=dataset,
                parameters=alternative.arrays(),
                origin=quoted(name, 40),
            ),
            then,
        )

    def _return(self, info: RunInfo, before: Mapping[str, Array]) -> None:
        """Go on with the parameters of a run that has ended; its curves are over."""
        self._session.runs.begin(
            Request(
                preset=info.source or info.preset,
                dataset=info.dataset,
                seed=info.seed,
                parameters=before,
                origin="the run before",
            )
        )


def _dataset_for(
    alternative: Alternative, open_one: Dataset | None, data_dir: Path | None
) -> str:
    """Return the data set that a network runs on: the open one if it can, "" for none."""
    if open_one is not None and not why_not_applicable(alternative, open_one):
        return open_one.name
    return dataset_for(alternative, data_dir, preferred=(alternative.preset.dataset,))


def _parameters(trainer: Trainer) -> Mapping[str, Array]:
    return trainer.network.parameters.copy()
