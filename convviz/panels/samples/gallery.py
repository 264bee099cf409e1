"""The scrolled thumbnails; only those in sight are painted, whatever their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, pyqtSignal, pyqtSlot
from PyQt6.QtGui import QMouseEvent, QPainter
from PyQt6.QtWidgets import QFrame, QHeaderView, QTableView, QWidget

from convviz.panels.samples.delegate import CELL, SampleDelegate, thumbnail_rect
from convviz.panels.samples.model import SAMPLE_ROLE, SamplesModel
from convviz.panels.samples.pixel_frames import picture_rect, pixel_at

if TYPE_CHECKING:
    from PyQt6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

    from convviz.panels.samples.pixel_frames import PixelFrame
    from convviz.theming import Theme


class Gallery(QTableView):
    """Thumbnails in rows; a click or Enter takes one.

    The one that is pinned already can be looked at pixel by pixel.

    Signals
    -------
    pixel_pointed : tuple of int or None
        (row, column) of the pinned sample under the pointer.
    pixel_chosen : tuple of int
        That which was clicked.
    taken : int
        Index of the sample in its split.
    random_asked
        The key R.
    """

    pixel_pointed = pyqtSignal(object)
    pixel_chosen = pyqtSignal(object)
    taken = pyqtSignal(int)
    random_asked = pyqtSignal()

    def __init__(
        self, model: SamplesModel, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._reason = ""
        self._pointed: tuple[int, int] | None = None
        self._pressed: tuple[int, int] | None = None
        self.setObjectName("Gallery")
        self.setAccessibleName("Samples")
        self.setModel(model)
        self.delegate = SampleDelegate(theme, self)
        self.setItemDelegate(self.delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self._set_sizes()
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMouseTracking(True)
        bar = self.verticalScrollBar()
        assert bar is not None
        bar.setSingleStep(CELL.height() // 2)
        self.clicked.connect(self._on_clicked)
        self.activated.connect(self._on_taken)

    def _set_sizes(self) -> None:
        for header, size in (
            (self.horizontalHeader(), CELL.width()),
            (self.verticalHeader(), CELL.height()),
        ):
            assert header is not None
            header.hide()
            header.setMinimumSectionSize(size)
            header.setDefaultSectionSize(size)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Put as many samples in a row as fit, and keep the pinned one in sight."""
        super().resizeEvent(event)
        viewport = self.viewport()
        if viewport is not None:
            across = max(1, viewport.width() // CELL.width())
            if across != self._model.columnCount():
                self._model.set_across(across)
                self.show_pinned(self.delegate.pinned)

    def show_pinned(self, sample: int | None) -> None:
        """Mark the pinned sample and bring it into sight; None if it is in another split."""
        self.delegate.pinned = sample
        if sample is not None:
            index = self._model.place_of(sample)
            if index.isValid() and index != self.currentIndex():
                self.setCurrentIndex(index)
                self.scrollTo(index, QTableView.ScrollHint.EnsureVisible)
        self._repaint()

    def show_frames(self, frames: tuple[PixelFrame, ...]) -> None:
        """Frame pixels of the pinned sample."""
        if frames != self.delegate.frames:
            self.delegate.frames = frames
            viewport = self.viewport()
            if viewport is not None and self.delegate.pinned is not None:
                viewport.update(self.visualRect(self._model.place_of(self.delegate.pinned)))

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Point at a pixel of the pinned sample."""
        super().mouseMoveEvent(event)
        if event is not None:
            self._point(self._pixel_at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Remember the pixel, should this become a click."""
        if event is not None:
            self._pressed = self._pixel_at(event.position().toPoint())
        super().mousePressEvent(event)

    def viewportEvent(self, event: QEvent | None) -> bool:
        """Point at nothing any more."""
        if event is not None and event.type() is QEvent.Type.Leave:
            self._point(None)
        return super().viewportEvent(event)

    def _point(self, pixel: tuple[int, int] | None) -> None:
        if pixel != self._pointed:
            self._pointed = pixel
            self.pixel_pointed.emit(pixel)

    def _pixel_at(self, point: QPoint) -> tuple[int, int] | None:
        """Return (row, column) of the pinned sample at a point, None beside it."""
        index = self.indexAt(point)
        sample = index.data(SAMPLE_ROLE)
        if sample is None or sample != self.delegate.pinned:
            return None
        size = self._model.image(sample).size()
        return pixel_at(point, picture_rect(thumbnail_rect(self.visualRect(index)), size), size)

    def explain_empty(self, reason: str) -> None:
        """Say why nothing is shown; "" if something is."""
        self._reason = reason
        self._repaint()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Take any sample with R; the table knows the other keys."""
        if event is not None and event.key() == Qt.Key.Key_R and not event.modifiers():
            self.random_asked.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Return room for three across and four down."""
        return QSize(3 * CELL.width() + 20, 4 * CELL.height())

    def minimumSizeHint(self) -> QSize:
        """Return room for one sample."""
        return QSize(CELL.width() + 20, CELL.height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the samples in sight, or the reason why there are none."""
        super().paintEvent(event)
        viewport = self.viewport()
        if viewport is None or self._model.samples or not self._reason:
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
    def _on_clicked(self, index: QModelIndex) -> None:
        if self._pressed is None:
            self._on_taken(index)
        else:
            self.pixel_chosen.emit(self._pressed)

    @pyqtSlot(QModelIndex)
    def _on_taken(self, index: QModelIndex) -> None:
        sample = index.data(SAMPLE_ROLE)
        if sample is not None:
            self.taken.emit(int(sample))
