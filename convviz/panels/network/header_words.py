"""What the header's line says at each moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.panels.network.header import HeaderText
from convviz.panels.network.words import result_text, title
from convviz.panels.untrained import is_untrained
from convviz.plotting import format_count
from convviz.session import RunState

if TYPE_CHECKING:
    from convviz.session import Frame, Session


def header_text(session: Session) -> HeaderText:
    """Return what the line says now."""
    frame, info = session.frame, session.run_info
    if frame is None or info is None:
        return HeaderText()
    name = title(frame.network)
    if session.state is RunState.RUNNING:
        batch = format_count(frame.position.batch)
        return HeaderText(name, "training", f"batch {batch}: every map is of this moment")
    if frame.operation is None:
        return HeaderText(name, *_before_the_first(frame, session))
    if placed := _placed(session, frame):
        return HeaderText(name, "parameters", f"{placed}; no batch has run since")
    batch = format_count(frame.position.batch)
    given = result_text(frame.operation, frame.network, samples_in_batch(session))
    upcoming = f"next: {frame.upcoming}" if frame.upcoming is not None else ""
    sentence = f"has just run on batch {batch}: {given}"
    return HeaderText(name, str(frame.operation), sentence, upcoming, whose_maps(frame))


def whose_maps(frame: Frame) -> str:
    """Say what is seen while a batch is stepped through."""
    index = format_count(frame.sample.index)
    if frame.held is not None and frame.batch_sample is not None:
        which = f"sample n {frame.batch_sample} of the {len(frame.held)} in the batch"
        moment = ", before the update" if frame.held.update is not None else ""
        waits = frame.operation is not None and frame.operation.phase == "forward"
        return f"maps{' (pale: not yet run)' if waits else ''}: {which}, #{index}{moment}"
    return f"maps: pinned sample #{index} with the parameters of now"


def _placed(session: Session, frame: Frame) -> str:
    """Say what was put into the network since the last batch; "" if nothing was."""
    step, words = (session.history.placements or [(-1, "")])[-1]
    is_at_rest = frame.operation is not None and frame.operation.phase == "update"
    return words if is_at_rest and frame.position.step == step else ""


def _before_the_first(frame: Frame, session: Session) -> tuple[str, str]:
    info = session.run_info
    assert info is not None
    click = "Click any cell to see how its value came about."
    thing = thing_text(info.classes[frame.trace.label])
    if not is_untrained(session, frame):
        return "loaded", f"parameters of a file, and what they make of one {thing}. {click}"
    words = f"random weights of seed {info.seed}, and what they make of one {thing}."
    return "untrained", f"{words} {click}"


def thing_text(name: str) -> str:
    """Return a class as it stands in a sentence: "ankle boot", "T-shirt", "7"."""
    first = name.split("/", maxsplit=1)[0]
    return first if first[1:2] == "-" else first.lower()


def samples_in_batch(session: Session) -> int:
    """Return how many samples the batch under way has; the last of an epoch has fewer."""
    frame, settings, dataset = session.frame, session.settings, session.dataset
    if frame is None or settings is None or dataset is None:
        return 0
    position, size = frame.position, settings.batch_size
    if position.batch < position.batches:
        return size
    return min(size, len(dataset.train) - (position.batches - 1) * size)
