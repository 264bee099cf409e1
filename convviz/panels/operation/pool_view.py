"""The view of a pooling: which cells win, what goes on, where the gradient lands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QRectF, QSizeF

from convviz.panels.operation.matrix import CAPTION_PX
from convviz.panels.operation.pool_counts import LINE, paint_channels, paint_counts, paint_rows
from convviz.panels.operation.pool_legend import paint_legend
from convviz.panels.operation.pool_maps import GAP, PoolMaps
from convviz.panels.operation.pool_window import WindowNumbers
from convviz.panels.operation.pool_words import (
    backward_words,
    balance_rows,
    count_rows,
    forward_words,
    layer_behind,
)
from convviz.panels.operation.scaling import gradient_scale, value_scale
from convviz.panels.operation.text_styles import HEADING, HINT, LABEL, NAME
from convviz.panels.operation.view import MARGIN, WAITING, View
from convviz.plotting import draw_empty
from engine.inspection import pool_routing, window_of
from engine.layers import Pool2D

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.pool_words import CountRow
    from convviz.panels.operation.subject import Subject
    from convviz.panels.operation.view import Row
    from convviz.plotting import Scale
    from engine.arrays import Array
    from engine.inspection import PoolWindow

_SIDE = 150
_LARGEST_SIDE = 430
_TWO_COLUMNS = 560
_SIDE_GAP = 16
_LEGEND = 20
_HEAD = 20
_BELOW = 214
_LARGEST_CELL = 30
_PAIRS_GAP = 24
_COUNTS_WIDTH = 300
_WINDOW_WIDTH = {"forward": 320, "backward": 320, "both": 640}
_SMALLEST_CHANNELS = 220
_CHANNELS_FROM_PX = 120
_TITLE_WIDTH = 230


class PoolView(View):
    """Both maps of a channel, the selected window in numbers, and the counts.

    Parameters
    ----------
    subject : Subject
        A pooling layer with a channel selected, and maybe a cell of it.
    """

    directions = ("forward", "backward", "both")
    minimum = QSizeF(640, 280)

    def __init__(self, subject: Subject) -> None:
        layer = subject.network.layer(subject.layer)
        assert isinstance(layer, Pool2D)
        self._subject = subject
        self.direction = subject.direction
        self.layers = (subject.source, subject.layer)
        dy = subject.trace.gradients.get(subject.layer)
        x, y = subject.values(subject.source), subject.values(subject.layer)
        self.routing = pool_routing(layer, x, y, dy)
        self.channel = subject.index[0]
        self.window = self._window()
        self.equation = self._equation()
        if self.direction == "both":
            self.minimum = QSizeF(1060, 480)
        self.pairs = self._pairs()
        self.numbers = self._numbers()

    def _window(self) -> PoolWindow | None:
        if not self._subject.place.is_cell_of_map:
            return None
        c, i, j = self._subject.index
        return window_of(self.routing, self._subject.source, (c, i, j))

    def _equation(self) -> str:
        """Return what the window gives; going back, what its winner or each cell gets."""
        window = self.window
        if window is None:
            return ""
        if self.direction != "backward" or self.waits:
            return window.equation
        if window.winner is None:
            return window.share_equation
        return self._subject.equation_back_to((self.channel, *window.winner))

    @property
    def _backward(self) -> bool:
        return self.direction != "forward"

    @property
    def waits(self) -> bool:
        """Whether gradients are to be shown but are not there yet."""
        return self._backward and self.routing.dx is None

    def _pairs(self) -> tuple[PoolMaps, ...]:
        """Return the pictures: of values, of gradients, or both."""
        subject, pairs = self._subject, []
        if self.direction != "backward":
            scale = value_scale(subject.network, subject.trace, subject.layer)
            x, y = self.routing.x[self.channel], self.routing.y[self.channel]
            pairs.append(self._maps(x, y, scale, gradient=False))
        if self._backward and self.routing.dx is not None and self.routing.dy is not None:
            scale = gradient_scale(subject.trace, subject.source, subject.layer)
            dx, dy = self.routing.dx[self.channel], self.routing.dy[self.channel]
            pairs.append(self._maps(dx, dy, scale, gradient=True))
        return tuple(pairs)

    def _maps(self, before: Array, after: Array, scale: Scale, *, gradient: bool) -> PoolMaps:
        return PoolMaps(
            routing=self.routing,
            channel=self.channel,
            source=self._subject.source,
            before=before,
            after=after,
            scale=scale,
            gradient=gradient,
            selected=None if self.window is None else self.window.index[1:],
        )

    def _numbers(self) -> WindowNumbers | None:
        if self.window is None:
            return None
        values = next((pair.scale for pair in self.pairs if not pair.gradient), None)
        gradients = next((pair.scale for pair in self.pairs if pair.gradient), None)
        return WindowNumbers(self.window, values, gradients) if self.pairs else None

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw the maps, and the numbers beside or below, where the maps come out larger."""
        content = rect.adjusted(MARGIN, 4, -MARGIN, -4)
        if not self.pairs:
            draw_empty(ink.painter, content, WAITING, ink.theme)
            return
        beside, below = self._cell_beside(content), self._cell_below(content)
        if self.direction == "both" or below > beside:
            self._paint_below(ink, content, ink.cell(below))
        else:
            self._paint_beside(ink, content, ink.cell(beside))

    def _cell_beside(self, content: QRectF) -> float:
        across, down = self.pairs[0].cells
        width = content.width() - GAP - _SIDE_GAP - _SIDE
        height = content.height() - CAPTION_PX - _LEGEND
        return max(1.0, min(width / across, height / down, _LARGEST_CELL))

    def _cell_below(self, content: QRectF) -> float:
        across, down = self.pairs[0].cells
        width = self._pair_width(content) - GAP
        height = content.height() - _HEAD - CAPTION_PX - _LEGEND - _BELOW
        return max(1.0, min(width / across, height / down, _LARGEST_CELL))

    def _pair_width(self, content: QRectF) -> float:
        if self.direction != "both":
            return content.width()
        return (content.width() - _PAIRS_GAP) / 2

    def _paint_beside(self, ink: Ink, content: QRectF, cell: float) -> None:
        pair = self.pairs[0]
        across, down = pair.cells
        width = across * cell + GAP
        pair.paint(ink, content.x(), content.y(), cell)
        below = content.y() + CAPTION_PX + down * cell
        paint_legend(ink, QRectF(content.x(), below, width, _LEGEND), pair)
        side = content.adjusted(width + _SIDE_GAP, 0, 0, 0)
        if side.width() >= _TWO_COLUMNS:
            half = (side.width() - _PAIRS_GAP) / 2
            y = self._paint_window(ink, QRectF(side.x(), side.y(), half, side.height()))
            self._paint_balance(ink, QRectF(side.x(), y + 8, half, 0))
            side = side.adjusted(half + _PAIRS_GAP, 0, 0, 0)
            y = self._paint_counts(ink, side)
        else:
            side.setWidth(min(side.width(), _LARGEST_SIDE))
            y = self._paint_window(ink, side)
            y = self._paint_counts(ink, side.adjusted(0, y + 6 - side.y(), 0, 0))
            y = self._paint_balance(ink, QRectF(side.x(), y + 3, side.width(), 0))
        room = side.adjusted(8, y + 12 - side.y(), 0, 0)
        if room.height() >= _CHANNELS_FROM_PX:
            self._paint_channels(ink, room)

    def _paint_below(self, ink: Ink, content: QRectF, cell: float) -> None:
        width = self._pair_width(content)
        _, down = self.pairs[0].cells
        below = content.y() + _HEAD + CAPTION_PX + down * cell
        for number, pair in enumerate(self.pairs):
            x = content.x() + number * (width + _PAIRS_GAP)
            self._paint_head(ink, QRectF(x, content.y(), width, _HEAD), gradient=pair.gradient)
            pair.paint(ink, x, content.y() + _HEAD, cell)
            paint_legend(ink, QRectF(x, below, width, _LEGEND), pair)
        if self.direction == "both" and self.waits:
            place = QRectF(
                content.x() + width + _PAIRS_GAP, content.y() + _HEAD, width, down * cell
            )
            draw_empty(ink.painter, place, WAITING, ink.theme)
        y = below + _LEGEND + 8
        ink.rule(content.x() - MARGIN, y, content.width() + 2 * MARGIN, ink.tokens.line)
        self._paint_columns(ink, content.adjusted(0, y + 10 - content.y(), 0, 0))

    def _paint_columns(self, ink: Ink, content: QRectF) -> None:
        """Draw window, counts and channels side by side."""
        left = content.width() - _COUNTS_WIDTH - _PAIRS_GAP
        channels = min(left - _WINDOW_WIDTH[self.direction] - _PAIRS_GAP, _LARGEST_SIDE)
        if self.numbers is not None:
            self.numbers.paint_wide(ink, content)
        x = content.right() - _COUNTS_WIDTH
        if channels >= _SMALLEST_CHANNELS:
            x -= channels + 2 * _PAIRS_GAP
            place = QRectF(content.right() - channels, content.y(), channels, content.height())
            self._paint_channels(ink, place)
        y = self._paint_counts(ink, QRectF(x, content.y(), _COUNTS_WIDTH, content.height()))
        self._paint_balance(ink, QRectF(x, y + 8, _COUNTS_WIDTH, 0))

    def _paint_head(self, ink: Ink, line: QRectF, *, gradient: bool) -> None:
        word = "BACKWARD" if gradient else "FORWARD"
        sentence = (
            backward_words(self.routing, self._subject.whose)
            if gradient
            else forward_words(self.routing)
        )
        used = ink.text(line, word, NAME) + 10
        ink.text(line.adjusted(used, 0, 0, 0), sentence, HINT)

    def _paint_window(self, ink: Ink, rect: QRectF) -> float:
        if self.numbers is not None:
            return self.numbers.paint_tall(ink, rect)
        ink.text(QRectF(rect.x(), rect.y(), rect.width(), LINE), "No window selected", HEADING)
        words = "Click a cell of either map to see its window in numbers."
        return rect.y() + LINE + ink.paragraph(rect.adjusted(0, LINE, 0, 0), words, LABEL)

    def _paint_counts(self, ink: Ink, rect: QRectF) -> float:
        title = "where the gradient goes" if self._backward else "what goes on"
        if rect.width() >= _TITLE_WIDTH:
            title = f"channel {self.channel}: {title}"
        title = title[0].upper() + title[1:]
        ink.text(QRectF(rect.x(), rect.y(), rect.width(), LINE), title, HEADING)
        return paint_counts(ink, rect.adjusted(0, LINE + 2, 0, 0), self._count_rows())

    def _count_rows(self) -> tuple[CountRow, ...]:
        subject = self._subject
        return count_rows(
            self.routing, subject.network, subject.source, self.channel, backward=self._backward
        )

    def _paint_balance(self, ink: Ink, rect: QRectF) -> float:
        """Write that as much gradient comes out as went in; return the y below."""
        return paint_rows(ink, rect, self._balance())

    def _balance(self) -> list[tuple[str, str]]:
        if not self._backward or self.waits:
            return []
        return balance_rows(self.routing, self._subject.source, self.channel)

    def _paint_channels(self, ink: Ink, rect: QRectF) -> None:
        source = self._subject.source
        behind = layer_behind(self._subject.network, source)
        stopped_by = source if behind != source and self.routing.has_winners else ""
        paint_channels(ink, rect, self.routing, self.channel, stopped_by, behind)

    def table(self) -> list[Row]:
        """Return the cells of the window and what each gets back, then the counts."""
        rows: list[Row] = [(row.label, row.count, row.share) for row in self._count_rows()]
        window = self.window
        if window is None:
            return [("inputs", "count", "share"), *rows]
        cells: list[Row] = [("row", "column", window.source, f"dL/d {window.source}")]
        for (u, v), x in np.ndenumerate(window.values):
            share = None if window.shares is None else float(window.shares[u, v])
            cells.append((window.rows[u], window.columns[v], np.float32(x), share))
        return [*cells, ("inputs", "count", "share"), *rows]

    def text(self) -> str:
        """Return window, counts and balance as plain text."""
        lines = [self.equation] if self.equation else []
        if self.numbers is not None:
            lines += self.numbers.text()
        lines += [f"{row.label}: {row.count} {row.share}" for row in self._count_rows()]
        lines += [f"{label} = {value}" for label, value in self._balance()]
        return "\n".join(lines)
