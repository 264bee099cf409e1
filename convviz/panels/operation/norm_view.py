"""The view of a batch normalisation: the map of a cell, and what made the number of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF

from convviz.panels.operation.areas import Target
from convviz.panels.operation.details import norm_details
from convviz.panels.operation.maps import Maps, Mark
from convviz.panels.operation.matrix import CAPTION_PX
from convviz.panels.operation.numbers import signed, ulps_text
from convviz.panels.operation.overview_view import OverviewView
from convviz.panels.operation.pool_counts import paint_rows
from convviz.panels.operation.text_styles import HEADING, LINK
from convviz.panels.operation.view import LINE
from convviz.plotting import format_count
from convviz.session import Selection
from engine.inspection import NormGradient, explain_gradient

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Subject
    from engine.inspection import NormValue


class NormView(OverviewView):
    """How a batch normalisation treats one cell, beside the map it is in.

    Parameters
    ----------
    subject : Subject
    value : NormValue
    """

    def __init__(self, subject: Subject, value: NormValue) -> None:
        is_map = len(value.index) == 3
        around = Selection(value.layer, value.index[:1] if is_map else ())
        super().__init__(replace(subject, place=around))
        self.value = value
        self.equation = value.equation
        if self.direction == "backward":
            self.details = norm_details(subject)
            self.equation = subject.equation_back_to(value.index)

    def rows(self) -> list[tuple[str, str]]:
        """Return the terms: label and value."""
        value = self.value
        if self.direction == "backward":
            return self._backward_rows()
        whose = "running" if value.m is None else f"shard's {format_count(value.m)}:"
        return [
            (value.source, signed(value.x)),
            (f"{whose} mean", signed(value.mean)),
            (f"{whose} variance", signed(value.variance)),
            ("x̂ = (x − mean) / √(var + ε)", signed(value.x_hat)),
            ("γ", signed(value.gamma)),
            ("β", signed(value.beta)),
            ("γ x̂ + β", signed(value.result.computed)),
            (f"stored in {value.layer}", signed(value.stored)),
            ("difference", ulps_text(value.result)),
        ]

    def _backward_rows(self) -> list[tuple[str, str]]:
        """Return dL/dx term by term: by y itself, and by the mean and variance it moved."""
        subject, value = self._subject, self.value
        found = explain_gradient(subject.network, subject.trace, value.source, value.index)
        assert isinstance(found, NormGradient), found
        rows = [(f"dL/d {value.layer}", signed(found.dy))]
        if found.m is not None:
            m = format_count(found.m)
            rows.append((f"− dβ / {m}", signed(-found.dbeta / found.m)))
            rows.append((f"− x̂ dγ / {m}", signed(-found.x_hat * found.dgamma / found.m)))
        rows += [
            ("all times γ", signed(found.gamma)),
            ("and 1 / √(var + ε)", signed(found.r)),
            (f"= dL/d {value.source}", signed(found.computed)),
        ]
        if found.result is not None:
            rows.append(("stored", signed(found.result.stored)))
            rows.append(("difference", ulps_text(found.result)))
        return rows

    @property
    def _title(self) -> str:
        return str(Selection(self.value.layer, self.value.index))

    def _maps(self) -> Maps:
        maps = super()._maps()
        return replace(maps, marks=[*maps.marks, Mark(self.value.index, "selected")])

    def _paint_words(self, ink: Ink, rect: QRectF) -> None:
        ink.text(QRectF(rect.x(), rect.y(), rect.width(), CAPTION_PX), self._title, HEADING)
        below = QRectF(rect.x(), rect.y() + CAPTION_PX, rect.width(), 0)
        y = paint_rows(ink, below, self.rows()) + 8
        for words, detail in self.details[:2]:
            line = QRectF(rect.x(), y, rect.width(), LINE)
            ink.text(line, f"{words}: where its gradient comes from", LINK)
            ink.areas.add(line, Target(detail=detail, tip=f"Look at {words}"))
            y += LINE
