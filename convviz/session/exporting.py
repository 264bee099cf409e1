"""Exporting the network of this moment, beside everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz import PROGRAM
from engine.checkpoints.exports import Exported
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from pathlib import Path

    from convviz.session.jobs import JobControl
    from convviz.session.session import Session
    from engine.checkpoints.exports import Format
    from engine.training import Trainer


def export(session: Session, path: Path, form: Format) -> None:
    """Write the network of this moment in a format, whole or not at all, and say so.

    The moment is copied by the training thread between two events, and written by a job;
    what goes wrong is reported in a sentence.

    Parameters
    ----------
    session : Session
    path : Path
    form : Format
    """
    run = session.run_info
    if run is None:
        return

    def moment(trainer: Trainer) -> Exported:
        program = PROGRAM
        losses = tuple(trainer.losses)
        return Exported(trainer.network.replica(), run.preset, program, losses, run.classes)

    def begin(exported: Exported) -> None:
        def work(_: JobControl) -> None:
            form.require_suffix(path)
            form.write(path, exported)

        session.start_job(f"Exporting {path}", work, lambda _: told())

    def told() -> None:
        names = " and ".join(quoted(file.name) for file in form.files(path))
        session.notify(f"Exported {names}.", str(path.parent))

    session.submit(moment, begin)
