"""The painted sheets that a picture is composed of, each painted only when it changes.

Below what stays from frame to frame, on it what the frame changes, above it the marks of
the selection. So a frame paints values alone, and the mouse next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QPainter, QPixmap

from convviz.panels.network.marks import Marks
from convviz.panels.network.paint_live import paint_live
from convviz.panels.network.paint_marks import paint_marks
from convviz.panels.network.paint_still import paint_still

if TYPE_CHECKING:
    from PyQt6.QtGui import QColor

    from convviz.panels.network.scene import Scene
    from convviz.panels.network.style import Style


class Sheets:
    """Remember what was painted for a scene, a style and a size."""

    def __init__(self, style: Style) -> None:
        self._style, self._size, self._ratio = style, QSize(), 1.0
        self._scene: Scene | None = None
        self._still: QPixmap | None = None
        self._whole: QPixmap | None = None
        self._marks: QPixmap | None = None
        self._marked = Marks()

    def prepare(self, style: Style, size: QSize, ratio: float) -> None:
        """Forget everything if it was painted in another style or size."""
        if (style, size, ratio) != (self._style, self._size, self._ratio):
            self._scene = self._marks = None
            self._style, self._size, self._ratio = style, size, ratio

    def whole(self, scene: Scene) -> QPixmap:
        """Return the picture of a scene."""
        if self._whole is None or self._scene is not scene:
            kept = self._scene is not None and scene.looks_still_like(self._scene)
            if self._still is None or not kept:
                self._still = self._blank(self._style.tokens.canvas)
                painter = QPainter(self._still)
                paint_still(painter, scene, self._style)
                painter.end()
            self._whole = QPixmap(self._still)
            painter = QPainter(self._whole)
            paint_live(painter, scene, self._style)
            painter.end()
            self._scene = scene
        return self._whole

    def marks(self, marks: Marks) -> QPixmap:
        """Return the transparent sheet with the marks of the selection."""
        if self._marks is None or marks != self._marked:
            self._marks = self._blank(Qt.GlobalColor.transparent)
            painter = QPainter(self._marks)
            paint_marks(painter, marks, self._style)
            painter.end()
            self._marked = marks
        return self._marks

    def _blank(self, color: QColor | Qt.GlobalColor) -> QPixmap:
        sheet = QPixmap(self._size * self._ratio)
        sheet.setDevicePixelRatio(self._ratio)
        sheet.fill(color)
        return sheet
