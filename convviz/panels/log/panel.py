"""The panel LOG: records with a filter, to be copied, cleared, or found as files."""

from __future__ import annotations

import contextlib
import logging
import weakref
from typing import TYPE_CHECKING

from PyQt6.QtCore import QModelIndex, Qt, QUrl, pyqtSignal, pyqtSlot
from PyQt6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from convviz.log import LogBuffer, log_dir
from convviz.panels.log.records import LogTable
from convviz.panels.panel import Panel
from convviz.plotting import EmptyNote
from convviz.theming import Switch

if TYPE_CHECKING:
    from collections.abc import Callable

    from convviz.session import Session
    from convviz.theming import Theme

LEVELS = {"info": "All", "warning": "Warnings", "error": "Errors"}
_NUMBERS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
_ROW_PX = 20
_WIDTHS = (66, 62, 190)
_LOGGER = "convviz"


class LogPanel(Panel):
    """The newest records of the program's log.

    The buffer of the log is found by itself, if logging was started before; `attach`
    shows another one.

    Attributes
    ----------
    table : LogTable
        The records that are shown.
    view : QTableView
    detail : QPlainTextEdit
        All lines of the selected record.
    """

    title = "Log"
    _logged = pyqtSignal()

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self._buffer: LogBuffer | None = None
        self._taken: logging.LogRecord | None = None
        self.table = LogTable(theme, self)
        self.view = self._table_view()
        self.levels = Switch(LEVELS, "Levels", self)
        self.detail = QPlainTextEdit()
        self._note = EmptyNote(theme, "What happens is written here: runs, files, errors.")
        self._pages = QStackedWidget()
        self._build()
        self.levels.chosen.connect(self._on_level_chosen)
        # Records come on any thread; the signal brings the news to this one.
        self._logged.connect(self.invalidate)
        for handler in logging.getLogger(_LOGGER).handlers:
            if isinstance(handler, LogBuffer):
                self.attach(handler)

    def attach(self, buffer: LogBuffer) -> None:
        """Show the records of `buffer`, those that are there and those to come."""
        self.detach()
        self._buffer = buffer
        self._taken = None
        self.table.clear()
        buffer.on_record = _bell(weakref.ref(self))
        self.invalidate()

    def detach(self) -> None:
        """Hear nothing of the buffer any more."""
        if self._buffer is not None:
            self._buffer.on_record = None
            self._buffer = None

    def header_widgets(self) -> list[QWidget]:
        """Return the filter of levels."""
        return [self.levels]

    def redraw(self) -> None:
        """Append what was logged since the last time."""
        at_end = self._is_at_end()
        self.table.add(self._new_records())
        self._pages.setCurrentIndex(0 if self.table.rowCount() else 1)
        if at_end:
            self.view.scrollToBottom()

    @pyqtSlot()
    def copy(self) -> None:
        """Copy the selected records, or all that are shown."""
        model = self.view.selectionModel()
        chosen = [] if model is None else [index.row() for index in model.selectedRows()]
        rows = sorted(chosen) or range(self.table.rowCount())
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setText("\n".join(self.table.line(row) for row in rows))

    @pyqtSlot()
    def clear(self) -> None:
        """Show only what comes from now on; the file keeps everything."""
        self.table.clear()
        self.detail.clear()
        self.detail.hide()
        self.invalidate()

    @pyqtSlot()
    def open_folder(self) -> None:
        """Show the folder of the log file in the file manager."""
        folder = log_dir()
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.session.notify("The log is kept in this folder", str(folder))

    def ring(self) -> None:
        """Tell this panel, from any thread, that there are new records."""
        self._logged.emit()

    def _table_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self.table)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setAccessibleName("Log records")
        rows, columns = view.verticalHeader(), view.horizontalHeader()
        assert rows is not None
        assert columns is not None
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(_ROW_PX)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setHighlightSections(False)
        columns.setStretchLastSection(True)
        for column, width in enumerate(_WIDTHS):
            view.setColumnWidth(column, width)
        return view

    def _build(self) -> None:
        self.detail.setReadOnly(True)
        self.detail.setFont(self.theme.numbers(11))
        self.detail.setAccessibleName("The selected record in full")
        self.detail.hide()
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(self.view)
        both.addWidget(self.detail)
        both.setStretchFactor(0, 3)
        both.setStretchFactor(1, 2)
        self._pages.addWidget(both)
        self._pages.addWidget(self._note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 8)
        layout.setSpacing(4)
        layout.addWidget(self._pages, 1)
        layout.addLayout(self._buttons())
        model = self.view.selectionModel()
        assert model is not None
        model.currentRowChanged.connect(self._on_row_changed)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.view)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(self.copy)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for text, tip, act in (
            ("Copy", "Copy the selected records, or all that are shown", self.copy),
            ("Clear", "Show only what comes from now on", self.clear),
            ("Open the log folder", "Show the log file in the file manager", self.open_folder),
        ):
            row.addWidget(_button(text, tip, act))
        row.addStretch(1)
        return row

    def _new_records(self) -> list[logging.LogRecord]:
        """Return the records of the buffer that were not taken yet."""
        records = [] if self._buffer is None else list(self._buffer.records)
        if self._taken in records:
            records = records[records.index(self._taken) + 1 :]
        if records:
            self._taken = records[-1]
        return records

    def _is_at_end(self) -> bool:
        bar = self.view.verticalScrollBar()
        return bar is None or bar.value() >= bar.maximum() - 1

    @pyqtSlot(str)
    def _on_level_chosen(self, key: str) -> None:
        self.table.set_level(_NUMBERS[key])
        self.invalidate()

    @pyqtSlot(QModelIndex, QModelIndex)
    def _on_row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        """Show all lines of a record that has more than one."""
        text = self.table.line(current.row()) if current.isValid() else ""
        self.detail.setPlainText(text)
        self.detail.setVisible("\n" in text)


def _bell(panel: weakref.ref[LogPanel]) -> Callable[[logging.LogRecord], None]:
    """Return what rings a panel for as long as there is one."""

    def ring(_record: logging.LogRecord) -> None:
        listener = panel()
        if listener is not None:
            with contextlib.suppress(RuntimeError):  # Qt has deleted it already
                listener.ring()

    return ring


def _button(text: str, tip: str, act: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setStatusTip(tip)
    button.clicked.connect(act)
    return button
