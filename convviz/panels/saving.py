"""Asks where to save something, without stopping anything else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from convviz.panels.panel import Panel


def ask_where(
    panel: Panel, title: str, name: str, kinds: str, save: Callable[[Path], None]
) -> QFileDialog:
    """Open a dialog that calls `save` with the chosen path; what fails is shown in words.

    Parameters
    ----------
    panel : Panel
    title : str
        Of the dialog.
    name : str
        Proposed for the file; its suffix is added to a name that has none.
    kinds : str
        As in `QFileDialog.setNameFilter`.
    save : callable
        Told the path.
    """
    dialog = QFileDialog(panel, title, name, kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))

    def on_chosen(chosen: str) -> None:
        try:
            save(Path(chosen))
        except (OSError, ValueError) as error:
            panel.session.report(error)
        else:
            panel.session.notify(f"Saved {Path(chosen).name}", str(Path(chosen).parent))

    dialog.fileSelected.connect(on_chosen)
    dialog.open()
    return dialog
