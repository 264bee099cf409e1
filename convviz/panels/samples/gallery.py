"""The scrolled thumbnails; only those in sight are painted, whatever their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QModelIndex, QSize, Qt, pyqtSignal, pyqtSlot
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QFrame, QListView, QWidget

from convviz.panels.samples.delegate import CELL, SampleDelegate
from convviz.panels.samples.model import SAMPLE_ROLE, SamplesModel

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from convviz.theming import Theme


class Gallery(QListView):
    """Thumbnails in rows; a click or Enter takes one.

    Signals
    -------
    taken : int
        Index of the sample in its split.
    """

    taken = pyqtSignal(int)

    def __init__(
        self, model: SamplesModel, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._reason = ""
        self.setObjectName("Gallery")
        self.setAccessibleName("Samples")
        self.setModel(model)
        self.delegate = SampleDelegate(theme, self)
        self.setItemDelegate(self.delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setGridSize(CELL)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMouseTracking(True)
        bar = self.verticalScrollBar()
        assert bar is not None
        bar.setSingleStep(CELL.height() // 2)
        self.clicked.connect(self._on_taken)
        self.activated.connect(self._on_taken)

    def show_pinned(self, sample: int | None) -> None:
        """Mark the pinned sample and bring it into sight; None if it is in another split."""
        self.delegate.pinned = sample
        model = self.model()
        if isinstance(model, SamplesModel) and sample is not None:
            index = model.row_of(sample)
            if index.isValid() and index != self.currentIndex():
                self.setCurrentIndex(index)
                self.scrollTo(index, QListView.ScrollHint.EnsureVisible)
        self._repaint()

    def explain_empty(self, reason: str) -> None:
        """Say why nothing is shown; "" if something is."""
        self._reason = reason
        self._repaint()

    def sizeHint(self) -> QSize:
        """Return room for three across and four down."""
        return QSize(3 * CELL.width() + 20, 4 * CELL.height())

    def minimumSizeHint(self) -> QSize:
        """Return room for one sample."""
        return QSize(CELL.width() + 20, CELL.height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the samples in sight, or the reason why there are none."""
        super().paintEvent(event)
        model, viewport = self.model(), self.viewport()
        if model is None or viewport is None or model.rowCount() or not self._reason:
            return
        painter = QPainter(viewport)
        painter.setFont(self._theme.text(11))
        painter.setPen(self._theme.tokens.text3)
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(viewport.rect().adjusted(8, 0, -8, 0), flags, self._reason)

    def _repaint(self) -> None:
        viewport = self.viewport()
        if viewport is not None:
            viewport.update()

    @pyqtSlot(QModelIndex)
    def _on_taken(self, index: QModelIndex) -> None:
        self.taken.emit(int(index.data(SAMPLE_ROLE)))
