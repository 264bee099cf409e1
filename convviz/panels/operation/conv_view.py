"""The view of a convolution: the whole sum at the left, one channel of it at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, QSizeF

from convviz.panels.operation.conv_channel import ConvChannel
from convviz.panels.operation.conv_ledger import LEDGER_WIDTH, ConvLedger
from convviz.panels.operation.ledger import foot_text
from convviz.panels.operation.numbers import ledger_digits, signed
from convviz.panels.operation.scaling import value_scale
from convviz.panels.operation.view import MARGIN, View
from convviz.plotting import Scale

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Subject
    from engine.inspection import ConvSum

_BETWEEN = 16
_MOST_MATRICES = 640
_ROOM_ABOVE = 4


class ConvView(View):
    """How one cell of a convolution came about.

    Parameters
    ----------
    subject : Subject
    explanation : ConvSum
    """

    minimum = QSizeF(LEDGER_WIDTH + 300, 264)

    def __init__(self, subject: Subject, explanation: ConvSum) -> None:
        self.sum = explanation
        self.equation = explanation.equation
        self.layers = (explanation.source,)
        self.terms = tuple(range(len(explanation.patch)))
        patch_scale = value_scale(subject.network, subject.trace, explanation.source)
        weights = subject.network.parameters[f"{explanation.layer}.w"]
        kernel_scale = Scale.of(weights, "signed", "array")
        chosen = subject.term if subject.term in self.terms else None
        self.term = explanation.strongest if chosen is None else chosen
        self.ledger = ConvLedger(explanation, self.term, patch_scale, kernel_scale)
        self.channel = ConvChannel(
            explanation, self.term, patch_scale, kernel_scale, subject.hover
        )

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw the sum at the left and its expanded channel at the right."""
        content = rect.adjusted(0, _ROOM_ABOVE, -MARGIN, -4)
        self.ledger.paint(ink, QRectF(content.x(), content.y(), LEDGER_WIDTH, content.height()))
        left = content.x() + LEDGER_WIDTH + _BETWEEN
        width = min(content.right() - left, _MOST_MATRICES)
        self.channel.paint(ink, QRectF(left, content.y(), width, content.height()))

    def text(self) -> str:
        """Return the sum and the expanded channel as plain text."""
        terms = self.sum
        digits = ledger_digits([*terms.subtotals, *terms.running])
        lines = [self.equation, "", f"bias        {signed(terms.bias, digits)}"]
        for channel, (subtotal, running) in enumerate(
            zip(terms.subtotals, terms.running[1:], strict=True)
        ):
            lines.append(
                f"channel {channel:<3} {signed(subtotal, digits)}  {signed(running, digits)}"
            )
        lines += foot_text(terms.result, self.ledger.words, digits)
        lines += ["", self.channel.title + ": " + self.channel.description]
        for name, x in (
            ("patch", terms.patch),
            ("kernel", terms.kernel),
            ("product", terms.products),
        ):
            lines.append(name)
            lines += ["\t".join(map(str, row)) for row in x[self.term]]
        return "\n".join(lines)
