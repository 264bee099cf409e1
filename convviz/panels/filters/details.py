"""The chosen kernel in numbers, and the distribution of the whole array."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from convviz.plotting import HistogramView, MatrixView, format_value

if TYPE_CHECKING:
    from convviz.panels.filters.kernel_grid import KernelPicture
    from convviz.theming import Theme

WIDTH_PX = 312
_CELL = (40, 22)
_MOST_CELLS = 5  # across, with numbers; larger kernels get smaller cells


class KernelDetails(QWidget):
    """Show one kernel cell by cell, what it sums to, and the histogram of its array.

    Parameters
    ----------
    theme : Theme

    Attributes
    ----------
    matrix : MatrixView
    histogram : HistogramView
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._hint = QLabel()
        self._hint.setProperty("role", "hint")
        self.matrix = MatrixView(theme)
        self.histogram = HistogramView(theme)
        self._values: dict[str, QLabel] = {}
        self._counted: KernelPicture | None = None
        self._count_later = QTimer(self)
        self._count_later.setSingleShot(True)
        self._count_later.timeout.connect(self._count)
        self.setFixedWidth(WIDTH_PX)
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        titles = QHBoxLayout()
        titles.setSpacing(8)
        titles.addWidget(self._title)
        titles.addWidget(self._hint, 1)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.matrix, 1)
        middle.addLayout(self._statistics(theme))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(titles)
        layout.addLayout(middle, 3)
        layout.addWidget(self.histogram, 2)

    def show_kernel(self, picture: KernelPicture, filter_: int, channel: int) -> None:
        """Show one kernel of `picture`."""
        form, kernel = picture.form, picture.kernels[filter_, channel]
        name = form.name_of_kernel(filter_, channel)
        self._title.setText(name)
        self._hint.setText(f"bias {format_value(picture.biases[filter_], 4)}")
        self.matrix.set_matrix(
            kernel, picture.scale, name=form.name_of_kernel(filter_, channel)
        )
        for statistic, value in (
            ("sum", kernel.sum(dtype=np.float64)),
            ("max", kernel.max()),
            ("min", kernel.min()),
            ("norm", np.sqrt(np.square(kernel, dtype=np.float64).sum())),
        ):
            self._values[statistic].setText(format_value(value, 4))

    def show_distribution(self, picture: KernelPicture) -> None:
        """Show how all weights of the layer are distributed.

        To count millions takes longer than all else together, so that comes last.
        """
        self._counted = picture
        self._count_later.start()

    def _count(self) -> None:
        if self._counted is not None:
            self.histogram.set_values(self._counted.kernels, self._counted.scale)

    def _statistics(self, theme: Theme) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for row, name in enumerate(("sum", "max", "min", "norm")):
            label, value = QLabel(name), QLabel()
            label.setProperty("role", "caption")
            value.setFont(theme.numbers(11))
            value.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 1)
            self._values[name] = value
        grid.setRowStretch(4, 1)
        return grid
