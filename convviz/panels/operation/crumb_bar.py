"""The line above the picture: the path to the selection and its equation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from convviz.panels.operation.ink import Ink, text_width
from convviz.panels.operation.text_styles import LABEL, TextStyle
from convviz.panels.operation.view import MARGIN

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from convviz.panels.operation.crumbs import Crumb
    from convviz.theming import Theme

_HEIGHT = 28
_ARROW = 18
_LAST = TextStyle(11, 600)
_POINTED = TextStyle(11, color="text1")
_EQUATION = TextStyle(11, color="text2", figures=True)


class CrumbButton(QAbstractButton):
    """One step of the path; pressing it selects that step."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._last = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_step(self, text: str, *, last: bool) -> None:
        """Show a step; the last one is where we are."""
        self._last = last
        self.setText(text)
        self.setAccessibleName(f"Select {text}")
        self.setToolTip(f"Select {text}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the words, and of the arrow to the next step."""
        width = int(text_width(self.text(), self._style)) + 1
        return QSize(width + (0 if self._last else _ARROW), _HEIGHT)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the words, the arrow, and a frame if the keyboard is here."""
        painter = QPainter(self)
        ink = Ink(painter, self._theme)
        words = QRectF(0, 0, self.width() - (0 if self._last else _ARROW), self.height())
        pointed = self.underMouse() and not self._last
        ink.text(words, self.text(), _POINTED if pointed else self._style)
        if not self._last:
            arrow = QRectF(words.right(), 0, _ARROW, self.height())
            ink.text(arrow, "›", LABEL, "center")
        if self.hasFocus():
            painter.setPen(self._theme.tokens.accent)
            painter.drawRect(QRectF(0.5, 5.5, words.width() - 1, self.height() - 11))

    @property
    def _style(self) -> TextStyle:
        return _LAST if self._last else LABEL


class _Equation(QWidget):
    """One line of text that is cut off where it does not fit."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)

    def show_text(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self.setToolTip(text)
            self.setAccessibleName(text)
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        ink = Ink(QPainter(self), self._theme)
        ink.text(QRectF(self.rect()), self.text, _EQUATION, "right")


class CrumbBar(QWidget):
    """The path to the selection at the left, its equation at the right.

    Parameters
    ----------
    theme : Theme
    others : tuple of QWidget, default=()
        What else stands here: the first behind the path, those that follow at the end.

    Signals
    -------
    chosen : Selection
        The step that was pressed.
    """

    chosen = pyqtSignal(object)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, others: tuple[QWidget, ...] = ()
    ) -> None:
        super().__init__(parent)
        self._path: tuple[Crumb, ...] = ()
        self.setFixedHeight(_HEIGHT)
        self.buttons = tuple(CrumbButton(theme, self) for _ in range(3))
        self._equation = _Equation(theme, self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, 0, MARGIN, 0)
        layout.setSpacing(0)
        for number, button in enumerate(self.buttons):
            layout.addWidget(button)
            button.hide()
            button.clicked.connect(lambda _=False, n=number: self._on_clicked(n))
        for widget in others[:1]:
            layout.addWidget(widget)
        layout.addSpacing(2 * MARGIN)
        layout.addWidget(self._equation, 1)
        for widget in others[1:]:
            layout.addWidget(widget)

    @property
    def equation(self) -> str:
        """The equation shown."""
        return self._equation.text

    def show_path(self, path: tuple[Crumb, ...], equation: str) -> None:
        """Show where we are and the equation of that place."""
        self._equation.show_text(equation)
        if path == self._path:
            return
        self._path = path
        for number, button in enumerate(self.buttons):
            if number < len(path):
                button.show_step(path[number].text, last=number == len(path) - 1)
            button.setVisible(number < len(path))
        layout = self.layout()
        if layout is not None:
            layout.activate()  # now, or the words are cut to their old width until later

    def _on_clicked(self, number: int) -> None:
        self.chosen.emit(self._path[number].place)
