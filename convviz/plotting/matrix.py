"""A two-dimensional array as a widget: colours, numbers, pointer and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal, pyqtSlot
from PyQt6.QtGui import QGuiApplication, QHelpEvent, QKeySequence, QPainter, QPixmap
from PyQt6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from convviz.plotting.cell_numbers import NUMBERS_FROM_PX
from convviz.plotting.cells import CellGrid, paint_cells
from convviz.plotting.frames import draw_empty, draw_focus, draw_frame
from convviz.plotting.images import whole_cell
from convviz.plotting.matrix_content import MatrixContent

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PyQt6.QtGui import (
        QContextMenuEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
    )

    from convviz.plotting.scales import Scale
    from convviz.theming import Theme
    from engine.arrays import Array

LARGEST_CELL = QSize(44, 24)
_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class MatrixView(QWidget):
    """Show a matrix cell by cell; a cell can be pointed at, chosen and copied.

    Cells are as large as fit, at most `LARGEST_CELL`, unless `set_cell` fixes them. The
    arrow keys move a cursor, Enter chooses its cell, the usual key copies all as CSV.

    Parameters
    ----------
    theme : Theme

    Signals
    -------
    cell_hovered : tuple of int or None
        (row, column) under the pointer or the keyboard cursor; None when it has left.
    cell_clicked : tuple of int
        (row, column) that was clicked, or chosen with Enter.
    """

    cell_hovered = pyqtSignal(object)
    cell_clicked = pyqtSignal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._content: MatrixContent | None = None
        self._empty = ""
        self._fixed: QSize | None = None
        self._hovered: tuple[int, int] | None = None
        self._picture: QPixmap | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("Matrix")
        theme.changed.connect(self._on_looks_changed)

    @property
    def matrix(self) -> Array | None:
        """What is shown, shape (rows, columns)."""
        return None if self._content is None else self._content.x

    @property
    def hovered(self) -> tuple[int, int] | None:
        """The cell under the pointer or the keyboard cursor."""
        return self._hovered

    @property
    def grid(self) -> CellGrid | None:
        """Where the cells are."""
        if self._content is None or not self._content.x.size:
            return None
        rows, columns = self._content.shape
        width, height = self._cell_size(rows, columns)
        return CellGrid(rows, columns, width, height)

    def set_matrix(
        self,
        x: Array,
        scale: Scale,
        *,
        padding: npt.NDArray[np.bool_] | None = None,
        digits: int = 3,
        name: str = "",
    ) -> None:
        """Show a matrix; the parameters are those of `MatrixContent`.

        Raises
        ------
        ValueError
            If `x` has not two dimensions.
        """
        content = MatrixContent(x, scale, padding, digits, name)
        resized = self._content is None or self._content.shape != content.shape
        self._content, self._empty = content, ""
        if resized:
            self._hover(None)
            self.setAccessibleDescription(f"{name} {x.shape[0]} × {x.shape[1]}".strip())
            self.updateGeometry()
        self._on_looks_changed()

    def set_empty(self, text: str) -> None:
        """Show no matrix, but in words when there will be one."""
        self._content, self._empty = None, text
        self._hover(None)
        self.updateGeometry()
        self._on_looks_changed()

    def set_cell(self, width: int, height: int) -> None:
        """Fix the size of a cell in pixels; the widget then wants exactly that room."""
        self._fixed = QSize(width, height)
        self.updateGeometry()
        self._on_looks_changed()

    def copy(self) -> None:
        """Copy the matrix as CSV, every digit of it."""
        clipboard = QGuiApplication.clipboard()
        if self._content is not None and clipboard is not None:
            clipboard.setText(self._content.csv())

    def sizeHint(self) -> QSize:
        """Return the room for cells of the fixed or largest size."""
        rows, columns = (5, 5) if self._content is None else self._content.shape
        cell = self._fixed or LARGEST_CELL
        return QSize(columns * cell.width(), rows * cell.height())

    def minimumSizeHint(self) -> QSize:
        """Return the room for fixed cells, else almost none."""
        return self.sizeHint() if self._fixed else QSize(24, 24)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the matrix, then what is pointed at and what has the focus."""
        painter = QPainter(self)
        grid = self.grid
        if grid is None or self._content is None:
            if self._empty:
                draw_empty(painter, QRectF(self.rect()), self._empty, self._theme)
            return
        if self._picture is None:
            self._picture = self._paint_picture(grid, self._content)
        painter.drawPixmap(0, 0, self._picture)
        if self._hovered is not None:
            draw_frame(painter, grid.cell(*self._hovered), "hovered", self._theme)
        if self.hasFocus():
            draw_focus(painter, grid.rect, self._theme)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the cells into the new size."""
        self._picture = None
        super().resizeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Point at a cell."""
        if event is not None:
            self._hover(self._hit(event.position()))

    def leaveEvent(self, event: QEvent | None) -> None:
        """Point at nothing."""
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Choose the cell under the pointer."""
        if event is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        cell = self._hit(event.position())
        if cell is None:
            event.ignore()
        else:
            self.cell_clicked.emit(cell)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move the cursor, choose its cell, or copy."""
        if event is None:
            return
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key in _ARROWS and self._content is not None:
            self._move_cursor(*_ARROWS[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._hovered is not None:
            self.cell_clicked.emit(self._hovered)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Offer to copy the numbers."""
        if event is not None and self._content is not None:
            self.make_menu().popup(event.globalPos())

    def make_menu(self) -> QMenu:
        """Return the menu; it deletes itself when it is closed."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        action = menu.addAction(self._theme.icon("copy"), "Copy as CSV")
        assert action is not None
        action.triggered.connect(self.copy)
        return menu

    def event(self, event: QEvent | None) -> bool:
        """Answer a wish for a tooltip with the value of that cell."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            cell = self._hit(QPointF(event.pos()))
            text = self._content.describe(cell) if self._content and cell else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def _cell_size(self, rows: int, columns: int) -> tuple[float, float]:
        ratio = self.devicePixelRatioF()
        if self._fixed is not None:
            return (
                whole_cell(self._fixed.width(), ratio),
                whole_cell(self._fixed.height(), ratio),
            )
        width = min(self.width() / columns, LARGEST_CELL.width())
        height = min(self.height() / rows, LARGEST_CELL.height())
        if min(width, height) < NUMBERS_FROM_PX:  # no room for numbers: true proportions
            width = height = min(width, height)
        return whole_cell(width, ratio), whole_cell(height, ratio)

    def _paint_picture(self, grid: CellGrid, content: MatrixContent) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_cells(
            painter,
            grid,
            content.x,
            content.scale,
            self._theme,
            digits=content.digits,
            padding=content.padding,
        )
        painter.end()
        return picture

    def _hit(self, position: QPointF) -> tuple[int, int] | None:
        grid = self.grid
        return None if grid is None else grid.hit(position.x(), position.y())

    def _hover(self, cell: tuple[int, int] | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self.cell_hovered.emit(cell)
            self.update()

    def _move_cursor(self, down: int, right: int) -> None:
        assert self._content is not None
        rows, columns = self._content.shape
        row, column = self._hovered or (-down, -right)
        target = (row + down, column + right)
        if target[0] in range(rows) and target[1] in range(columns):
            self._hover(target)

    @pyqtSlot()
    def _on_looks_changed(self) -> None:
        self._picture = None
        self.update()
