"""What can be done with a thing of the tree: copied, or written to a file of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QPoint, Qt, pyqtSlot
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QFileDialog, QMenu

from convviz.panels.parameters.columns import Column
from convviz.panels.parameters.copying import (
    array_as_csv,
    place_text,
    row_text,
    statistics_text,
    to_clipboard,
    value_of,
)
from engine.checkpoints.array_export import ARRAY_SUFFIXES, export_array
from engine.checkpoints.params import ROOT_ARRAY
from engine.checkpoints.report import report_of
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from convviz.panels.parameters.facts import StatisticsStore
    from convviz.panels.parameters.tree_model import ParamsModel
    from convviz.panels.parameters.tree_rows import Row
    from convviz.panels.parameters.tree_view import ParamsTree
    from convviz.session import Session
    from convviz.session.jobs import JobControl
    from convviz.theming import Theme
    from engine.checkpoints import Params, Reading
    from engine.checkpoints.node import AnyArray

KINDS = "NumPy array (*.npy);;Comma separated values (*.csv)"
_LONGEST_NAME = 60


class TreeCommands(QObject):
    """Copy and export what is selected in the tree.

    Parameters
    ----------
    session : Session
        Writes files and tells what came of it.
    theme : Theme
    tree : ParamsTree
    model : ParamsModel
    store : StatisticsStore
    """

    def __init__(
        self,
        session: Session,
        theme: Theme,
        tree: ParamsTree,
        model: ParamsModel,
        store: StatisticsStore,
    ) -> None:
        super().__init__(tree)
        self._session, self._theme = session, theme
        self._tree, self._model, self._store = tree, model, store
        self.params: Params | None = None
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(self._on_menu_asked)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), tree)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy_row)

    @pyqtSlot()
    def copy_row(self) -> None:
        """Copy the selected row as it is shown, with its place."""
        row = self._tree.current_row
        if row is not None:
            shown = [c for c in Column if not self._tree.isColumnHidden(c)]
            array = row.node.array
            statistics = None if array is None else self._store.get(array)
            to_clipboard(row_text(row, shown, self._model.describer, statistics))

    def make_menu(self, row: Row) -> QMenu:
        """Return what can be done with a row; the menu deletes itself when it is closed."""
        menu = QMenu(self._tree)
        menu.aboutToHide.connect(menu.deleteLater)
        self._add(menu, "Copy place", lambda: to_clipboard(place_text(row)))
        array = row.node.array
        if array is None:
            if not row.node.is_container:
                self._add(menu, "Copy value", lambda: to_clipboard(value_of(row)))
        else:
            self._add(menu, "Copy value", lambda: to_clipboard(value_of(row)))
            self._add(menu, "Copy as CSV", lambda: self._copy_csv(array))
            self._add(menu, "Copy statistics", lambda: self._copy_statistics(row, array))
            menu.addSeparator()
            self._add(menu, "Export array…", lambda: self.ask_where(row))
        if self.params is not None:
            menu.addSeparator()
            self._add(menu, "Copy report of the file", self.copy_report)
        return menu

    def ask_where(self, row: Row) -> QFileDialog:
        """Ask for the file to write an array to."""
        array = row.node.array
        assert array is not None
        name = f"{_file_name(row, self._model.describer.reading)}.npy"
        dialog = QFileDialog(self._tree, "Export array", name, KINDS)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("npy")
        dialog.filterSelected.connect(
            lambda kind: dialog.setDefaultSuffix("csv" if ".csv" in kind else "npy")
        )
        dialog.fileSelected.connect(lambda chosen: self.export(Path(chosen), array))
        dialog.open()
        return dialog

    def export(self, path: Path, array: AnyArray) -> None:
        """Write an array to a file, beside the window."""
        if path.suffix.lower() not in ARRAY_SUFFIXES:
            path = path.with_name(f"{path.name}.npy")

        def write(control: JobControl) -> None:
            export_array(path, array, control.progress)

        def told(_: None) -> None:
            self._session.notify(f"Saved {quoted(path.name)}.", quoted(str(path.parent), 400))

        self._session.start_job(f"Exporting {quoted(path.name)}", write, told)

    @pyqtSlot()
    def copy_report(self) -> None:
        """Copy all that is known of the file; its arrays are described beside the window."""
        params = self.params
        if params is None:
            return

        def work(control: JobControl) -> str:
            return report_of(params, lambda: not control.cancelled)

        def done(text: str) -> None:
            to_clipboard(text)
            self._session.notify(
                f"Copied the report of {quoted(params.path.name)}.",
                f"{len(text.splitlines())} lines of text",
            )

        self._session.start_job("Reporting", work, done)

    def _add(self, menu: QMenu, text: str, act: Callable[..., object]) -> None:
        action = menu.addAction(text)
        assert action is not None
        action.triggered.connect(lambda _: act())

    def _copy_csv(self, array: AnyArray) -> None:
        text, words = array_as_csv(array)
        to_clipboard(text)
        self._session.notify(words)

    def _copy_statistics(self, row: Row, array: AnyArray) -> None:
        statistics = self._store.get(array)
        if statistics is None:
            self._session.notify("The statistics of this array are not there yet.")
        else:
            to_clipboard(statistics_text(row, array, statistics))

    @pyqtSlot(QPoint)
    def _on_menu_asked(self, at: QPoint) -> None:
        index = self._tree.indexAt(at)
        row = self._model.row_at(index)
        viewport = self._tree.viewport()
        if row is not None and viewport is not None:
            self._tree.setCurrentIndex(index)
            self.make_menu(row).popup(viewport.mapToGlobal(at))


def _file_name(row: Row, reading: Reading) -> str:
    """Return the meaning, or else the place, as a name that every system takes."""
    meaning = reading.meanings.get(row.place or ROOT_ARRAY, "")
    kept = "." if meaning else ""
    text = meaning or row.place or "array"
    name = "".join(c if (c.isalnum() and c.isascii()) or c in kept else "_" for c in text)
    return name.strip("._")[-_LONGEST_NAME:] or "array"
