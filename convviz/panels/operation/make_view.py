"""Chooses the view for what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.panels.operation.conv_view import ConvView
from convviz.panels.operation.empty_view import EmptyView
from convviz.panels.operation.pool_view import PoolView
from engine.inspection import ConvSum, explain

if TYPE_CHECKING:
    from convviz.panels.operation.subject import Subject
    from convviz.panels.operation.view import View


def make_view(subject: Subject | None) -> View:
    """Return the view of a subject; None while there is nothing to explain."""
    if subject is None or not subject.place.layer:
        return EmptyView()
    if subject.kind(subject.layer) == "pool2d" and subject.index:
        return PoolView(subject)
    if len(subject.index) != len(subject.shape(subject.layer)):
        return EmptyView()
    explanation = explain(subject.network, subject.trace, subject.layer, subject.index)
    match explanation:
        case ConvSum():
            return ConvView(subject, explanation)
    return EmptyView()
