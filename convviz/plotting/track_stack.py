"""The scene of a curve view: view boxes below each other with one time axis.

It turns what the person does with mouse and keys into facts about steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QPointF, Qt, pyqtSignal, pyqtSlot
from PyQt6.QtWidgets import QSizePolicy

from convviz.plotting._pyqtgraph import pg

if TYPE_CHECKING:
    from PyQt6.QtCore import QEvent
    from PyQt6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent

    from convviz.theming import Theme, Tokens

_TIME_AXIS_PX = 18
_GAP_PX = 13  # a line of text: ticks may stand at both ends of it
_TOP_PX = 6  # half a line of text: the uppermost tick may stand at the very end


class TrackStack(pg.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Lay out `count` view boxes that share their horizontal range.

    Parameters
    ----------
    theme : Theme
    count : int

    Attributes
    ----------
    boxes : list of ViewBox
        From top to bottom.

    Signals
    -------
    pointed : QPointF or None
        The pointer is somewhere on the widget, or has left it.
    stepped : int
        The person wants to move the crosshair by so many measurements.
    zoomed
        The person has changed the part in view.
    show_all_asked
        Double click or Home.
    """

    pointed = pyqtSignal(object)
    stepped = pyqtSignal(int)
    zoomed = pyqtSignal()
    show_all_asked = pyqtSignal()

    def __init__(self, theme: Theme, count: int) -> None:
        super().__init__()
        self.boxes: list[Any] = []
        self._ticks: list[tuple[float, str]] = []
        self._font = theme.numbers(10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setMinimumSize(120, 60)
        self.ci.layout.setContentsMargins(0, _TOP_PX, 0, 0)
        self.ci.layout.setSpacing(0)
        for number in range(count):
            self._add_box(number)
        self._time_axis = self._make_time_axis()
        self.ci.addItem(self._time_axis, 2 * count, 1)

    def add_axis(self, number: int, axis: Any) -> None:
        """Lay out a value axis at the left of a box."""
        self.ci.addItem(axis, 2 * number, 0)

    @property
    def steps_in_view(self) -> tuple[float, float]:
        """First and last step in view."""
        left, right = self.boxes[0].viewRange()[0]
        return float(left), float(right)

    def show_steps(self, left: float, right: float) -> None:
        """Show the steps from `left` to `right`."""
        if self.steps_in_view != (left, right):  # the axes would be drawn anew
            self.boxes[0].setXRange(left, right, padding=0)

    @property
    def plot_width(self) -> float:
        """Width of the boxes in pixels."""
        return max(1.0, float(self.boxes[0].width()))

    def step_at(self, position: QPointF) -> float | None:
        """Return the step at a place of the widget, or None beside the boxes."""
        scene = self.mapToScene(position.toPoint())
        if not any(box.sceneBoundingRect().contains(scene) for box in self.boxes):
            return None
        return float(self.boxes[0].mapSceneToView(scene).x())

    def x_of(self, step: float) -> float:
        """Return where a step is on the widget, in pixels from the left."""
        scene = self.boxes[0].mapViewToScene(QPointF(step, 0))
        return float(self.mapFromScene(scene).x())

    def set_ticks(self, ticks: list[tuple[float, str]]) -> None:
        """Write below the boxes."""
        if ticks != self._ticks:
            self._ticks = ticks
            self._time_axis.setTicks([ticks])

    def recolor(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.setBackground(tokens.panel)
        self._time_axis.setTextPen(tokens.text3)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Point, unless something is dragged."""
        super().mouseMoveEvent(event)
        if event is not None and not event.buttons():
            self.pointed.emit(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Ask to show all."""
        super().mouseDoubleClickEvent(event)
        self.show_all_asked.emit()

    def leaveEvent(self, event: QEvent | None) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Leave it to the parent, whose menu it is."""
        if event is not None:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move the crosshair with the arrows, ten times as far with Shift."""
        if event is None:
            return
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        match event.key():
            case Qt.Key.Key_Left:
                self.stepped.emit(-far)
            case Qt.Key.Key_Right:
                self.stepped.emit(far)
            case Qt.Key.Key_Home:
                self.show_all_asked.emit()
            case _:
                event.ignore()

    def _add_box(self, number: int) -> None:
        box = pg.ViewBox(enableMenu=False, defaultPadding=0)
        box.setMouseEnabled(x=True, y=False)
        box.disableAutoRange()
        box.setLimits(xMin=0, minXRange=8)
        box.sigRangeChangedManually.connect(self._on_zoomed)
        if self.boxes:
            box.setXLink(self.boxes[0])
            self.ci.layout.setRowFixedHeight(2 * number - 1, _GAP_PX)
        self.ci.addItem(box, 2 * number, 1)
        self.boxes.append(box)

    def _make_time_axis(self) -> Any:
        axis = pg.AxisItem("bottom")
        axis.linkToView(self.boxes[0])
        axis.setHeight(_TIME_AXIS_PX)
        axis.setPen(None)
        axis.setTickPen(None)
        axis.setTickFont(self._font)
        axis.setStyle(tickLength=0, tickTextOffset=4, hideOverlappingLabels=False)
        return axis

    @pyqtSlot()
    def _on_zoomed(self) -> None:
        self.zoomed.emit()
