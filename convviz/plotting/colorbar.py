"""The legend of a scale: a flat bar of its colours with numbers below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QFontMetricsF, QImage, QPainter
from PyQt6.QtWidgets import QSizePolicy, QWidget

from convviz.plotting.numbers import format_count, format_limit
from convviz.plotting.scales import LAST_COLOR, Scale, color_table

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from convviz.theming import Theme

BAR_PX = 4
NUMBERS_PX = 13
_SPACE = 5  # between two numbers


def colorbar_labels(scale: Scale) -> tuple[str, ...]:
    """Return what stands below the bar, from left to right."""
    if not scale.limit:
        return ("0",)
    if scale.kind == "signed":
        end = format_limit(scale.limit)
        return (f"−{end}", "0", f"+{end}")
    whole = scale.limit == int(scale.limit) if scale.limit < 1e6 else False
    return ("0", format_count(int(scale.limit)) if whole else format_limit(scale.limit))


def colorbar_width(scale: Scale, theme: Theme) -> int:
    """Return the smallest width at which the numbers do not touch."""
    return _width(colorbar_labels(scale), theme)


def _width(labels: tuple[str, ...], theme: Theme) -> int:
    metrics = QFontMetricsF(theme.numbers(10))
    widths = [metrics.horizontalAdvance(label) for label in labels]
    if len(widths) == 3:  # the middle one stands in the middle
        return int(2 * max(widths[0], widths[2]) + widths[1] + 2 * _SPACE) + 1
    return int(sum(widths) + _SPACE) + 1


def _fitting_labels(scale: Scale, width: float, theme: Theme) -> tuple[str, ...]:
    """Return the labels without the zero, or only ``±9.6×10¹⁸``, where the bar is narrow."""
    labels = colorbar_labels(scale)
    if len(labels) == 3 and _width(labels, theme) > width:
        labels = (labels[0], labels[2])
        if _width(labels, theme) > width:
            return (f"±{format_limit(scale.limit)}",)
    return labels


def paint_colorbar(
    painter: QPainter, rect: QRectF, scale: Scale, theme: Theme, *, bar_px: int = BAR_PX
) -> None:
    """Draw a bar along the top of `rect` and its numbers below.

    A narrow bar of signed values loses its zero, then has one number for both ends. One
    that is narrower still is widened to the right.

    Parameters
    ----------
    painter : QPainter
    rect : QRectF
        `bar_px` + `NUMBERS_PX` high; as wide as what shares the scale.
    scale : Scale
    theme : Theme
    bar_px : int, default=4
    """
    labels = _fitting_labels(scale, rect.width(), theme)
    width = max(rect.width(), _width(labels, theme))
    bar = QRectF(rect.x(), rect.y(), width, bar_px)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    painter.drawImage(bar, _bar_image(scale, theme), QRectF(0, 0, LAST_COLOR + 1, 1))
    painter.setFont(theme.numbers(10))
    painter.setPen(theme.tokens.text3)
    numbers = QRectF(rect.x(), rect.y() + bar_px + 1, width, NUMBERS_PX)
    sides = {1: ("center",), 2: ("left", "right"), 3: ("left", "center", "right")}[len(labels)]
    for label, side in zip(labels, sides, strict=True):
        painter.drawText(numbers, _FLAGS[side], label)
    painter.restore()


_FLAGS = {
    "left": int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop),
    "center": int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop),
    "right": int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop),
}


def _bar_image(scale: Scale, theme: Theme) -> QImage:
    colors = bytes(range(LAST_COLOR + 1))
    image = QImage(colors, LAST_COLOR + 1, 1, LAST_COLOR + 1, QImage.Format.Format_Indexed8)
    image.setColorTable(color_table(scale.kind, theme))
    return image.copy()


class ColorBar(QWidget):
    """The legend of a scale as a widget: bar, numbers, scope, and what was clipped.

    Parameters
    ----------
    theme : Theme
    with_scope : bool, default=True
        Whether the scope is written below the numbers.
    """

    def __init__(
        self, theme: Theme, *, with_scope: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._with_scope = with_scope
        self._scale: Scale | None = None
        self._warning = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Colour bar")
        theme.changed.connect(self.update)

    @property
    def scale(self) -> Scale | None:
        """What the bar is the legend of."""
        return self._scale

    def set_scale(self, scale: Scale | None, *, warning: str = "") -> None:
        """Show `scale`, with a warning below, such as "290 of 3 200 clipped"."""
        self._scale, self._warning = scale, warning
        words = (
            [] if scale is None else [" ".join(colorbar_labels(scale)), scale.scope, warning]
        )
        self.setAccessibleDescription(", ".join(filter(None, words)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the numbers, and for the scope if it is shown."""
        width = 100 if self._scale is None else colorbar_width(self._scale, self._theme)
        lines = 2 if self._with_scope else 1
        return QSize(max(100, width), BAR_PX + lines * NUMBERS_PX + 1)

    def minimumSizeHint(self) -> QSize:
        """Return the size below which numbers would touch."""
        width = 0 if self._scale is None else colorbar_width(self._scale, self._theme)
        return QSize(width, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the bar, its numbers and its scope."""
        if self._scale is None:
            return
        painter = QPainter(self)
        paint_colorbar(painter, QRectF(self.rect()), self._scale, self._theme)
        if not self._with_scope:
            return
        tokens = self._theme.tokens
        painter.setFont(self._theme.text(10))
        painter.setPen(tokens.wrong if self._warning else tokens.text3)
        line = QRectF(0, BAR_PX + NUMBERS_PX + 1, self.width(), NUMBERS_PX)
        text = self._warning or self._scale.scope
        metrics = QFontMetricsF(painter.font())
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, _FLAGS["left"], elided)
