"""The view of a dense unit: its largest contributions, and its weights as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QRectF, QSizeF

from convviz.panels.operation.dense_ledger import LEDGER_WIDTH, DenseLedger
from convviz.panels.operation.ledger import foot_text, sum_rows
from convviz.panels.operation.maps import Maps, Mark
from convviz.panels.operation.numbers import signed
from convviz.panels.operation.view import MARGIN, View
from convviz.plotting import Scale, format_exact

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Subject
    from convviz.panels.operation.view import Row
    from engine.arrays import Array
    from engine.inspection import DenseSum

_BETWEEN = 16
_BELOW = 8
_MOST_MAPS = 620
_LARGEST_CELL = 18


class DenseView(View):
    """How one unit of a dense layer came about.

    Parameters
    ----------
    subject : Subject
    explanation : DenseSum
    """

    directions = ("forward", "backward", "update")
    minimum = QSizeF(LEDGER_WIDTH + 200, 220)

    def __init__(self, subject: Subject, explanation: DenseSum) -> None:
        self.sum = explanation
        self.equation = explanation.equation
        self.terms = explanation.largest(DenseLedger.room(subject.height - 2 * _TOP))
        chosen = subject.term if subject.term in self.terms else None
        self.term = next(iter(self.terms), None) if chosen is None else chosen
        self.ledger = DenseLedger(explanation, self.terms, self.term)
        folded = explanation.folded
        self.layers = (explanation.source, *((folded.source,) if folded else ()))
        weights = subject.network.parameters[f"{explanation.layer}.w"]
        self._weight_scale = Scale.of(weights, "signed", "array")

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw the list at the left, weights and contributions as maps at the right."""
        content = rect.adjusted(0, _TOP, -MARGIN, -_TOP)
        self.ledger.paint(ink, QRectF(0, content.y(), LEDGER_WIDTH, content.height()))
        left = LEDGER_WIDTH + _BETWEEN
        width = min(content.right() - left, _MOST_MAPS)
        height = (content.height() - _BELOW) / 2
        unit = self.sum.index[0]
        weights = self._maps(f"w[{unit}]", self.sum.weights, self._weight_scale, "weight")
        drawn = weights.paint(ink, QRectF(left, content.y(), width, height))
        products = self.sum.products
        scale = Scale.of(products, "signed", "own")
        name = f"w[{unit}] · {self.sum.source}"
        contributions = self._maps(name, products, scale, "contribution")
        contributions.paint(ink, QRectF(left, drawn.bottom() + _BELOW, width, height))

    def _maps(self, name: str, x: Array, scale: Scale, what: str) -> Maps:
        folded = self.sum.folded
        marks: list[Mark] = []
        layer = self.sum.source if folded is None else folded.source
        if self.term is not None:
            marks.append(Mark(self.ledger.place(self.term).index, "selected"))
        return Maps(
            name=name,
            layer=layer,
            x=x if folded is None else x.reshape(folded.shape),
            scale=scale,
            note=scale.scope if folded is None else f"as {folded.source}, {scale.scope}",
            written=f"{what} of {layer}",
            largest=_LARGEST_CELL,
            marks=marks,
        )

    def table(self) -> list[Row]:
        """Return every product of the sum, with the input and the weight that made it."""
        terms = self.sum
        rows: list[Row] = [("unit", "input", "weight", "product")]
        for k, product in enumerate(terms.products.tolist()):
            x, w = np.float32(terms.inputs[k]), np.float32(terms.weights[k])
            rows.append((k, x, w, product))
        return [*rows, *sum_rows(terms.bias, terms.result)]

    def text(self) -> str:
        """Return the largest contributions and the sum as plain text."""
        lines = self.ledger.lines()
        digits = self.ledger.digits(lines)
        text = [self.equation, ""]
        for line in lines:
            terms = ""
            if line.input is not None:
                x = format_exact(float(self.sum.inputs[line.input]))
                w = format_exact(float(self.sum.weights[line.input]))
                terms = f"  = {x} × {w}"
            text.append(f"{line.label:<18} {signed(line.product, digits)}{terms}")
        return "\n".join([*text, *foot_text(self.sum.result, self.ledger.words, digits)])


_TOP = 4
