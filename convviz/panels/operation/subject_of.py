"""Gathers what the views need from the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.panels.operation.subject import LOSS, Subject
from convviz.plotting import format_count
from engine.inspection import layer_names
from engine.inspection.cells import shape_of

if TYPE_CHECKING:
    from convviz.session import Frame, Selection, Session
    from engine.inspection import Trace
    from engine.network import Network


def subject_of(session: Session) -> Subject | None:
    """Return what there is to explain, or None if there is nothing yet.

    What the panel knows besides, `dataclasses.replace` puts in.
    """
    frame, run, dataset = session.frame, session.run_info, session.dataset
    if frame is None or run is None or dataset is None:
        return None
    place = session.selection
    if not _exists(place, frame.network):
        return None
    network, trace, whose = _looked_at(frame)
    return Subject(
        network=network,
        trace=trace,
        place=place,
        sample=f"#{format_count(frame.sample.index)}",
        classes=run.classes,
        divisor=dataset.split(frame.sample.split).divisor,
        whose=whose,
        held=frame.held,
    )


def _looked_at(frame: Frame) -> tuple[Network, Trace, str]:
    """Return a network, a sample in it, and whose gradients these are."""
    if frame.held is None or frame.batch_sample is None:
        return frame.network, frame.trace, f"the loss of #{format_count(frame.sample.index)}"
    batch = frame.held.batch
    whose = f"the mean loss of the {len(batch)} samples held"
    return batch.network, batch.sample(frame.batch_sample), whose


def _exists(place: Selection, network: Network) -> bool:
    """Return whether this network has such a place; a new one may not."""
    if place.layer not in layer_names(network):
        return place.layer == LOSS
    shape = shape_of(network, place.layer)
    return len(place.index) in {0, 1, len(shape)} and all(
        0 <= i < n for i, n in zip(place.index, shape, strict=False)
    )
