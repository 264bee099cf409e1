"""The view of a whole layer or channel: its maps, their statistics, where to look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QRectF, QSizeF

from convviz.panels.operation.areas import Target
from convviz.panels.operation.maps import Maps
from convviz.panels.operation.matrix import CAPTION_PX
from convviz.panels.operation.numbers import signed
from convviz.panels.operation.pool_counts import paint_rows
from convviz.panels.operation.scaling import gradient_scale, value_scale
from convviz.panels.operation.text_styles import HEADING, HINT, LABEL, NAME
from convviz.panels.operation.view import LINE, MARGIN, WAITING, View
from convviz.plotting import Scale, draw_empty, format_count, format_percent
from convviz.session import Selection
from convviz.session.selection_moves import strongest
from engine.inspection import INPUT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Direction, Subject
    from engine.arrays import Array

_SIDE = 236
_BETWEEN = 28
_LARGEST_CELL = 28
_KERNELS_FROM_PX = 60


class OverviewView(View):
    """A layer or a channel of it, before a cell is chosen.

    Parameters
    ----------
    subject : Subject
        A layer, or a channel of a layer of maps.
    """

    directions: tuple[Direction, ...] = ("forward", "backward")
    minimum = QSizeF(540, 230)

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self.layers = (subject.layer,)
        self.direction = "forward" if subject.direction == "forward" else "backward"
        self._waits = self.direction == "backward" and not subject.has_gradients
        self.strongest = subject.place if self._waits else strongest(subject.place, self._found)
        if subject.letters:
            self.directions = ("forward", "backward", "update")
        if subject.layer != INPUT:
            layer = subject.network.layer(subject.layer)
            self.equation = f"{layer.arithmetic()}, {layer.note()}"

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw the maps at the left, words and statistics at the right."""
        content = rect.adjusted(MARGIN, 4, -MARGIN, -4)
        if self._waits:
            draw_empty(ink.painter, content, WAITING, ink.theme)
            return
        room = QRectF(
            content.x(), content.y(), content.width() - _SIDE - _BETWEEN, content.height()
        )
        drawn = self._maps().paint(ink, room)
        left = min(max(drawn.right(), content.x() + 190) + _BETWEEN, content.right() - _SIDE)
        self._paint_words(ink, QRectF(left, content.y(), _SIDE, content.height()))

    @property
    def _found(self) -> Mapping[str, Array]:
        trace = self._subject.trace
        return trace.gradients if self.direction == "backward" else trace.activations

    @property
    def _values(self) -> Array:
        """What is shown: values or gradients of the layer, or of the channel."""
        x, index = self._found[self._subject.layer], self._subject.index
        return x[index[0] : index[0] + 1] if index else x

    def _maps(self) -> Maps:
        subject = self._subject
        layer = subject.layer
        name = f"dL/d {layer}" if self.direction == "backward" else layer
        if self.direction == "backward":
            scale = gradient_scale(subject.trace, layer)
        else:
            scale = value_scale(subject.network, subject.trace, layer)
        return Maps(
            name=str(Selection(name, subject.index)),
            layer=layer,
            x=self._values,
            scale=scale,
            note=f"{'×'.join(map(str, subject.shape(layer)))}  {scale.scope}",
            first=subject.index[0] if subject.index else 0,
            written=name,
            largest=_LARGEST_CELL,
        )

    def rows(self) -> list[tuple[str, str]]:
        """Return the statistics: label and value."""
        x = self._values.astype(np.float64)
        finite = x[np.isfinite(x)]
        rows = [("numbers", format_count(x.size))]
        if finite.size:
            rows += [
                ("smallest", signed(float(finite.min()), 4)),
                ("largest", signed(float(finite.max()), 4)),
                ("mean", signed(float(finite.mean()), 4)),
                ("standard deviation", signed(float(finite.std()), 4).lstrip("+")),
            ]
        rows.append(("exactly 0", format_percent(np.count_nonzero(x == 0) / max(1, x.size))))
        if finite.size < x.size:
            rows.append(("not finite", format_count(x.size - finite.size)))
        return rows

    def _paint_words(self, ink: Ink, rect: QRectF) -> None:
        ink.text(QRectF(rect.x(), rect.y(), rect.width(), CAPTION_PX), self._title, HEADING)
        y = paint_rows(
            ink, QRectF(rect.x(), rect.y() + CAPTION_PX, rect.width(), 0), self.rows()
        )
        line = QRectF(rect.x(), y + 6, rect.width(), LINE)
        value = float(self._found[self.strongest.layer][self.strongest.index])
        used = ink.text(line, "strongest cell", LABEL) + 8
        words = f"{self.strongest} = {signed(value, 4)}"
        ink.text(line.adjusted(used, 0, 0, 0), words, NAME, "right")
        ink.areas.add(line, Target(self.strongest, tip=f"Select {self.strongest}"))
        hint = "Click a cell to see how it came about. Enter goes to the strongest."
        y = line.bottom() + 4
        y += ink.paragraph(QRectF(rect.x(), y, rect.width(), 60), hint, HINT) + 12
        self._paint_kernels(ink, rect.adjusted(0, y - rect.y(), 0, 0))

    @property
    def _title(self) -> str:
        if self._subject.index:
            return f"Channel {self._subject.index[0]} of {self._subject.layer}"
        return f"All of {self._subject.layer}"

    def _paint_kernels(self, ink: Ink, rect: QRectF) -> None:
        """Draw the kernels of the channel of a convolution, one for every input channel."""
        subject = self._subject
        is_filter = subject.kind(subject.layer) == "conv2d" and subject.index
        if not is_filter or rect.height() < _KERNELS_FROM_PX:
            return
        weights = subject.network.parameters[f"{subject.layer}.w"]
        scale = Scale.of(weights, "signed", "array")
        f = subject.index[0]
        ink.areas.add(
            rect, Target(tip=f"the kernels of filter {f}, one for each input channel")
        )
        kernels = Maps(f"w[{f}]", "", weights[f], scale, scale.scope, largest=8)
        kernels.paint(ink, rect)

    def text(self) -> str:
        """Return the statistics as plain text."""
        if self._waits:
            return WAITING
        lines = [self._title, self.equation]
        lines += [f"{label}: {value}" for label, value in self.rows()]
        return "\n".join(lines)
