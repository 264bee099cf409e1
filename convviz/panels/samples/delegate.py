"""Paints one sample of the gallery: the picture and what it is taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFontMetrics, QPainter
from PyQt6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from convviz.panels.samples.model import SAMPLE_ROLE, TAG_ROLE, SamplesModel, Tag
from convviz.panels.samples.pixel_frames import picture_rect
from convviz.plotting import draw_frame

if TYPE_CHECKING:
    from PyQt6.QtCore import QObject

    from convviz.panels.samples.pixel_frames import PixelFrame
    from convviz.theming import Theme

THUMBNAIL = 56
CELL = QSize(64, 78)
TAG_HEIGHT = 16
SIGN_WIDTH = 11
TAG_GAP = 6


class SampleDelegate(QStyledItemDelegate):
    """A thumbnail enlarged by a whole factor, its tag, and the mark of the pinned one.

    Attributes
    ----------
    pinned : int or None
        The sample that is marked, if it belongs to the split that is shown.
    frames : tuple of PixelFrame
        What is framed in its picture.
    """

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.pinned: int | None = None
        self.frames: tuple[PixelFrame, ...] = ()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the size of every cell."""
        return CELL

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Paint a sample."""
        model = index.model()
        sample = index.data(SAMPLE_ROLE)
        if painter is None or sample is None or not isinstance(model, SamplesModel):
            return
        painter.save()
        place = thumbnail_rect(option.rect)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        self._paint_image(painter, place, model, sample)
        self._paint_frame(painter, place, option, pinned=sample == self.pinned)
        self._paint_tag(painter, place, index.data(TAG_ROLE))
        painter.restore()

    def _paint_image(
        self, painter: QPainter, place: QRect, model: SamplesModel, sample: int
    ) -> None:
        image = model.image(sample)
        target = picture_rect(place, image.size())
        painter.fillRect(place, Qt.GlobalColor.black)
        painter.drawImage(target, image)
        if sample == self.pinned:
            for frame in self.frames:
                rect = QRectF(frame.rect(target, image.size()))
                draw_frame(painter, rect, frame.kind, self._theme)

    def _paint_frame(
        self, painter: QPainter, place: QRect, option: QStyleOptionViewItem, *, pinned: bool
    ) -> None:
        tokens = self._theme.tokens
        state = option.state
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if pinned:
            for distance in (1, 2):
                _frame(painter, place, distance, tokens.mark)
        elif hovered:
            _frame(painter, place, 1, tokens.text1)
        if focused:
            _frame(painter, place, 3 if pinned else 1, tokens.accent)

    def _paint_tag(self, painter: QPainter, place: QRect, tag: Tag) -> None:
        tokens = self._theme.tokens
        font = self._theme.text(10)
        line = QRect(place.x(), place.bottom() + 3, CELL.width() - TAG_GAP, TAG_HEIGHT - 2)
        painter.setFont(font)
        if tag.right is not None:
            painter.setPen(tokens.right if tag.right else tokens.wrong)
            painter.drawText(line, _LEFT, "✓" if tag.right else "✗")
            line.setLeft(line.left() + SIGN_WIDTH)
        painter.setPen(tokens.wrong if tag.right is False else tokens.text2)
        shown = QFontMetrics(font).elidedText(
            tag.name, Qt.TextElideMode.ElideRight, line.width()
        )
        painter.drawText(line, _LEFT, shown)


def thumbnail_rect(cell: QRect) -> QRect:
    """Return where the picture stands in a cell."""
    return QRect(cell.x() + 4, cell.y() + 4, THUMBNAIL, THUMBNAIL)


def _frame(painter: QPainter, place: QRect, distance: int, color: QColor) -> None:
    """Fill the four sides around `place`, sharp at every scale factor."""
    outer = place.adjusted(-distance, -distance, distance, distance)
    x, y, width, height = outer.getRect()
    painter.fillRect(x, y, width, 1, color)
    painter.fillRect(x, y + height - 1, width, 1, color)
    painter.fillRect(x, y, 1, height, color)
    painter.fillRect(x + width - 1, y, 1, height, color)


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
