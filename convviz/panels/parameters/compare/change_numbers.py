"""The statistics of one change: its size, where it is largest, and its histogram."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from convviz.panels.parameters.compare.words import number, share
from convviz.panels.parameters.distribution_of import distribution_of
from convviz.panels.parameters.labels import plain_label
from convviz.plotting import HistogramView, Scale, format_count
from engine.checkpoints.comparing import change_of, change_statistics

if TYPE_CHECKING:
    from convviz.panels.parameters.compare.pair_rows import PairRow
    from convviz.session import Session
    from convviz.session.jobs import JobControl
    from convviz.theming import Theme
    from engine.checkpoints import Statistics
    from engine.checkpoints.comparing import Difference, Pair

_NAMES = ("largest", "mean", "RMS", "relative", "cosine", "changed", "not finite")
_TIPS = (
    "The largest change of a number, and its index",
    "Mean of B − A",
    "Root of the mean of (B − A)²",
    "Norm of the change over the norm of A",
    "Of the angle between A and B as vectors",
    "Numbers that are not the same",
    "Numbers that became, were or stayed different as NaN or infinities",
)
_COUNTED_AT_ONCE = 1 << 14
"""Numbers whose histogram takes less time than anybody notices."""
_BINS = 512
_HISTOGRAM_PX = (100, 138)


class ChangeNumbers(QWidget):
    """Write what is known of the change of one array.

    Parameters
    ----------
    session : Session
        Counts the numbers of large arrays, beside the window.
    theme : Theme
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._row: PairRow | None = None
        self.title = plain_label("B − A", "title")
        self.values = {name: plain_label() for name in _NAMES}
        self.histogram = HistogramView(theme)
        self.histogram.setMinimumHeight(_HISTOGRAM_PX[0])
        self.histogram.setMaximumHeight(_HISTOGRAM_PX[1])
        self.histogram.setAccessibleName("Histogram of the change")
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for i, (name, tip) in enumerate(zip(_NAMES, _TIPS, strict=True)):
            label = self.values[name]
            label.setFont(theme.numbers(11))
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            label.setToolTip(tip)
            grid.addWidget(plain_label(name, "hint"), i, 0)
            grid.addWidget(label, i, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(6)
        layout.addWidget(self.title)
        layout.addLayout(grid)
        layout.addWidget(self.histogram, 1)
        layout.addStretch()

    def show_row(self, row: PairRow) -> None:
        """Show the change of a pair; dashes for arrays without one."""
        self._row = row
        pair = row.pair
        known = None if pair is None else pair.difference
        self.title.setText(f"Change of {row.name}")
        texts = ["–"] * len(_NAMES) if known is None else _texts(known)
        for label, text in zip(self.values.values(), texts, strict=True):
            label.setText(text)
        if pair is None or known is None or not known.count:
            self.histogram.set_empty("There is no change to count.", "not applicable")
        elif not known.changed:
            self.histogram.set_empty("Every number is the same.", "not applicable")
        elif known.count <= _COUNTED_AT_ONCE:
            with np.errstate(over="ignore"):
                x = change_of(pair.a.array, pair.b.array).astype(np.float32)
            self.histogram.set_values(x, Scale.of([x], "signed", "B − A"))
        else:
            self._count(row, pair)

    def _count(self, row: PairRow, pair: Pair) -> None:
        """Count the numbers of a large array, and show them if it is still chosen then."""
        self.histogram.set_empty("The numbers are being counted…")

        def work(control: JobControl) -> Statistics:
            return change_statistics(
                pair.a.array, pair.b.array, _BINS, lambda: not control.cancelled
            )

        def done(found: Statistics) -> None:
            if row is self._row:
                self._show_counted(found)

        self._session.start_job("Numbers of the change", work, done)

    def _show_counted(self, found: Statistics) -> None:
        if not found.finite:
            self.histogram.set_empty("No change is finite.", "not applicable")
            return
        scale = Scale("signed", found.limit, "B − A")
        self.histogram.set_distribution(distribution_of(found, found.limit), scale)


def _texts(known: Difference) -> list[str]:
    where = (
        f" at [{', '.join(map(str, known.where))}]" if known.largest > 0 and known.where else ""
    )
    return [
        f"{number(known.largest)}{where}",
        number(known.mean),
        number(known.rms),
        share(known.relative),
        "–" if math.isnan(known.cosine) else number(known.cosine),
        f"{format_count(known.changed)} of {format_count(known.count)}",
        format_count(known.unusable),
    ]
