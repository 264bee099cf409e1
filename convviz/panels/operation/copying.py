"""Copies what is shown, as text or as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QToolButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from convviz.panels.operation.view import View
    from convviz.theming import Theme


def copy_text(view: View | None) -> None:
    """Put a view on the clipboard as text."""
    _put(view, lambda shown: shown.text())


def copy_table(view: View | None) -> None:
    """Put a view on the clipboard as a table with commas, its numbers with all digits."""
    _put(view, lambda shown: shown.csv())


def _put(view: View | None, written: Callable[[View], str]) -> None:
    clipboard = QGuiApplication.clipboard()
    if clipboard is not None and view is not None:
        clipboard.setText(written(view))


def make_copy_button(theme: Theme, copy: Callable[[], None]) -> QToolButton:
    """Return the button that copies as text."""
    button = QToolButton()
    button.setIcon(theme.icon("copy", "text2"))
    button.setIconSize(QSize(14, 14))
    button.setObjectName("copy_operation")
    button.setToolTip("Copy what is shown here as text (Ctrl+C)")
    button.setStatusTip("Copy what is shown here as text")
    button.setAccessibleName("Copy as text")
    button.clicked.connect(copy)
    return button
