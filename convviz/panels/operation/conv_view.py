"""The view of a convolution: the whole sum at the left, one channel of it at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QRectF, QSizeF

from convviz.panels.operation.conv_channel import ConvChannel
from convviz.panels.operation.conv_ledger import LEDGER_WIDTH, ConvLedger
from convviz.panels.operation.ledger import foot_text, sum_rows
from convviz.panels.operation.maps import Maps, Mark
from convviz.panels.operation.numbers import ledger_digits, signed
from convviz.panels.operation.scaling import value_scale
from convviz.panels.operation.view import MARGIN, View
from convviz.plotting import Scale

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Subject
    from convviz.panels.operation.view import Row
    from engine.inspection import ConvSum

_BETWEEN = 16
_MOST_MATRICES = 640
_ROOM_ABOVE = 4
_BEFORE_MAPS = 40
_LEAST_MAP = 200
_BELOW = 10


class ConvView(View):
    """How one cell of a convolution came about.

    Parameters
    ----------
    subject : Subject
    explanation : ConvSum
    """

    directions = ("forward", "backward", "update")
    minimum = QSizeF(LEDGER_WIDTH + 408, 268)

    def __init__(self, subject: Subject, explanation: ConvSum) -> None:
        self._subject = subject
        self.sum = explanation
        self.equation = explanation.equation
        self.layers = (explanation.source, explanation.layer)
        self.terms = tuple(range(len(explanation.patch)))
        patch_scale = value_scale(subject.network, subject.trace, explanation.source)
        weights = subject.network.parameters[f"{explanation.layer}.w"]
        kernel_scale = Scale.of(weights, "signed", "array")
        chosen = subject.term if subject.term in self.terms else None
        self.term: int = explanation.strongest if chosen is None else chosen
        self.ledger = ConvLedger(explanation, self.term, patch_scale, kernel_scale)
        self.channel = ConvChannel(explanation, self.term, patch_scale, kernel_scale)

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw the sum at the left and its expanded channel at the right."""
        content = rect.adjusted(0, _ROOM_ABOVE, -MARGIN, -4)
        self.ledger.paint(ink, QRectF(content.x(), content.y(), LEDGER_WIDTH, content.height()))
        left = content.x() + LEDGER_WIDTH + _BETWEEN
        room = content.right() - left
        width = min(room, _MOST_MATRICES)
        self.channel.paint(ink, QRectF(left, content.y(), width, content.height()))
        rest = room - width - _BEFORE_MAPS
        if rest >= _LEAST_MAP:
            self._paint_maps(ink, content.adjusted(content.width() - rest, 0, 0, 0))

    def _paint_maps(self, ink: Ink, rect: QRectF) -> None:
        """Draw where in its map the window lies, and where the cell it leads to."""
        height = (rect.height() - _BELOW) / 2
        upper = QRectF(rect.x(), rect.y(), rect.width(), height)
        drawn = self._map(self.sum.source, self.term, self._window()).paint(ink, upper)
        lower = QRectF(rect.x(), drawn.bottom() + _BELOW, rect.width(), height)
        cell = Mark(self.sum.index, "selected")
        self._map(self.sum.layer, self.sum.index[0], cell).paint(ink, lower)

    def _window(self) -> Mark:
        """Return the frame of the window, as far as it lies on the map."""
        _, height, width = self._subject.shape(self.sum.source)
        rows = [row for row in self.sum.rows if 0 <= row < height] or [0]
        columns = [column for column in self.sum.columns if 0 <= column < width] or [0]
        across, down = columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1
        return Mark((self.term, rows[0], columns[0]), "selected", down, across)

    def _map(self, layer: str, channel: int, mark: Mark) -> Maps:
        subject = self._subject
        scale = value_scale(subject.network, subject.trace, layer)
        return Maps(
            name=f"{layer}[{channel}]",
            layer=layer,
            x=subject.values(layer)[channel : channel + 1],
            scale=scale,
            note=scale.scope,
            first=channel,
            marks=[mark],
        )

    def table(self) -> list[Row]:
        """Return every product of the sum, with the cell and the weight that made it."""
        terms = self.sum
        rows: list[Row] = [("channel", "row", "column", "input", "weight", "product")]
        for (c, u, v), product in np.ndenumerate(terms.products):
            cell = (terms.rows[u], terms.columns[v])
            x, w = np.float32(terms.patch[c, u, v]), np.float32(terms.kernel[c, u, v])
            rows.append((c, *cell, x, w, float(product)))
        return [*rows, *sum_rows(terms.bias, terms.result)]

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
