"""Why a file was not opened: the cause with its place, and what helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt, pyqtSignal, pyqtSlot
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from convviz.panels.parameters.fill import Fill
from convviz.panels.parameters.labels import plain_label
from convviz.panels.parameters.words import EXPORT_SCRIPT
from engine.checkpoints import ParamsFileError
from engine.checkpoints.wording import quoted, shortened

if TYPE_CHECKING:
    from convviz.panels.parameters.shown import Shown
    from convviz.session import OpenedParams
    from convviz.theming import Theme

_ICON_PX = 16


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
        self.setObjectName("RefusalCard")
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._edge = Fill(theme, "wrong", width=3)
        self._icon = QLabel()
        self.title = plain_label(wraps=True)
        self.title.setFont(theme.text(12, 600))
        self.cause = plain_label(role="caption", wraps=True)
        self.remedy = plain_label(role="caption", wraps=True)
        self.still = plain_label(role="caption", wraps=True)
        self.script = QPlainTextEdit(EXPORT_SCRIPT)
        self.script.setReadOnly(True)
        self.script.setAccessibleName("How to export safely")
        self.script.setFixedHeight(64)
        self.export_button = self._make_export_button()
        self.dismiss_button = QPushButton("Dismiss")
        self.dismiss_button.setToolTip("Put this message away")
        self.dismiss_button.clicked.connect(self._on_dismissed)
        self._lay_out()
        self.hide()
        theme.changed.connect(self._show_icon)

    def show_error(self, opened: OpenedParams, shown: Shown | None = None) -> None:
        """Say why a file was refused or could not be read, and what is shown instead of it."""
        error = opened.error
        assert error is not None
        name = quoted(opened.path.name or str(opened.path))
        is_refusal = isinstance(error, ParamsFileError)
        verdict = "was refused. Nothing in it was run." if is_refusal else "could not be read."
        self.title.setText(f"{name} {verdict}")
        cause = error.cause if isinstance(error, ParamsFileError) else _reason(error)
        remedy = error.remedy if isinstance(error, ParamsFileError) else ""
        self.cause.setText(shortened(cause.removesuffix(" Nothing was executed.")))
        self.remedy.setText(f"What helps: {remedy}" if remedy else "")
        self.remedy.setVisible(bool(remedy))
        self.still.setVisible(shown is not None)
        if shown is not None:
            kind = "the running network" if shown.params is None else "the file"
            self.still.setText(f"What you see below is still {kind} {quoted(shown.name)}.")
        self.export_button.setChecked(False)
        self.export_button.setVisible(is_refusal)
        self.script.hide()
        self._show_icon()
        self.show()

    def _make_export_button(self) -> QPushButton:
        button = QPushButton("How to export safely")
        button.setCheckable(True)
        button.setToolTip("Three lines that the author of the file can run")
        button.toggled.connect(self.script.setVisible)
        return button

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.export_button)
        buttons.addWidget(self.dismiss_button)
        buttons.addStretch()
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(6)
        for widget in (self.title, self.cause, self.remedy, self.still, self.script):
            words.addWidget(widget)
        words.addLayout(buttons)
        body = QHBoxLayout()
        body.setContentsMargins(10, 10, 12, 10)
        body.setSpacing(10)
        body.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(words, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._edge)
        layout.addLayout(body, 1)

    @pyqtSlot()
    def _show_icon(self) -> None:
        icon = self._theme.icon("octagon-x", "wrong")
        self._icon.setPixmap(icon.pixmap(QSize(_ICON_PX, _ICON_PX)))

    @pyqtSlot()
    def _on_dismissed(self) -> None:
        self.hide()
        self.dismissed.emit()


def _reason(error: Exception) -> str:
    """Return the words of an operating system's error, without the path in them."""
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{quoted(words, 200)}."
