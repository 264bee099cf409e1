"""One line under the toolbar that says something and offers what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolBar, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from convviz.session import Notice
    from convviz.theming import Theme

SHOWN_MS = 8_000
BUTTON_HEIGHT = 26
ICONS = {"info": "info", "warning": "triangle-alert", "error": "octagon-x"}


class MessageBar(QToolBar):
    """Show the newest notice until it is dismissed; passing news leave by themselves.

    Parameters
    ----------
    theme : Theme
    change_room : callable
        Does what changes the room for docks, and keeps their sizes as well as it can.

    Signals
    -------
    dismissed : Notice
        The person closed it without taking an offer.
    """

    dismissed = pyqtSignal(object)

    def __init__(self, theme: Theme, change_room: Callable[[Callable[[], None]], None]) -> None:
        super().__init__("Messages")
        self.setObjectName("MessageBar")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._theme, self._change_room = theme, change_room
        self.notice: Notice | None = None
        self._icon = QLabel()
        self._text = _plain_label("MessageText")
        self._detail = _plain_label("MessageDetail")
        self._detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self.addWidget(self._body())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.clear_notice)
        self.hide()

    def _body(self) -> QWidget:
        body = QWidget(self)
        layout = self._line = QHBoxLayout(body)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(10)
        layout.addWidget(self._icon)
        layout.addWidget(self._text)
        layout.addWidget(self._detail, 1)
        layout.addLayout(self._buttons)
        body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        return body

    def show_notice(self, notice: Notice) -> None:
        """Show `notice` in place of what was shown."""
        self.notice = notice
        self._change_room(lambda: self._show(notice))
        passing = notice.kind == "info" and not notice.actions
        self._timer.start() if passing else self._timer.stop()

    def clear_notice(self) -> None:
        """Show nothing."""
        self.notice = None
        self._timer.stop()
        self._change_room(self.hide)

    def _show(self, notice: Notice) -> None:
        token = "text2" if notice.kind == "info" else "wrong"
        self._icon.setPixmap(self._theme.icon(ICONS[notice.kind], token).pixmap(16, 16))
        self._text.setText(notice.text)
        self._detail.setText(notice.detail)
        self._detail.setToolTip(notice.detail)
        # Text without details may take all the room; a long one, two lines of it.
        alone = not notice.detail
        self._text.setWordWrap(alone)
        self._line.setStretchFactor(self._text, 1 if alone else 0)
        self._set_buttons(notice)
        self._text.setToolTip(notice.text)
        self.setAccessibleName(f"{notice.text} {notice.detail}")
        self.show()

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
