"""About convviz."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import TYPE_CHECKING

from PyQt6.QtCore import QT_VERSION_STR, Qt
from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from convviz import PROGRAM
from convviz.dialogs.dialog import ClosableDialog

if TYPE_CHECKING:
    from convviz.theming import Theme

LICENCE = (
    "Free software under the GNU General Public License, version 3 or later. "
    "It comes with no warranty."
)
CREDITS = (
    "All arithmetic is NumPy's. The window is made with PyQt6, its curves with "
    "pyqtgraph, its icons are Phosphor's through QtAwesome. The colour maps CET-D1 and CET-D4 "
    "are Peter Kovesi's. Fashion-MNIST is by Zalando Research, under the MIT licence."
)


class AboutDialog(ClosableDialog):
    """Version, licence, and what convviz is made of."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__("About convviz", parent)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for text, font in (
            (PROGRAM, theme.text(18, 600)),
            ("A debugger for convolutional networks", theme.text(13)),
            (LICENCE, theme.text(12)),
            (CREDITS, theme.text(12)),
            (_versions(), theme.numbers(11)),
        ):
            label = QLabel(text)
            label.setFont(font)
            label.setWordWrap(True)
            label.setFixedWidth(440)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(label)
        self.finish(body)


def _versions() -> str:
    return (
        f"Python {platform.python_version()} · NumPy {version('numpy')} · "
        f"Qt {QT_VERSION_STR} · "
        f"PyQt {version('PyQt6')} · pyqtgraph {version('pyqtgraph')} · {platform.platform()}"
    )
