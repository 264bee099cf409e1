"""PARAMETERS: what is in a file, one array of it, and what it all means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, QTimer, pyqtSlot
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from convviz.panels.panel import Panel
from convviz.panels.parameters.array_pane import ArrayPane
from convviz.panels.parameters.axes import axes_of
from convviz.panels.parameters.compare import CompareButton, ComparePages
from convviz.panels.parameters.facts import StatisticsStore
from convviz.panels.parameters.file_header import FileHeader
from convviz.panels.parameters.fill import rule
from convviz.panels.parameters.foldings import folding_of
from convviz.panels.parameters.history_view import HistoryView
from convviz.panels.parameters.meaning import MeaningPane
from convviz.panels.parameters.parts import Parts
from convviz.panels.parameters.refusal_card import RefusalCard
from convviz.panels.parameters.search_bar import SearchBar
from convviz.panels.parameters.searching import Searching
from convviz.panels.parameters.shown import Shown
from convviz.panels.parameters.tree_commands import TreeCommands
from convviz.panels.parameters.tree_model import ParamsModel
from convviz.panels.parameters.tree_view import ParamsTree
from convviz.plotting import EmptyNote
from engine.checkpoints.params import ROOT_ARRAY
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from convviz.panels.parameters.tree_rows import Row
    from convviz.session import Compared, OpenedParams, Session
    from convviz.settings import WindowSettings
    from convviz.theming import Theme

REFRESH_MS = 500
"""How often the numbers of a running network are worked out anew."""

KINDS = "Parameters (*.pkl *.pickle *.npz *.npy *.safetensors *.gz *.bz2 *.xz);;All files (*)"
_TALL_PX = 560
"""Height from which the history of the cost has room below the tree."""


class ParametersPanel(Panel):
    """Look into a parameters file, or at the parameters of the running network."""

    title = "Parameters"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self._opened: OpenedParams | None = None
        self._shown: Shown | None = None
        self._drawn: Shown | None = None
        self._row: Row | None = None
        self.store = StatisticsStore(session, self)
        self.model = ParamsModel(self.store, self)
        self.header = FileHeader(theme)
        self.tree = ParamsTree(self.model, theme)
        self.search = SearchBar(theme)
        self.searching = Searching(session, self.search, self.tree, self.model)
        self.commands = TreeCommands(session, theme, self.tree, self.model, self.store)
        self.history = HistoryView(theme)
        self.history_page = HistoryView(theme)
        self.refusal = RefusalCard(theme)
        self.array = ArrayPane(session, theme, self.store)
        self.no_array = EmptyNote(theme, "There is no array to show.", "not applicable")
        self.meaning = MeaningPane(session, theme)
        self.middle = QStackedWidget()
        self.parts = Parts(self._file_part(), self.middle, self.meaning)
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(REFRESH_MS)
        self._lay_out()
        self._connect()

    def redraw(self) -> None:
        """Show the file, or the network of this moment."""
        shown = self._what_to_show()
        if shown is None or shown is self._drawn:
            return
        before, self._drawn = self._drawn, shown
        if before is not None and _is_same_structure(before, shown):
            self._show_new_numbers(shown)
        else:
            self._show_all(shown)

    def header_widgets(self) -> list[QWidget]:
        """Return the choice between the parts that have no room beside each other."""
        return [self.parts.switch]

    def remember(self, settings: WindowSettings) -> None:
        """Take columns and widths from the settings, and keep them there."""
        self.tree.columns.remember(settings)
        self.parts.remember(settings)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Show the history below the tree only where there is room."""
        super().resizeEvent(event)
        self._show_history_if_room()

    # -- contents

    def _what_to_show(self) -> Shown | None:
        frame = self.session.frame
        if self._opened is not None and self._opened.params is not None:
            if self._shown is None:
                info = self.session.run_info
                network = "" if info is None else info.network.name
                self._shown = Shown.of_file(self._opened.params, self._opened.match, network)
            return self._shown
        return None if frame is None else Shown.of_network(frame.network)

    def _show_all(self, shown: Shown) -> None:
        self.store.forget()
        self.model.show(shown)
        self.searching.begin(shown)
        self.commands.params = shown.params
        self.header.show_file(shown)
        self.meaning.show_meaning(shown)
        self.history.show_history(shown.reading)
        self.history_page.show_history(shown.reading)
        self._show_history_if_room()
        self._row = None
        self.middle.setCurrentWidget(self.no_array)
        first = self.tree.unfold()
        if first is not None:
            self.tree.select(first)

    def _show_new_numbers(self, shown: Shown) -> None:
        self.store.forget()
        self.model.update(shown)
        self.searching.follow(shown)
        if self._row is not None:
            self._show_row(self._row, keep=True)

    def _show_row(self, row: Row, *, keep: bool = False) -> None:
        assert self._drawn is not None
        reading = self._drawn.reading
        if row.node.array is not None:
            self._row = row
            name = reading.meanings.get(row.place or ROOT_ARRAY, row.label)
            array = row.node.array
            folding = folding_of(array, reading)
            axes = axes_of(array, reading)
            self.array.show_array(array, quoted(name), folding=folding, axes=axes, keep=keep)
            self.middle.setCurrentWidget(self.array)
        elif row.place == reading.history_place and reading.history is not None:
            self.middle.setCurrentWidget(self.history_page)

    def _show_history_if_room(self) -> None:
        history = None if self._drawn is None else self._drawn.reading.history
        has_curve = history is not None and len(history) > 1
        self.history.setVisible(has_curve and self.height() >= _TALL_PX)

    # -- what happens

    @pyqtSlot(object)
    def _on_params_opened(self, opened: OpenedParams) -> None:
        if opened.error is not None:
            self.refusal.show_error(opened, self._what_to_show())
            return
        self.refusal.hide()
        self._opened, self._shown = opened, None
        self.invalidate()

    @pyqtSlot()
    def _on_close_asked(self) -> None:
        self.session.files.close()
        self._opened = self._shown = None
        self.invalidate()

    @pyqtSlot()
    def _on_open_asked(self) -> None:
        dialog = QFileDialog(self, "Open parameters", "", KINDS)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.session.files.open(Path(name)))
        dialog.open()

    @pyqtSlot(object)
    def _on_frame_changed(self, _: object) -> None:
        if self._opened is None and not self._refresh.isActive():
            self.invalidate()
            if self.session.state.is_moving:
                self._refresh.start()

    @pyqtSlot(object)
    def _on_compared(self, compared: Compared | None) -> None:
        self.parts.cover(is_covered=compared is not None)

    @pyqtSlot()
    def _on_refresh_due(self) -> None:
        if self._opened is None:
            self.invalidate()

    @pyqtSlot(object)
    def _on_row_chosen(self, row: Row) -> None:
        self._show_row(row)

    # -- construction

    def _connect(self) -> None:
        self.session.params_opened.connect(self._on_params_opened)
        self.session.frame_changed.connect(self._on_frame_changed)
        self.session.state_changed.connect(self._on_frame_changed)
        self.session.compared.connect(self._on_compared)
        self._refresh.timeout.connect(self._on_refresh_due)
        self.header.open_asked.connect(self._on_open_asked)
        self.header.close_asked.connect(self._on_close_asked)
        self.header.report_asked.connect(self.commands.copy_report)
        self.tree.row_chosen.connect(self._on_row_chosen)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.begin)
        self.meaning.load_asked.connect(self.session.files.load)
        self.meaning.compare_asked.connect(self.session.comparing.with_network)

    def _lay_out(self) -> None:
        self.header.add_button(CompareButton(self.session, self.theme))
        self.middle.addWidget(self.array)
        self.middle.addWidget(self.history_page)
        self.middle.addWidget(self.no_array)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.refusal)
        layout.addWidget(ComparePages(self.session, self.theme, self.parts), 1)

    def _file_part(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(rule(self.theme))
        column.addWidget(self.search)
        column.addWidget(self.tree, 3)
        column.addWidget(self.history, 2)
        return left


def _is_same_structure(before: Shown, shown: Shown) -> bool:
    """Whether two moments of one network are shown one after the other."""
    if before.params is not None or shown.params is not None:
        return False
    shapes = [
        (
            one.name,
            one.tree.keys,
            [node.array.shape for node in one.tree if node.array is not None],
        )
        for one in (before, shown)
    ]
    return shapes[0] == shapes[1]
