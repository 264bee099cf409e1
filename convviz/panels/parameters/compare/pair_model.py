"""The table of pairs as a Qt model, sorted by any column."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from convviz.panels.parameters.compare.pair_rows import HEADERS, TIPS, Column, PairRow, rows_of
from convviz.panels.parameters.describe import plain_tip

if TYPE_CHECKING:
    from engine.checkpoints.comparing import Comparison

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FIGURES = (
    *("name", "shape", "note", "count", "changed", "largest", "mean", "rms"),
    *("relative", "cosine", "not_finite"),
)


class PairModel(QAbstractTableModel):
    """Rows of a comparison."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[PairRow] = []
        self._rows: list[PairRow] = []
        self._sorted_by: tuple[Column, Qt.SortOrder] | None = None

    def show_comparison(self, found: Comparison) -> None:
        """Show other rows, in the order that was asked for last."""
        self.beginResetModel()
        self._all = list(rows_of(found))
        self._rows = self._in_order()
        self.endResetModel()

    def row(self, index: QModelIndex) -> PairRow | None:
        """Return the row of an index."""
        inside = index.isValid() and index.row() < len(self._rows)
        return self._rows[index.row()] if inside else None

    def place_of(self, name: str) -> QModelIndex:
        """Return where an array of this name stands; invalid if there is none."""
        for place, row in enumerate(self._rows):
            if row.name == name:
                return self.index(place, 0)
        return QModelIndex()

    def most_changed(self) -> QModelIndex:
        """Return the first row with the largest relative change that has a weight's shape."""
        known = [
            (len(row.shape) > 1, row.key(Column.RELATIVE)[1], -place)
            for place, row in enumerate(self._rows)
            if row.pair is not None
        ]
        return self.index(-max(known)[2], 0) if known else self.index(0, 0)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in order; column −1 is the order of A."""
        self.beginResetModel()
        self._sorted_by = None if column < 0 else (Column(column), order)
        self._rows = self._in_order()
        self.endResetModel()

    def as_csv(self) -> str:
        """Return the rows, in the order shown, with every digit."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_FIGURES)
        for row in self._rows:
            known = None if row.pair is None else row.pair.difference
            note = row.words or ("" if row.pair is None else row.pair.words)
            figures: tuple[Any, ...] = (
                ()
                if known is None
                else (
                    known.count,
                    known.changed,
                    known.largest,
                    known.mean,
                    known.rms,
                    known.relative,
                    known.cosine,
                    known.unusable,
                )
            )
            writer.writerow((row.name, "x".join(map(str, row.shape)), note, *figures))
        return text.getvalue()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return how many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(HEADERS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the titles of the columns, and what they mean."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return TIPS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section >= Column.LARGEST:
            return _RIGHT
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what stands in a cell."""
        row = self.row(index)
        if row is None:
            return None
        column = Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return row.text(column)
            case Qt.ItemDataRole.TextAlignmentRole if column >= Column.LARGEST:
                return Qt.AlignmentFlag.AlignVCenter | (
                    Qt.AlignmentFlag.AlignLeft if row.words else Qt.AlignmentFlag.AlignRight
                )
            case Qt.ItemDataRole.ToolTipRole if column is Column.ARRAY or row.words:
                return plain_tip(f"{row.name}: {row.words}" if row.words else row.name)
            case role if role == ROW_ROLE:
                return row
        return None

    def _in_order(self) -> list[PairRow]:
        if self._sorted_by is None:
            return list(self._all)
        column, order = self._sorted_by
        down = order is Qt.SortOrder.DescendingOrder
        last = [row for row in self._all if row.key(column)[0]]
        known = [row for row in self._all if not row.key(column)[0]]
        return [*sorted(known, key=lambda row: row.key(column), reverse=down), *last]
