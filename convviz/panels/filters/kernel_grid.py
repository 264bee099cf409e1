"""All kernels of a layer as one picture that can be pointed at and chosen from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRect, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWidget

from convviz.panels.filters.grid_labels import paint_filters, paint_head
from convviz.panels.filters.grid_layout import GridLayout, fit_grid
from convviz.plotting import draw_focus, draw_frame, tiles_image

if TYPE_CHECKING:
    from PyQt6.QtCore import QEvent
    from PyQt6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from convviz.panels.filters.kernels import KernelForm
    from convviz.panels.filters.kernels_in_use import KernelsInUse
    from convviz.plotting import Scale
    from convviz.theming import Theme
    from engine.arrays import Array

_KEYS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


@dataclass(frozen=True, slots=True, eq=False)
class KernelPicture:
    """What the grid shows.

    Attributes
    ----------
    form : KernelForm
    kernels : ndarray, shape (F, C, KH, KW)
    biases : ndarray, shape (F,)
    scale, bias_scale : Scale
        Of the kernels and of the biases, whose numbers are often of another size.
    """

    form: KernelForm
    kernels: Array
    biases: Array
    scale: Scale
    bias_scale: Scale


class KernelGrid(QWidget):
    """Show kernels filter by input channel, with axes; only what is in sight is drawn.

    Parameters
    ----------
    theme : Theme

    Signals
    -------
    weight_hovered : tuple of int or None
        (filter, channel, row, column) under the pointer.
    bias_hovered : int or None
        Filter whose bias is under the pointer.
    kernel_chosen : tuple of int
        (filter, channel) that was clicked or moved to with the arrow keys.
    """

    weight_hovered = pyqtSignal(object)
    bias_hovered = pyqtSignal(object)
    kernel_chosen = pyqtSignal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._picture: KernelPicture | None = None
        self._layout: GridLayout | None = None
        self._room = QSize(400, 240)
        self._selected: tuple[int, int] | None = None
        self._hovered: tuple[int, int] | None = None
        self._in_use: KernelsInUse | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Kernels")
        theme.changed.connect(self.update)

    @property
    def layout_of_kernels(self) -> GridLayout | None:
        """Where the kernels are."""
        return self._layout

    @property
    def selected(self) -> tuple[int, int] | None:
        """(filter, channel) that is framed."""
        return self._selected

    def set_picture(self, picture: KernelPicture) -> None:
        """Show the kernels of a layer."""
        other = self._picture is None or self._picture.form != picture.form
        self._picture = picture
        if other:
            self._hovered = None
            form = picture.form
            self.setAccessibleDescription(
                f"{form.layer}: {form.filters} {form.unit_word}s of {form.shape}"
            )
            self._fit()
        self.update()

    def set_room(self, room: QSize) -> None:
        """Fit the kernels into so much room; what does not fit is scrolled."""
        if room != self._room:
            self._room = room
            self._fit()

    def set_selected(self, selected: tuple[int, int] | None) -> None:
        """Frame one kernel and mark its filter."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    @property
    def in_use(self) -> KernelsInUse | None:
        """The weights that are framed as pointed at."""
        return self._in_use

    def set_in_use(self, weights: KernelsInUse | None) -> None:
        """Frame the weights that have to do with what is pointed at in the window."""
        if weights != self._in_use:
            self._in_use = weights
            self.update()

    def sizeHint(self) -> QSize:
        """Return the size of all kernels."""
        if self._layout is None:
            return self._room
        width, height = self._layout.size
        return QSize(round(width), round(height))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the strips that are in sight."""
        picture, layout = self._picture, self._layout
        if picture is None or layout is None or event is None:
            return
        painter = QPainter(self)
        filters = layout.rows_between(event.rect().top(), event.rect().bottom())
        self._paint_selected_strip(painter, layout)
        self._paint_kernels(painter, layout, picture, filters, event.rect())
        paint_filters(painter, layout, filters, self._theme)
        paint_head(painter, layout, picture.bias_scale, self._theme)
        for rect in self._in_use.rects(layout, filters) if self._in_use is not None else ():
            draw_frame(painter, rect, "hovered", self._theme)
        if self._hovered is not None:
            draw_frame(painter, layout.kernel(*self._hovered), "hovered", self._theme)
        if self._selected is not None and self._selected[0] < layout.filters:
            draw_frame(painter, layout.kernel(*self._selected), "selected", self._theme)
            if self.hasFocus():
                strip = layout.strip(self._selected[0]).adjusted(0, -2, 3, 2)
                draw_focus(painter, strip, self._theme)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Point at a weight or a bias."""
        if event is None or self._layout is None:
            return
        place = self._layout.weight_at(event.position())
        self._hover(None if place is None else place[:2])
        filter_ = self._layout.filter_at(event.position()) if place is None else None
        if filter_ is not None and self._layout.bias(filter_).contains(event.position()):
            self.bias_hovered.emit(filter_)
        else:
            self.weight_hovered.emit(place)

    def leaveEvent(self, event: QEvent | None) -> None:
        """Point at nothing."""
        self._hover(None)
        self.weight_hovered.emit(None)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Choose the kernel under the pointer, or the first of the filter."""
        if event is None or self._layout is None:
            return
        filter_ = self._layout.filter_at(event.position())
        if filter_ is None or event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        place = self._layout.weight_at(event.position())
        self.kernel_chosen.emit((filter_, 0) if place is None else place[:2])

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Choose a neighbour."""
        if event is None:
            return
        move = _KEYS.get(event.key())
        if move is None or self._layout is None:
            super().keyPressEvent(event)
            return
        filter_, channel = self._selected or (0, 0)
        target = self._neighbour(self._layout, filter_, channel, *move)
        self.kernel_chosen.emit(target)

    def _neighbour(
        self, layout: GridLayout, filter_: int, channel: int, down: int, right: int
    ) -> tuple[int, int]:
        channels = layout.shape[0]
        place = filter_ * channels + channel + right + down * layout.strips * channels
        if not 0 <= place < layout.filters * channels:
            return filter_, channel
        return divmod(place, channels)

    def _fit(self) -> None:
        if self._picture is None:
            return
        form = self._picture.form
        self._layout = fit_grid(
            form.filters,
            form.shape,
            self._room.width(),
            self._room.height(),
            self.devicePixelRatioF(),
        )
        self.resize(self.sizeHint())
        self.update()

    def _hover(self, kernel: tuple[int, int] | None) -> None:
        if kernel != self._hovered:
            self._hovered = kernel
            self.update()

    def _paint_kernels(
        self,
        painter: QPainter,
        layout: GridLayout,
        picture: KernelPicture,
        filters: range,
        dirty: QRect,
    ) -> None:
        """Put all kernels and biases in sight into one picture of device pixels."""
        if not filters:
            return
        ratio = self.devicePixelRatioF()
        top = dirty.top()
        size = (round(self.width() * ratio), round(dirty.height() * ratio))
        channels = range(layout.shape[0])
        shown = slice(filters.start, filters.stop)
        for maps, places, scale in (
            (
                picture.kernels[shown].reshape(-1, *layout.shape[1:]),
                [layout.kernel(f, c) for f in filters for c in channels],
                picture.scale,
            ),
            (
                picture.biases[shown].reshape(-1, 1, 1),
                [layout.bias(f) for f in filters],
                picture.bias_scale,
            ),
        ):
            corners = [
                (round(place.x() * ratio), round((place.y() - top) * ratio)) for place in places
            ]
            cell = round(places[0].width() / maps.shape[2] * ratio)
            image = tiles_image(maps, corners, cell, size, scale, self._theme)
            image.setDevicePixelRatio(ratio)
            painter.drawImage(QPointF(0, top), image)

    def _paint_selected_strip(self, painter: QPainter, layout: GridLayout) -> None:
        if self._selected is None or self._selected[0] >= layout.filters:
            return
        strip = layout.strip(self._selected[0]).adjusted(0, -2, 3, 2)
        painter.fillRect(strip, self._theme.tokens.raised)
        edge = QRectF(strip.x(), strip.y(), 2, strip.height())
        painter.fillRect(edge, self._theme.tokens.mark)
