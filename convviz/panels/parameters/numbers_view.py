"""All numbers of an array as a table; only those in sight are looked at."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PyQt6.QtWidgets import QHeaderView, QTableView, QWidget

from convviz.plotting import format_exact
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from convviz.theming import Theme
    from engine.checkpoints.node import AnyArray

_MOST_ROWS = 1_000_000
_MOST_COLUMNS = 100_000
_ROW_PX = 20
_COLUMN_PX = 82
_WIDE_COLUMN_PX = 156
_TOP = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class NumbersModel(QAbstractTableModel):
    """The last axis of an array from left to right, all others from top to bottom."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._array: AnyArray = np.zeros((0, 0), np.float32)

    def show(self, array: AnyArray) -> None:
        """Show another array; one that is a vector stands upright."""
        self.beginResetModel()
        self._array = array if array.ndim > 1 else array.reshape(-1, 1)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = _TOP) -> int:
        """Return the number of rows, at most a million."""
        rows = math.prod(self._array.shape[:-1])
        return 0 if parent.isValid() else min(rows, _MOST_ROWS)

    def columnCount(self, parent: QModelIndex = _TOP) -> int:
        """Return the length of the last axis."""
        return 0 if parent.isValid() else min(self._array.shape[-1], _MOST_COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the indices of a row, or the one of a column."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return str(section)
        return ", ".join(map(str, self._row_index(section)))

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a number with all its digits, as text."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        value = self._array[(*self._row_index(index.row()), index.column())]
        return number_text(value)

    def _row_index(self, row: int) -> tuple[int, ...]:
        return tuple(int(i) for i in np.unravel_index(row, self._array.shape[:-1]))


def number_text(value: Any) -> str:
    """Write one item of an array as precisely as its dtype is."""
    if isinstance(value, np.float32 | np.float16):
        return format_exact(float(value))
    if isinstance(value, np.number):
        return str(value.item()).replace("-", "−")
    return quoted(str(value), 40)


class NumbersView(QTableView):
    """A table of the numbers of one array.

    Parameters
    ----------
    theme : Theme
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.numbers = NumbersModel(self)
        self.setModel(self.numbers)
        self.setAccessibleName("Numbers of the array")
        self.setFont(theme.numbers(10))
        self.setShowGrid(False)
        for header, size in (
            (self.horizontalHeader(), _COLUMN_PX),
            (self.verticalHeader(), _ROW_PX),
        ):
            assert header is not None
            header.setDefaultSectionSize(size)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def show_array(self, array: AnyArray) -> None:
        """Show another array, in columns as wide as its numbers are long."""
        self.numbers.show(array)
        header = self.horizontalHeader()
        assert header is not None
        is_long = array.dtype.itemsize > 4
        header.setDefaultSectionSize(_WIDE_COLUMN_PX if is_long else _COLUMN_PX)
