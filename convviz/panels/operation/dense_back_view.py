"""The view of what comes back through a dense layer: to a weight, to a bias, to an input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QRectF

from convviz.panels.operation.ledger import FootWords
from convviz.panels.operation.maps import Maps, Mark
from convviz.panels.operation.subject import Detail
from convviz.panels.operation.sum_ledger import SumLedger, SumLine
from convviz.panels.operation.sum_view import NOT_KEPT, SumView
from convviz.plotting import Scale, format_count
from convviz.session import Selection
from engine.inspection import (
    DenseInputSum,
    DenseSum,
    explain,
    explain_gradient,
    explain_parameter,
)

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Subject
    from engine.arrays import Array, Shape
    from engine.inspection import Folded

_BELOW = 6
_LARGEST = 18


class DenseBackView(SumView):
    """A gradient of a dense layer: of a weight or a bias over samples, of an input over units.

    Parameters
    ----------
    subject : Subject
    detail : Detail
        "w" (m, k), "b" (m,) or "x" (k,).
    """

    def __init__(self, subject: Subject, detail: Detail) -> None:
        super().__init__(subject, detail)
        forward = explain(subject.network, subject.trace, subject.layer, subject.index)
        assert isinstance(forward, DenseSum), forward
        self.folded: Folded | None = forward.folded
        self.layers = (subject.source, subject.layer)
        self.input = detail.index[-1] if detail.letter in "wx" else self._strongest(forward)
        self.details = self._details()
        self.ledger = self._of_input() if detail.letter == "x" else self._of_parameter()

    @staticmethod
    def _strongest(forward: DenseSum) -> int:
        return next(iter(forward.largest(1)), 0)

    def _details(self) -> tuple[tuple[str, Detail], ...]:
        (m,), k = self.subject.index, self.input
        return (
            (f"Weight w[{m}, {k}]", Detail("w", (m, k))),
            (f"Bias b[{m}]", Detail("b", (m,))),
            (f"Input {self.place(k)}", Detail("x", (k,))),
        )

    def place(self, k: int) -> Selection:
        """Return the cell behind input `k`: of the map that was flattened, or the unit."""
        if self.folded is None:
            return Selection(self.subject.source, (k,))
        return Selection(self.folded.source, self.folded.place(k))

    def _of_parameter(self) -> SumLedger:
        subject, detail = self.subject, self.detail
        name = f"{subject.layer}.{detail.letter}"
        found = explain_parameter(subject.network, subject.seen, name, detail.index)
        self.sum = found
        self.equation = found.equation
        shown = found.largest(self.rows)
        self._choose(tuple(one.term for one in shown))
        is_weight = detail.letter == "w"
        lines = tuple(
            SumLine(
                label=f"sample n {one.sample}" if len(found) > 1 else "this sample",
                product=one.product,
                first=one.factor if is_weight else None,
                second=one.dy if is_weight else None,
                term=one.term,
                place=self.place(self.input),
            )
            for one in shown
        )
        count = found.products.size
        return SumLedger(
            heads=(
                "largest terms",
                f"{subject.source}[{self.input}]" if is_weight else "",
                f"dL/d {subject.layer}" if is_weight else "",
            ),
            lines=(*lines, *self.rest(count, len(shown), found.rest(shown))),
            term=self.term,
            result=found.result,
            words=FootWords(f"{count} samples" if count > 1 else "1 sample", f"dL/d {name}"),
        )

    def _of_input(self) -> SumLedger:
        subject = self.subject
        found = explain_gradient(
            subject.network, subject.trace, subject.source, self.detail.index
        )
        assert isinstance(found, DenseInputSum), found
        self.sum_of_units = found
        self.equation = found.equation
        shown = found.largest(self.rows)
        self._choose(shown)
        lines = tuple(
            SumLine(
                label=str(Selection(subject.layer, (m,))),
                product=float(found.products[m]),
                first=float(found.weights[m]),
                second=float(found.dy[m]),
                term=m,
                place=Selection(subject.layer, (m,)),
            )
            for m in shown
        )
        count = found.products.size
        stored = f"dL/d {subject.source}" if found.result is not None else NOT_KEPT
        return SumLedger(
            heads=("largest terms", f"w[m, {self.input}]", f"dL/d {subject.layer}"),
            lines=(*lines, *self.rest(count, len(shown), found.rest(shown))),
            term=self.term,
            result=found.result,
            words=FootWords(f"{format_count(count)} units", stored),
        )

    def _choose(self, terms: tuple[int, ...]) -> None:
        self.terms = terms
        wanted = self.subject.term
        self.term = wanted if wanted in terms else next(iter(terms), None)

    def paint_pictures(self, ink: Ink, rect: QRectF) -> None:
        """Draw gradients and weights of the unit, or the gradients of inputs and units."""
        half = (rect.height() - _BELOW) / 2
        upper, lower = self._pictures()
        drawn = upper.paint(ink, QRectF(rect.x(), rect.y(), rect.width(), half))
        below = QRectF(rect.x(), drawn.bottom() + _BELOW, rect.width(), half)
        lower.paint(ink, below)

    def _pictures(self) -> tuple[Maps, Maps]:
        subject, (m,) = self.subject, self.subject.index
        name = f"{subject.layer}.w"
        weights = subject.network.parameters[name]
        if self.detail.letter == "x":
            dy = subject.trace.gradients[subject.layer]
            dx = subject.trace.gradients.get(subject.source)
            upper = (
                self._over_inputs(
                    f"w[m = {m}]", weights[m], Scale.of(weights, "signed", "array")
                )
                if dx is None
                else self._over_inputs(
                    f"dL/d {subject.source}", dx, Scale.of(dx, "signed", "layer")
                )
            )
            return upper, self._over_units(dy)
        gradients = subject.seen.parameter_gradients
        assert gradients is not None
        scale = Scale.of(gradients[name], "signed", "array")
        return (
            self._over_inputs(f"dL/d {name}[{m}]", gradients[name][m], scale),
            self._over_inputs(f"{name}[{m}]", weights[m], Scale.of(weights, "signed", "array")),
        )

    def _over_inputs(self, name: str, x: Array, scale: Scale) -> Maps:
        """Return numbers of the inputs, as the maps that these were; a click chooses one."""
        folded, letter = self.folded, "x" if self.detail.letter == "x" else "w"
        place = self.place(self.input)
        return Maps(
            name=name,
            layer="",
            x=x if folded is None else x.reshape(folded.shape),
            scale=scale,
            note=scale.scope if folded is None else f"as {folded.source}, {scale.scope}",
            written=f"{name} at {place.layer}",
            largest=_LARGEST,
            marks=[Mark(place.index, "selected")],
            detail=lambda index: self._detail_at(letter, index),
        )

    def _detail_at(self, letter: str, index: Shape) -> Detail:
        k = index[0]
        if self.folded is not None:
            k = int(np.ravel_multi_index(index, self.folded.shape))
        return Detail("x", (k,)) if letter == "x" else Detail("w", (*self.subject.index, k))

    def _over_units(self, dy: Array) -> Maps:
        layer = self.subject.layer
        marks = [Mark((self.term,), "selected")] if self.term is not None else []
        return Maps(
            name=f"dL/d {layer}",
            layer=layer,
            x=dy,
            scale=Scale.of(dy, "signed", "layer"),
            note="layer",
            written=f"dL/d {layer}",
            largest=_LARGEST,
            marks=marks,
        )
