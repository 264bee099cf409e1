"""The tree of a file as a Qt model: nothing is worked out that is not in sight."""

from __future__ import annotations

import html
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt, pyqtSlot

from convviz.panels.parameters.tree_rows import PAGE, Row
from convviz.plotting import format_exponent, format_value
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from convviz.panels.parameters.facts import StatisticsStore
    from convviz.panels.parameters.shown import Shown
    from engine.checkpoints import Node, Statistics


class Column(IntEnum):
    """What the columns of the tree say."""

    KEY = 0
    MEANING = 1
    SHAPE = 2
    TYPE = 3
    VALUES = 4
    MIN = 5
    MAX = 6
    MEAN = 7
    STD = 8


HEADERS = ("key", "meaning", "shape", "type", "values", "min", "max", "mean", "std")
NUMBERS = (Column.MIN, Column.MAX, Column.MEAN, Column.STD)
STATISTICS_ROLE = int(Qt.ItemDataRole.UserRole)
"""The `Statistics` of an array, for the column of histograms."""

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TOP = QModelIndex()


class ParamsModel(QAbstractItemModel):
    """Rows of a tree of nodes, made and described when a view asks for them.

    Parameters
    ----------
    store : StatisticsStore
        Describes the arrays.
    """

    def __init__(self, store: StatisticsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._shown: Shown | None = None
        self._root: Row | None = None
        store.arrived.connect(self._on_arrived)

    def show(self, shown: Shown) -> None:
        """Show another tree."""
        self.beginResetModel()
        self._shown = shown
        self._root = Row(shown.tree, quoted(shown.name), "")
        self.endResetModel()

    def update(self, shown: Shown) -> None:
        """Show other numbers in a tree of the same structure; the view stays as it is."""
        assert self._root is not None
        self._shown = shown
        self._root.replace(shown.tree)
        self._tell_changed(self._root)

    def row_at(self, index: QModelIndex) -> Row | None:
        """Return the row of an index."""
        row = index.internalPointer() if index.isValid() else None
        return row if isinstance(row, Row) else None

    def index_of(self, row: Row) -> QModelIndex:
        """Return the index of a row that was made."""
        return self.createIndex(row.index, 0, row)

    def index(self, row: int, column: int, parent: QModelIndex = _TOP) -> QModelIndex:
        """Return the index of an entry."""
        above = self.row_at(parent)
        if above is not None and row < len(above.children):
            return self.createIndex(row, column, above.children[row])
        if above is None and self._root is not None and row == 0:
            return self.createIndex(0, column, self._root)
        return QModelIndex()

    def parent(self, child: QModelIndex = _TOP) -> QModelIndex:  # type: ignore[override]  # the other overload is of QObject
        """Return the index of the container an entry is in."""
        row = self.row_at(child)
        above = row.parent if row is not None else None
        return self.index_of(above) if above is not None else QModelIndex()

    def rowCount(self, parent: QModelIndex = _TOP) -> int:
        """Return how many entries are made so far."""
        if not parent.isValid():
            return 0 if self._root is None else 1
        row = self.row_at(parent)
        return len(row.children) if row is not None and parent.column() == 0 else 0

    def columnCount(self, parent: QModelIndex = _TOP) -> int:
        """Return the number of columns."""
        return len(HEADERS)

    def hasChildren(self, parent: QModelIndex = _TOP) -> bool:
        """Whether a row can be unfolded, also if its entries are not made yet."""
        row = self.row_at(parent)
        return self._root is not None if row is None else len(row.node) > 0

    def canFetchMore(self, parent: QModelIndex = _TOP) -> bool:
        """Whether there are entries that are not made yet."""
        row = self.row_at(parent)
        return row is not None and not row.is_complete

    def fetchMore(self, parent: QModelIndex = _TOP) -> None:
        """Make the next page of entries."""
        row = self.row_at(parent)
        if row is None or row.is_complete:
            return
        first = len(row.children)
        self.beginInsertRows(parent, first, min(first + PAGE, len(row.node)) - 1)
        row.make_more()
        self.endInsertRows()

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the titles of the columns, above their numbers."""
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in NUMBERS:
            return _RIGHT
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what stands in a cell."""
        row = self.row_at(index)
        if row is None or self._shown is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._text(row, Column(index.column()))
            case Qt.ItemDataRole.TextAlignmentRole if index.column() in NUMBERS:
                return _RIGHT
            case Qt.ItemDataRole.ToolTipRole if index.column() <= Column.MEANING:
                return _as_plain_tip(row.place or row.label)
            case role if role == STATISTICS_ROLE:
                return self._statistics(row)
        return None

    def _text(self, row: Row, column: Column) -> str:
        assert self._shown is not None
        match column:
            case Column.KEY:
                return row.label
            case Column.MEANING:
                return row.describe(self._shown.reading)
            case Column.SHAPE:
                return "" if row.node.array is None else shape_text(row.node.array.shape)
            case Column.TYPE:
                return _type_text(row.node)
            case Column.VALUES:
                return row.value()
        return self._number(row, column)

    def _number(self, row: Row, column: Column) -> str:
        statistics = self._statistics(row)
        if statistics is None or not statistics.finite:
            return ""
        numbers = (statistics.minimum, statistics.maximum, statistics.mean, statistics.std)
        return format_statistic(numbers[column - Column.MIN])

    def _statistics(self, row: Row) -> Statistics | None:
        return None if row.node.array is None else self._store.get(row.node.array)

    def _tell_changed(self, row: Row) -> None:
        waiting = [row]
        while waiting:
            above = waiting.pop()
            if above.children:
                first, last = above.children[0], above.children[-1]
                right = self.createIndex(last.index, Column.STD, last)
                self.dataChanged.emit(self.index_of(first), right)
                waiting += above.children

    @pyqtSlot()
    def _on_arrived(self) -> None:
        if self._root is not None:
            self._tell_changed(self._root)


def shape_text(shape: tuple[int, ...]) -> str:
    """Write a shape as it is spoken: 8×1×5×5."""
    return "×".join(map(str, shape)) if shape else "single"


def format_statistic(x: float) -> str:
    """Write a number of the table: four decimals, or a power of ten where those say nothing."""
    if x != 0 and not 1e-4 <= abs(x) < 1e6:
        return format_exponent(x, 2, sign=False)
    return format_value(x, 4)


def _type_text(node: Node) -> str:
    if node.array is not None:
        return str(node.array.dtype)
    dtype = getattr(node.value, "dtype", None)
    return str(dtype) if node.kind == "number" and dtype is not None else ""


def _as_plain_tip(text: str) -> str:
    """Return a tooltip that Qt takes for what it is: text that is never mark-up."""
    return f"<qt>{html.escape(quoted(text, 400))}</qt>"
