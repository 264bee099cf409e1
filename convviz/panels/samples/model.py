"""The gallery's table: one cell per sample that is shown, nothing kept per cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from convviz.plotting import format_count, sample_image

if TYPE_CHECKING:
    from PyQt6.QtGui import QImage

    from convviz.panels.samples.choice import Indices
    from convviz.session import Predictions
    from engine.data import Split

SAMPLE_ROLE = Qt.ItemDataRole.UserRole
TAG_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Tag:
    """What stands below a thumbnail: a class, and whether it is right.

    `right` is None where the network has not been asked: the class is then the true one.
    """

    name: str
    right: bool | None = None

    @property
    def text(self) -> str:
        """The tag in one string: "✗ Coat"."""
        sign = "" if self.right is None else "✓ " if self.right else "✗ "
        return sign + self.name


@dataclass(frozen=True, slots=True)
class Now:
    """What the network of this moment takes one sample for."""

    sample: int
    guess: int
    step: int


class SamplesModel(QAbstractTableModel):
    """Samples of one split, looked up when they are painted.

    Every cell has its text, its tooltip, its sample's index (`SAMPLE_ROLE`) and its
    `Tag` (`TAG_ROLE`); `image` gives the picture.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._split: Split | None = None
        self._classes: tuple[str, ...] = ()
        self._across = 1
        self._indices: Indices = np.empty(0, np.intp)
        self._predictions: Predictions | None = None
        self._now: Now | None = None

    def show_samples(
        self,
        split: Split,
        classes: tuple[str, ...],
        indices: Indices,
        predictions: Predictions | None,
    ) -> None:
        """Show other samples, or say other things of the same ones."""
        same = split is self._split and np.array_equal(indices, self._indices)
        if same and predictions is self._predictions:
            return
        if not same:
            self.beginResetModel()
        self._split, self._classes = split, classes
        self._indices, self._predictions = indices, predictions
        if not same:
            self.endResetModel()
        elif len(indices):
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def show_now(self, now: Now | None) -> None:
        """Let one sample have the verdict of this moment instead of the last evaluation's."""
        before, self._now = self._now, now
        for place in {self.place_of(n.sample) for n in (before, now) if n is not None}:
            if place.isValid() and self._predictions is not None:
                self.dataChanged.emit(place, place)

    def set_across(self, across: int) -> None:
        """Set how many samples stand in a row."""
        if across != self._across:
            self.beginResetModel()
            self._across = across
            self.endResetModel()

    @property
    def samples(self) -> int:
        """How many samples are shown."""
        return len(self._indices)

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return how many rows the samples take."""
        return (
            0 if parent is not None and parent.isValid() else -(-self.samples // self._across)
        )

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return how many samples stand in a row."""
        return 0 if parent is not None and parent.isValid() else self._across

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Let samples be reached, and not the empty cells of the last row."""
        return super().flags(index) if self._has(index) else Qt.ItemFlag.NoItemFlags

    def place_of(self, sample: int) -> QModelIndex:
        """Return where a sample stands; an invalid index if it is not shown."""
        place = int(np.searchsorted(self._indices, sample))
        if place >= self.samples or self._indices[place] != sample:
            return QModelIndex()
        return self.index(*divmod(place, self._across))

    def sample_at(self, place: int) -> int:
        """Return the index, in its split, of the sample at a place."""
        return int(self._indices[place])

    def _has(self, index: QModelIndex) -> bool:
        return index.isValid() and self._place(index) < self.samples

    def _place(self, index: QModelIndex) -> int:
        return index.row() * self._across + index.column()

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what is known of one cell."""
        if not self._has(index):
            return None
        sample = self.sample_at(self._place(index))
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._tag(sample).text
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._words(sample)
            case _ if role == SAMPLE_ROLE:
                return sample
            case _ if role == TAG_ROLE:
                return self._tag(sample)
        return None

    def image(self, sample: int) -> QImage:
        """Return the picture of a sample, one pixel per pixel."""
        assert self._split is not None
        return sample_image(self._split, sample)

    def _tag(self, sample: int) -> Tag:
        assert self._split is not None
        label = int(self._split.labels[sample])
        if self._predictions is None:
            return Tag(self._short(label))
        guess = self._guess(sample)
        return Tag(self._short(guess), guess == label)

    def _guess(self, sample: int) -> int:
        assert self._predictions is not None
        if self._now is not None and self._now.sample == sample:
            return self._now.guess
        return int(self._predictions.classes[sample])

    def _words(self, sample: int) -> str:
        assert self._split is not None
        label = int(self._split.labels[sample])
        words = f"#{format_count(sample)}, {self._classes[label]}"
        if self._predictions is None:
            return words
        guess = self._classes[self._guess(sample)]
        newest = self._now
        if newest is None or newest.sample != sample:
            step = format_count(self._predictions.step)
        else:
            step = format_count(newest.step)
        verdict = "recognised" if self._tag(sample).right else f"taken for {guess}"
        return f"{words}: {verdict} at step {step}"

    def _short(self, label: int) -> str:
        return self._classes[label].split("/")[0]
