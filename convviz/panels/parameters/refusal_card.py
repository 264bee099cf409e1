"""Why a file was not opened: the cause with its place, and what helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt, pyqtSignal, pyqtSlot
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from convviz.panels.parameters.fill import Fill
from convviz.panels.parameters.labels import plain_label, show_text
from convviz.panels.parameters.refusal_words import (
    EXPORT_SCRIPT,
    cause_of,
    is_helped_by_export,
    names_of,
    remedy_of,
    report_of_refusal,
    verdict_of,
)
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from convviz.panels.parameters.shown import Shown
    from convviz.session import OpenedParams
    from convviz.theming import Theme

_ICON_PX = 16
_SCRIPT_PX = 116
_MOST_LINES = 6


class RefusalCard(QWidget):
    """Tell of a refused file in plain text, whatever its name and its contents.

    Parameters
    ----------
    theme : Theme
    """

    dismissed = pyqtSignal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._opened: OpenedParams | None = None
        self.setObjectName("RefusalCard")
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon = QLabel()
        self.title = plain_label(wraps=True)
        self.title.setFont(theme.text(12, 600))
        self.cause = plain_label(role="caption", wraps=True)
        self.remedy = plain_label(role="caption", wraps=True)
        self.still = plain_label(role="caption", wraps=True)
        self.names = _text(theme, "Names that the file asks for")
        self.script = _text(theme, "How to export safely")
        self.script.setFixedHeight(_SCRIPT_PX)
        self.script.setPlainText(EXPORT_SCRIPT)
        self._make_buttons()
        self._lay_out()
        self.hide()
        theme.changed.connect(self._show_icon)

    def show_error(self, opened: OpenedParams, shown: Shown | None = None) -> None:
        """Say why a file was refused or could not be read, and what is shown instead of it."""
        error = opened.error
        assert error is not None
        self._opened = opened
        self.title.setText(verdict_of(opened))
        self.cause.setText(cause_of(error))
        show_text(self.remedy, remedy_of(error))
        kind = "the running network" if shown is None or shown.params is None else "the file"
        still = f"What you see below is still {kind} {quoted(shown.name)}." if shown else ""
        show_text(self.still, still)
        names = names_of(error)
        self.names.setPlainText(names)
        lines = min(_MOST_LINES, 1 + names.count("\n"))
        self.names.setFixedHeight(lines * self.names.fontMetrics().lineSpacing() + 12)
        for button, is_of_use in (
            (self.names_button, bool(names)),
            (self.export_button, is_helped_by_export(error)),
        ):
            button.setChecked(False)
            button.setVisible(is_of_use)
        self.names.hide()
        self.script.hide()
        self.copy_button.hide()
        self._show_icon()
        self.show()

    def _make_buttons(self) -> None:
        self.names_button = QPushButton("Show the names")
        self.names_button.setCheckable(True)
        self.names_button.setToolTip("Classes and functions that the file asks for, by byte")
        self.names_button.toggled.connect(self.names.setVisible)
        self.export_button = QPushButton("How to export safely")
        self.export_button.setCheckable(True)
        self.export_button.setToolTip("A few lines that the author of the file can run")
        self.export_button.toggled.connect(self.script.setVisible)
        self.export_button.clicked.connect(lambda: self.names_button.setChecked(False))
        self.names_button.clicked.connect(lambda: self.export_button.setChecked(False))
        self.copy_button = QPushButton("Copy the script")
        self.copy_button.setToolTip("Copy these lines, to send them to the author of the file")
        self.copy_button.clicked.connect(lambda: _copy(EXPORT_SCRIPT))
        self.export_button.toggled.connect(self.copy_button.setVisible)
        self.report_button = QPushButton("Copy report")
        self.report_button.setToolTip("Copy all that is known of the refusal, as text")
        self.report_button.clicked.connect(self._on_report_asked)
        self.dismiss_button = QPushButton("Dismiss")
        self.dismiss_button.setToolTip("Put this message away")
        self.dismiss_button.clicked.connect(self._on_dismissed)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (
            *(self.names_button, self.export_button, self.copy_button),
            *(self.report_button, self.dismiss_button),
        ):
            buttons.addWidget(button)
        buttons.addStretch()
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(6)
        for widget in (self.title, self.cause, self.remedy, self.still):
            words.addWidget(widget)
        words.addWidget(self.names)
        words.addWidget(self.script)
        words.addLayout(buttons)
        body = QHBoxLayout()
        body.setContentsMargins(10, 10, 12, 10)
        body.setSpacing(10)
        body.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(words, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Fill(self._theme, "wrong", width=3))
        layout.addLayout(body, 1)

    @pyqtSlot()
    def _show_icon(self) -> None:
        icon = self._theme.icon("octagon-x", "wrong")
        self._icon.setPixmap(icon.pixmap(QSize(_ICON_PX, _ICON_PX)))

    @pyqtSlot()
    def _on_report_asked(self) -> None:
        if self._opened is not None:
            _copy(report_of_refusal(self._opened))

    @pyqtSlot()
    def _on_dismissed(self) -> None:
        self.hide()
        self.dismissed.emit()


def _text(theme: Theme, name: str) -> QPlainTextEdit:
    """Return lines to be read and copied, with figures of one width."""
    text = QPlainTextEdit()
    text.setReadOnly(True)
    text.setAccessibleName(name)
    text.setFont(theme.numbers(11))
    return text


def _copy(text: str) -> None:
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText(text)
