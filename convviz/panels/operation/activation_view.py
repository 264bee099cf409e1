"""The view of an activation: what goes in, the curve with the point on it, what comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, QSizeF

from convviz.panels.operation.activation_curve import ActivationCurve
from convviz.panels.operation.maps import Maps, Mark
from convviz.panels.operation.matrix import CAPTION_PX
from convviz.panels.operation.numbers import signed
from convviz.panels.operation.scaling import gradient_scale, value_scale
from convviz.panels.operation.text_styles import (
    HINT,
    LABEL,
    NAME,
    STRONG_VALUE,
    VALUE,
)
from convviz.panels.operation.view import LINE, MARGIN, WAITING, View
from convviz.plotting import draw_empty, format_count, format_percent, format_value
from engine.inspection import Elementwise
from engine.layers import Dropout

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Subject
    from convviz.plotting import Scale
    from engine.arrays import Array
    from engine.inspection import ActivationValue

_BETWEEN = 36
_APART = 10
_MOST_BETWEEN = 100
_BELOW = 92
_LARGEST = 340
_WORDS = 200
_BAR = 6

SLOPES = {
    "relu": "0 up to x = 0, then 1",
    "leaky-relu": "small up to x = 0, then 1",
    "sigmoid": "y (1 − y)",
    "tanh": "1 − y²",
    "dropout": "1",
}
"""How the slope of each kind is written."""


class ActivationView(View):
    """How an activation treats one cell and its neighbours.

    Parameters
    ----------
    subject : Subject
    value : ActivationValue
    """

    directions = ("forward", "backward")
    minimum = QSizeF(620, 250)

    def __init__(self, subject: Subject, value: ActivationValue) -> None:
        self._subject = subject
        self.value = value
        self.equation = value.equation
        self.layers = (value.source, value.layer)
        self.direction = "forward" if subject.direction == "forward" else "backward"
        if self.direction == "backward" and not self._waits:
            self.equation = subject.equation_back_to(value.index)

    @property
    def _waits(self) -> bool:
        return self.direction == "backward" and not self._subject.has_gradients

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw the map before, the curve and the map after; the numbers below."""
        content = rect.adjusted(MARGIN, 4, -MARGIN, -4)
        if self._waits:
            draw_empty(ink.painter, content, WAITING, ink.theme)
            return
        side = min(
            (content.width() - 2 * _BETWEEN) / 3,
            content.height() - CAPTION_PX - _BELOW,
            _LARGEST,
        )
        between = min(max(_BETWEEN, (content.width() - 3 * side) / 2), _MOST_BETWEEN)
        pitch = side + between
        size = QRectF(content.x(), content.y(), side, CAPTION_PX + side)
        before, after = self._maps()
        before.paint(ink, size)
        self._curve().paint(ink, size.translated(pitch, 0))
        after.paint(ink, size.translated(2 * pitch, 0))
        top = content.y() + CAPTION_PX + side + 8
        self._paint_numbers(ink, QRectF(content.x(), top, content.width(), 0), side, pitch)
        self._paint_shares(
            ink, QRectF(content.x(), top + 2 * LINE + 8, 3 * side + 2 * between, 40)
        )

    def _maps(self) -> tuple[Maps, Maps]:
        subject, value = self._subject, self.value
        if self.direction == "backward":
            scale = gradient_scale(subject.trace, value.source, value.layer)
            arrays = subject.trace.gradients
        else:
            scale = value_scale(subject.network, subject.trace, value.layer)
            arrays = subject.trace.activations
        return (
            self._map(value.source, arrays[value.source], scale),
            self._map(value.layer, arrays[value.layer], scale),
        )

    def _map(self, layer: str, x: Array, scale: Scale) -> Maps:
        """Return the map that the cell lies in; of a vector, all of it."""
        written = f"dL/d {layer}" if self.direction == "backward" else layer
        channel = self.value.index[0]
        is_map = x.ndim == 3
        return Maps(
            name=f"{written}[{channel}]" if is_map else written,
            layer=layer,
            x=x[channel : channel + 1] if is_map else x,
            scale=scale,
            note=scale.scope,
            first=channel if is_map else 0,
            written=written,
            marks=[Mark(self.value.index, "selected")],
            spare=_BETWEEN - _APART if layer == self.value.source else 0,
        )

    def _curve(self) -> ActivationCurve:
        value, backward = self.value, self.direction == "backward"
        x = self._subject.values(value.source)
        layer = self._subject.network.layer(value.layer)
        assert isinstance(layer, Elementwise), layer
        return ActivationCurve(
            layer=layer,
            x=x[value.index[0]] if x.ndim == 3 else x,
            at=value.x,
            formula=self._slope_words(layer) if backward else value.formula,
            derivative=backward,
            kept=value.slope if isinstance(layer, Dropout) else 1.0,
        )

    def _slope_words(self, layer: Elementwise) -> str:
        """Return how the slope is written; of a dropout it is this number's own."""
        own = isinstance(layer, Dropout) and self.value.slope != 1
        return f"{self.value.slope:g} here" if own else SLOPES[layer.kind]

    def _rows(self) -> tuple[tuple[str, str, str], ...]:
        """Return label, value and words of the three columns, from left to right."""
        value = self.value
        place = ", ".join(map(str, value.index))
        gate = "gate open" if value.is_open else "gate shut"
        if self.direction == "forward":
            what = "positive: passes as it is" if value.is_open else "not positive: becomes 0"
            return (
                (f"{value.source}[{place}]", signed(value.x), "x"),
                (gate, "", what) if value.is_gate else ("", "", ""),
                (f"{value.layer}[{place}]", signed(value.stored), value.formula),
            )
        slope = format_value(value.slope, 0 if value.slope in {0, 1} else 4)
        assert value.dy is not None
        assert value.dx is not None
        return (
            (
                f"dL/d {value.source}[{place}]",
                signed(value.dx),
                f"{signed(value.dy)} · {slope}",
            ),
            (gate if value.is_gate else "", f"slope {slope}", f"x = {signed(value.x)}"),
            (f"dL/d {value.layer}[{place}]", signed(value.dy), "what comes back"),
        )

    def _paint_numbers(self, ink: Ink, rect: QRectF, side: float, pitch: float) -> None:
        y, right = rect.y(), rect.right()
        last = min(rect.x() + 2 * pitch, right - _WORDS)
        starts = (rect.x(), rect.x() + pitch, last, max(last + side, right) + _APART)
        for place, (label, value, words) in enumerate(self._rows()):
            start, end = starts[place], starts[place + 1] - _APART
            line = QRectF(start, y, min(end - start, pitch - _APART), LINE)
            used = ink.text(line, value, STRONG_VALUE, "right")
            ink.text(line.adjusted(0, 0, -used - 8, 0), label, NAME)
            ink.text(line.translated(0, LINE), words, HINT)

    def _share_rows(self) -> list[tuple[str, int, int]]:
        value = self.value
        if not value.is_gate:
            return []
        layer = (f"shut in all of {value.layer}", value.shut_in_layer, value.cells_in_layer)
        if len(value.index) == 1:
            return [layer]
        channel = f"shut in channel {value.index[0]}"
        return [(channel, value.shut_in_map, value.cells_in_map), layer]

    def _paint_shares(self, ink: Ink, rect: QRectF) -> None:
        """Draw which share of the gates is shut."""
        y = rect.y()
        for label, shut, cells in self._share_rows():
            line = QRectF(rect.x(), y, rect.width(), LINE)
            ink.text(line, label, LABEL)
            count = f"{format_count(shut)} of {format_count(cells)}"
            ink.text(QRectF(rect.x() + 130, y, 120, LINE), count, VALUE, "right")
            share = QRectF(rect.x() + 250, y, 60, LINE)
            ink.text(share, format_percent(shut / cells), STRONG_VALUE, "right")
            bar = QRectF(share.right() + 12, y + (LINE - _BAR) / 2, 0, _BAR)
            bar.setRight(rect.right())
            ink.fill(bar, ink.tokens.line)
            bar.setWidth(bar.width() * shut / cells)
            ink.fill(bar, ink.tokens.line3)
            y += LINE

    def text(self) -> str:
        """Return both values and the shares as plain text."""
        lines = [self.equation]
        if not self._waits:
            lines += ["  ".join(part for part in row if part) for row in self._rows()]
        lines += [
            f"{label}: {shut} of {cells}, {format_percent(shut / cells)}"
            for label, shut, cells in self._share_rows()
        ]
        return "\n".join(lines)
