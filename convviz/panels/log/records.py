"""Log records as rows of a table, the least severe of them left out."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convviz.theming import Theme

COLUMNS = ("time", "level", "source", "message")
MOST_ROWS = 5_000
_MARK_COLUMN = 1
_FORMATTER = logging.Formatter()


class LogTable(QAbstractTableModel):
    """A table of the newest records of at least some level.

    Parameters
    ----------
    theme : Theme

    Attributes
    ----------
    level : int
        The least severe level that is shown, as in `logging`.
    """

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._all: list[logging.LogRecord] = []
        self._shown: list[logging.LogRecord] = []
        self.level = logging.INFO

    def add(self, records: Iterable[logging.LogRecord]) -> None:
        """Append records; the oldest fall off at the top."""
        new = list(records)
        self._all = (self._all + new)[-MOST_ROWS:]
        shown = [record for record in new if record.levelno >= self.level]
        if len(self._shown) + len(shown) > MOST_ROWS:
            self._refill()
        elif shown:
            first = len(self._shown)
            self.beginInsertRows(QModelIndex(), first, first + len(shown) - 1)
            self._shown += shown
            self.endInsertRows()

    def clear(self) -> None:
        """Show nothing of what came until now."""
        self._all = []
        self._refill()

    def set_level(self, level: int) -> None:
        """Show records of at least `level`."""
        self.level = level
        self._refill()

    def record(self, row: int) -> logging.LogRecord:
        """Return the record in a row."""
        return self._shown[row]

    def line(self, row: int) -> str:
        """Return a record as one line of text, and its traceback below."""
        record = self._shown[row]
        head = f"{_time(record)} {record.levelname} {record.name}: {record.getMessage()}"
        return "\n".join(filter(None, (head, _traceback(record))))

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of records shown."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the name of a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return COLUMNS[section]
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, colour or tooltip of a cell."""
        record = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _texts(record)[index.column()]
            case Qt.ItemDataRole.ForegroundRole:
                return self._color(record, index.column())
            case Qt.ItemDataRole.FontRole:
                return self._theme.numbers(11)
            case Qt.ItemDataRole.ToolTipRole:
                return self.line(index.row())
        return None

    def _color(self, record: logging.LogRecord, column: int) -> Any:
        tokens = self._theme.tokens
        if record.levelno >= logging.WARNING and column >= _MARK_COLUMN:
            return tokens.wrong
        return tokens.text1 if column == len(COLUMNS) - 1 else tokens.text3

    def _refill(self) -> None:
        self.beginResetModel()
        self._shown = [record for record in self._all if record.levelno >= self.level]
        self.endResetModel()


def _texts(record: logging.LogRecord) -> tuple[str, ...]:
    """Return what stands in the columns; only the first line of a message."""
    first = record.getMessage().split("\n", maxsplit=1)[0]
    return _time(record), record.levelname.lower(), record.name, first


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created).strftime("%H:%M:%S")


def _traceback(record: logging.LogRecord) -> str:
    return _FORMATTER.formatException(record.exc_info) if record.exc_info else ""
