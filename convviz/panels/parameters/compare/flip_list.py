"""The list of samples that flipped: picture, true class, and both predictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QModelIndex, QRect, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QFontMetrics, QPainter
from PyQt6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from convviz.panels.parameters.compare.flip_model import FLIP_ROLE, Flip, FlipModel
from convviz.plotting import format_count

if TYPE_CHECKING:
    from convviz.theming import Theme

THUMBNAIL = 42
ROW = QSize(200, 50)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class FlipList(QListView):
    """Let a sample be taken by a click or Enter.

    Parameters
    ----------
    theme : Theme

    Signals
    -------
    taken : int
        Index of the sample in its split.
    """

    taken = pyqtSignal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.flips = FlipModel(self)
        self.setModel(self.flips)
        self.setItemDelegate(_FlipDelegate(theme, self))
        self.setObjectName("FlipList")
        self.setAccessibleName("Samples whose prediction changed")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._on_taken)
        self.activated.connect(self._on_taken)

    def minimumSizeHint(self) -> QSize:
        """Return room for two samples."""
        return QSize(120, 2 * ROW.height())

    def _on_taken(self, index: QModelIndex) -> None:
        flip = index.data(FLIP_ROLE)
        if isinstance(flip, Flip):
            self.taken.emit(flip.sample)


class _FlipDelegate(QStyledItemDelegate):
    """Paint one sample."""

    def __init__(self, theme: Theme, view: FlipList) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the size of every row."""
        return ROW

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        """Paint thumbnail, true class, and prediction A → B."""
        flip = index.data(FLIP_ROLE)
        if painter is None or not isinstance(flip, Flip):
            return
        painter.save()
        tokens = self._theme.tokens
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, tokens.accentbg)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, tokens.hover)
        place = QRect(option.rect.x() + 12, option.rect.y() + 4, THUMBNAIL, THUMBNAIL)
        painter.drawImage(place, self._view.flips.image(flip.sample))
        left, width = place.right() + 10, option.rect.right() - place.right() - 22
        top = QRect(left, place.y() + 2, width, 18)
        painter.setFont(self._theme.text(11))
        painter.setPen(tokens.text1)
        truth = f"{flip.truth}  #{format_count(flip.sample)}"
        painter.drawText(top, _LEFT, _elided(painter, truth, width))
        self._paint_both(painter, top.translated(0, 20), flip)
        painter.restore()

    def _paint_both(self, painter: QPainter, line: QRect, flip: Flip) -> None:
        """Write A's prediction, an arrow, and B's."""
        tokens = self._theme.tokens
        arrow = " → "
        painter.setFont(self._theme.text(11))
        metrics = QFontMetrics(painter.font())
        room = (line.width() - metrics.horizontalAdvance(arrow)) // 2
        sides = ((flip.a, flip.a_is_right), (flip.b, flip.b_is_right))
        whole = [f"{'✓' if right else '✗'} {name}" for name, right in sides]
        if metrics.horizontalAdvance(arrow.join(whole)) > line.width():
            whole = [_elided(painter, text, room) for text in whole]
        for text, color in (
            (whole[0], tokens.right if flip.a_is_right else tokens.wrong),
            (arrow, tokens.text3),
            (whole[1], tokens.right if flip.b_is_right else tokens.wrong),
        ):
            painter.setPen(color)
            painter.drawText(line, _LEFT, text)
            line.setLeft(line.left() + metrics.horizontalAdvance(text))


def _elided(painter: QPainter, text: str, width: int) -> str:
    return QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, width)
