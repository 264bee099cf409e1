"""One line under the toolbar that says something and offers what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QMainWindow, QToolBar

    from convviz.session import Notice
    from convviz.theming import Theme

SHOWN_MS = 8_000
BUTTON_HEIGHT = 24
LEAST_HEIGHT = 28
"""Pixels of a dock's header: one line covers that and nothing else."""
GAP, MARGIN = 10, 12
AIR = {True: 1, False: 6}
"""Pixels above and below one line, and several."""
ICONS = {"info": "info", "warning": "triangle-alert", "error": "octagon-x"}


class MessageBar(QFrame):
    """Show the newest notice until it is dismissed; passing news leave by themselves.

    It lies over the panels: what a person aims at never moves because of a message.

    Parameters
    ----------
    window : QMainWindow
        What it lies over.
    toolbar : QToolBar
        It lies below it.
    theme : Theme

    Signals
    -------
    dismissed : Notice
        The person closed it without taking an offer.
    """

    dismissed = pyqtSignal(object)

    def __init__(self, window: QMainWindow, toolbar: QToolBar, theme: Theme) -> None:
        super().__init__(window)
        self.setObjectName("MessageBar")
        self._window, self._toolbar, self._theme = window, toolbar, theme
        self.notice: Notice | None = None
        self._icon = QLabel()
        self._text = _plain_label("MessageText")
        self._detail = _plain_label("MessageDetail")
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._line = self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.clear_notice)
        for watched in (window, toolbar):
            watched.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> QHBoxLayout:
        for label in (self._text, self._detail):
            self._words.addWidget(label)
        line = QHBoxLayout(self)
        line.setSpacing(GAP)
        line.addWidget(self._icon)
        line.addLayout(self._words, 1)
        line.addLayout(self._buttons)
        return line

    def show_notice(self, notice: Notice) -> None:
        """Show `notice` in place of what was shown."""
        self.notice = notice
        self._show(notice)
        passing = notice.kind == "info" and not notice.actions
        self._timer.start() if passing else self._timer.stop()

    def clear_notice(self) -> None:
        """Show nothing."""
        self.notice = None
        self._timer.stop()
        self.hide()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Follow the toolbar and the width of the window."""
        moved = event is not None and event.type() in {QEvent.Type.Resize, QEvent.Type.Move}
        if moved and self.notice is not None:
            self._place()
        return False

    def _show(self, notice: Notice) -> None:
        token = "text2" if notice.kind == "info" else "wrong"
        self._icon.setPixmap(self._theme.icon(ICONS[notice.kind], token).pixmap(16, 16))
        self._text.setText(notice.text)
        self._detail.setText(notice.detail)
        self._detail.setVisible(bool(notice.detail))
        self._set_buttons(notice)
        self.setAccessibleName(f"{notice.text} {notice.detail}")
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        """Lie below the toolbar: in one line, or in as many as the words need."""
        width = self._window.width()
        top = self._toolbar.mapTo(self._window, QPoint(0, self._toolbar.height())).y()
        self._set_lines(fit=True)
        if self._line.totalSizeHint().width() > width:
            self._set_lines(fit=False)
        self._line.invalidate()
        least = self._line.totalMinimumSize().height()
        height = max(LEAST_HEIGHT, least, self._line.totalHeightForWidth(width))
        self.setGeometry(0, top, width, height)

    def _set_lines(self, *, fit: bool) -> None:
        direction = QBoxLayout.Direction
        self._line.setContentsMargins(MARGIN, AIR[fit], MARGIN, AIR[fit])
        self._words.setDirection(direction.LeftToRight if fit else direction.TopToBottom)
        self._words.setSpacing(GAP if fit else 0)
        self._words.setStretchFactor(self._detail, 1 if fit else 0)
        for label in (self._text, self._detail):
            label.setWordWrap(not fit)

    def _set_buttons(self, notice: Notice) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for label, act in notice.actions:
            button = QPushButton(label)
            button.setFixedHeight(BUTTON_HEIGHT)
            button.clicked.connect(lambda _=False, act=act: self._take(act))
            self._buttons.addWidget(button)
        close = QPushButton(
            "Not now" if notice.actions and notice.kind == "info" else "Dismiss"
        )
        close.setFlat(True)
        close.setFixedHeight(BUTTON_HEIGHT)
        close.clicked.connect(self._dismiss)
        self._buttons.addWidget(close)

    def _take(self, act: object) -> None:
        self.clear_notice()
        if callable(act):
            act()

    def _dismiss(self) -> None:
        notice = self.notice
        self.clear_notice()
        if notice is not None:
            self.dismissed.emit(notice)


def _plain_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    # What is said may quote a stranger's file: never rich text.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
