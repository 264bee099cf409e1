"""Gathers what the views need from the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.panels.operation.subject import LOSS, Direction, Subject
from convviz.plotting import format_count

if TYPE_CHECKING:
    from convviz.session import Selection, Session
    from engine.inspection import Trace


def subject_of(
    session: Session, direction: Direction, term: int | None, height: float
) -> Subject | None:
    """Return what there is to explain, or None if there is nothing yet."""
    frame, run, dataset = session.frame, session.run_info, session.dataset
    if frame is None or run is None or dataset is None:
        return None
    place = session.selection
    if not _exists(place, frame.trace):
        return None
    return Subject(
        network=frame.network,
        trace=frame.trace,
        place=place,
        direction=direction,
        sample=f"#{format_count(frame.sample.index)}",
        classes=run.classes,
        divisor=dataset.split(frame.sample.split).divisor,
        height=height,
        term=term,
    )


def _exists(place: Selection, trace: Trace) -> bool:
    """Return whether this network has such a place; a new one may not."""
    values = trace.activations.get(place.layer)
    if values is None:
        return place.layer == LOSS
    return len(place.index) in {0, 1, values.ndim} and all(
        0 <= i < n for i, n in zip(place.index, values.shape, strict=False)
    )
