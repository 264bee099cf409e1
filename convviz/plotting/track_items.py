"""The drawn things of one track, by what they mean. Colours come from the theme alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPen
from PyQt6.QtWidgets import QGraphicsRectItem, QGraphicsSimpleTextItem

from convviz.plotting._pyqtgraph import pg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt6.QtGui import QFont
    from PyQt6.QtWidgets import QGraphicsItem

    from convviz.plotting.series import Floats
    from convviz.theming import Theme, Tokens

AXIS_PX = 40
_TEXT_GROUND_OPACITY = 0.75
_LABEL_MARGIN_PX = 8
_TEXT_PAD_PX = 2
_EMPTY = np.empty(0)


class TrackItems:
    """Draw what a track tells it to, in places of its view box.

    Parameters
    ----------
    label : str
        Stands in a corner of the view box.
    theme : Theme
    view_box : ViewBox

    Attributes
    ----------
    axis : AxisItem
        The value axis, to be laid out at the left of the view box.
    """

    def __init__(self, label: str, theme: Theme, view_box: Any) -> None:
        self._view_box = view_box
        self._font = theme.numbers(10)
        self._metrics = QFontMetricsF(self._font)
        self._curves = {
            "grid": pg.PlotCurveItem(connect="pairs", antialias=False),
            "raw": pg.PlotCurveItem(antialias=False),
            "epochs": pg.PlotCurveItem(connect="pairs", antialias=False),
            "changes": pg.PlotCurveItem(connect="pairs", antialias=False),
            "smoothed": pg.PlotCurveItem(connect="finite", antialias=True),
            "validation": pg.PlotCurveItem(connect="finite", antialias=True),
            "now": pg.PlotCurveItem(connect="pairs", antialias=False),
            "pointer": pg.PlotCurveItem(connect="pairs", antialias=False),
        }
        # Without their cache of pixels they are drawn as outlines, sharp in every export.
        self._points = _symbols(size=4, symbol="o", pen=None)
        self._ring = _symbols(size=9, symbol="o", brush=None)
        self._edge = _symbols(size=6, pen=None)
        items = (*self._curves.values(), self._points, self._ring, self._edge)
        for depth, item in enumerate(items):
            item.setZValue(depth)
            view_box.addItem(item, ignoreBounds=True)
        self._best_text = self._text_item()
        self._change_texts: list[Any] = []
        self._outside: object = None
        self._taken: list[QRectF] = []
        self._label = _CornerLabel(label, theme.text(10), view_box)
        self._label.setZValue(len(items))
        self.axis = _value_axis(view_box, self._font)
        self.recolor(theme.tokens)

    def recolor(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        pens = {
            "grid": pg.mkPen(tokens.line),
            "raw": pg.mkPen(tokens.raw),
            "epochs": pg.mkPen(tokens.line2),
            "changes": pg.mkPen(tokens.text2, style=Qt.PenStyle.DotLine),
            "smoothed": pg.mkPen(tokens.train),
            "validation": pg.mkPen(tokens.val, style=Qt.PenStyle.DashLine),
            "now": pg.mkPen(tokens.accent),
            "pointer": pg.mkPen(tokens.text3),
        }
        for name, pen in pens.items():
            self._curves[name].setPen(pen)
        self._points.setBrush(tokens.val)
        self._ring.setPen(pg.mkPen(tokens.text1))
        self._edge.setBrush(tokens.train)
        self._view_box.setBackgroundColor(tokens.canvas)
        self.axis.setTextPen(tokens.text3)
        self._text_color = tokens.text1
        self._text_ground = QColor(tokens.canvas)
        self._text_ground.setAlphaF(_TEXT_GROUND_OPACITY)
        for text in (self._best_text, *self._change_texts):
            self._recolor_text(text)
        self._label.recolor(self._text_color, self._text_ground)

    def set_training(
        self, raw: tuple[Floats, Floats], pairs: str, smooth: tuple[Floats, Floats]
    ) -> None:
        """Draw measurements and their smoothed line; `pairs` as pyqtgraph's `connect`."""
        self._curves["raw"].setData(*raw, connect=pairs)
        self._curves["smoothed"].setData(*smooth)

    def set_validation(self, x: Floats, y: Floats) -> None:
        """Draw validation as a dashed line with points."""
        self._curves["validation"].setData(x, y)
        self._points.setData(x, y)

    def set_best(
        self, place: tuple[float, float] | None, text: str, at: tuple[float, float]
    ) -> None:
        """Ring one place, and write `text` beside it where that hides no other words.

        `at` says where the place is in the box, from the left and from the top, in [0, 1].
        """
        x, y = (_EMPTY, _EMPTY) if place is None else ([place[0]], [place[1]])
        self._ring.setData(x, y)
        anchor = self._free_anchor(text, at)
        self._best_text.setVisible(place is not None and anchor is not None)
        if place is not None and anchor is not None:
            self._best_text.setText(text)
            self._best_text.setAnchor(anchor)
            self._best_text.setPos(*place)

    def _free_anchor(self, text: str, at: tuple[float, float]) -> tuple[float, float] | None:
        """Return how words above or below a place are anchored; None without room."""
        box = QRectF(0, 0, self._view_box.width(), self._view_box.height())
        width = self._metrics.horizontalAdvance(text) + 2 * _TEXT_PAD_PX
        height = self._metrics.height() + 2 * _TEXT_PAD_PX
        across = min(max(at[0] * 2 - 0.5, 0.0), 1.0)  # the words lean inwards
        ways = (1.35, -0.35) if at[1] > 0.5 else (-0.35, 1.35)
        for down in ways:
            x, y = at[0] * box.width() - across * width, at[1] * box.height() - down * height
            rect = QRectF(x, y, width, height)
            if box.contains(rect) and not any(rect.intersects(taken) for taken in self._taken):
                return across, down
        return None

    def set_outside(
        self, above: Sequence[float], below: Sequence[float], ends: tuple[float, float]
    ) -> None:
        """Put triangles at the edges where something lies beyond the axis."""
        if (outside := (tuple(above), tuple(below), ends)) == self._outside:
            return
        self._outside = outside
        spots = [{"pos": (x, ends[1]), "symbol": "t1"} for x in above]
        spots += [{"pos": (x, ends[0]), "symbol": "t"} for x in below]
        self._edge.setData(spots)

    def set_vertical(self, name: str, x: Sequence[float], ends: tuple[float, float]) -> None:
        """Draw vertical lines: "epochs", "changes", "now" or "pointer"."""
        self._curves[name].setData(np.repeat(np.asarray(x, float), 2), np.tile(ends, len(x)))

    def set_ticks(self, ticks: list[tuple[float, str]], ends: tuple[float, float]) -> None:
        """Write values at the axis and draw a line across at each."""
        self.axis.setTicks([ticks])
        y = np.repeat([place for place, _ in ticks], 2)
        self._curves["grid"].setData(np.tile(ends, len(ticks)), y)

    def set_changes(
        self, changes: Sequence[tuple[float, str]], top: float, left: float, right: float
    ) -> None:
        """Write what changed at the top of its line, as far as the labels have room."""
        per_px = (right - left) / max(1.0, self._view_box.width())
        free_until = right - self._label.boundingRect().width() * per_px
        number, height = 0, self._metrics.height() + 2 * _TEXT_PAD_PX
        for x, text in reversed(changes):  # the newest is told first
            room = (self._metrics.horizontalAdvance(text) + _LABEL_MARGIN_PX) * per_px
            start = x - room if x - left >= room else x
            if left <= start and start + room <= free_until:
                self._place_change(number, x, top, text, at_left=start < x)
                self._taken.append(QRectF((start - left) / per_px, 0, room / per_px, height))
                free_until = start
                number += 1
        for item in self._change_texts[number:]:
            item.setVisible(False)

    def place_label(self, corner: str) -> None:
        """Put the label into the upper or lower right corner; other words give way to it."""
        box, size = self._view_box.boundingRect(), self._label.boundingRect()
        y = 0.0 if corner == "top" else box.height() - size.height()
        self._label.setPos(box.width() - size.width() - 2, y)
        self._taken = [self._label.mapRectToParent(size)]

    def _place_change(
        self, number: int, x: float, top: float, text: str, *, at_left: bool
    ) -> None:
        if number == len(self._change_texts):
            self._change_texts.append(self._text_item())
            self._recolor_text(self._change_texts[number])
        item = self._change_texts[number]
        item.setText(text)
        item.setAnchor((1, 0) if at_left else (0, 0))
        item.setPos(x, top)
        item.setVisible(True)

    def _text_item(self) -> Any:
        text = pg.TextItem("")
        text.setFont(self._font)
        text.textItem.document().setDocumentMargin(_TEXT_PAD_PX)
        text.setZValue(30)
        self._view_box.addItem(text, ignoreBounds=True)
        return text

    def _recolor_text(self, text: Any) -> None:
        text.setColor(self._text_color)
        text.fill = pg.mkBrush(self._text_ground)


class _CornerLabel(QGraphicsRectItem):
    """A few words on a ground that lets curves shine through."""

    def __init__(self, text: str, font: QFont, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self._text = QGraphicsSimpleTextItem(text, self)
        self._text.setFont(font)
        self._text.setPos(4, 2)
        size = self._text.boundingRect()
        self.setRect(0, 0, size.width() + 8, size.height() + 4)
        self.setPen(QPen(Qt.PenStyle.NoPen))

    def recolor(self, text: QColor, ground: QColor) -> None:
        self._text.setBrush(text)
        self.setBrush(ground)


def _symbols(**options: Any) -> Any:
    return pg.ScatterPlotItem(useCache=False, antialias=True, **options)


def _value_axis(view_box: Any, font: Any) -> Any:
    axis = pg.AxisItem("left")
    axis.linkToView(view_box)
    axis.setWidth(AXIS_PX)
    axis.setPen(None)
    axis.setTickPen(None)
    axis.setTickFont(font)
    axis.setStyle(tickLength=0, tickTextOffset=6, hideOverlappingLabels=False)
    return axis
