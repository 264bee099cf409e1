"""Samples whose prediction changed, as a Qt model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from convviz.plotting import format_count, sample_image
from engine.checkpoints.comparing import class_name

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PyQt6.QtGui import QImage

    from engine.checkpoints.comparing import Flips
    from engine.data import Split

FLIP_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Flip:
    """One sample and what both say of it."""

    sample: int
    truth: str
    a: str
    b: str
    a_is_right: bool
    b_is_right: bool

    @property
    def words(self) -> str:
        """The same as a sentence."""
        signs = ["right" if right else "wrong" for right in (self.a_is_right, self.b_is_right)]
        return (
            f"#{format_count(self.sample)}, {self.truth}: "
            f"A says {self.a} ({signs[0]}), B says {self.b} ({signs[1]})"
        )


class FlipModel(QAbstractListModel):
    """One row per sample; nothing is kept per row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._flips: Flips | None = None
        self._split: Split | None = None
        self._classes: tuple[str, ...] = ()
        self._samples: npt.NDArray[np.intp] | None = None

    def show_flips(
        self,
        flips: Flips,
        samples: npt.NDArray[np.intp],
        split: Split,
        classes: tuple[str, ...],
    ) -> None:
        """Show some of the samples that flipped."""
        self.beginResetModel()
        self._flips, self._samples = flips, samples
        self._split, self._classes = split, classes
        self.endResetModel()

    def clear(self) -> None:
        """Show none."""
        self.beginResetModel()
        self._flips = self._samples = None
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return how many samples there are."""
        inside = parent is not None and parent.isValid()
        return 0 if inside or self._samples is None else len(self._samples)

    def flip(self, place: int) -> Flip:
        """Return what is known of the sample at a place."""
        assert self._samples is not None
        assert self._flips is not None
        sample = int(self._samples[place])
        of_all = (self._flips.labels, self._flips.a, self._flips.b)
        truth, a, b = (int(of[sample]) for of in of_all)
        true, first, second = (class_name(self._classes, k) for k in (truth, a, b))
        return Flip(sample, true, first, second, a == truth, b == truth)

    def image(self, sample: int) -> QImage:
        """Return the picture of a sample, one pixel per pixel."""
        assert self._split is not None
        return sample_image(self._split, sample)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what is known of one row."""
        if not index.isValid() or index.row() >= self.rowCount():
            return None
        flip = self.flip(index.row())
        match role:
            case (
                Qt.ItemDataRole.DisplayRole
                | Qt.ItemDataRole.ToolTipRole
                | Qt.ItemDataRole.AccessibleTextRole
            ):
                return flip.words
            case role if role == FLIP_ROLE:
                return flip
        return None
