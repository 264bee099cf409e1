"""The tree of a file as a Qt model: nothing is worked out that is not in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt, pyqtSlot

from convviz.panels.parameters.arrangement import Arrangement
from convviz.panels.parameters.cell_text import cell_text
from convviz.panels.parameters.columns import HEADERS, NUMBERS, TIPS, Column
from convviz.panels.parameters.describe import Describer, plain_tip
from convviz.panels.parameters.tree_rows import PAGE, Row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from convviz.panels.parameters.facts import StatisticsStore
    from convviz.panels.parameters.search import Found
    from convviz.panels.parameters.shown import Shown
    from engine.checkpoints import Statistics

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
        self._root: Row | None = None
        self._arrangement = Arrangement(store)
        store.arrived.connect(self._on_arrived)
        store.settled.connect(self._on_settled)

    @property
    def root(self) -> Row | None:
        """The row of the whole file."""
        return self._root

    @property
    def describer(self) -> Describer:
        """What says the meanings of what is shown."""
        assert self._arrangement.describer is not None
        return self._arrangement.describer

    @property
    def found(self) -> Found | None:
        """What the rows are restricted to."""
        return self._arrangement.found

    def show(self, shown: Shown) -> None:
        """Show another tree; it is sorted like the one before."""
        self.beginResetModel()
        self._arrangement.describer = Describer(shown.reading)
        self._arrangement.found = None
        self._root = Row(shown.tree, shown.name)
        self.endResetModel()

    def update(self, shown: Shown) -> None:
        """Show other numbers in a tree of the same structure; the view stays as it is."""
        assert self._root is not None
        self._arrangement.describer = Describer(shown.reading)
        self._root.replace(shown.tree)
        self._tell_changed()

    def restrict(self, found: Found | None) -> None:
        """Show only what was found and what is above it, or everything again."""
        self.beginResetModel()
        self._arrangement.found = found
        self._arrange_all()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the entries of every container; -1 is the order of the file."""
        self._arrangement.column = Column(column) if column >= 0 else None
        self._arrangement.descending = order is Qt.SortOrder.DescendingOrder
        self._arrange_in_place()

    def row_at(self, index: QModelIndex) -> Row | None:
        """Return the row of an index."""
        row = index.internalPointer() if index.isValid() else None
        return row if isinstance(row, Row) else None

    def index_of(self, row: Row, column: int = 0) -> QModelIndex:
        """Return the index of a row that was made."""
        return self.createIndex(row.index, column, row)

    def index_at(self, path: Sequence[int]) -> QModelIndex:
        """Return the index of what the numbers of entries lead to; rows are made for it."""
        row = self._root
        for number in path:
            assert row is not None
            self._arrangement.begin(row)
            at = number if row.order is None else row.order.index(number)
            if at >= len(row.children):
                self._make_more(row, at)
            row = row.children[at]
        return QModelIndex() if row is None else self.index_of(row)

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
        return self._root is not None if row is None else row.count > 0

    def canFetchMore(self, parent: QModelIndex = _TOP) -> bool:
        """Whether there are entries that are not made yet."""
        row = self.row_at(parent)
        return row is not None and not row.is_complete

    def fetchMore(self, parent: QModelIndex = _TOP) -> None:
        """Make the next page of entries."""
        row = self.row_at(parent)
        if row is not None and not row.is_complete:
            self._make_more(row)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the titles of the columns, above their numbers."""
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{TIPS[section]}. Click to sort, a third time for the order of the file."
        if role == Qt.ItemDataRole.TextAlignmentRole and section in NUMBERS:
            return _RIGHT
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what stands in a cell."""
        row = self.row_at(index)
        if row is None:
            return None
        column = Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self.text(row, column)
            case Qt.ItemDataRole.TextAlignmentRole if column in NUMBERS:
                return _RIGHT
            case Qt.ItemDataRole.ToolTipRole:
                is_place = column is Column.KEY and row.place
                return plain_tip(row.place if is_place else self.text(row, column))
            case role if role == STATISTICS_ROLE:
                return self._statistics(row)
        return None

    def text(self, row: Row, column: Column) -> str:
        """Return what is written in a cell."""
        needed = column in NUMBERS or column is Column.VALUES
        statistics = self._statistics(row) if needed else None
        return cell_text(row, column, self.describer, statistics)

    def _statistics(self, row: Row) -> Statistics | None:
        return None if row.node.array is None else self._store.get(row.node.array)

    def _make_more(self, row: Row, to: int = 0) -> None:
        self._arrangement.begin(row)
        first = len(row.children)
        last = min(max(first + PAGE, to + 1), row.count) - 1
        self.beginInsertRows(self.index_of(row), first, last)
        row.make_more(to)
        for child in row.children[first:]:
            self._arrangement.arrange(child)
        self.endInsertRows()

    # -- order

    def _arrange_in_place(self) -> None:
        """Put all rows into their order; what is unfolded or selected stays so."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        rows = [(self.row_at(index), index.column()) for index in before]
        self._arrange_all({row for row, _ in rows if row is not None})
        after = [
            QModelIndex() if row is None else self.index_of(row, column) for row, column in rows
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _arrange_all(self, keep: AbstractSet[Row] = frozenset()) -> None:
        if self._root is None:
            return
        kept: dict[Row | None, list[int]] = {}
        for row in keep:
            kept.setdefault(row.parent, []).append(row.number)
        self._arrangement.awaits_statistics = False
        for row in self._root.made_rows():
            self._arrangement.arrange(row, kept.get(row, ()))

    def _tell_changed(self) -> None:
        if self._root is None:
            return
        for above in self._root.made_rows():
            if above.children:
                first, last = above.children[0], above.children[-1]
                right = self.index_of(last, len(HEADERS) - 1)
                self.dataChanged.emit(self.index_of(first), right)

    @pyqtSlot()
    def _on_arrived(self) -> None:
        self._tell_changed()

    @pyqtSlot()
    def _on_settled(self) -> None:
        if self._arrangement.awaits_statistics:
            self._arrange_in_place()
