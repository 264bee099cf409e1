"""All keys, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QGridLayout, QLabel, QWidget

from convviz.dialogs.dialog import ClosableDialog

if TYPE_CHECKING:
    from collections.abc import Iterable

IN_MAPS = (
    ("Arrow keys", "Move the selected cell"),
    ("Home, End", "The first or last cell of the row"),
    ("Page Up, Page Down", "The channel before or after"),
    ("Ctrl+Left, Ctrl+Right", "The layer before or after, at the same place"),
    ("Enter", "The strongest cell of what is selected, in OPERATION"),
    ("Shift+Up, Shift+Down", "The term of the sum before or after, in OPERATION"),
    ("Space", "Slide the cell over its map, in OPERATION, or stop"),
    ("Esc", "One level up: cell, channel, layer, network"),
    ("Tab, Shift+Tab", "The next control, or the one before"),
    ("Ctrl+C", "Copy what the panel in use shows, as text"),
)


class KeysDialog(ClosableDialog):
    """Show what every key does.

    Parameters
    ----------
    actions : iterable of QAction
        Those with a key are listed.
    parent : QWidget
    """

    def __init__(self, actions: Iterable[QAction], parent: QWidget) -> None:
        super().__init__("Keys", parent)
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        rows = [(_key(action), action.statusTip()) for action in actions if _key(action)]
        half = -(-len(rows) // 2)
        self._add(grid, 0, "Anywhere", rows[:half])
        self._add(grid, 2, "", rows[half:])
        self._add(grid, 4, "In maps and cells", IN_MAPS)
        self.finish(body)

    def _add(
        self, grid: QGridLayout, column: int, title: str, rows: Iterable[tuple[str, str]]
    ) -> None:
        heading = QLabel(title)
        heading.setProperty("role", "title")
        grid.addWidget(heading, 0, column, 1, 2)
        for row, (key, words) in enumerate(rows, start=1):
            name, text = QLabel(key), QLabel(words)
            name.setProperty("role", "pill")
            name.setAlignment(Qt.AlignmentFlag.AlignCenter)
            text.setWordWrap(True)
            text.setMinimumWidth(230)
            grid.addWidget(name, row, column, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(text, row, column + 1)


def _key(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
