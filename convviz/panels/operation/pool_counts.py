"""Paints how many inputs of a pooling receive a gradient: one channel, and every channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF

from convviz.panels.operation.areas import Target
from convviz.panels.operation.ink import text_width
from convviz.panels.operation.text_styles import (
    HEADING,
    HINT,
    LABEL,
    NAME,
    STRONG_VALUE,
    VALUE,
)
from convviz.plotting import format_count, format_percent
from convviz.session import Selection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.pool_words import CountRow
    from engine.inspection import Routing

LINE = 18
_SHARE_WIDTH = 48
_COUNT_WIDTH = 36
_NARROW = 240
_BAR_HEIGHT = 6


def paint_counts(ink: Ink, rect: QRectF, rows: Sequence[CountRow]) -> float:
    """Write the table of one channel; return the y below it."""
    y = rect.y()
    narrow = rect.width() < _NARROW
    pitch = LINE - 2 if narrow else LINE
    for row in rows:
        if row.strong:
            ink.rule(rect.x(), y + 2, rect.width(), ink.tokens.line3)
            y += 5
        line = QRectF(rect.x(), y, rect.width(), LINE)
        style = STRONG_VALUE if row.strong else VALUE
        ink.text(line, row.share, style, "right")
        ink.text(line.adjusted(0, 0, -_SHARE_WIDTH, 0), format_count(row.count), style, "right")
        room = line.adjusted(0, 0, -_SHARE_WIDTH - _COUNT_WIDTH, 0)
        label = row.short if narrow else row.label
        ink.text(room, label, NAME if row.strong else LABEL)
        y += pitch
    return y


def paint_rows(ink: Ink, rect: QRectF, rows: Sequence[tuple[str, str]]) -> float:
    """Write labels at the left and values at the right; return the y below."""
    y = rect.y()
    for label, value in rows:
        line = QRectF(rect.x(), y, rect.width(), LINE - 2)
        used = ink.text(line, value, VALUE, "right")
        ink.text(line.adjusted(0, 0, -used - 4, 0), label, LABEL)
        y += LINE - 2
    return y


def paint_channels(
    ink: Ink, rect: QRectF, routing: Routing, channel: int, stopped_by: str, behind: str
) -> None:
    """Draw of every channel which share of its inputs receives a gradient.

    Parameters
    ----------
    ink : Ink
    rect : QRectF
    routing : Routing
    channel : int
        The one that is selected.
    stopped_by : str
        The ReLU that stops what wins with 0; "" if there is none.
    behind : str
        The layer that waits for the gradient.
    """
    title = f"Every channel: no gradient arrives at {behind}"
    if text_width(title, HEADING) > rect.width():
        title = "Every channel"
    ink.text(QRectF(rect.x(), rect.y(), rect.width(), LINE), title, HEADING)
    channels = len(routing.y)
    room = rect.height() - 2 * LINE - 8
    pitch = min(LINE, room / channels)
    shown = channels if pitch >= 12 else max(1, int(room / 12))
    pitch = max(pitch, 12)
    first = min(max(0, channel - shown // 2), channels - shown)
    y = rect.y() + LINE + 4
    for c in range(first, first + shown):
        line = QRectF(rect.x(), y, rect.width(), pitch)
        if c == channel:
            ink.fill(line.adjusted(-8, 0, 0, 0), ink.tokens.raised)
            ink.fill(QRectF(rect.x() - 8, y, 2, pitch), ink.tokens.mark)
        _paint_channel(ink, line, routing, c, lit=c == channel, stops=bool(stopped_by))
        ink.areas.add(line, Target(Selection(routing.layer, (c,)), tip=f"channel {c}"))
        y += pitch
    _paint_legend(
        ink, QRectF(rect.x() + 20, y + 4, rect.width() - 20, LINE), stopped_by, behind
    )


def _paint_channel(
    ink: Ink, line: QRectF, routing: Routing, channel: int, *, lit: bool, stops: bool
) -> None:
    counts = routing.counts(channel)
    stopped = counts.zero if stops else 0
    reached = counts.inputs - counts.lost - stopped
    ink.text(
        QRectF(line.x(), line.y(), 20, line.height()), str(channel), NAME if lit else LABEL
    )
    width = line.width() - 20 - _SHARE_WIDTH - 8
    bar = QRectF(line.x() + 20, line.center().y() - _BAR_HEIGHT / 2, width, _BAR_HEIGHT)
    ink.fill(bar, ink.tokens.line)
    part = width * reached / counts.inputs
    ink.fill(QRectF(bar.x(), bar.y(), part, _BAR_HEIGHT), ink.tokens.text2)
    rest = QRectF(bar.x() + part, bar.y(), width * stopped / counts.inputs, _BAR_HEIGHT)
    ink.fill(rest, ink.tokens.line3)
    share = format_percent(1 - reached / counts.inputs) if counts.inputs else ""
    ink.text(line, share, STRONG_VALUE if lit else VALUE, "right")


def _paint_legend(ink: Ink, line: QRectF, stopped_by: str, behind: str) -> None:
    tokens = ink.tokens
    items = [(tokens.text2, f"reaches {behind}")]
    if stopped_by:
        items.append((tokens.line3, f"stops at {stopped_by}"))
    items.append((tokens.line, "lost its window"))
    x, y = line.x(), line.y()
    for color, words in items:
        width = 12 + text_width(words, HINT)
        if x > line.x() and x + width > line.right():
            x, y = line.x(), y + LINE - 2
        ink.fill(QRectF(x, y + LINE / 2 - 3, 6, 6), color)
        ink.text(QRectF(x + 12, y, width, LINE), words, HINT)
        x += width + 16
