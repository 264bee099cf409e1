"""Chooses the view for what is selected."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from convviz.panels.operation.activation_view import ActivationView
from convviz.panels.operation.conv_input_view import ConvInputView
from convviz.panels.operation.conv_view import ConvView
from convviz.panels.operation.conv_weight_view import ConvWeightView
from convviz.panels.operation.dense_back_view import DenseBackView
from convviz.panels.operation.dense_view import DenseView
from convviz.panels.operation.details import detail_of, parameter_of
from convviz.panels.operation.empty_view import EmptyView
from convviz.panels.operation.flatten_view import FlattenView
from convviz.panels.operation.norm_sum_view import NormSumView
from convviz.panels.operation.norm_view import NormView
from convviz.panels.operation.not_yet_view import NotYetView, not_yet
from convviz.panels.operation.overview_view import OverviewView
from convviz.panels.operation.pixel_view import PixelView
from convviz.panels.operation.pool_view import PoolView
from convviz.panels.operation.softmax_view import SoftmaxView
from convviz.panels.operation.subject import LOSS
from convviz.panels.operation.update_view import UpdateView
from convviz.panels.operation.view import WAITING
from convviz.session import Selection
from engine.inspection import (
    ActivationValue,
    ConvSum,
    DenseSum,
    FlattenPlace,
    NormValue,
    PixelValue,
    SoftmaxTerms,
    explain,
)

if TYPE_CHECKING:
    from convviz.panels.operation.subject import Subject
    from convviz.panels.operation.view import View


@np.errstate(all="ignore")
def make_view(subject: Subject | None) -> View:
    """Return the view of a subject; None while there is nothing to explain.

    The numbers may be anything: a network that has diverged is explained as well.
    """
    if subject is None or not subject.layer:
        return EmptyView()
    if subject.layer == LOSS:
        subject = _at_softmax(subject)
    missing = not_yet(subject)
    return _view_of_place(subject) if missing is None else missing


def _view_of_place(subject: Subject) -> View:
    """Return the view of a layer, of a channel or of a cell of it."""
    kind = subject.kind(subject.layer)
    if subject.direction == "update" and subject.letters:
        return UpdateView(subject, parameter_of(subject))
    if kind == "pool2d" and subject.index:
        return PoolView(subject)
    if len(subject.index) != len(subject.shape(subject.layer)):
        return OverviewView(subject)
    if subject.letters and subject.direction != "forward":
        return _view_of_sum(subject, kind)
    return _view_of_cell(subject)


def _view_of_sum(subject: Subject, kind: str) -> View:
    if not subject.has_gradients:
        return NotYetView(WAITING, "backward", ("forward", "backward", "update"))
    if kind == "batch-norm":
        return _view_of_norm(subject)
    detail = detail_of(subject)
    if kind == "dense":
        return DenseBackView(subject, detail)
    if detail.letter == "x":
        return ConvInputView(subject, detail)
    return ConvWeightView(subject, detail)


def _view_of_norm(subject: Subject) -> View:
    asked = subject.detail
    if asked is None or asked.letter not in subject.letters:
        return _view_of_cell(subject)
    return NormSumView(subject, parameter_of(subject))


def _view_of_cell(subject: Subject) -> View:
    explanation = explain(subject.network, subject.trace, subject.layer, subject.index)
    view: View = EmptyView()
    match explanation:
        case PixelValue():
            view = PixelView(subject, explanation)
        case ConvSum():
            view = ConvView(subject, explanation)
        case ActivationValue():
            view = ActivationView(subject, explanation)
        case NormValue():
            view = NormView(subject, explanation)
        case FlattenPlace():
            view = FlattenView(subject, explanation)
        case DenseSum():
            view = DenseView(subject, explanation)
        case SoftmaxTerms():
            view = SoftmaxView(subject, explanation)
    return view


def _at_softmax(subject: Subject) -> Subject:
    """Return the subject at the true class, whose probability the loss is made of."""
    last = subject.network.layers[-1].name
    return replace(subject, place=Selection(last, (subject.trace.label,)))
