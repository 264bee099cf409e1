"""The view of what comes back through a convolution to one cell that it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF

from convviz.panels.operation.details import details_of
from convviz.panels.operation.ledger import FootWords
from convviz.panels.operation.maps import Maps, Mark
from convviz.panels.operation.scaling import value_scale
from convviz.panels.operation.subject import Detail
from convviz.panels.operation.sum_ledger import SumLedger, SumLine
from convviz.panels.operation.sum_view import NOT_KEPT, SumView
from convviz.plotting import Scale, format_count
from convviz.session import Selection
from engine.inspection import ConvInputSum, explain_gradient

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Subject
    from engine.arrays import Array
    from engine.inspection import FedCell

_BETWEEN = 14
_BELOW = 4
_LARGEST = 36


class ConvInputView(SumView):
    """The gradient of one cell that a convolution reads: the outputs it fed, by which weight.

    Parameters
    ----------
    subject : Subject
    detail : Detail
    """

    def __init__(self, subject: Subject, detail: Detail) -> None:
        super().__init__(subject, detail)
        found = explain_gradient(subject.network, subject.trace, subject.source, detail.index)
        assert isinstance(found, ConvInputSum), found
        self.sum = found
        self.equation = self.sum.equation
        self.layers = (subject.source, subject.layer)
        self.details = details_of(subject, detail)
        shown = self.sum.largest(self.rows)
        self.terms = tuple(one.term for one in shown)
        self.term = subject.term if subject.term in self.terms else next(iter(self.terms), None)
        self.chosen: FedCell | None = next((c for c in shown if c.term == self.term), None)
        rest = self.sum.rest(shown)
        total = self.sum.terms.size
        self.ledger = SumLedger(
            heads=("largest of what it fed", "weight", f"dL/d {subject.layer}"),
            lines=(
                *(self._line(one) for one in shown),
                *self.rest(total, len(shown), rest),
            ),
            term=self.term,
            result=self.sum.result,
            words=FootWords(
                f"{format_count(total)} terms",
                f"dL/d {subject.source}" if self.sum.result is not None else NOT_KEPT,
            ),
        )

    def _line(self, one: FedCell) -> SumLine:
        return SumLine(
            label=f"[{one.f}, {one.i}, {one.j}] w[{one.u}, {one.v}]",
            product=one.product,
            first=one.weight,
            second=one.dy,
            term=one.term,
            place=Selection(self.subject.layer, (one.f, one.i, one.j)),
        )

    def paint_pictures(self, ink: Ink, rect: QRectF) -> None:
        """Draw the cell on its map, and what it fed on the maps of the layer."""
        width, height = (rect.width() - _BETWEEN) / 2, (rect.height() - _BELOW) / 2
        upper = QRectF(rect.x(), rect.y(), width, height)
        lower = upper.translated(0, height + _BELOW)
        self._values().paint(ink, upper)
        gradient = self._gradients()
        if gradient is not None:
            gradient.paint(ink, lower)
        right = QRectF(upper.right() + _BETWEEN, rect.y(), width, height)
        self._fed().paint(ink, right)
        self._kernel().paint(ink, right.translated(0, height + _BELOW))

    def _values(self) -> Maps:
        subject, c = self.subject, self.detail.index[0]
        scale = value_scale(subject.network, subject.trace, subject.source)
        x = subject.values(subject.source)[c : c + 1]
        return self._map_of_input(f"{subject.source}[{c}]", x, scale)

    def _gradients(self) -> Maps | None:
        subject, c = self.subject, self.detail.index[0]
        dx = subject.trace.gradients.get(subject.source)
        if dx is None:
            return None
        scale = Scale.of(dx, "signed", "layer")
        return self._map_of_input(f"dL/d {subject.source}[{c}]", dx[c : c + 1], scale)

    def _map_of_input(self, name: str, x: Array, scale: Scale) -> Maps:
        return Maps(
            name=name,
            layer=self.subject.source,
            x=x,
            scale=scale,
            note=scale.scope,
            first=self.detail.index[0],
            marks=[Mark(self.detail.index, "selected")],
            detail=lambda place: Detail("x", place),
        )

    def _fed(self) -> Maps:
        subject, terms = self.subject, self.sum
        f = self.chosen.f if self.chosen is not None else 0
        dy = subject.trace.gradients[subject.layer]
        scale = Scale.of(dy, "signed", "layer")
        marks: list[Mark] = []
        if terms.windows_i and terms.windows_j:
            i, j = terms.windows_i, terms.windows_j
            box = (i[-1] - i[0] + 1, j[-1] - j[0] + 1)
            marks.append(Mark((f, i[0], j[0]), "same_sum", *box))
        if self.chosen is not None:
            marks.append(Mark((f, self.chosen.i, self.chosen.j), "selected"))
        return Maps(
            name=f"dL/d {subject.layer}[{f}]",
            layer=subject.layer,
            x=dy[f : f + 1],
            scale=scale,
            note=scale.scope,
            first=f,
            written=f"dL/d {subject.layer}",
            marks=marks,
        )

    def _kernel(self) -> Maps:
        subject, c = self.subject, self.detail.index[0]
        f = self.chosen.f if self.chosen is not None else 0
        weights = subject.network.parameters[f"{subject.layer}.w"]
        scale = Scale.of(weights, "signed", "array")
        name = f"w[{f}, {c}]"
        tap = self.chosen and (0, self.chosen.u, self.chosen.v)
        return Maps(
            name=name,
            layer="",
            x=weights[f, c][None],
            scale=scale,
            note=scale.scope,
            largest=_LARGEST,
            written=name,
            marks=[Mark(tap, "selected")] if tap else [],
            detail=lambda place: Detail("w", (f, c, *place[1:])),
        )
