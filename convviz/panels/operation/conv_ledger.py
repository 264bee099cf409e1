"""Paints the sum of a convolution: the bias, every input channel, the sum below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF

from convviz.panels.operation.areas import Target
from convviz.panels.operation.ledger import (
    FOOT,
    FootWords,
    Rows,
    paint_foot,
    paint_heads,
    paint_lit_row,
    paint_more,
)
from convviz.panels.operation.numbers import largest_size, ledger_digits, signed
from convviz.panels.operation.text_styles import (
    FAINT_VALUE,
    HINT,
    LABEL,
    NAME,
    STRONG_VALUE,
    VALUE,
)
from convviz.panels.operation.view import HEADER, MARGIN, ROW
from convviz.plotting import mosaic_image

if TYPE_CHECKING:
    from PyQt6.QtGui import QImage

    from convviz.panels.operation.ink import Ink
    from convviz.plotting import Scale
    from engine.inspection import ConvSum

LEDGER_WIDTH = 308
_THUMB = 20
_PATCH, _TIMES, _KERNEL, _EQUALS = 31, 55, 65, 89
_SUBTOTAL, _BAR, _RUNNING = 172, 181, 299
_BAR_WIDTH = 44
_BAR_HEIGHT = 8


@dataclass(frozen=True, slots=True, eq=False)
class ConvLedger:
    """The list of the subtotals of a convolution.

    Attributes
    ----------
    sum : ConvSum
    expanded : int
        The input channel that is shown in detail.
    patch_scale, kernel_scale : Scale
    """

    sum: ConvSum
    expanded: int
    patch_scale: Scale
    kernel_scale: Scale

    @property
    def height(self) -> float:
        """The height at which all rows are as high as they may be."""
        return HEADER + (1 + len(self.sum.patch)) * ROW + FOOT

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw the list into `rect`, `LEDGER_WIDTH` wide."""
        subtotals, running = self.sum.subtotals.tolist(), self.sum.running.tolist()
        digits = ledger_digits([*subtotals, *running])
        limit = largest_size([self.sum.bias, *subtotals])
        thumbs = self._thumbs(ink)
        rows = Rows.fit(
            1 + len(subtotals), rect.height() - HEADER - FOOT, around=1 + self.expanded
        )
        self._paint_heads(ink, rect)
        top = rect.y() + HEADER
        for row in rows:
            line = rows.rect(row, rect.x(), top, LEDGER_WIDTH)
            value = subtotals[row - 1] if row else self.sum.bias
            if row - 1 == self.expanded:
                paint_lit_row(ink, line)
            if row:
                self._paint_thumbs(ink, line, row - 1, thumbs)
            self._paint_row(ink, line, row - 1, signed(value, digits))
            bar = QRectF(rect.x() + _BAR, line.center().y() - 4, _BAR_WIDTH, _BAR_HEIGHT)
            ink.bar(bar, value, limit)
            end = QRectF(rect.x() + _RUNNING - 90, line.y(), 90, line.height())
            ink.text(end, signed(running[row], digits), FAINT_VALUE, "right")
        paint_more(ink, rows, rect.x() + LEDGER_WIDTH + 3, top)
        foot = QRectF(rect.x() + MARGIN, top + rows.total, _RUNNING - MARGIN, FOOT)
        paint_foot(ink, foot, rect.x() + _SUBTOTAL, digits, self.sum.result, self.words)

    @property
    def words(self) -> FootWords:
        """What stands beside the sum."""
        count = len(self.sum.patch)
        subtotals = "1 subtotal" if count == 1 else f"{count} subtotals"
        return FootWords(f"bias + {subtotals}", f"float32 in {self.sum.layer}")

    def _paint_heads(self, ink: Ink, rect: QRectF) -> None:
        x = rect.x()
        heads = (
            ("channel", x + MARGIN, False),
            ("subtotal", x + _SUBTOTAL, True),
            ("running sum", x + _RUNNING, True),
        )
        paint_heads(ink, rect.y(), heads)

    def _paint_row(self, ink: Ink, line: QRectF, channel: int, subtotal: str) -> None:
        """Draw label and subtotal of a channel; −1 is the bias."""
        lit = channel == self.expanded
        label = QRectF(line.x() + MARGIN, line.y(), 60, line.height())
        if channel < 0:
            ink.text(label, "bias", LABEL)
        else:
            ink.text(label, str(channel), NAME if lit else LABEL)
            ink.areas.add(line, Target(term=channel, tip=f"input channel {channel}"))
        style = STRONG_VALUE if lit else FAINT_VALUE if subtotal == "0" else VALUE
        end = QRectF(line.x() + _SUBTOTAL - 84, line.y(), 84, line.height())
        ink.text(end, subtotal, style, "right")

    def _thumbs(self, ink: Ink) -> tuple[tuple[QImage, int], ...]:
        """Return one picture of all patches and one of all kernels, and where they stand."""
        return (
            (mosaic_image(self.sum.patch, 1, 0, self.patch_scale, ink.theme), _PATCH),
            (mosaic_image(self.sum.kernel, 1, 0, self.kernel_scale, ink.theme), _KERNEL),
        )

    def _paint_thumbs(
        self, ink: Ink, line: QRectF, channel: int, thumbs: tuple[tuple[QImage, int], ...]
    ) -> None:
        rows, columns = self.sum.padding.shape
        cell = ink.cell(min(_THUMB, line.height() - 2) / max(rows, columns))
        width, height = columns * cell, rows * cell
        y = line.y() + (line.height() - height) // 2
        part = QRectF(0, channel * rows, columns, rows)
        for image, left in thumbs:
            place = QRectF(line.x() + left + (_THUMB - width) // 2, y, width, height)
            ink.painter.drawImage(place, image, part)
        for sign, left in (("×", _TIMES), ("=", _EQUALS)):
            place = QRectF(line.x() + left - 4, line.y(), 16, line.height())
            ink.text(place, sign, HINT, "center")
