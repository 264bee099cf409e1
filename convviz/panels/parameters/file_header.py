"""What file is shown, that nothing in it was run, and the button to open another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, pyqtSignal
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from convviz.panels.parameters.labels import ElidedLabel, plain_label
from convviz.panels.parameters.words import file_line, network_lines, read_as_data
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from convviz.panels.parameters.shown import Shown
    from convviz.theming import Theme

_ICON_PX = 14


class FileHeader(QWidget):
    """Name, kind and hash of a file.

    Parameters
    ----------
    theme : Theme

    Signals
    -------
    open_asked
        A file is to be chosen.
    close_asked
        The file is to be put away, and the running network shown instead.
    report_asked
        All that is known of the file is to be copied.
    """

    open_asked = pyqtSignal()
    close_asked = pyqtSignal()
    report_asked = pyqtSignal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._top = QHBoxLayout()
        self.name = ElidedLabel("title")
        self.kind = ElidedLabel("caption")
        self.safety = ElidedLabel("caption")
        self.warnings = plain_label(role="wrong", wraps=True)
        self._check = QLabel()
        self._check.setPixmap(theme.icon("check", "right").pixmap(QSize(_ICON_PX, _ICON_PX)))
        self.open_button = QPushButton(theme.icon("folder-open"), "Open…")
        self.open_button.setToolTip("Open a parameters file (Ctrl+O); nothing in it is run")
        self.open_button.clicked.connect(self.open_asked)
        self.report_button = _icon_button(
            theme,
            "copy",
            "Copy report",
            "Copy a report of the file: how it was read, every array, what is odd",
        )
        self.report_button.clicked.connect(self.report_asked)
        self.close_button = _icon_button(
            theme, "x", "Close file", "Close the file; show the running network instead"
        )
        self.close_button.clicked.connect(self.close_asked)
        self._lay_out()
        theme.changed.connect(self._on_theme_changed)

    def show_file(self, shown: Shown) -> None:
        """Say what is shown."""
        self.name.setText(quoted(shown.name))
        self.close_button.setVisible(shown.params is not None)
        self.report_button.setVisible(shown.params is not None)
        self._check.setVisible(shown.params is not None)
        if shown.params is None:
            kind, hint = network_lines(shown)
            self.kind.setText(kind)
            self.safety.setText(hint)
            self.safety.setToolTip(hint)
            self.warnings.hide()
            return
        self.kind.setText(file_line(shown.params))
        self.safety.setText(read_as_data(shown.params))
        self.safety.setToolTip(self.safety.text())
        self.warnings.setText(" ".join(shown.params.warnings))
        self.warnings.setVisible(bool(shown.params.warnings))

    def add_button(self, button: QPushButton) -> None:
        """Put one more button at the end of the first line."""
        self._top.addWidget(button)

    def _lay_out(self) -> None:
        top = self._top
        top.setSpacing(8)
        top.addWidget(self.name, 1)
        top.addWidget(self.open_button)
        kind = QHBoxLayout()
        kind.setSpacing(2)
        kind.addWidget(self.kind, 1)
        kind.addWidget(self.report_button)
        kind.addWidget(self.close_button)
        safety = QHBoxLayout()
        safety.setSpacing(6)
        safety.addWidget(self._check)
        safety.addWidget(self.safety, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(3)
        layout.addLayout(top)
        layout.addLayout(kind)
        layout.addLayout(safety)
        layout.addWidget(self.warnings)

    def _on_theme_changed(self) -> None:
        icon = self._theme.icon("check", "right")
        self._check.setPixmap(icon.pixmap(QSize(_ICON_PX, _ICON_PX)))


def _icon_button(theme: Theme, icon: str, name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon(icon, "text2"))
    button.setIconSize(QSize(_ICON_PX, _ICON_PX))
    button.setText(name)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.setStatusTip(tip)
    return button
